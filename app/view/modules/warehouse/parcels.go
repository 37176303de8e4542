package warehouse

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Parcel is a delivery in a list.
type Parcel struct {
	view.OwnCells
	ID                             kernel.ID
	Number, Customer, Place, Goods string
	Due, Owner                     string
	Urgent, Late                   bool // while it is still to leave
	Void                           bool // it was withdrawn
	State, Sync                    view.Badge
}

// Mark is the word that makes a parcel stand out; "" for none.
func (p Parcel) Mark() string {
	var words []string
	if p.Urgent {
		words = append(words, Urgent.Text())
	}
	if p.Late {
		words = append(words, Overdue.Text())
	}
	return view.Join(words...)
}

// The filters of the list of deliveries.
const (
	ToShip  = "open"
	Late    = "late"
	Shipped = "gone"
	Every   = "all"
)

// Filters are offered beside the search.
func Filters() []view.Option {
	return []view.Option{{Code: ToShip, Label: OpenOnes.Text()}, {Code: Late, Label: Overdue.Text()}, {Code: Shipped, Label: GoneOnes.Text()}, {Code: Every, Label: AllOnes.Text()}}
}

// Parcels lists deliveries: what is to be shipped urgent first, then by the day it
// is promised for; what has left newest first.
func Parcels(desk *view.Desk, search, filter string) *view.Pages[Parcel] {
	q := rowstore.Query{Entity: sales.Deliveries.Name(), Sort: []rowstore.Order{{Field: "date", Desc: true}, {Field: "number", Desc: true}}}
	switch filter {
	case ToShip:
		q.Where = rowstore.Filter{Field: "state", Op: rowstore.In, Values: []string{string(sales.Pending), string(sales.Picking)}}
		q.Sort = []rowstore.Order{{Field: "rank"}, {Field: "by"}, {Field: "number"}}
	case Late:
		q.Where, q.Sort = sales.LateDeliveries(today(desk)), []rowstore.Order{{Field: "by"}, {Field: "number"}}
	case Shipped:
		q.Where = rowstore.Filter{Field: "state", Op: rowstore.In, Values: []string{string(sales.Shipped), string(sales.Signed)}}
	}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Parcel, error) {
		list := make([]Parcel, len(rows))
		for i, row := range rows {
			list[i] = parcelOf(r, row.(*sales.Delivery))
		}
		return list, nil
	})
}

// today is the company's civil date.
func today(desk *view.Desk) kernel.Date {
	day, _ := view.Load(desk, func(r *view.Reader) (kernel.Date, error) { return r.Today(), nil })
	return day // zero without a replica, of which nothing is late
}

func parcelOf(r *view.Reader, d *sales.Delivery) Parcel {
	lines, _ := sales.DeliveryLinesOf.Of(r.Tx, kernel.Ref[sales.Delivery](d.ID))
	return Parcel{
		ID: d.ID, Number: d.Number, Customer: d.Name, Owner: view.Holder(r, d.Owner), Place: placeName(r, d.From), Due: view.Date(d.DueBy()), Goods: goodsOf(d, lines),
		Urgent: d.Rank == 0 && slices.Contains(sales.ToLeave, d.State), Void: d.State == sales.Void, Late: d.DaysLate(r.Today()) > 0,
		State: view.StateOf(r, d), Sync: view.SyncOf(r, d.ID),
	}
}

// goodsOf names the first line and counts the kinds: of what is to leave, or of what has
// left.
func goodsOf(d *sales.Delivery, lines []*sales.DeliveryLine) string {
	going := func(l *sales.DeliveryLine) kernel.Qty { return l.Qty }
	if d.Gone() {
		going = func(l *sales.DeliveryLine) kernel.Qty { return l.Shipped }
		lines = slices.DeleteFunc(slices.Clone(lines), func(l *sales.DeliveryLine) bool { return l.Shipped == 0 })
	}
	if len(lines) == 0 {
		return ""
	}
	lead := lines[0]
	for _, l := range lines { // goods before the fee for carrying them
		if !l.Service {
			lead = l
			break
		}
	}
	first := lead.Name + " " + view.Qty(going(lead), lead.Unit)
	if len(lines) == 1 {
		return first
	}
	return view.Join(first, kinds.Text(len(lines)))
}

// NobodyWaits refuses a product that nothing to be shipped has.
var NobodyWaits = kernel.Refuse("warehouse.code", "没有待出库的单据需要「{product}」", "Nothing that is to be shipped has {product}")

// FindNumber finds the delivery that has a number, or an order's number of which it is the
// first to ship; nil for none.
func FindNumber(desk *view.Desk, code string) (*sales.Delivery, error) {
	return view.Load(desk, func(r *view.Reader) (*sales.Delivery, error) { return numbered(r, code) })
}

func numbered(r *view.Reader, code string) (*sales.Delivery, error) {
	for _, field := range []string{"number", "order_no"} {
		page, err := r.List(client.Query{Query: rowstore.Query{
			Entity: sales.Deliveries.Name(), Where: rowstore.Is(field, rowstore.Eq, code), Limit: 1,
			Sort: []rowstore.Order{{Field: "left"}, {Field: "number", Desc: true}},
		}})
		if err != nil || len(page.Rows) > 0 {
			return first(page), err
		}
	}
	return nil, nil
}

// Find tells which delivery a scanned code means: its own number, its order's, or
// the barcode of a product that one of them waits for, the most urgent first.
func Find(desk *view.Desk, code string) (kernel.ID, error) {
	return view.Load(desk, func(r *view.Reader) (kernel.ID, error) {
		if d, err := numbered(r, code); err != nil || d != nil {
			return idOf(d), err
		}
		return findProduct(r, code)
	})
}

func first(page rowstore.Page) *sales.Delivery {
	if len(page.Rows) == 0 {
		return nil
	}
	return page.Rows[0].(*sales.Delivery)
}

func idOf(d *sales.Delivery) kernel.ID {
	if d == nil {
		return kernel.ID{}
	}
	return d.ID
}

func findProduct(r *view.Reader, code string) (kernel.ID, error) {
	p, _ := product.ByBarcode(r.Tx, code)
	if p == nil {
		p, _ = product.ByCode.Find(r.Tx, code)
	}
	if p == nil {
		return kernel.ID{}, NoProduct.With(kernel.Text("code", code))
	}
	q := rowstore.Query{
		Entity: sales.Deliveries.Name(), Limit: 200, Sort: []rowstore.Order{{Field: "rank"}, {Field: "due"}, {Field: "number"}},
		Where: rowstore.Filter{Field: "state", Op: rowstore.In, Values: []string{string(sales.Pending), string(sales.Picking)}},
	}
	page, err := r.List(client.Query{Query: q})
	if err != nil {
		return kernel.ID{}, err
	}
	for _, row := range page.Rows {
		lines, _ := sales.DeliveryLinesOf.Of(r.Tx, kernel.Ref[sales.Delivery](row.Base().ID))
		for _, l := range lines {
			if l.Product.ID() == p.ID {
				return row.Base().ID, nil
			}
		}
	}
	return kernel.ID{}, NobodyWaits.With(kernel.Text("product", kernel.TitleOf(p)))
}
