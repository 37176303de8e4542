package replica_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

func text(f *faulty, n int) string {
	row := f.Get(notes.In(catalog), kernel.DeriveID("test", n))
	if row == nil {
		return ""
	}
	return row.(*note).Text
}

func evicted(n int) wire.Row {
	return wire.Row{Entity: int64(notes.In(catalog).Number), ID: kernel.DeriveID("test", n)}
}

// Patches that wait together are one rebase, and the last word of each row holds,
// whether it came, went, or came back.
func TestPatchesThatWaitAreOneRebase(t *testing.T) {
	f, r := loaded(t)
	for n := range 4 {
		if _, err := do(r, "aaaa"[:n+1]); err != nil {
			t.Fatal(err)
		}
	}
	receive(t, r, &wire.Patch{From: 5, To: 6, Rows: []wire.Row{row(21, "goes and comes back")}})
	pending := r.Pending()
	verdict := func(p int, refused bool) wire.Verdict {
		c := pending[p].Call
		return wire.Verdict{ID: c.ID, Key: c.Key, Version: 7, Digest: int64(c.Digest), Refused: refused}
	}
	news, err := r.ReceiveAll([]wire.Message{
		&wire.Patch{From: 6, To: 7, Rows: []wire.Row{row(20, "first")}, Verdicts: []wire.Verdict{verdict(0, true)}},
		&wire.Patch{From: 7, To: 8, Rows: []wire.Row{evicted(21), row(20, "second"), row(22, "comes and goes")}},
		&wire.Patch{From: 8, To: 9, Rows: []wire.Row{row(21, "is back"), evicted(22)}, Verdicts: []wire.Verdict{verdict(1, true)}},
	}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if news.Again != 0 || len(r.Pending()) != 2 || r.State().Version != 9 {
		t.Errorf("%d predicted again that read none of it, %d pending at version %d", news.Again, len(r.Pending()), r.State().Version)
	}
	if text(f, 20) != "second" || text(f, 21) != "is back" || text(f, 22) != "" || count(f) != 4 {
		t.Errorf("%q %q %q, %d rows", text(f, 20), text(f, 21), text(f, 22), count(f))
	}
	if len(news.Verdicts) != 2 || news.Verdicts[0].Call.Key != 1 || news.Verdicts[1].Call.Key != 2 {
		t.Errorf("verdicts %+v", news.Verdicts)
	}
}

// A patch that does not continue the one before it stops what waits behind it,
// and a Bye is the last that is heard.
func TestWhatDoesNotContinueIsNotTakenIn(t *testing.T) {
	f, r := loaded(t)
	_, err := r.ReceiveAll([]wire.Message{
		&wire.Patch{From: 5, To: 6, Rows: []wire.Row{row(20, "a")}},
		&wire.Patch{From: 7, To: 8, Rows: []wire.Row{row(21, "b")}},
	}, 1000)
	if err == nil || r.State().Version != 5 || count(f) != 0 {
		t.Errorf("%v: %d rows at version %d", err, count(f), r.State().Version)
	}
	news, err := r.ReceiveAll([]wire.Message{
		&wire.Patch{From: 5, To: 6, Rows: []wire.Row{row(20, "a")}}, &wire.Bye{},
		&wire.Patch{From: 6, To: 7, Rows: []wire.Row{row(21, "b")}},
	}, 1000)
	if err != nil || news.Bye == nil || r.State().Version != 6 || count(f) != 1 || r.Online() {
		t.Errorf("%v, %+v: %d rows at version %d", err, news, count(f), r.State().Version)
	}
}

// A change of scope is taken in by itself: what comes behind it is of the new one.
func TestAChangeOfScopeStandsAlone(t *testing.T) {
	f, r := loaded(t)
	news, err := r.ReceiveAll([]wire.Message{
		&wire.Patch{From: 5, To: 6, Rows: []wire.Row{row(20, "a")}},
		&wire.Patch{From: 6, To: 7, Rescope: true, Rows: []wire.Row{row(21, "b")}},
		&wire.Patch{From: 7, To: 8, Rows: []wire.Row{row(20, "c")}},
	}, 1000)
	if err != nil || !news.Whole || r.State().Version != 8 || text(f, 20) != "c" || text(f, 21) != "b" {
		t.Errorf("%v, whole %t, %q %q at version %d", err, news.Whole, text(f, 20), text(f, 21), r.State().Version)
	}
}

// copied writes the text of one note into another.
type copied struct {
	From kernel.Ref[note] `zh:"从" en:"From"`
	To   kernel.Ref[note] `zh:"到" en:"To"`
}

func (c copied) Predict(tx *kernel.Tx) error {
	from, err := notes.Need(tx, c.From)
	if err != nil {
		return err
	}
	to, err := notes.Need(tx, c.To)
	if err != nil {
		return err
	}
	kernel.Set(tx, to, &to.Text, from.Text)
	return nil
}

// Of what was taken back only that runs again whose reading differs: what the
// patch has changed, and what those who run again now do otherwise.
func TestOnlyWhatReadsSomethingElseRunsAgain(t *testing.T) {
	f, r := loaded(t)
	var rows []wire.Row
	for n := range 9 {
		rows = append(rows, row(40+n, string(rune('a'+n))))
	}
	receive(t, r, &wire.Patch{From: 5, To: 6, Rows: rows})
	ref := func(n int) kernel.Ref[note] { return kernel.Ref[note](kernel.DeriveID("test", 40+n)) }
	for i, c := range [][2]int{{0, 1}, {2, 3}, {1, 4}, {3, 5}, {5, 6}, {4, 2}, {6, 8}} {
		if _, err := r.Do(&copied{ref(c[0]), ref(c[1])}, 1000, [10]byte{byte(i), 2}); err != nil {
			t.Fatal(err)
		}
	}
	all := func() (s string) {
		for n := range 9 {
			s += text(f, 40+n)
		}
		return s
	}
	if got := all(); got != "aaacacchc" {
		t.Fatalf("predicted %q", got)
	}
	for _, c := range []struct {
		changed int
		again   int
		want    string
	}{
		{0, 3, "XXXcXcchc"}, // read by 0→1, that by 1→4, that by 4→2; nobody after it reads 2
		{7, 0, "XXXcXccYc"}, // nobody reads it
		{8, 1, "XXXcXccYc"}, // written by the last
	} {
		letter := map[int]string{0: "X", 7: "Y", 8: "Z"}[c.changed]
		v := r.State().Version
		news := receive(t, r, &wire.Patch{From: v, To: v + 1, Rows: []wire.Row{row(40+c.changed, letter)}})
		if got := all(); got != c.want || news.Again != c.again {
			t.Errorf("after a change of %d: %q and %d ran again, want %q and %d", c.changed, got, news.Again, c.want, c.again)
		}
	}
}
