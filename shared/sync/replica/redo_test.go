package replica_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// twin is a replica that forgets before every message what its commands have read,
// as a restart does, and so runs all of them again.
type twin struct {
	*faulty
	*replica.Replica
	forgets bool
}

func newTwin(t *testing.T, forgets bool) *twin {
	f, r := loaded(t)
	return &twin{f, r, forgets}
}

func (w *twin) take(t *testing.T, p *wire.Patch) replica.News {
	t.Helper()
	if w.forgets {
		w.Replica = open(t, w.faulty)
		w.Hello()
		receive(t, w.Replica, &wire.Welcome{History: history, Version: w.Replica.State().Version, Now: 1000})
	}
	return receive(t, w.Replica, p)
}

func (w *twin) rows() (s string) {
	_ = w.faulty.Scan(notes.In(catalog), func(row kernel.Row) error {
		s += fmt.Sprintf("%s %s\n", row.Base().ID, row.(*note).Text)
		return nil
	})
	for _, p := range w.Pending() {
		s += fmt.Sprintf("%d %x %v\n", p.Call.Key, p.Call.Digest, p.Failed)
	}
	return s
}

// Running only what reads something else and running everything give the same
// rows, whatever the server sends: changes, evictions, verdicts that agree and
// verdicts that do not.
func TestSomeAgainIsAllAgain(t *testing.T) {
	ran := [2]int{}
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 7))
		some, all := newTwin(t, false), newTwin(t, true)
		first := &wire.Patch{From: 5, To: 6}
		for n := range 12 {
			first.Rows = append(first.Rows, row(40+n, string(rune('a'+n))))
		}
		some.take(t, first)
		all.take(t, first)
		ref := func() kernel.Ref[note] { return kernel.Ref[note](kernel.DeriveID("test", 40+random.IntN(12))) }
		for step := range 60 {
			if random.IntN(3) > 0 {
				var c kernel.Command = &copied{ref(), ref()}
				if random.IntN(5) == 0 {
					c = &poison{fmt.Sprint(step)}
				}
				entropy := [10]byte{byte(step), byte(seed), 3}
				_, one := some.Do(c, 1000, entropy)
				_, two := all.Do(c, 1000, entropy)
				if (one == nil) != (two == nil) {
					t.Fatalf("seed %d, step %d: %v and %v", seed, step, one, two)
				}
				continue
			}
			p := news(random, some, fmt.Sprint("s", step))
			ran[0] += some.take(t, p).Again
			ran[1] += all.take(t, p).Again
			if a, b := some.rows(), all.rows(); a != b {
				t.Fatalf("seed %d, step %d: some again\n%sall again\n%s", seed, step, a, b)
			}
		}
	}
	t.Logf("%d ran again of %d", ran[0], ran[1])
	if ran[0]*2 > ran[1] || ran[0] == 0 {
		t.Errorf("%d ran again of %d: that saves nothing", ran[0], ran[1])
	}
}

// news is a random patch for what the twin holds.
func news(random *rand.Rand, w *twin, text string) *wire.Patch {
	v := w.Replica.State().Version
	p := &wire.Patch{From: v, To: v + 1}
	for range random.IntN(3) {
		n := 40 + random.IntN(12)
		if random.IntN(12) == 0 {
			p.Rows = append(p.Rows, evicted(n))
		} else {
			p.Rows = append(p.Rows, row(n, text))
		}
	}
	judged := 0
	if random.IntN(3) == 0 {
		judged = random.IntN(1 + min(3, len(w.Pending())))
	}
	for _, pending := range w.Pending()[:judged] {
		c := pending.Call
		verdict := wire.Verdict{ID: c.ID, Key: c.Key, Version: v + 1, Digest: int64(c.Digest)}
		switch random.IntN(3) {
		case 0:
			verdict.Refused = true
		case 1:
			verdict.Digest++
		default: // accepted as predicted: its rows come with it
			for _, u := range pending.Undo {
				if r := w.faulty.Get(notes.In(catalog), u.ID); r != nil {
					p.Rows = append(p.Rows, wire.Row{Entity: u.Entity, Body: kernel.Encode(nil, r)})
				}
			}
		}
		p.Verdicts = append(p.Verdicts, verdict)
	}
	return p
}
