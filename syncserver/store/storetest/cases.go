package storetest

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

func (h Harness) found(t *testing.T) *Office {
	c := Catalog()
	return Found(t, c, h.New(t, c))
}

func (h Harness) restart(o *Office) {
	o.Store = h.Reopen(o.t, o.Catalog, o.Store)
	o.open(o.Catalog)
}

func (o *Office) view() authority.Reader {
	o.t.Helper()
	v, err := o.Store.View()
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

func (o *Office) done(v authority.Reader) {
	o.t.Helper()
	if err := v.Close(); err != nil {
		o.t.Fatal(err)
	}
}

// The executor's own reads, after each of many groups, are what was committed.
func (h Harness) rows(t *testing.T) {
	o := h.found(t)
	refused := 0
	for range rounds(40) {
		o.Work(1)
		o.equal(o.Store)
	}
	for _, j := range o.log {
		if j.Refusal != nil {
			refused++
		}
	}
	if refused == 0 || refused == len(o.log) {
		t.Errorf("%d of %d commands were refused: the test proves little", refused, len(o.log))
	}
	v := o.view()
	defer o.done(v)
	o.equal(v)
}

// While a group is being written by another goroutine the executor's reads show
// it, whole, and views do not; a group that is forgotten was never there.
func (h Harness) ahead(t *testing.T) {
	o := h.found(t)
	draft := func() *authority.Group {
		g, err := o.Authority.Draft([]kernel.Call{o.Random(), o.Random(), o.Random()}, o.now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	for round := range rounds(60) {
		g := draft()
		before := o.State().Version
		o.Authority.Send(g)
		if round%5 == 4 {
			o.Store.Forget()
			o.equal(o.Store)
			o.open(o.Catalog)
			continue
		}
		o.take(g.Commit)
		written := make(chan struct{})
		write := func() {
			g.Write()
			close(written)
		}
		if h.Concurrent {
			go write()
		}
		o.sees(o.Store)
		if v := o.view(); v.Version() != before && v.Version() != before+3 {
			t.Errorf("a view at %d in the middle of a commit from %d", v.Version(), before)
		} else {
			o.done(v)
		}
		if !h.Concurrent {
			write()
		}
		<-written
		if err := o.Authority.Written(g); err != nil {
			t.Fatal(err)
		}
		o.equal(o.Store)
	}
}

// What was judged is never judged again: not in the same group, not later, not
// after a restart. A second command under a used key is refused.
func (h Harness) resend(t *testing.T) {
	o := h.found(t)
	o.Work(10)
	calls := []kernel.Call{o.Random(), o.Random()}
	first := o.Judge(append(calls, calls[0])...)
	state := o.State()
	again := o.Judge(calls...)
	h.restart(o)
	restarted := o.Judge(calls...)
	for i := range calls {
		sameVerdict(t, &again[i], &first[i])
		sameVerdict(t, &restarted[i], &first[i])
	}
	sameVerdict(t, &first[2], &first[0])
	if now := o.State(); now.Version != state.Version || !bytes.Equal(now.Chain, state.Chain) {
		t.Errorf("resends moved the company from %d to %d", state.Version, now.Version)
	}
	other := o.Random()
	other.Key = calls[0].Key
	if j := o.Judge(other); !errors.Is(j[0].Refusal, authority.Forged.With()) {
		t.Errorf("another command under a used key: %+v", j[0])
	}
	if j, err := o.Store.Verdict(kernel.DeriveID("nobody"), 1); j != nil || err != nil {
		t.Errorf("an unknown origin has a verdict: %+v, %v", j, err)
	}
}

func sameVerdict(t *testing.T, got, want *authority.Judged) {
	t.Helper()
	if got.Version != want.Version || got.Call.ID != want.Call.ID || got.Call.Digest != want.Call.Digest ||
		got.Call.Judged != want.Call.Judged || !bytes.Equal(got.Call.Args, want.Call.Args) || !bytes.Equal(got.Chain, want.Chain) ||
		!bytes.Equal(got.Effect, want.Effect) {
		t.Errorf("a resend was answered with %+v, want %+v", got, want)
	}
	switch {
	case (got.Refusal == nil) != (want.Refusal == nil):
		t.Errorf("a resend was answered with refusal %v, want %v", got.Refusal, want.Refusal)
	case got.Refusal != nil && got.Refusal.Error() != want.Refusal.Error():
		t.Errorf("a resend was answered with %q, want %q", got.Refusal, want.Refusal)
	}
}

// Two executors on one store: the one that lags behind is refused and leaves
// nothing, and the other goes on.
func (h Harness) moved(t *testing.T) {
	o := h.found(t)
	late, err := authority.Open(o.Catalog, o.Store)
	if err != nil {
		t.Fatal(err)
	}
	o.Judge(o.Add("department", "name", "先到"))
	call := o.Add("department", "name", "后到")
	if _, _, err := late.Judge([]kernel.Call{call}, o.now()); !errors.Is(err, authority.ErrMoved) {
		t.Fatalf("a commit that does not continue: %v", err)
	}
	if j, err := o.Store.Verdict(call.Origin, call.Key); j != nil || err != nil {
		t.Errorf("a refused commit left a verdict: %+v, %v", j, err)
	}
	state, err := o.Store.State()
	if err != nil || state.Version != o.State().Version || !bytes.Equal(state.Chain, o.State().Chain) {
		t.Errorf("a refused commit left the state %+v, %v", state, err)
	}
	if chain, err := o.Store.ChainAt(state.Version); err != nil || !bytes.Equal(chain, state.Chain) {
		t.Errorf("the chain at the last version: %x, %v", chain, err)
	}
	for _, nowhere := range []int64{0, state.Version + 1} {
		if chain, err := o.Store.ChainAt(nowhere); err != nil || chain != nil {
			t.Errorf("the chain at version %d: %x, %v", nowhere, chain, err)
		}
	}
	o.equal(o.Store)
	o.Work(3)
	o.equal(o.Store)
}

// A view shows one version for as long as it is open: rows, log and verdicts.
func (h Harness) snapshot(t *testing.T) {
	o := h.found(t)
	o.Work(5)
	old, then, version, judged := o.view(), o.model.Clone(), o.State().Version, len(o.log)
	o.Work(20)
	equal(t, o.Catalog, old, then)
	if old.Version() != version {
		t.Errorf("the view is at %d, was opened at %d", old.Version(), version)
	}
	o.checkLog(old, 0, o.log[:judged])
	o.checkLog(old, 2, o.log[:judged])
	now := o.view()
	o.equal(now)
	o.checkLog(now, version, o.log)
	o.done(old)
	o.done(now)
}

// checkLog holds verdicts and changes of a view against what was judged.
func (o *Office) checkLog(v authority.Reader, after int64, judged []authority.Judged) {
	o.t.Helper()
	var verdicts []authority.Judged
	for from := after; ; from = verdicts[len(verdicts)-1].Version {
		page, err := v.VerdictsOf(kernel.ID{}, from, 3)
		if err != nil || len(page) > 3 {
			o.t.Fatalf("a page of %d verdicts: %v", len(page), err)
		}
		if verdicts = append(verdicts, page...); len(page) == 0 {
			break
		}
	}
	want := judged[after:]
	if len(verdicts) != len(want) {
		o.t.Fatalf("%d verdicts after %d, want %d", len(verdicts), after, len(want))
	}
	for i := range want {
		if verdicts[i].Version != want[i].Version || verdicts[i].Call.ID != want[i].Call.ID || verdicts[i].Call.Args != nil {
			o.t.Errorf("verdict %d is %+v, want %+v", i, verdicts[i], want[i])
		}
	}
	last, named := after, map[authority.RowKey]int64{}
	err := v.Changes(after, func(c *authority.Change) error {
		if c.Version < last || c.Version <= after || c.Version > v.Version() {
			o.t.Errorf("change of version %d after %d, seen at %d", c.Version, last, v.Version())
		}
		last = c.Version
		for _, k := range c.Rows {
			named[k] = c.Version
		}
		if c.Before == nil && len(c.After) == 0 {
			o.t.Errorf("change of version %d has no tags", c.Version)
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, s := range o.Catalog.Schemas {
		for _, row := range rowsOf(o.t, v, s) {
			b := row.Base()
			if got := named[authority.RowKey{Entity: s.Number, ID: b.ID}]; b.Version > after && got != b.Version {
				o.t.Errorf("%s %s is of version %d, the log names it at %d", s.Name, b.ID, b.Version, got)
			}
		}
	}
}

// What a load visits is exactly what Sees allows, each row once; a way is gone along
// from any row on; and rows are found by what they name.
func (h Harness) scope(t *testing.T) {
	o := h.found(t)
	o.Work(30)
	v := o.view()
	defer o.done(v)
	admin := &kernel.Viewer{Tags: map[string]bool{"sees:party.all": true, "all": true}}
	everybody := &kernel.Viewer{Tags: map[string]bool{"all": true}}
	for _, eyes := range []*kernel.Viewer{admin, everybody, nil} {
		met := map[kernel.Key]int{}
		must(t, authority.Visit(o.Catalog, v, eyes, func(row kernel.Row) error {
			met[kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}]++
			return nil
		}))
		for _, s := range o.Catalog.Schemas {
			for _, row := range o.all(s) {
				n := met[kernel.Key{Schema: s, ID: row.Base().ID}]
				if want := eyes.Sees(row, o.model.Get); want && n != 1 || !want && n != 0 {
					t.Errorf("%s %s is visited %d times, seen is %v", s.Name, row.Base().ID, n, want)
				}
			}
		}
	}
	for _, s := range o.Catalog.Schemas {
		o.ways(t, v, s)
	}
}

func (o *Office) ways(t *testing.T, v authority.Reader, s *kernel.Schema) {
	t.Helper()
	all := o.all(s)
	if len(all) == 0 {
		return
	}
	half := all[len(all)/2].Base().ID
	rows, err := v.Along(nil, kernel.Way{Schema: s}, half, len(all))
	must(t, err)
	same(t, s.Name+" resumed", rows, all[len(all)/2+1:])
	for _, f := range s.Fields {
		if f.Kind != kernel.KindID || f.Get(all[0]).IsZero() {
			continue
		}
		way := kernel.Way{Schema: s, Field: f, ID: f.Get(all[0]).ID()}
		var want []kernel.Row
		for _, row := range all {
			if way.Leads(nil, row) {
				want = append(want, row)
			}
		}
		rows, err := v.Along(nil, way, kernel.ID{}, len(all)+1)
		must(t, err)
		same(t, s.Name+" by "+f.Name, rows, want)
		n, err := v.CountAlong(nil, way)
		if must(t, err); n != int64(len(want)) {
			t.Errorf("%s by %s: %d counted of %d", s.Name, f.Name, n, len(want))
		}
		rows, err = v.Gather(s, f, []kernel.ID{way.ID, kernel.DeriveID("nobody")})
		must(t, err)
		same(t, s.Name+" gathered by "+f.Name, rows, want)
	}
}

// A restart between any two groups changes nothing, and the audit chain holds.
func (h Harness) reopen(t *testing.T) {
	o := h.found(t)
	for range 5 {
		o.Work(4)
		before := o.State()
		h.restart(o)
		after := o.State()
		if after.Version != before.Version || after.History != before.History || !bytes.Equal(after.Chain, before.Chain) {
			t.Fatalf("after a restart the company is at %+v, was at %+v", after, before)
		}
		o.equal(o.Store)
	}
	v := o.view()
	defer o.done(v)
	var chain authority.Chain
	if err := v.CommandsOf(kernel.ID{}, chain.Check); err != nil {
		t.Fatal(err)
	}
	if err := chain.End(o.State()); err != nil {
		t.Fatal(err)
	}
}

// Views are opened, read and closed in several goroutines while the executor
// commits; each holds together: a row is never newer than the view.
func (h Harness) concurrent(t *testing.T) {
	o := h.found(t)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for last := int64(0); ; {
				select {
				case <-stop:
					return
				default:
				}
				v, err := o.Store.View()
				if err != nil {
					t.Error(err)
					return
				}
				last = consistent(t, o.Catalog, v, last)
				if err := v.Close(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	o.Work(60)
	close(stop)
	readers.Wait()
	o.equal(o.Store)
}

func consistent(t *testing.T, c *kernel.Catalog, v authority.Reader, last int64) int64 {
	if v.Version() < last {
		t.Errorf("a view at %d after one at %d", v.Version(), last)
	}
	newest := int64(0)
	for _, s := range c.Schemas {
		err := v.Scan(s, func(row kernel.Row) error {
			newest = max(newest, row.Base().Version)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if newest > v.Version() {
		t.Errorf("a view at %d shows a row of version %d", v.Version(), newest)
	}
	return v.Version()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
