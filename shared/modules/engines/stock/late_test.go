package stock_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// event is something that happened in a warehouse and when somebody typed it.
type event struct {
	at, typed kernel.Time
	in        int64 // what came, negative for what left
	count     bool
}

const (
	minute  = kernel.Time(60_000)
	hour    = 60 * minute
	fullDay = 24 * hour
)

// happenings draws what happens in a warehouse on twelve days, and when it is typed:
// at once, or days later in any order.
func happenings(t *rapid.T, from kernel.Time) []event {
	var list []event
	for n := range kernel.Time(rapid.IntRange(3, 14).Draw(t, "events")) {
		e := event{
			at:    from + kernel.Time(rapid.IntRange(0, 11).Draw(t, "day"))*fullDay + kernel.Time(rapid.IntRange(0, 9).Draw(t, "hour"))*hour + n*3*minute,
			in:    rapid.Int64Range(-5, 5).Draw(t, "in"),
			count: rapid.IntRange(0, 2).Draw(t, "kind") == 0,
		}
		e.typed = e.at + kernel.Time(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 9, 40}).Draw(t, "late"))*fullDay
		if e.typed > e.at {
			e.typed += minute // two are never typed at once: what is typed at once stands three minutes apart
		}
		if e.count || e.in != 0 {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b event) int { return int(a.typed - b.typed) })
	return list
}

// lies is what lies there at an instant.
func lies(first int64, list []event, at kernel.Time) int64 {
	for _, e := range list {
		if !e.count && e.at <= at {
			first += e.in
		}
	}
	return first
}

// Counts and documents are typed in any order and as late as they like: in the end
// the book has what lies there, or somebody was asked for what nobody can know.
func TestLateDocumentsAndCountsEndWithWhatLiesThere(t *testing.T) {
	base := open(t)
	base.Must(t, trial.System(), &stock.Open{Place: base.w1, Lines: []stock.OpenLine{{Product: base.sofa, Qty: qty(opening), Price: 7_000_000}}})
	asked := 0
	drawn.Check(t, func(t *rapid.T) {
		h := base.fork(base.t)
		list := happenings(t, h.Now)
		for _, e := range list {
			h.Now = max(h.Now, e.typed-1000) // the world's clock moves a second per command
			err := h.tell(e, list)
			if errors.Is(err, stock.CountDoubtful.With()) { // he counts again
				asked++
				_, err = h.Do(trial.System(), h.count(lies(opening, list, h.Now+1000), 0))
			}
			if err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
		}
		b, _ := stock.Balances.Get(h.Tx(), stock.BalanceRef(h.sofa, h.w1))
		if want := lies(opening, list, h.Now+100*fullDay); b.OnHand != qty(want) {
			t.Fatalf("the book has %s, there lie %d: %+v", b.OnHand, want, list)
		}
		if found, err := kernel.Verify(h.Catalog, h); err != nil || len(found) > 0 {
			t.Fatal(found, err)
		}
	})
	if asked == 0 && !testing.Short() { // a short run draws too few
		t.Error("nobody was asked anything in all draws")
	}
}

const opening = 1000

// tell types what has happened, and answers truly when asked whether it was before
// the count of its day.
func (h *house) tell(e event, list []event) error {
	date, at := kernel.Date(0), kernel.Time(0)
	if e.typed > e.at {
		date, at = e.at.Date(480), e.at
	}
	send := func(when kernel.Choice) error {
		var args kernel.Command = h.count(lies(opening, list, e.at), at)
		switch {
		case e.count:
		case e.in > 0:
			c := h.receipt(e.in, 7)
			c.Date, c.When = date, when
			args = c
		default:
			c := h.issue(-e.in)
			c.Date, c.When = date, when
			args = c
		}
		_, err := h.Do(trial.System(), args)
		return err
	}
	err := send("")
	if !errors.Is(err, stock.WhichFirst.With()) {
		return err
	}
	counted, _ := stock.Counts.Get(h.Tx(), kernel.Ref[stock.Counted](stock.BalanceRef(h.sofa, h.w1)))
	if e.at < counted.At {
		return send(stock.BeforeCount)
	}
	return send(stock.AfterCount)
}
