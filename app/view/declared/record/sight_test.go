package record_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
)

// Whoever sees a row has one of its grounds, and who has one sees it: over all rows of a
// company that trades, for everybody in it.
func TestGroundsAreWhatIsSeen(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, role := range []string{org.SalesManager, org.Purchase, org.Admin} {
		shop.Hire(role)
	}
	var users []*kernel.Author
	each := func(s *kernel.Schema, visit func(kernel.Row)) {
		if err := shop.Scan(s, func(row kernel.Row) error {
			visit(row)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	each(viewtest.Catalog.Schema("user"), func(row kernel.Row) {
		a, err := org.AuthorOf(shop.Tx(), row.(*org.User))
		if err != nil {
			t.Fatal(err)
		}
		users = append(users, a)
	})
	seen, unseen := 0, 0
	for _, s := range viewtest.Catalog.Schemas {
		each(s, func(row kernel.Row) {
			grounds := kernel.Grounds(row, shop.Get)
			for _, a := range users {
				sees := a.Viewer.Sees(row, shop.Get)
				if held := slices.ContainsFunc(grounds, func(g kernel.Ground) bool { return g.Held(a.Viewer) }); held != sees {
					t.Errorf("%s %s: %s sees %v, has a ground %v", s.Name, row.Base().ID, a.Name, sees, held)
				}
				if sees {
					seen++
				} else {
					unseen++
				}
			}
		})
	}
	if seen == 0 || unseen == 0 {
		t.Fatalf("%d rows are seen and %d are not", seen, unseen)
	}
}

// Of a document the owner reads who sees it and why; who does not keep the roles is not
// told.
func TestWhoSeesADocument(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	var order kernel.ID
	if err := shop.Scan(sales.Orders.In(viewtest.Catalog), func(row kernel.Row) error {
		order = row.Base().ID
		return nil
	}); err != nil || order.IsZero() {
		t.Fatalf("no order: %v", err)
	}
	sight, err := view.Load(shop.Desk(viewtest.Boss), func(r *view.Reader) (*record.Sighting, error) {
		return record.Sight(r, sales.Orders.Name(), order)
	})
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	for _, w := range append(sight.Sees, sight.Not...) {
		why[w.Name] = w.Why
	}
	for name, want := range map[string]string{"林晓燕": "归岗位", "吴秀珍": "全部销售订单", "陈国栋": "全部销售订单", "黄建平": "没有"} {
		if !strings.Contains(why[name], want) {
			t.Errorf("%s: %q, want %q", name, why[name], want)
		}
	}
	if all := strings.Join(sight.Grounds, "\n"); !strings.Contains(all, "财务") || !strings.Contains(all, "老板") || !strings.Contains(sight.Change, "陈国栋") {
		t.Errorf("the page says %q, %q", all, sight.Change)
	}
	seller, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Sales)
	seen, err := view.Load(shop.Desk(viewtest.Boss), func(r *view.Reader) ([]record.Seen, error) { return record.SeenBy(r, seller.ID) })
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(seen, func(s record.Seen) bool { return s.Label == "记账凭证" }); i < 0 || seen[i].How != "看不到" || !strings.Contains(seen[i].Needs, "财务") {
		t.Errorf("what the salesperson sees: %v", seen)
	}
	_, err = view.Load(shop.Desk(viewtest.Sales), func(r *view.Reader) (*record.Sighting, error) {
		return record.Sight(r, sales.Orders.Name(), order)
	})
	if r, refused := kernel.AsRefusal(err); !refused || r.Code != kernel.NotAllowed.Name {
		t.Errorf("the salesperson is told: %v", err)
	}
}
