package auth

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/shared/kernel"
)

func TestPasswordsThatNobodyShouldUse(t *testing.T) {
	for password, want := range map[string]*kernel.Code{
		"": TooShort, "1234567": TooShort, "七个汉字密码啊": TooShort, strings.Repeat("x", 129): TooLong,
		"12345678": TooPlain, "87654321": TooPlain, "aaaaaaaa": TooPlain, "abcdefgh": TooPlain, "Password1": TooPlain,
		"19900000101": TooPlain, "correct horse": nil, "八个汉字的密码呀": nil, "13572468": nil,
	} {
		err := checkPassword(password, "19900000101")
		if want == nil && err != nil || want != nil && !errors.Is(err, want.With()) {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestHashes(t *testing.T) {
	h := newHasher()
	a, err := h.make(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.make(t.Context(), "correct horse")
	if err != nil || a == b {
		t.Fatalf("two hashes of one password are equal: %v", err)
	}
	if !strings.HasPrefix(a, "argon2id$v=19$m=47104,t=1,p=1$") || strings.Contains(a, "horse") {
		t.Errorf("the stored form is %s", a)
	}
	for password, want := range map[string]bool{"correct horse": true, "correct horsf": false, "": false} {
		if ok, err := h.matches(t.Context(), "192.0.2.1", password, a); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if ok, err := h.matches(t.Context(), anybody, "", ""); ok || err != nil {
		t.Errorf("nobody's password matches: %v, %v", ok, err)
	}
	if _, err := h.matches(t.Context(), anybody, "x", "bcrypt$x"); err == nil {
		t.Error("a hash of another form passes in silence")
	}
}

// Hashes take memory, so only a few run at a time; others wait, not for ever, and not
// more than a few of one address. Who is known does not wait behind strangers.
func TestHashesAreBounded(t *testing.T) {
	h := newHasher()
	for range hashesMax {
		h.strangers <- struct{}{}
	}
	salt := make([]byte, saltLen)
	begun := time.Now()
	var waiting sync.WaitGroup
	for n := range queueMax {
		waiting.Go(func() {
			if _, err := h.derive(t.Context(), fmt.Sprint("192.0.2.", n/queueAtOne), "x", salt); !errors.Is(err, Busy.With()) {
				t.Errorf("beyond the bound: %v", err)
			}
		})
	}
	for full := false; !full; time.Sleep(time.Millisecond) {
		h.mu.Lock()
		full = h.queue == queueMax
		h.mu.Unlock()
	}
	if _, err := h.derive(t.Context(), "192.0.2.99", "x", salt); !errors.Is(err, Busy.With()) {
		t.Errorf("behind a full queue: %v", err)
	}
	if _, err := h.derive(t.Context(), anybody, "x", salt); err != nil || time.Since(begun) > hashWait {
		t.Errorf("who is known: %v after %s", err, time.Since(begun))
	}
	waiting.Wait()
	if took := time.Since(begun); took < hashWait || h.queue != 0 || len(h.waiting) != 0 {
		t.Errorf("gave up after %s, %d wait", took, h.queue)
	}
	h.waiting["a"] = queueAtOne
	if h.join("a") || !h.join("b") {
		t.Error("one address takes the whole queue")
	}
}

func TestRandomPasswords(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		p := RandomPassword()
		if len(p) != 14 || seen[p] || checkPassword(p, "19900000101") != nil {
			t.Fatalf("%q", p)
		}
		seen[p] = true
	}
}
