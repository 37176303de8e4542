package customers_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/customers"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

func TestWords(t *testing.T) {
	for _, wrong := range i18n.Check() {
		if strings.HasPrefix(wrong, "customers.") {
			t.Error(wrong)
		}
	}
}

func open(t *testing.T, desk *view.Desk, id kernel.ID) *customers.Customer {
	t.Helper()
	c, err := view.Load(desk, func(r *view.Reader) (*customers.Customer, error) { return customers.Read(r, id) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// R47 R64 R74 R247: the salesperson's own tablet, without a network, says what the
// customer owes, how late he is, what is left of his limit, what was ordered and
// when he last paid, and how old all that is.
func TestASalespersonKnowsHowACustomerStands(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)

	const hengtai = "东莞市厚街恒泰家具经营部"
	late := open(t, desk, shop.Customer(hengtai).ID())
	owes := ledger.BalanceOf(shop.Tx(), ledger.Receivable, shop.Customer(hengtai))
	if late.Money.Receivable != owes || owes == 0 || late.Money.Overdue == 0 || late.Money.Days != 62 {
		t.Errorf("%+v, the ledger says %s", late.Money, owes)
	}
	if !late.Money.Limited || late.Money.Left != late.Money.Limit-owes+late.Money.Prepaid-late.Money.Open {
		t.Errorf("limit %+v", late.Money)
	}
	if late.Age == "" || late.Terms == "" || len(late.Items) == 0 {
		t.Errorf("age %q, terms %q, %d items", late.Age, late.Terms, len(late.Items))
	}

	const dashi = "广州番禺大石美居家具店"
	shop.MustAs(viewtest.Sales, &sales.Save{Wish: sales.Wish{
		Customer: shop.Customer(dashi), From: shop.Place("W1"),
		Lines: []sales.WishLine{{Product: shop.Product("HY-S301"), Qty: 1e6, Price: 3680e6}},
	}})
	desk = shop.Desk(viewtest.Sales)
	c := open(t, desk, shop.Customer(dashi).ID())
	var sum kernel.Money
	n := 0
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.Customer == shop.Customer(dashi) && o.State != sales.Draft { // a draft is no trade
			sum, n = sum+o.Total, n+1
		}
	}
	if c.Trade.Orders != n || c.Trade.Ordered != sum || n < 2 || c.Trade.Latest != 20261119 || !strings.HasPrefix(c.Trade.Sum(), "2 单") {
		t.Errorf("%+v, the orders add up to %s", c.Trade, sum)
	}
	if c.Trade.PaidOn != 20261119 || c.Trade.Paid != 7_336_00 || c.Trade.Payment() == "" {
		t.Errorf("last payment %+v", c.Trade)
	}
}

// Every field of a customer can be changed somewhere: those that the form leaves out
// have a place of their own. Who hands customers over does it there, others do not see
// the field.
func TestTheFormHasEveryField(t *testing.T) {
	shop := viewtest.Trading(t)
	elsewhere := map[string]bool{"code": true, "is_customer": true, "is_supplier": true} // among the records
	id := shop.Customer("广州番禺大石美居家具店").ID()
	fields := func(mobile string) map[string]view.Input {
		f, err := view.Load(shop.DeskIn(t, mobile), func(r *view.Reader) (*customers.Form, error) { return customers.NewForm(r, id) })
		if err != nil {
			t.Fatal(err)
		}
		has := map[string]view.Input{}
		for _, in := range append(f.Inputs, f.Credit...) {
			has[in.Name] = in
		}
		return has
	}
	boss := fields(viewtest.Boss)
	s := party.Parties.In(viewtest.Catalog)
	for _, part := range append([]*kernel.Schema{s}, s.Parts...) {
		for _, f := range part.Fields {
			if _, has := boss[f.Name]; !has && record.Editable(f, false) && !elsewhere[f.Name] {
				t.Errorf("nobody can change %s", f.Name)
			}
		}
	}
	for _, in := range boss {
		if in.Kind == kernel.KindID && len(in.Options) == 0 {
			t.Errorf("%s is to be typed as an id", in.Name)
		}
	}
	for _, seat := range viewtest.Rows(shop, org.Seats) {
		if first := boss["owner"].Options[0]; seat.ID.String() == first.Code && !strings.Contains(seat.Roles, org.Sales) {
			t.Errorf("%s is offered before those who sell", first.Label)
		}
	}
	if _, has := fields(shop.Hire(org.SalesManager))["owner"]; !has {
		t.Error("the manager cannot hand a customer over")
	}
	if _, has := fields(viewtest.Sales)["owner"]; has {
		t.Error("a salesperson is offered what he may not do")
	}
}

// What was changed is told in the words of the form: no code, no id.
func TestChangesAreTold(t *testing.T) {
	shop := viewtest.Trading(t)
	id := shop.Customer("广州番禺大石美居家具店").ID()
	seats := viewtest.Rows(shop, org.Seats)
	was := ""
	for _, p := range viewtest.Rows(shop, party.Parties) {
		if p.ID == id {
			was = p.Owner.ID().String()
		}
	}
	becomes := seats[0].ID.String()
	if was == becomes {
		becomes = seats[1].ID.String()
	}
	for _, c := range []kernel.Change{{Field: "hold", Was: "false", Becomes: "true"}, {Field: "owner", Was: was, Becomes: becomes}} {
		if err := shop.Edit(viewtest.Boss, party.Parties.Name(), id, c); err != nil {
			t.Fatal(err)
		}
	}
	told := ""
	for _, c := range open(t, shop.Desk(viewtest.Boss), id).Trail {
		told += c.What + "\n"
	}
	if strings.Contains(told, "true") || strings.Contains(told, becomes) || !strings.Contains(told, "由 否 改为 是") {
		t.Errorf("told as %s", told)
	}
}
