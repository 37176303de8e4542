package contents_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/litetest"
	"heyi/shared/rowstore/contents"
)

func open(t *testing.T) *contents.Store {
	t.Helper()
	s, err := contents.Open(t.Context(), litetest.File(t, filepath.Join(t.TempDir(), "contents.db")), kernel.SQLite)
	must(t, err)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func addressed(data []byte) kernel.Content {
	return kernel.Content{Sum: sha256.Sum256(data), Size: int64(len(data))}
}

func random(r *rand.Rand, n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(r.IntN(256))
	}
	return data
}

// bring goes on with a part to its end, as a device does.
func bring(s *contents.Store, p *contents.Part, data []byte, size int) error {
	ctx := context.Background()
	at, err := s.Progress(ctx, p)
	for err == nil && at < int64(len(data)) {
		at, err = s.Append(ctx, p, at, data[at:min(len(data), int(at)+size)], 1)
	}
	return err
}

// Chunks that are lost, come twice, come late or come from elsewhere: whatever happens on
// the way, what arrives is what was sent, and arrives once.
func TestAContentArrivesWholeHoweverItsChunksCome(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		data := random(r, 1+r.IntN(4000))
		parts := []*contents.Part{{Content: addressed(data), For: "a"}, {Content: addressed(data), For: "b"}, {Content: addressed(data), For: "a", By: kernel.ID{1}}}
		for n := 0; ; n++ {
			p := parts[r.IntN(len(parts))]
			at, err := s.Progress(ctx, p)
			must(t, err)
			if n > 2000 || n > 100 && at == p.Content.Size {
				break
			}
			from := at
			if r.IntN(3) == 0 { // a chunk that came before, or one that is not due yet
				from = r.Int64N(p.Content.Size)
			}
			chunk := data[from:min(len(data), int(from)+1+r.IntN(500))]
			next, err := s.Append(ctx, p, from, chunk, 1)
			switch {
			case from != at && (!errors.Is(err, contents.ErrOffset) || next != at):
				t.Fatalf("seed %d: a chunk at %d of a part at %d: %d, %v", seed, from, at, next, err)
			case from == at && len(chunk) > 0 && (err != nil || next != at+int64(len(chunk))):
				t.Fatalf("seed %d: the next chunk: %d, %v", seed, next, err)
			}
		}
		for _, p := range parts {
			must(t, bring(s, p, data, 300))
			given, err := s.Given(ctx, p.Content, p.For)
			must(t, err)
			got, err := s.All(ctx, p.Content)
			must(t, err)
			if !given || !bytes.Equal(got, data) {
				t.Fatalf("seed %d: given %v, %d of %d bytes are as they were", seed, given, len(got), len(data))
			}
		}
	}
	var chunks, held, whole int64
	must(t, s.DB().QueryRow(`SELECT sum(length(data)) FROM _content_chunk`).Scan(&chunks))
	must(t, s.DB().QueryRow(`SELECT sum(size), count(*) FROM _content`).Scan(&held, &whole))
	if chunks != held || whole != 40 {
		t.Errorf("%d bytes are kept of %d contents with %d", chunks, whole, held)
	}
}

// Nobody has a content for knowing its address: who brings anything else begins anew, and
// learns nothing from how far he comes.
func TestAnAddressGivesNothing(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	r := rand.New(rand.NewPCG(1, 1))
	data, other := random(r, 1000), random(r, 1000)
	for _, there := range []bool{false, true} {
		if there {
			must(t, bring(s, &contents.Part{Content: addressed(data), For: "owner"}, data, 100))
		}
		thief := &contents.Part{Content: addressed(data), For: "thief"}
		if at, err := s.Progress(ctx, thief); at != 0 || err != nil {
			t.Errorf("there %v: progress tells %d, %v", there, at, err)
		}
		if err := bring(s, thief, other, 1000); !errors.Is(err, contents.ErrSum) {
			t.Errorf("there %v: other bytes are taken: %v", there, err)
		}
		if given, err := s.Given(ctx, thief.Content, "thief"); given || err != nil {
			t.Errorf("there %v: a guess is given: %v", there, err)
		}
		if at, err := s.Progress(ctx, thief); at != 0 || err != nil {
			t.Errorf("there %v: after the guess: %d, %v", there, at, err)
		}
	}
	if got, err := s.All(ctx, addressed(data)); err != nil || !bytes.Equal(got, data) {
		t.Errorf("the owner's: %v", err)
	}
	if _, err := s.Append(ctx, &contents.Part{Content: addressed(data), For: "x"}, 0, append(data, 1), 1); !errors.Is(err, contents.ErrSize) {
		t.Errorf("more than there is: %v", err)
	}
}

// What nobody names any more goes, and nothing else.
func TestASweepTakesWhatNobodyNames(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	r := rand.New(rand.NewPCG(2, 2))
	a, b := random(r, 700), random(r, 900)
	must(t, bring(s, &contents.Part{Content: addressed(a), For: "kept"}, a, 100))
	must(t, bring(s, &contents.Part{Content: addressed(a), For: "gone"}, a, 100))
	must(t, bring(s, &contents.Part{Content: addressed(b), For: "gone"}, b, 100))
	_, err := s.Append(ctx, &contents.Part{Content: addressed(random(r, 50)), For: "cut"}, 0, []byte("half"), 1)
	must(t, err)
	names := func(what string, _ kernel.Content) (bool, error) { return what == "kept", nil }
	if swept, err := s.Sweep(ctx, 1, names); err != nil || swept != (contents.Swept{}) {
		t.Errorf("too early: %+v, %v", swept, err)
	}
	swept, err := s.Sweep(ctx, 2, names)
	if want := (contents.Swept{Parts: 3, Contents: 1, Bytes: 900}); err != nil || swept != want {
		t.Errorf("swept %+v, %v", swept, err)
	}
	if got, err := s.All(ctx, addressed(a)); err != nil || !bytes.Equal(got, a) {
		t.Errorf("what is named: %v", err)
	}
	if _, err := s.Open(ctx, addressed(b)); !errors.Is(err, contents.ErrNone) {
		t.Errorf("what nobody names: %v", err)
	}
	var chunks int64
	must(t, s.DB().QueryRow(`SELECT sum(length(data)) FROM _content_chunk`).Scan(&chunks))
	if chunks != 700 {
		t.Errorf("%d bytes are left", chunks)
	}
}

// A copy has what was there and who had it, also when it is made again.
func TestACopyHasTheSame(t *testing.T) {
	from, to := open(t), open(t)
	ctx := t.Context()
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 5 {
		data := random(r, 500+n)
		must(t, bring(from, &contents.Part{Content: addressed(data), For: "x"}, data, 100))
		for range 2 {
			_, err := to.Copy(ctx, from)
			must(t, err)
		}
		given, err := to.Given(ctx, addressed(data), "x")
		must(t, err)
		reader, err := to.Open(ctx, addressed(data))
		must(t, err)
		_, err = reader.Seek(250, io.SeekStart)
		must(t, err)
		rest, err := io.ReadAll(reader)
		if must(t, err); !given || !bytes.Equal(rest, data[250:]) {
			t.Errorf("the copy: given %v, %d bytes", given, len(rest))
		}
	}
	var parts, whole int64
	must(t, to.DB().QueryRow(`SELECT count(*) FROM _content_part`).Scan(&parts))
	must(t, to.DB().QueryRow(`SELECT count(*) FROM _content`).Scan(&whole))
	if parts != 5 || whole != 5 {
		t.Errorf("%d parts of %d contents", parts, whole)
	}
}
