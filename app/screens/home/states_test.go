package home

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
)

// inEveryState writes copies of rows into a shop until each entity has one in each of its
// states. A draft order is one that was sent back.
func inEveryState(shop *viewtest.Shop) {
	for _, s := range viewtest.Catalog.Schemas {
		f := s.StateField()
		if f == nil {
			continue
		}
		seen := map[string]bool{}
		var any kernel.Row
		_ = shop.Scan(s, func(row kernel.Row) error { // in memory nothing fails
			any, seen[f.Get(row).Str] = row, true
			return nil
		})
		for _, o := range s.States {
			if any == nil || seen[o.Code] {
				continue
			}
			from := reflect.ValueOf(any)
			copied := reflect.New(from.Elem().Type())
			copied.Elem().Set(from.Elem())
			row := copied.Interface().(kernel.Row)
			row.Base().ID = kernel.DeriveID("state", s.Name, o.Code)
			copied.Elem().FieldByName("State").SetString(o.Code)
			if number := copied.Elem().FieldByName("Number"); number.IsValid() {
				number.SetString(number.String() + o.Code)
			}
			shop.Put(row)
		}
	}
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.State == sales.Draft {
			a := &flow.Approval{
				Record: kernel.Record{ID: kernel.DeriveID("refused", o.Number), Version: 1}, RootEntity: sales.Orders.Name(), Root: o.ID,
				Reason: "sales.over_credit", Decision: flow.Declined, At: shop.Now, Note: "先收款",
			}
			flow.Approvals.In(viewtest.Catalog).Adopt(a)
			shop.Put(a)
			break
		}
	}
}

// listedRow is one of the rows that can be opened on a page, with its badges: of its
// lists, and of the short lists that are drawn whole.
type listedRow struct {
	badges []string
	open   func()
}

func (w *walker) listedRows() []listedRow {
	var list []listedRow
	w.each(func(o fyne.CanvasObject) bool {
		t, ok := o.(fyne.Tappable)
		if _, line := o.(*widgets.LineRow); !ok || !line && fmt.Sprintf("%T", o) != "*widget.listItem" {
			return false
		}
		row := listedRow{open: func() { t.Tapped(&fyne.PointEvent{}) }}
		screentest.Walk(o, func(part fyne.CanvasObject) bool {
			if b, ok := part.(*widgets.Badge); ok && b.Text() != "" {
				row.badges = append(row.badges, b.Text())
			}
			return false
		})
		if len(row.badges) > 0 {
			list = append(list, row)
		}
		return false
	})
	return list
}

// What a list says of a row, its state and whether the server has it, the page of the row
// says, too: of every kind of row in every state, of what waits for the server, and of what
// was sent back or reversed.
func TestListsSayWhatThePagesSay(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a row of every state from every list")
	}
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	inEveryState(shop)
	desk := shop.DeskIn(t, viewtest.Boss)
	for _, r := range viewtest.Rows(shop, finance.Receipts) {
		if r.State == finance.Pending {
			if _, err := desk.Do(&finance.Confirm{Receipt: kernel.Ref[finance.Receipt](r.ID)}); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	for _, d := range viewtest.Rows(shop, stock.Docs) {
		if d.Kind == stock.Receiving {
			if _, err := desk.Do(&stock.Cancel{Doc: kernel.Ref[stock.Doc](d.ID), Note: "数量录错"}); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	places := openSlowly(t, desk).places(t)
	w := walk(t, desk)
	rows := 0
	seen, all := map[string]bool{}, ""
	for _, at := range places {
		w.router.Reset(at)
		w.settle()
		for n, row := range w.listedRows() {
			if at.Name == "customer" {
				continue // its rows are claims, whose pages are those of their documents
			}
			all += strings.Join(row.badges, " ")
			kind := fmt.Sprint(at.Name, row.badges)
			if at.Name == "record.list" {
				kind = fmt.Sprint(at, row.badges)
			}
			if seen[kind] {
				continue
			}
			seen[kind] = true
			w.router.Reset(at)
			w.settle()
			w.listedRows()[n].open()
			w.settle()
			if w.router.Current() == at {
				continue // it opens nothing
			}
			rows++
			said := w.texts()
			for _, badge := range row.badges {
				if !slices.Contains(said, badge) {
					t.Errorf("%v says %q of a row, its page %v does not: %q", at, badge, w.router.Current(), said)
				}
			}
		}
	}
	for _, word := range []string{"未放行，已退回", "已撤回", "预计", "待上传"} {
		if !strings.Contains(all, word) {
			t.Errorf("no list says %s of a row", word)
		}
	}
	if rows < 40 {
		t.Errorf("%d rows were opened: the test looks at nothing", rows)
	}
}
