package tasks_test

import (
	"slices"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/tasks"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// What somebody does not want to be told of leaves his list and the number beside it, and
// stands where he finds it; the page of the setting lists what reaches him, and only that.
func TestWhoWantsItLaterIsToldLater(t *testing.T) {
	shop := viewtest.Trading(t)
	mobile := shop.Hire(org.Purchase)
	for n := range 2 {
		row := &flow.Task{
			Record: kernel.Record{ID: kernel.DeriveID("task", int64(n))}, Kind: sales.TaskBuy.Name, RootEntity: "company", Root: org.TheCompany.ID(),
			Asked: sales.TaskBuy.Asks.Ref(), State: flow.TaskOpen, Date: 20261119, Opened: shop.Now,
		}
		flow.Tasks.In(viewtest.Catalog).Adopt(row)
		shop.Put(row)
	}
	look := func() (mine, later int, number int64, kinds []tasks.Telling) {
		desk := shop.DeskIn(t, mobile)
		for filter, n := range map[string]*int{tasks.Mine: &mine, tasks.Later: &later} {
			list, err := rows(tasks.List(desk, "", filter))
			if err != nil {
				t.Fatal(err)
			}
			*n = len(list)
		}
		number, err := tasks.Waiting(desk)
		if err != nil {
			t.Fatal(err)
		}
		kinds, err = view.Load(desk, tasks.Tellings)
		if err != nil {
			t.Fatal(err)
		}
		return mine, later, number, kinds
	}
	how := func(kinds []tasks.Telling, kind string) string {
		i := slices.IndexFunc(kinds, func(k tasks.Telling) bool { return k.Kind == kind })
		if i < 0 {
			return ""
		}
		return kinds[i].How
	}
	mine, later, number, kinds := look()
	if mine < 2 || later != 0 || number != int64(mine) || how(kinds, sales.TaskBuy.Name) != string(flow.AtOnce) || how(kinds, sales.TaskRelease.Name) != "" {
		t.Fatalf("at first: %d, %d later, number %d, %+v", mine, later, number, kinds)
	}
	shop.MustAs(mobile, &flow.Deliver{Kind: sales.TaskBuy.Name, How: flow.Muted})
	less, later, number, kinds := look()
	if later < 2 || less != mine-later || number != int64(less) || how(kinds, sales.TaskBuy.Name) != string(flow.Muted) {
		t.Errorf("muted: %d of %d, %d later, number %d, %+v", less, mine, later, number, kinds)
	}
}
