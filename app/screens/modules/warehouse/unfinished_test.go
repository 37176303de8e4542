package warehouse_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	model "heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

const sofa = "2000000003012"

// Goods that were counted on any page are there when it is opened again, until they are
// sent or somebody begins anew. Nobody is asked whether he wants to lose them.
func TestWhatIsCountedOutlivesEveryPage(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	pages := []nav.Route{{Name: warehouse.RouteLoose}}
	for _, kind := range append(model.Kinds, stock.Opening) {
		pages = append(pages, nav.Route{Name: warehouse.RouteNew, ID: string(kind)})
	}
	for _, at := range pages {
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, at.Name, at.ID)
		w.Scan(sofa)
		w.Scan(sofa)
		w.Go(nav.Route{Name: warehouse.RouteStock})
		if w.Shows("放弃填写的内容") || !w.Shows("可售量") {
			t.Errorf("%v is not left: %q", at, w.Texts())
		}
		w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, at.Name, at.ID) // as after a restart
		if !w.Shows("接着上次的填") || !strings.Contains(strings.Join(w.Boxes(), "|"), "|2|") {
			t.Errorf("%v forgets what was counted: %q, %q", at, w.Boxes(), w.Texts())
			continue
		}
		w.Scan(sofa)
		if !strings.Contains(strings.Join(w.Boxes(), "|"), "|3|") {
			t.Errorf("%v does not go on: %q", at, w.Boxes())
		}
		w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, at.Name, at.ID)
		w.Tap("重新填")
		w.Tap("重新填")
		if again := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, at.Name, at.ID); again.Shows("接着上次的填") {
			t.Errorf("%v: begun anew it is the same: %q", at, again.Boxes())
		}
	}
}

// What came back is counted on, too, and what has been sent is not kept.
func TestAReturnOutlivesItsPage(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	d := numbered(shop, "深圳龙岗万悦家居有限公司", sales.Pending)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteDelivery, d.ID.String())
	w.Tap("出库")
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteReturn, d.ID.String())
	w.Scan(sofa)
	w.Scan(sofa)
	w.Type("退货原因", "质量问题")
	w.Go(nav.Route{Name: warehouse.RouteStock})
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteReturn, d.ID.String())
	if boxes := strings.Join(w.Boxes(), "|"); !w.Shows("接着上次的填") || !strings.Contains(boxes, "|2|") || !strings.Contains(boxes, "质量问题") {
		t.Fatalf("it is forgotten: %q, %q", w.Boxes(), w.Texts())
	}
	w.AtScanner()
	w.Save()
	if kept := desk.Engine.Scratch(warehouse.RouteReturn + "/" + d.ID.String()); kept != nil {
		t.Errorf("what was sent is kept: %s: %q", kept, w.Texts())
	}
}

// A count shows what the book has, what was counted and what that comes to before anything
// is booked, and again when a quantity is changed; who sees no costs sees no worth.
func TestACountIsLookedAtBeforeItIsBooked(t *testing.T) {
	for user, worth := range map[string]bool{viewtest.Keeper: false, viewtest.Boss: true} {
		shop := viewtest.Trading(t)
		desk := shop.Desk(user)
		booked := func() int { return len(papersOf(t, desk, stock.Counting)) }
		was := booked()
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteNew, string(stock.Counting))
		w.Scan(sofa)
		w.Tap("核对差异")
		if booked() != was || !w.Shows("还没有过账") || !w.Shows("实盘 1 套") || w.Shows("盘亏 ") != worth {
			t.Fatalf("%s: %q", user, w.Texts())
		}
		w.Scan(sofa)
		if w.Shows("还没有过账") || w.Shows("过账") {
			t.Errorf("%s: what was looked at is another count: %q", user, w.Texts())
		}
		w.Tap("核对差异")
		w.Tap("过账")
		if booked() != was+1 {
			t.Errorf("%s: it is not booked: %q", user, w.Texts())
		}
	}
}

func papersOf(t *testing.T, desk *view.Desk, kind kernel.Choice) []record.Row {
	t.Helper()
	list, err := model.PaperListing().Rows(desk, record.Look{Preset: string(kind)}).Page(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A misfit leads to the document that puts it right, with its goods and their place; so does
// the task that tells of it.
func TestAMisfitOpensWithItsGoods(t *testing.T) {
	shop := viewtest.Trading(t)
	goods := shop.Product("HY-S301")
	place := shop.Place("W2")
	shop.MustAs(viewtest.Keeper, &stock.Issue{Place: place, Purpose: stock.ForUse, Lines: []stock.GoodsLine{{Product: goods, Qty: 500e6}}})
	desk := shop.Desk(viewtest.Keeper)
	name := ""
	for _, p := range viewtest.Rows(shop, org.Places) {
		if p.ID == place.ID() {
			name = p.Name
		}
	}
	task := ""
	for _, row := range viewtest.Rows(shop, flow.Tasks) {
		if row.Kind == stock.TaskMisfit.Name && row.State == flow.TaskOpen {
			task = row.ID.String()
		}
	}
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteMisfits, "")
	w.Tap("盘点")
	if boxes := strings.Join(w.Boxes(), "|"); !strings.Contains(boxes, name) || !strings.Contains(boxes, "HY-S301") {
		t.Errorf("the count opens with %q: %q", w.Boxes(), w.Texts())
	}
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteNew, string(stock.Counting)+"/"+task)
	if boxes := strings.Join(w.Boxes(), "|"); !strings.Contains(boxes, name) || !strings.Contains(boxes, "HY-S301") || !w.Shows("差额已记入待查") {
		t.Errorf("the task opens with %q: %q", w.Boxes(), w.Texts())
	}
}
