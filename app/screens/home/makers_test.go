package home

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/finance"
	"heyi/app/screens/modules/sales"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// maker is a picker that makes what is not there.
type maker interface {
	Makes() bool
	Find(text string)
	Chosen() bool
	Offers() []string
}

func (w *walker) maker() (found maker) {
	w.each(func(o fyne.CanvasObject) bool {
		if m, ok := o.(maker); ok && m.Makes() {
			found = m
		}
		return found != nil
	})
	return found
}

// What a picker makes it chooses, and offers the next time: a supplier where goods come in
// is a supplier. Who may not make partners is offered nothing.
func TestWhatAPickerMakesItOffers(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	receive := nav.Route{Name: warehouse.RouteNew, ID: "receive"}
	pages := map[string][]nav.Route{
		org.Purchase: {receive},
		org.Boss:     {receive, {Name: warehouse.RouteLoose}, {Name: sales.ReceiptRoute}, {Name: finance.RouteTake}},
	}
	for role, routes := range pages {
		desk := shop.DeskIn(t, holder(t, shop, role))
		w := walk(t, desk)
		for i, at := range routes {
			name := "没有的单位" + string(rune('甲'+i))
			w.router.Reset(at)
			w.settle()
			m := w.maker()
			if m == nil {
				t.Errorf("%s: %v makes nobody", role, at)
				continue
			}
			m.Find(name)
			w.settle()
			label := "新建客户「" + name + "」"
			if at == receive {
				label = "新建供应商「" + name + "」"
			}
			if !w.tap(label) || !m.Chosen() {
				t.Errorf("%s: %v: %s is not made", role, at, name)
				continue
			}
			w.router.Reset(at)
			w.settle()
			if m = w.maker(); m != nil {
				m.Find(name)
			}
			if m == nil || !slices.ContainsFunc(m.Offers(), func(title string) bool { return strings.HasPrefix(title, name) }) {
				t.Errorf("%s: %v does not offer whom it made", role, at)
			}
		}
	}
	w := walk(t, shop.DeskIn(t, viewtest.Keeper))
	w.router.Reset(receive)
	w.settle()
	if m := w.maker(); m != nil {
		t.Error("who may not make partners is offered to")
	}
}

// A company that only bought so far and now supplies is one partner, not two.
func TestACustomerBecomesASupplierToo(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	w := walk(t, desk)
	w.router.Reset(nav.Route{Name: warehouse.RouteNew, ID: "receive"})
	w.settle()
	const name = "长沙雨花曾记家私城"
	m := w.maker()
	m.Find(name)
	w.settle()
	if !w.tap("新建供应商「"+name+"」") || !m.Chosen() {
		t.Fatal("not made")
	}
	calls, err := desk.Engine.Unsent()
	if err != nil || len(calls) != 1 || calls[0].Name != party.Parties.Name()+".edit" {
		t.Errorf("%v %v", calls, err)
	}
}
