package authority

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// However often rows change while a device waits, what waits is bounded by how many they
// are: a few that change all the time make nobody's patch come early, many do, and each
// comes as it was told last.
func TestWhatWaitsIsBounded(t *testing.T) {
	schema := &kernel.Schema{Number: 7}
	var w *waiting
	commit := int64(10)
	tell := func(row int) {
		commit++
		n := &News{commit: &Commit{To: commit}, waiting: map[step]*waiting{}}
		key := kernel.Key{Schema: schema, ID: kernel.ID{byte(row), byte(row >> 8)}}
		told := &told{common: true, keys: []kernel.Key{key}, rows: []wire.Row{{Entity: 7, ID: key.ID, Body: []byte{byte(commit), byte(commit >> 8)}}}}
		w = n.waits(step{w, 10, told})
		if again := n.waits(w.step); w.before != nil && again != w {
			t.Fatal("who is told the same has something else waiting")
		}
	}
	for i := range 5 * toldMost {
		if tell(i % 3); w.full() || w.rows > toldMost {
			t.Fatalf("after %d changes of three rows %d wait, full: %v", i+1, w.rows, w.full())
		}
	}
	p := w.sent()
	if len(p.Rows) != 3 || p.From != 10 || p.To != commit {
		t.Fatalf("%d rows wait, from %d to %d, want 3 from 10 to %d", len(p.Rows), p.From, p.To, commit)
	}
	for _, r := range p.Rows {
		if at := int64(r.Body[0]) | int64(r.Body[1])<<8; at <= commit-3 {
			t.Errorf("a row waits as it was told with %d, and %d is over", at, commit)
		}
	}
	for i := 0; !w.full(); i++ {
		if i > 2*toldMost {
			t.Fatal("any number of rows waits")
		}
		tell(i)
	}
	if n := len(w.sent().Rows); n < waitingMost {
		t.Errorf("%d rows are too many", n)
	}
}
