package shared_test

import (
	"reflect"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// Two and a half of what only goes whole are refused by every command that takes goods with
// a quantity, whichever it is, and taken where the product can be divided.
func TestNoDocumentTakesAPartOfAPiece(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	whole, cloth, halves := w.Product(t, "ZT-1"), w.Product(t, "ZT-2", "unit", "米"), w.Product(t, "ZT-3", "divides", "true")
	who, from, to := w.Party(t, "长沙雨花曾记家私城"), w.Place("W1"), w.Place("W2")
	maker := w.Party(t, "佛山龙江盛达海绵厂")
	const some kernel.Qty = 2_500_000
	samples := func(p kernel.Ref[product.Product]) map[string]kernel.Command {
		goods := []stock.GoodsLine{{Product: p, Qty: some}}
		wish := sales.Wish{Customer: who, From: from, Allow: sales.Backorder, Lines: []sales.WishLine{{Product: p, Qty: some, Price: 300e6}}}
		return map[string]kernel.Command{
			"stock.open":         &stock.Open{Place: from, Lines: []stock.OpenLine{{Product: p, Qty: some, Price: 120e6}}},
			"stock.receive":      &stock.Receive{Place: from, Supplier: maker, Lines: []stock.ReceiveLine{{Product: p, Qty: some, Price: 120e6}}},
			"stock.issue":        &stock.Issue{Place: from, Purpose: stock.ForUse, Lines: goods},
			"stock.transfer":     &stock.Transfer{Place: from, To: to, Lines: goods},
			"stock.count":        &stock.Count{Place: to, Lines: []stock.CountLine{{Product: p, Counted: some}}},
			"sales.order.place":  &sales.Place{Wish: wish},
			"sales.order.save":   &sales.Save{Wish: wish},
			"sales.handover":     &sales.Handover{Wish: wish},
			"sales.return.loose": &sales.TakeIn{Customer: who, Into: from, Reason: "旧货", Lines: []sales.TakeInLine{{Product: p, Qty: some, Amount: 100_00}}},
		}
	}
	refused, divided, measured := samples(whole), samples(halves), samples(cloth)
	for _, c := range catalog.Commands {
		if c.System || !takesGoods(reflect.TypeOf(c.New()).Elem()) {
			continue
		}
		if refused[c.Name] == nil {
			t.Errorf("%s takes goods with a quantity, and nobody says what it makes of 2.5 of a piece", c.Name)
			continue
		}
		if c.Name == "stock.open" { // what was there is what was there
			w.Must(t, w.As(t, org.Boss), refused[c.Name])
			continue
		}
		w.Refused(t, product.Fraction, w.As(t, org.Boss), refused[c.Name])
	}
	for _, name := range []string{"stock.open", "stock.receive", "stock.issue", "stock.count", "sales.return.loose"} {
		w.Must(t, trial.System(), divided[name])
		w.Must(t, trial.System(), measured[name])
	}
	w.Sound(t)
}

// Which units only go whole is the company's to say: what it takes off the list may be parted,
// and what it adds may not, however it is written.
func TestACompanySaysWhichUnitsGoWhole(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	piece, cloth := w.Product(t, "ZT-1"), w.Product(t, "ZT-2", "unit", "米")
	maker := w.Party(t, "佛山龙江盛达海绵厂")
	receive := func(p kernel.Ref[product.Product]) kernel.Command {
		return &stock.Receive{Place: w.Place("W1"), Supplier: maker, Lines: []stock.ReceiveLine{{Product: p, Qty: 2_500_000, Price: 120e6}}}
	}
	keeper, usual := w.As(t, org.Storekeeper), strings.Join(product.UnitsWhole.Of(&org.Company{}), " ")
	w.Refused(t, product.Fraction, keeper, receive(piece))
	w.Must(t, keeper, receive(cloth))
	if err := w.Edit(w.As(t, org.Admin), "company", org.TheCompany.ID(), product.UnitsWhole.Field(), usual, "套、米"); err != nil {
		t.Fatal(err)
	}
	w.Must(t, keeper, receive(piece))
	w.Refused(t, product.Fraction, keeper, receive(cloth))
	w.Sound(t)
}

// takesGoods tells whether arguments have lines of a product with a quantity.
func takesGoods(args reflect.Type) bool {
	if args.Kind() != reflect.Struct {
		return false
	}
	lines, has := args.FieldByName("Lines")
	if !has || lines.Type.Kind() != reflect.Slice || lines.Type.Elem().Kind() != reflect.Struct {
		return false
	}
	goods, much := false, false
	for i := range lines.Type.Elem().NumField() {
		switch lines.Type.Elem().Field(i).Type {
		case reflect.TypeFor[kernel.Ref[product.Product]]():
			goods = true
		case reflect.TypeFor[kernel.Qty]():
			much = true
		}
	}
	return goods && much
}
