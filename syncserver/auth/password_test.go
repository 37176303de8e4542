package auth

import (
	"errors"
	"strings"
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
		if ok, err := h.matches(t.Context(), password, a); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if ok, err := h.matches(t.Context(), "", ""); ok || err != nil {
		t.Errorf("nobody's password matches: %v, %v", ok, err)
	}
	if _, err := h.matches(t.Context(), "x", "bcrypt$x"); err == nil {
		t.Error("a hash of another form passes in silence")
	}
}

// Hashes take memory, so only a few run at a time; others wait, and not for ever.
func TestHashesAreBounded(t *testing.T) {
	h := newHasher()
	for range hashesMax {
		h <- struct{}{}
	}
	begun := time.Now()
	if _, err := h.derive(t.Context(), "x", make([]byte, saltLen)); !errors.Is(err, Busy.With()) {
		t.Errorf("beyond the bound: %v", err)
	}
	if took := time.Since(begun); took < hashWait {
		t.Errorf("gave up after %s", took)
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

func TestThrottle(t *testing.T) {
	th := newThrottle(3, 10*time.Second, time.Minute)
	now := time.Unix(1_763_700_000, 0)
	for range 4 {
		if err := th.allow("a", now); err != nil {
			t.Fatal(err)
		}
	}
	if err := th.allow("a", now); !errors.Is(err, Throttled.With()) {
		t.Fatalf("a fifth try at once: %v", err)
	}
	if err := th.allow("b", now); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	waits := []time.Duration{}
	for range 5 {
		wait := time.Duration(0)
		for th.allow("a", now) != nil {
			now, wait = now.Add(time.Second), wait+time.Second
		}
		waits = append(waits, wait)
	}
	if waits[0] != 10*time.Second || waits[1] != 20*time.Second || waits[4] != time.Minute {
		t.Errorf("the waits are %v", waits)
	}
	th.succeed("a")
	if err := th.allow("a", now); err != nil {
		t.Errorf("after a success: %v", err)
	}
	for i := range triesMax + 1000 {
		_ = th.allow(strings.Repeat("x", i%7)+time.Duration(i).String(), now) // a flood
	}
	if len(th.tries) > triesMax {
		t.Errorf("%d keys are remembered", len(th.tries))
	}
}
