package home

import (
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/masters/flow"
)

// What somebody had to say when he reversed, refused or released a document stands on the
// page of that document, for every kind of document.
func TestReasonsAreRead(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	customer := shop.Customer("广州番禺大石美居家具店")
	shop.Must(&finance.Receive{Customer: customer, Parts: []finance.ReceivePart{{Fund: shop.Fund("现金"), Amount: 900_00}}})
	shop.Must(&finance.PayBack{Customer: customer, Fund: shop.Fund("现金"), Amount: 300_00})
	refunds := viewtest.Rows(shop, finance.Refunds)
	shop.Must(&finance.CancelRefund{Refund: kernel.Ref[finance.Refund](refunds[len(refunds)-1].ID), Note: "客户又不退了"})
	for _, r := range viewtest.Rows(shop, finance.Receipts) {
		if r.State == finance.Pending {
			shop.Must(&finance.Decline{Receipt: kernel.Ref[finance.Receipt](r.ID), Note: "款项未到账"})
			break
		}
	}
	for _, r := range viewtest.Rows(shop, finance.Receipts) {
		if r.State == finance.Approved {
			shop.Must(&finance.Cancel{Receipt: kernel.Ref[finance.Receipt](r.ID), Note: "重复的收款单"})
			break
		}
	}
	w := walk(t, shop.Desk(viewtest.Boss))
	usual := siteOf(t, shop.Desk(viewtest.Boss)).UsualPages()
	entities := map[string]bool{}
	for _, e := range viewtest.Rows(shop, flow.ProcessEvents) {
		if viewtest.Catalog.Command(e.Node) == nil || e.Note == "" {
			continue // the figures of a check are worded
		}
		at := nav.Route{Name: common.RecordRoute, ID: e.RootEntity + "/" + e.Root.String()}
		if page := usual[e.RootEntity]; page != "" {
			at = nav.Route{Name: page, ID: e.Root.String()}
		}
		w.router.Reset(at)
		w.settle()
		if !slices.ContainsFunc(w.texts(), func(text string) bool { return strings.Contains(text, e.Note) }) {
			t.Errorf("%v does not say why it was %s: %q", at, e.Node, e.Note)
		}
		entities[e.RootEntity] = true
	}
	for _, entity := range []string{finance.Receipts.Name(), finance.Refunds.Name()} {
		if !entities[entity] {
			t.Errorf("no reason about %s: the test looks at nothing", entity)
		}
	}
}
