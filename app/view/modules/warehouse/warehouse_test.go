package warehouse_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
)

func TestWords(t *testing.T) {
	for _, wrong := range i18n.Check() {
		if strings.HasPrefix(wrong, "warehouse.") {
			t.Error(wrong)
		}
	}
}

func page[T any](t *testing.T, p *view.Pages[T]) []T {
	t.Helper()
	n, err := p.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := p.Page(context.Background(), 0, 200)
	if err != nil || len(rows) != n {
		t.Fatalf("%d rows of %d: %v", len(rows), n, err)
	}
	return rows
}

func parcel(t *testing.T, desk *view.Desk, customer string) (*warehouse.Delivery, kernel.ID) {
	t.Helper()
	for _, p := range page(t, warehouse.Parcels(desk, "", warehouse.ToShip)) {
		if p.Customer == customer {
			d, err := view.Load(desk, warehouse.LoadDelivery(p.ID))
			if err != nil {
				t.Fatal(err)
			}
			return d, p.ID
		}
	}
	t.Fatalf("nothing to ship to %s", customer)
	return nil, kernel.ID{}
}

const (
	hotel  = "厦门鹭岛酒店用品有限公司"
	zeng   = "长沙雨花曾记家私城"
	wanyue = "深圳龙岗万悦家居有限公司"
)

// Urgent ones come first, then what is due.
func TestToShip(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Keeper)
	rows := page(t, warehouse.Parcels(desk, "", warehouse.ToShip))
	if len(rows) != 3 || rows[0].Customer != hotel || rows[1].Customer != zeng || rows[2].Customer != wanyue {
		t.Fatalf("%+v", rows)
	}
	if !rows[0].Urgent || !rows[1].Late || rows[2].Mark() != "" || rows[0].State.Text != "待出库" || rows[0].Sync.Text != "已保存" {
		t.Errorf("%+v", rows)
	}
	if found := page(t, warehouse.Parcels(desk, "曾记", warehouse.ToShip)); len(found) != 1 {
		t.Errorf("search finds %d", len(found))
	}
	if gone := page(t, warehouse.Parcels(desk, "", warehouse.Shipped)); len(gone) != 9 {
		t.Errorf("%d have left", len(gone))
	}
}

// A delivery that was withdrawn is neither urgent nor late any more, however it was wanted,
// and stands back among the others.
func TestAWithdrawnDeliveryStandsBack(t *testing.T) {
	shop := viewtest.Trading(t)
	wanted := map[kernel.ID]bool{}
	for _, p := range page(t, warehouse.Parcels(shop.Desk(viewtest.Keeper), "", warehouse.ToShip)) {
		wanted[p.ID] = true
		d, _ := sales.Deliveries.Get(shop.Tx(), kernel.Ref[sales.Delivery](p.ID))
		shop.MustAs(viewtest.Boss, &sales.Close{Order: d.Order, Note: "客户不要了"})
	}
	for _, p := range page(t, warehouse.Parcels(shop.Desk(viewtest.Keeper), "", warehouse.Every)) {
		if !wanted[p.ID] {
			continue
		}
		delete(wanted, p.ID)
		if !p.Void || p.Mark() != "" || p.State.Text == "待出库" {
			t.Errorf("%+v", p)
		}
	}
	if len(wanted) != 0 {
		t.Errorf("not listed: %v", wanted)
	}
}

// A scan of the number, of the order's number and of a barcode open a delivery.
func TestFind(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Keeper)
	d, id := parcel(t, desk, hotel)
	for _, code := range []string{d.Row.Number, d.Row.OrderNo, "2000000005023", "HY-B502"} {
		if found, err := warehouse.Find(desk, code); err != nil || found != id {
			t.Errorf("%s: %v %v", code, found, err)
		}
	}
	if _, err := warehouse.Find(desk, "4006381333931"); !errors.Is(err, warehouse.NoProduct.With()) {
		t.Errorf("an unknown code: %v", err)
	}
	if _, err := warehouse.Find(desk, "2000000002206"); !errors.Is(err, warehouse.NobodyWaits.With()) || !strings.Contains(view.Explain(err).Text, "电视柜") {
		t.Errorf("a product nobody waits for: %v", err)
	}
}

// Scans count up, a pack counts its pieces, and never beyond what is to leave.
func TestScan(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Keeper)
	d, _ := parcel(t, desk, zeng) // 48 chairs, 8 tables
	s := warehouse.NewShipping(d)
	if s.Counting() || !s.Complete() || s.Number(d.Row.Number) != warehouse.NotNumber {
		t.Fatal("it begins with everything, uncounted")
	}
	for range 12 {
		if line, err := s.Scan("2000000002992"); err != nil || d.Lines[line].Code != "HY-C201" {
			t.Fatal(line, err)
		}
	}
	if _, err := s.Scan("2000000002015"); !errors.Is(err, warehouse.Enough.With()) {
		t.Errorf("a 49th chair: %v", err)
	}
	if _, err := s.Scan("2000000003012"); !errors.Is(err, warehouse.NoProduct.With()) {
		t.Errorf("a sofa: %v", err)
	}
	if err := warehouse.Wrong(desk, "2000000003012"); !errors.Is(err, warehouse.NotHere.With()) || !strings.Contains(view.Explain(err).Text, "实木沙发") {
		t.Errorf("the sofa is called %v", err)
	}
	if err := warehouse.Wrong(desk, "4006381333931"); !errors.Is(err, warehouse.NoProduct.With()) {
		t.Errorf("an unknown code: %v", err)
	}
	if s.Complete() || s.Number(d.Row.Number) != warehouse.AsksFirst {
		t.Error("the tables are not counted")
	}
	if line, qty := s.Missing(); d.Lines[line].Code != "HY-T101" || qty != 8e6 {
		t.Errorf("line %d lacks %s", line, qty)
	}
	if s.Number(d.Row.Number) != warehouse.ShipsNow {
		t.Error("the number twice ships what there is")
	}
	for range 8 {
		if _, err := s.Scan("HY-T101"); err != nil {
			t.Fatal(err)
		}
	}
	if s.Number(d.Row.Number) != warehouse.ShipsNow || s.Number("XX") != warehouse.NotNumber {
		t.Error("its own number ships what is counted")
	}
}

// Less is shipped without a network; the rest gets a delivery of its own, and the
// server judges the same.
func TestShipLess(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	d, id := parcel(t, desk, zeng)
	s := warehouse.NewShipping(d)
	s.Carrier, s.Waybill = "顺达物流", "SD1"
	s.Set(0, 40e6)
	if err := s.Ship(desk); err != nil {
		t.Fatal(err)
	}
	after, err := view.Load(desk, warehouse.LoadDelivery(id))
	if err != nil || after.Row.State != sales.Shipped || after.Sync.Text != "待上传" || after.MayShip {
		t.Fatalf("%v %+v", err, after)
	}
	rest, _ := parcel(t, desk, zeng)
	if len(rest.Lines) != 1 || rest.Lines[0].Qty != 8e6 {
		t.Errorf("the rest is %+v", rest.Lines)
	}
	shop.Upload(viewtest.Keeper, desk)
	if row, _ := sales.Deliveries.Get(shop.Tx(), kernel.Ref[sales.Delivery](id)); row.State != sales.Shipped || sales.Deliveries.Whole(shop.Tx().Held, row).Total == 0 || row.Carrier != "顺达物流" {
		t.Errorf("%+v", row)
	}
	sound(t, shop)
}

func TestSignAndReturn(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	d, id := parcel(t, desk, hotel)
	if err := warehouse.NewShipping(d).Ship(desk); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Do(&sales.Sign{Delivery: kernel.Ref[sales.Delivery](id), By: "王经理"}); err != nil {
		t.Fatal(err)
	}
	back := warehouse.Back{Delivery: id, Reason: "尺寸不对", Into: shop.Place("D1").ID(), Qty: map[kernel.ID]kernel.Qty{d.Lines[0].ID: 2e6}}
	if err := back.Send(desk, d.Lines); err != nil {
		t.Fatal(err)
	}
	after, err := view.Load(desk, warehouse.LoadDelivery(id))
	if err != nil || after.Row.State != sales.Signed || after.Lines[0].Rest() != 28e6 || !slices.ContainsFunc(delivery(t, desk, id).Chain, func(k record.Kin) bool { return k.Entity == sales.Returns.Name() && !k.Into }) {
		t.Fatalf("%v %+v", err, after)
	}
	back.Qty[d.Lines[0].ID] = 29e6
	if err := back.Send(desk, d.Lines); !errors.Is(err, sales.TooManyBack.With()) {
		t.Errorf("29 of 28 came back: %v", err)
	}
	shop.Upload(viewtest.Keeper, desk)
	sound(t, shop)
}

// Each kind of document is written with scans and changes the stock.
func TestForms(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	w1, w2 := shop.Place("W1").ID(), shop.Place("W2").ID()
	before := onHand(t, desk, "HY-C201", "")
	for _, f := range []*warehouse.Form{
		{Kind: stock.Receiving, Place: w1, Supplier: shop.Customer("佛山龙江盛达海绵厂").ID()},
		{Kind: stock.Issuing, Place: w1, Purpose: stock.ForSample},
		{Kind: stock.Transferring, Place: w1, To: w2},
	} {
		for _, code := range []string{"2000000002992", "2000000002015"} {
			if line, err := f.Scan(desk, code); err != nil || line != 0 {
				t.Fatal(line, err)
			}
		}
		if f.Lines[0].Qty != 5e6 {
			t.Fatalf("a box and a chair are %s", f.Lines[0].Qty)
		}
		f.Lines[0].Price = 178e6
		if err := f.Save(desk); err != nil {
			t.Fatalf("%s: %v", f.Kind, err)
		}
	}
	count := &warehouse.Form{Kind: stock.Counting, Place: w2}
	if _, err := count.Scan(desk, "HY-C201"); err != nil {
		t.Fatal(err)
	}
	if err := count.Save(desk); err != nil { // 1 counted of 5
		t.Fatal(err)
	}
	if after := onHand(t, desk, "HY-C201", w2.String()); after != "1 把" {
		t.Errorf("展厅 holds %s", after)
	}
	if after := onHand(t, desk, "HY-C201", ""); after == before {
		t.Errorf("nothing changed: %s", after)
	}
	list := warehouse.PaperListing()
	papers := page(t, list.Rows(desk, record.Look{}))
	if len(papers) < 4 || papers[0].Cells["kind"].Text != "盘点单" || papers[0].Cells[""].Text != "待上传" {
		t.Errorf("%+v", papers)
	}
	for search, want := range map[string]int{papers[0].Cells["number"].Text: 1, "no such": 0} {
		if found := page(t, list.Rows(desk, record.Look{Search: search})); len(found) != want {
			t.Errorf("%q finds %d", search, len(found))
		}
	}
	shop.Upload(viewtest.Keeper, desk)
	sound(t, shop)
	same := &warehouse.Form{Kind: stock.Transferring, Place: w1, To: w1, Lines: count.Lines}
	if err := same.Save(desk); !errors.Is(err, stock.SamePlace.With()) {
		t.Errorf("a transfer to where it is: %v", err)
	}
	if _, err := count.Scan(desk, "4006381333931"); !errors.Is(err, warehouse.NoProduct.With()) {
		t.Errorf("an unknown code: %v", err)
	}
}

func onHand(t *testing.T, desk *view.Desk, code, place string) string {
	t.Helper()
	for _, s := range page(t, warehouse.Stocks(desk, "", place)) {
		if s.Code == code {
			return s.OnHand
		}
	}
	t.Fatalf("%s is not in the list", code)
	return ""
}

// More goes out than the book has: it stands in 待查, with a task.
func TestMisfits(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	f := &warehouse.Form{Kind: stock.Issuing, Place: shop.Place("W2").ID(), Purpose: stock.ForUse}
	if _, err := f.Scan(desk, "HY-W220"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(desk); err != nil {
		t.Fatal(err)
	}
	misfits, err := view.Load(desk, warehouse.Misfits)
	if err != nil || len(misfits) != 1 || misfits[0].Qty != "-1 台" || !misfits[0].TooLittle {
		t.Fatalf("%v %+v", err, misfits)
	}
	todos, err := view.Load(desk, warehouse.Todos)
	if err != nil || len(todos) != 1 || !strings.Contains(todos[0].Text, "待查") {
		t.Fatalf("%v %+v", err, todos)
	}
	all, err := view.Load(shop.Desk(viewtest.Boss), warehouse.Todos) // who also has releases and receipts to see to
	if err != nil || len(all) != 0 {
		t.Errorf("%v %+v", err, all)
	}
	places, err := warehouse.Places(desk)
	if err != nil || len(places) != 4 || places[3].ID != org.SuspensePlace.ID() {
		t.Errorf("%v %+v", err, places)
	}
	made, err := view.Load(desk, warehouse.LoadProduct(misfits[0].Product))
	if err != nil || len(made.Places) != 2 {
		t.Fatalf("%v %+v", err, made)
	}
	moves := page(t, warehouse.Moves(desk, misfits[0].Product, made.Unit))
	if len(moves) != 2 || !moves[0].Out || moves[0].Reason == "" || moves[1].What != "期初库存" || moves[1].Qty != "+46 台" {
		t.Errorf("%+v", moves)
	}
}

func sound(t *testing.T, shop *viewtest.Shop) {
	t.Helper()
	findings, err := kernel.Verify(viewtest.Catalog, shop)
	if err != nil || len(findings) != 0 {
		t.Fatalf("%v %v", err, findings)
	}
}

// What was counted stays when the delivery is read anew, and a line that has become
// shorter takes no more than it has.
func TestCountingGoesOn(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Keeper)
	d, id := parcel(t, desk, zeng)
	s := warehouse.NewShipping(d)
	for range 3 {
		if _, err := s.Scan("2000000002992"); err != nil {
			t.Fatal(err)
		}
	}
	if err := warehouse.Pick(desk, d); err != nil {
		t.Fatal(err)
	}
	after, err := view.Load(desk, warehouse.LoadDelivery(id))
	if err != nil || after.Row.State != sales.Picking || after.MayPick || !after.MayShip {
		t.Fatalf("%v %+v", err, after.Row)
	}
	if err := warehouse.Pick(desk, after); err != nil {
		t.Errorf("picking begins twice: %v", err)
	}
	chairs := 0
	if after.Lines[0].Code != "HY-C201" {
		chairs = 1
	}
	after.Lines[chairs].Qty = 10e6
	if s.Follow(after); s.Qty(chairs) != 10e6 || s.Qty(1-chairs) != 0 || !s.Counting() {
		t.Errorf("%s and %s are counted", s.Qty(chairs), s.Qty(1-chairs))
	}
	whole := warehouse.NewShipping(d)
	if whole.Follow(after); !whole.Complete() {
		t.Error("an untouched delivery is no longer whole")
	}
}

// A return by scanner: the number, the goods, not more than the customer has.
func TestScanBack(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	var number string
	for _, r := range viewtest.Rows(shop, sales.Deliveries) {
		if r.State == sales.Signed && r.Name == "广州番禺大石美居家具店" && r.Left == 20261119 {
			number = r.Number
		}
	}
	sent, err := warehouse.FindSent(desk, number)
	if err != nil || !strings.Contains(sent.Name, "美居") {
		t.Fatalf("%v %+v", err, sent)
	}
	if _, err := warehouse.FindSent(desk, "CK-B07-9"); !errors.Is(err, warehouse.NotSent.With()) {
		t.Errorf("no such number: %v", err)
	}
	list, err := warehouse.Sent(desk)(context.Background(), "美居", 8)
	if err != nil || len(list) != 2 || list[0].ID != sent.ID {
		t.Errorf("%v %+v", err, list)
	}
	d, err := view.Load(desk, warehouse.LoadDelivery(sent.ID))
	if err != nil {
		t.Fatal(err)
	}
	back := &warehouse.Back{Delivery: sent.ID, Qty: map[kernel.ID]kernel.Qty{}, Reason: "发错货"}
	if err := back.Send(desk, d.Lines); !errors.Is(err, warehouse.NothingCameBack.With()) {
		t.Errorf("nothing came back: %v", err)
	}
	for range 2 {
		if _, err := back.Scan("2000000001018", d.Lines); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := back.Scan("2000000001018", d.Lines); !errors.Is(err, sales.TooManyBack.With()) {
		t.Errorf("a third table of two: %v", err)
	}
	if _, err := back.Scan("2000000005023", d.Lines); !errors.Is(err, warehouse.NoProduct.With()) {
		t.Errorf("a mattress: %v", err)
	}
	if err := back.Send(desk, d.Lines); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Keeper, desk)
	sound(t, shop)
}

// A count is blind: the goods of the place by shelf, without what the book says;
// what nobody said anything about is not counted, a zero is.
func TestCountSheet(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Keeper)
	f := &warehouse.Form{Kind: stock.Counting, Place: shop.Place("W1").ID(), Lines: []*warehouse.FormLine{{}}}
	if err := desk.Read(f.List); err != nil || len(f.Lines) != 8 || f.Lines[0].Good.Shelf != "A-01" || f.Lines[7].Good.Shelf != "F-12" {
		t.Fatalf("%v %+v", err, f.Lines)
	}
	for _, l := range f.Lines {
		if l.Qty != 0 || l.Told {
			t.Errorf("%s comes with a quantity", l.Good.Name)
		}
	}
	if err := f.Save(desk); !errors.Is(err, warehouse.NoLines.With()) {
		t.Errorf("nothing is counted: %v", err)
	}
	f.Lines[0].Qty, f.Lines[0].Told = 20e6, true
	f.Lines[1].Told = true
	if err := f.Save(desk); err != nil {
		t.Fatal(err)
	}
	w1 := shop.Place("W1").String()
	if a, b, c := onHand(t, desk, "HY-S301", w1), onHand(t, desk, "HY-S302", w1), onHand(t, desk, "HY-B502", w1); a != "20 套" || b != "0 套" || c != "46 张" {
		t.Errorf("%s %s %s", a, b, c)
	}
	shop.Upload(viewtest.Keeper, desk)
	sound(t, shop)
}

// Costs are for who may see them, by the declaration of the field.
func TestCostsAreHidden(t *testing.T) {
	shop := viewtest.Trading(t)
	for mobile, sees := range map[string]bool{viewtest.Keeper: false, viewtest.Finance: true, viewtest.Boss: true, viewtest.Sales: false} {
		desk := shop.Desk(mobile)
		err := desk.Read(func(r *view.Reader) error {
			in := &warehouse.Form{Kind: stock.Receiving}
			if in.Priced(r) != sees || view.Sees(r, stock.DocLines.Name(), "amount") != sees {
				t.Errorf("%s: sees costs %t", mobile, !sees)
			}
			if (&warehouse.Form{Kind: stock.Transferring}).Priced(r) || !view.Sees(r, stock.DocLines.Name(), "qty") || view.Sees(r, stock.DocLines.Name(), "nothing") {
				t.Errorf("%s: wrong fields", mobile)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if view.Label(viewtest.Catalog, stock.DocLines.Name(), "price") != "成本单价" {
		t.Error("a guarded field has lost its label")
	}
}

// A fee for carrying is not scanned; it goes along with the goods.
func TestServicesGoAlong(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Keeper)
	d, _ := parcel(t, desk, zeng)
	goods := 0
	if d.Lines[0].Code != "HY-C201" {
		goods = 1
	}
	d.Lines[1-goods].Service = true
	s := warehouse.NewShipping(d)
	for range 12 { // boxes of four
		if _, err := s.Scan("2000000002992"); err != nil {
			t.Fatal(err)
		}
	}
	if !s.Complete() || s.Number(d.Row.Number) != warehouse.ShipsNow {
		t.Errorf("the service is missing: %s", s.Qty(1-goods))
	}
}
