package warehouse

import (
	"context"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Back is what came back of a delivery, by line.
type Back struct {
	Delivery kernel.ID
	Qty      map[kernel.ID]kernel.Qty // by line; none is zero
	Into     kernel.ID                // a place; none is where it came from
	Date     kernel.Date              // 0 for today
	Reason   string
	Own      kernel.Custom `json:"-"` // fields of the company's own
}

// NothingCameBack refuses a return without goods.
var NothingCameBack = kernel.Refuse("warehouse.back.nothing", "请扫描退回的商品，或填写退货数量", "Scan what came back, or fill in how much")

// Scan counts a product or a pack that came back. Of lines with the same product the
// first that the customer still has something of takes it. It tells the line.
func (b *Back) Scan(code string, lines []Line) (line int, err error) {
	found := -1
	for i, l := range lines {
		qty, known := l.codes[code]
		if !known {
			continue
		}
		found = i
		if b.Qty[l.ID]+qty <= l.Rest() {
			b.Qty[l.ID] += qty
			return i, nil
		}
	}
	if found < 0 {
		return 0, NoProduct.With(kernel.Text("code", code))
	}
	l := lines[found]
	return found, sales.TooManyBack.With(kernel.Text("product", l.Name), kernel.Quantity("shipped", l.Shipped, l.Unit),
		kernel.Quantity("returned", l.Returned, l.Unit), kernel.Quantity("qty", b.Qty[l.ID]+l.codes[code], l.Unit))
}

// Send sends the return.
func (b *Back) Send(desk *view.Desk, lines []Line) error {
	back := &sales.TakeBack{Own: kernel.Own[sales.Return]{Custom: kernel.OwnOf[sales.Return](b.Own)}, Delivery: kernel.Ref[sales.Delivery](b.Delivery), Into: kernel.Ref[org.Place](b.Into), Date: b.Date, Reason: b.Reason}
	for _, l := range lines {
		if q := b.Qty[l.ID]; q != 0 {
			back.Lines = append(back.Lines, sales.TakeBackLine{Line: kernel.Ref[sales.DeliveryLine](l.ID), Qty: q})
		}
	}
	if len(back.Lines) == 0 {
		return NothingCameBack.With()
	}
	_, err := desk.Do(back)
	return err
}

// Sent searches deliveries that have left, the newest first: goods can only come
// back of these.
func Sent(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		return view.Load(desk, func(r *view.Reader) ([]Named, error) {
			page, err := r.List(client.Query{Search: query, Query: rowstore.Query{
				Entity: sales.Deliveries.Name(), Limit: limit, Where: gone(), Sort: []rowstore.Order{{Field: "left", Desc: true}, {Field: "number", Desc: true}},
			}})
			list := make([]Named, 0, len(page.Rows))
			for _, row := range page.Rows {
				list = append(list, sentOne(r, row.(*sales.Delivery)))
			}
			return list, err
		})
	}
}

func gone() rowstore.Filter {
	return rowstore.Filter{Field: "state", Op: rowstore.In, Values: []string{string(sales.Shipped), string(sales.Signed)}}
}

func sentOne(r *view.Reader, d *sales.Delivery) Named {
	lines, _ := sales.DeliveryLinesOf.Of(r.Tx, kernel.Ref[sales.Delivery](d.ID))
	return Named{d.ID, view.Join(d.Number, d.Name), view.Join(view.Date(d.Left), goodsOf(d, lines))}
}

// NotSent refuses a number under which nothing has left.
var NotSent = kernel.Refuse("warehouse.back.number", "没有号码为 {code} 的已出库单据", "Nothing has left under the number {code}")

// FindSent tells which delivery that has left has a number, its own or its order's.
func FindSent(desk *view.Desk, code string) (Named, error) {
	return view.Load(desk, func(r *view.Reader) (Named, error) {
		for _, field := range []string{"number", "order_no"} {
			where := gone()
			where.All = []rowstore.Filter{rowstore.Is(field, rowstore.Eq, code)}
			page, err := r.List(client.Query{Query: rowstore.Query{
				Entity: sales.Deliveries.Name(), Where: where, Limit: 1, Sort: []rowstore.Order{{Field: "left", Desc: true}},
			}})
			if err != nil {
				return Named{}, err
			}
			if len(page.Rows) > 0 {
				return sentOne(r, page.Rows[0].(*sales.Delivery)), nil
			}
		}
		return Named{}, NotSent.With(kernel.Text("code", code))
	})
}
