package customers_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/tasks"
	"heyi/app/screens/modules/customers"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

func andTasks(site *common.Site) []common.Area { return append(areas(site), tasks.Area(site)) }

// twin adds a second record of hengtai, with what the first lacks.
func twin(shop *viewtest.Shop) (keep, gone kernel.ID) {
	keep = shop.Customer(hengtai).ID()
	row := shop.Get(party.Parties.In(viewtest.Catalog), keep).(*party.Party)
	gone = shop.Add("party", "name", "恒泰家具(厚街)", "is_customer", "true", "mobile", row.Mobile, "owner", row.Owner.String(),
		"website", "hengtai.example", "category", "家具店", "note", "月底对账")
	return keep, gone
}

// R266: phones are written in one form, so that two records of one company are found
// and told. The task leads to both side by side; what will stay is read before it is
// done, and afterwards the one that went leads to the one that stays.
func TestTwinsAreMerged(t *testing.T) {
	shop := viewtest.Trading(t)
	keep, gone := twin(shop)
	desk := shop.Desk(viewtest.Boss)
	w := screentest.Open(t, desk, uithread.Immediate{}, andTasks, tasks.ListRoute)
	w.Tap("全部待处理")
	w.Tap("恒泰家具(厚街) 与 东莞市厚街恒泰家具经营部 可能是同一家（手机相同），请核对")
	if !w.Shows("不是同一家") {
		t.Fatalf("the task: %q", w.Texts())
	}
	w.Tap("合并往来单位")
	w.Tap("换一家保留") // the other way round, and back
	w.Tap("换一家保留")
	for _, want := range []string{"东莞市厚街恒泰家具经营部", "恒泰家具(厚街)", "hengtai.example", "家具店", "合并后 86,400.00"} {
		if !w.Shows(want) {
			t.Errorf("the comparison lacks %q: %q", want, w.Texts())
		}
	}
	w.Tap("合并往来单位")
	if !w.Shows("把「恒泰家具(厚街)」并入「东莞市厚街恒泰家具经营部」？") {
		t.Fatalf("nobody is asked: %q", w.Texts())
	}
	w.Tap("合并往来单位")
	shop.Upload(viewtest.Boss, desk)
	kept := shop.Get(party.Parties.In(viewtest.Catalog), keep).(*party.Party)
	went := shop.Get(party.Parties.In(viewtest.Catalog), gone).(*party.Party)
	if kept.Website != "hengtai.example" || kept.Category != "家具店" || went.MergedInto.ID() != keep || !went.Retired {
		t.Errorf("kept %+v\nwent %+v", *kept, *went)
	}

	w = screentest.OpenAt(t, shop.Desk(viewtest.Sales), uithread.Immediate{}, andTasks, customers.PageRoute, gone.String())
	if !w.Shows("已并入「东莞市厚街恒泰家具经营部」，往来和新业务都在那里") || w.Shows("下单") || w.Offers("合并往来单位") {
		t.Errorf("the one that went: %q", w.Texts())
	}
	w.Tap("打开")
	if !w.Shows("并入的单位（以前的单据在各自名下）") || !w.Shows("恒泰家具(厚街)") || !w.Shows("下单") {
		t.Errorf("the one that stays: %q", w.Texts())
	}
	if w.Offers("合并往来单位") {
		t.Error("a salesperson is offered to merge")
	}
}

// A merger begins at the page of the customer, too: who is probably the same is
// offered first. What forbids it is said before anything is asked.
func TestAMergerBeginsAtTheCustomer(t *testing.T) {
	shop := viewtest.Trading(t)
	_, gone := twin(shop)
	if err := shop.Edit(viewtest.Boss, "party", gone, kernel.Change{Field: "tax_no", Becomes: "91441900MA4UKQ2P12"}); err != nil {
		t.Fatal(err)
	}
	if err := shop.Edit(viewtest.Boss, "party", shop.Customer(hengtai).ID(), kernel.Change{Field: "tax_no", Becomes: "91440606MA4W0B5K1B"}); err != nil {
		t.Fatal(err)
	}
	w := screentest.OpenAt(t, shop.Desk(viewtest.Boss), uithread.Immediate{}, andTasks, customers.MergeRoute, shop.Customer(hengtai).ID().String())
	w.Type("并入并停用", "恒泰家具(厚")
	w.Tap("恒泰家具(厚街)")
	if !w.Shows("「东莞市厚街恒泰家具经营部」和「恒泰家具(厚街)」的税号不同（91440606MA4W0B5K1B、91441900MA4UKQ2P12），是两家单位；确是同一家的，请先改正税号") {
		t.Errorf("nobody is warned: %q", w.Texts())
	}
}

// The comparison is drawn on every device in both languages.
func TestTheComparisonIsDrawn(t *testing.T) {
	shop := viewtest.Trading(t)
	keep, gone := twin(shop)
	_ = shop.Add("contact", "party", gone.String(), "name", "阿芳", "mobile", "13800138077")
	screentest.Draw(t, "merge", shop.Desk(viewtest.Boss), andTasks, map[string]string{
		customers.MergeRoute: keep.String() + "/" + gone.String(), customers.MergeRoute + "#choose": keep.String(),
	})
}
