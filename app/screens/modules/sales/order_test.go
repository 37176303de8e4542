package sales_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/modules/sales"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
)

// An order opens what belongs to it: its delivery and the money that was taken for it.
func TestPapersOpen(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Sales)
	visit := func() *screentest.Window {
		w := screentest.Open(t, desk, uithread.Immediate{}, areas, sales.ListRoute)
		w.Tap("深圳龙岗万悦家居有限公司")
		return w
	}
	w := visit()
	w.Tap("收款")
	w.Type("现金", "500")
	w.Tap("保存收款单")
	w = visit()
	var delivery string
	for _, o := range viewtest.Rows(shop, core.Orders) {
		if o.Name == "深圳龙岗万悦家居有限公司" && o.Date == 20261119 {
			delivery = "销售出库单 · " + shop.Deliveries(o)[0].Number
		}
	}
	if !w.Shows("收款单 · SK-") || !w.Shows("待上传") {
		t.Fatalf("the receipt is not with its order: %q", w.Texts())
	}
	if w.Shows("要退货") {
		t.Errorf("nothing has left yet: %q", w.Texts())
	}
	w.Tap(delivery)
	if !w.Shows("销售出库单") || !w.Shows("应发日期") || !w.Shows("操作日志") {
		t.Errorf("the delivery: %q", w.Texts())
	}
}

// R32: an order on hold says in figures why, who may let it pass, and what was done with
// it by whom, where and when.
func TestHeldOrderSaysWhoMayRelease(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.Open(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, sales.ListRoute)
	w.Tap("东莞市厚街恒泰家具经营部")
	for _, want := range []string{"97,440.00，额度 80,000.00", "已逾期 62 天", "可由财务或老板放行", "信用检查", "林晓燕 · 设备 B07", "2026-11-19 09:00", "逾期 62 天（宽限 15 天）", "连同本单应收 97,440.00，额度 80,000.00"} {
		if !w.Shows(want) {
			t.Errorf("does not show %q: %q", want, w.Texts())
		}
	}
}

// Who may give a command but is not named by the approval is not offered it.
func TestOnlyWhoMayDecideIsOffered(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Boss)
	offers := func(role string) (names []string) {
		err := desk.Read(func(r *view.Reader) error {
			who := *r.Author
			who.Roles, who.Grants = []string{role}, []string{"sales.order.*"}
			tags := maps.Clone(who.Viewer.Tags)
			maps.DeleteFunc(tags, func(tag string, _ bool) bool { return strings.HasPrefix(tag, "as:") })
			tags["as:"+org.RoleRef(role).String()] = true
			for _, s := range org.ShippedRoles() {
				for _, asked := range org.AllAsked() {
					tags[asked.Tag()] = s.Code == role && asked.Holds(s.Grants) || tags[asked.Tag()] && s.Code != role
				}
			}
			who.Viewer = &kernel.Viewer{Tags: tags}
			r.Author, r.Tx.Author = &who, &who
			for _, o := range viewtest.Rows(shop, core.Orders) {
				if o.State != core.Held {
					continue
				}
				for _, a := range record.ActsAbout(r, core.Orders.Name(), o.ID) {
					names = append(names, a.Command)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	for _, command := range []string{"sales.order.release", "sales.order.refuse"} {
		if !slices.Contains(offers(org.Boss), command) || !slices.Contains(offers(org.Finance), command) {
			t.Errorf("%s is not offered to who decides", command)
		}
		if slices.Contains(offers(org.SalesManager), command) {
			t.Errorf("%s is offered to who would be refused", command)
		}
	}
}

// What the customer says of an order that has reached him takes three steps and is
// the last of its six, in its trail, and can be mended.
func TestRating(t *testing.T) {
	shop := viewtest.Trading(t)
	var shipped, open string
	for _, o := range viewtest.Rows(shop, core.Orders) {
		switch o.State {
		case core.Shipped:
			shipped = o.ID.String()
		case core.Approved:
			open = o.ID.String()
		}
	}
	desk := shop.DeskIn(t, viewtest.Boss)
	if w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "sales_order/"+open); w.Shows("登记评价") {
		t.Errorf("an order that nobody has received can be rated: %q", w.Texts())
	}
	for _, rated := range [][2]string{{"5", "送货师傅很细心"}, {"4", "其实一般"}} {
		score, said := rated[0], rated[1]
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "sales_order/"+shipped)
		w.Tap("登记评价")
		w.Choose("评分（1–5）", score)
		w.Type("评价内容", said)
		w.Tap("登记评价")
		if w.Steps() > 3 {
			t.Errorf("%d steps: %q", w.Steps(), w.Texts())
		}
		w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "sales_order/"+shipped)
		if !w.Shows(score+" 分 · 陈国栋") || !w.Shows(said) {
			t.Errorf("%s: %q", score, w.Texts())
		}
	}
	id, err := kernel.ParseID(shipped)
	if err != nil {
		t.Fatal(err)
	}
	if row := screentest.Get(t, desk, core.Orders, id); row.Rating != 4 {
		t.Errorf("rated %d", row.Rating)
	}
}

// An order that was sent back is no draft like any other: it says who has not released it
// and why, until it is submitted again.
func TestAnOrderThatWasSentBackSaysWhy(t *testing.T) {
	shop := viewtest.Trading(t)
	var held *core.Order
	for _, o := range viewtest.Rows(shop, core.Orders) {
		if o.State == core.Held {
			held = o
		}
	}
	ref := kernel.Ref[core.Order](held.ID)
	shop.MustAs(viewtest.Finance, &core.Refuse{Order: ref, Note: "请先收 62 天前的货款"})
	desk := shop.DeskIn(t, viewtest.Sales)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "sales_order/"+held.ID.String())
	if !w.Shows("未放行，已退回") || !w.Shows("请先收 62 天前的货款") || !w.Shows("吴秀珍") {
		t.Errorf("it looks like any draft: %q", w.Texts())
	}
	shop.MustAs(viewtest.Sales, &core.Submit{Order: ref})
	w = screentest.OpenAt(t, shop.DeskIn(t, viewtest.Sales), uithread.Immediate{}, areas, common.RecordRoute, "sales_order/"+held.ID.String())
	if w.Shows("未放行，已退回") {
		t.Errorf("submitted again it is still sent back: %q", w.Texts())
	}
}

// A salesperson, who takes no goods back himself, is told on an order that has left who does
// and by which number; who takes them back is not.
func TestAnOrderThatHasLeftSaysHowGoodsComeBack(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, o := range viewtest.Rows(shop, core.Orders) {
		if o.State != core.Shipped {
			continue
		}
		for mobile, told := range map[string]bool{viewtest.Sales: true, viewtest.Boss: false} {
			w := screentest.OpenAt(t, shop.Desk(mobile), uithread.Immediate{}, areas, common.RecordRoute, "sales_order/"+o.ID.String())
			if says := w.Shows("由仓管按出库单 " + shop.Deliveries(o)[0].Number); says != told {
				t.Errorf("%s is told: %v: %q", mobile, says, w.Texts())
			}
		}
		return
	}
	t.Error("no order has left")
}
