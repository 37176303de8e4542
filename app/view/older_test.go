package view_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/declared/reports"
	"heyi/app/view/modules/boss"
	"heyi/app/view/modules/finance"
	"heyi/app/view/modules/sales"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/rowstore"
)

func TestMain(m *testing.M) { demotest.Main(m) }

// thisMonth is a window of the month that goes on.
func thisMonth(o *client.Options) {
	o.Window = func(at kernel.Moment) kernel.Date { return at.At.Date(480).MonthStart() }
}

// source is what a list of a screen reads.
type source[T any] interface {
	Count(ctx context.Context) (int, error)
	Further(ctx context.Context) (int, error)
	Page(ctx context.Context, offset, limit int) ([]T, error)
}

// all reads a list to its end, some at a time, and tells how many rows were at hand.
func all[T any](t *testing.T, s source[T]) (rows []T, atHand int) {
	t.Helper()
	atHand, err := s.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.Further(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const some = 150
	for len(rows) < n {
		page, err := s.Page(t.Context(), len(rows), min(some, n-len(rows)))
		if err != nil || len(page) == 0 {
			t.Fatalf("%d of %d rows: %v", len(rows), n, err)
		}
		rows = append(rows, page...)
	}
	return rows, atHand
}

// goesOn holds a list of a device with a window against that of one that holds all: it
// has the same rows in the same order.
func goesOn[T any](t *testing.T, what string, few, whole source[T], say func(T) string) (far int) {
	t.Helper()
	got, atHand := all(t, few)
	want, _ := all(t, whole)
	text := func(rows []T) []string {
		list := make([]string, len(rows))
		for i, r := range rows {
			list[i] = say(r)
		}
		return list
	}
	if g, w := text(got), text(want); !slices.Equal(g, w) {
		t.Errorf("%s: %d rows with those of the server, %d on a device that holds all", what, len(g), len(w))
		for _, row := range g {
			if !slices.Contains(w, row) {
				t.Errorf("  it shows %s", row)
				break
			}
		}
	}
	return len(got) - atHand
}

// report loads a report and says what is in it.
func report(t *testing.T, d *view.Desk, s reports.Spec, f reports.Filter) (rows string, r *reports.Report) {
	t.Helper()
	r, err := view.Load(d, reports.Load(t.Context(), s, f, nil))
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return fmt.Sprint(r.Table.Rows, r.Table.Totals, r.Facts), r
}

// Every report about days before the window of a device says what it says on one that
// holds all, because the server was asked, or says from when on the device knows. The
// figures of the home need no more than the month before.
func TestReportsKnowFromWhen(t *testing.T) {
	s := demotest.Serve(t)
	few, whole := s.Desk(demotest.Boss, thisMonth), s.Desk(demotest.Boss)
	today := few.Engine.Now().Date(480)
	f := reports.Filter{From: today.AddMonths(-2).MonthStart(), To: today, Account: kernel.ID(ledger.AccountRef(ledger.Cash))}
	late := f
	late.To = f.From.MonthEnd() // of months, the last
	specs, err := view.Load(whole, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
	if err != nil {
		t.Fatal(err)
	}
	debts, _ := reports.Find(reports.Receivables)
	_, debtors := report(t, whole, debts, f)
	f.Customer = debtors.Table.Rows[0].ID
	goods, _ := reports.Find(reports.StockLedger)
	_, stocked := report(t, whole, goods, f)
	_, card, _ := stocked.Behind(stocked.Rows[0])
	f.Product = card.Product
	late.Customer, late.Product = f.Customer, f.Product
	differ := 0
	for _, spec := range specs {
		f := f
		if spec.Months && !spec.Span {
			f = late
		}
		if spec.Buyer {
			f.Customer = kernel.ID{}
		}
		want, _ := report(t, whole, spec, f)
		since := view.Date(few.Engine.State().Since)
		says := func(r *reports.Report) bool { return strings.Contains(r.Stamp, since) }
		got, r := report(t, few, spec, f)
		if declared := figures.Find(spec.Name) != nil; got != want && (declared || !says(r)) || declared && says(r) {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Errorf("%s: it differs from that of a device that holds all, and says %q:\n%.300s\n%.300s", spec.Name, r.Stamp, got[at:], want[at:])
		}
		demotest.Away(t, few)
		got, r = report(t, few, spec, f)
		if got != want && !says(r) {
			t.Errorf("%s without a connection: it differs from that of a device that holds all, and says %q", spec.Name, r.Stamp)
		}
		if got != want {
			differ++
		}
		f.From, f.To = today.MonthStart(), today
		if got, r := report(t, few, spec, f); says(r) && figures.Find(spec.Name) == nil {
			t.Errorf("%s of this month says %q: %s", spec.Name, r.Stamp, got[:min(len(got), 80)])
		}
		demotest.Back(t, few)
	}
	if differ < 5 {
		t.Errorf("only %d reports differ without the server: it proves little", differ)
	}

	lastMonth := s.Desk(demotest.Boss, func(o *client.Options) {
		o.Window = func(at kernel.Moment) kernel.Date { return at.At.Date(480).AddMonths(-1).MonthStart() }
	})
	home := func(d *view.Desk) string {
		b, err := view.Load(d, boss.Load)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(b.Groups)
	}
	if got, want := home(lastMonth), home(whole); got != want {
		t.Errorf("the home of a device that holds two months\n%s\nand of one that holds all\n%s", got, want)
	}
}

// Every list of what stands in months goes on with the rows of the server, worded and
// counted as on a device that holds all, also when it is searched; without a connection
// it has its own and says so.
func TestListsGoOnWithWhatTheServerHas(t *testing.T) {
	s := demotest.Serve(t)
	few, whole := s.Desk(demotest.Boss, thisMonth), s.Desk(demotest.Boss)
	far := 0
	for _, schema := range few.Catalog.Schemas {
		if !schema.Aged() {
			continue
		}
		list := func(d *view.Desk, search string) source[record.Row] {
			return record.List(d, schema.Name, search, record.Sort{}, record.Part{})
		}
		say := func(r record.Row) string {
			delete(r.Cells, "")
			return fmt.Sprint(r)
		}
		far += goesOn(t, schema.Name, list(few, ""), list(whole, ""), say)
		if record.Searchable(few.Catalog, schema.Name) {
			goesOn(t, schema.Name+" searched", list(few, "1"), list(whole, "1"), say)
		}
	}
	if far < 100 {
		t.Errorf("only %d rows were on the server alone: it proves little", far)
	}
	for _, l := range []*record.Listing{sales.Listing(), warehouse.PaperListing(), warehouse.ReceivedListing(), finance.SlipListing(), finance.BillListing()} {
		goesOn(t, l.Entity+" "+l.Name, source[record.Row](l.Rows(few, record.Look{})), l.Rows(whole, record.Look{}), func(r record.Row) string {
			delete(r.Cells, "")
			return fmt.Sprint(r)
		})
	}
	goesOn(t, "vouchers", source[finance.Voucher](finance.Vouchers(few, "")), finance.Vouchers(whole, ""), func(r finance.Voucher) string { return fmt.Sprint(r) })

	for _, by := range []rowstore.Order{{Field: "total"}, {Field: "name", Desc: true}} { // the window is of days
		sorted := func(d *view.Desk) source[record.Row] { return sales.Listing().Rows(d, record.Look{}).Sorted(by) }
		goesOn(t, "orders by "+by.Field, sorted(few), sorted(whole), func(r record.Row) string { return r.Cells["number"].Text })
	}

	list := sales.Listing().Rows(few, record.Look{})
	rows, atHand := all(t, source[record.Row](list))
	old := rows[len(rows)-1]
	if len(rows) == atHand || old.Cells[""] != view.SyncBadge(client.MarkFar) {
		t.Errorf("the last of %d orders, %d at hand, is marked %+v", len(rows), atHand, old.Cells[""])
	}
	demotest.Away(t, few)
	if n, err := list.Further(t.Context()); err != nil || n < atHand {
		t.Errorf("without a connection: %d, %v", n, err)
	}
	if rows, had := all(t, source[record.Row](list)); len(rows) != atHand || had != atHand {
		t.Errorf("without a connection there are %d orders, %d at hand before", len(rows), atHand)
	}
	if _, err := few.Engine.Look(t.Context(), client.Query{}, 0); err == nil {
		t.Error("a device looks without a connection")
	} else if r, refused := kernel.AsRefusal(err); !refused || r.Code != client.LookOffline.Name {
		t.Errorf("%v", err)
	}
	demotest.Back(t, few)
	if rows, _ := all(t, source[record.Row](list)); len(rows) <= atHand {
		t.Error("with a connection again the list does not go on")
	}

	// What is opened is at hand from then on, and is listed once.
	if err := few.Engine.Pin(old.ID); err != nil {
		t.Fatal(err)
	}
	demotest.Until(t, few, "it has come", func(st client.State) bool { return len(st.Pins) == 1 })
	again, now := all(t, source[record.Row](list))
	if len(again) != len(rows) || now != atHand+1 {
		t.Errorf("with one opened: %d orders, %d at hand; before %d and %d", len(again), now, len(rows), atHand)
	}
}
