package kernel_test

import (
	"testing"

	"heyi/shared/kernel"
)

// What somebody held by the scope of another release is what today's terms give that
// stood there then; by others he comes to rows anew.
func TestWhatWasHeldUnderAnotherScope(t *testing.T) {
	w, _, _ := furnish(t)
	s := baskets.In(w.c)
	words := s.Audience()
	mine := &kernel.Viewer{Tags: map[string]bool{"owner:" + id(1).String(): true, "sees:all": true}}
	of := func(held []string) *kernel.Viewer {
		return &kernel.Viewer{Tags: mine.Tags, Knew: map[*kernel.Schema]kernel.Scope{s: s.HeldUnder(held)}}
	}
	theirs := &basket{Record: kernel.Record{ID: id(8)}, Owner: kernel.Ref[person](id(2))}
	own := &basket{Record: kernel.Record{ID: id(7)}, Owner: kernel.Ref[person](id(1))}
	s.Adopt(theirs)
	s.Adopt(own)
	for name, c := range map[string]struct {
		held        []string
		own, theirs bool
		ways        int
	}{
		"nothing":          {nil, false, false, 1},
		"the owner's term": {words[:1], true, false, 1},
		"the boss's term":  {words[1:], true, true, 0},
		"today's":          {words, true, true, 0},
		"in months":        {append([]string{"month@date"}, words...), false, false, 1},
	} {
		was := of(c.held)
		if got := was.Sees(own, w.Get); got != c.own {
			t.Errorf("%s: his own is seen: %v", name, got)
		}
		if got := was.Sees(theirs, w.Get); got != c.theirs {
			t.Errorf("%s: another's is seen: %v", name, got)
		}
		ways := 0
		for _, way := range w.c.Ways(mine, was) {
			if way.Schema == s {
				ways++
			}
		}
		if ways != c.ways {
			t.Errorf("%s: %d ways lead to what is new", name, ways)
		}
	}
}
