package sales

import (
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rowstore"
)

// Paper is a document that belongs to an order: a delivery, goods that came back,
// money. Entity and ID say which page shows it.
type Paper struct {
	ID     kernel.ID
	Entity string
	Title  string
	Detail string
	Figure string
	Badges []view.Badge
}

var backBy = i18n.Define("order.back", "要退货：请客户把货交给仓库，由仓管按出库单 {0} 办理「{1}」，不用另开单据",
	"For a return: the goods go back to the warehouse, which takes them in by delivery {0} ({1}); nothing else has to be written")

// backOf says to who may not take goods back how what has left comes back, "" to who may
// and for an order of which nothing has left.
func backOf(r *view.Reader, deliveries []*sales.Delivery) string {
	const command = "sales.return"
	var numbers []string
	for _, d := range deliveries {
		if d.Gone() {
			numbers = append(numbers, d.Number)
		}
	}
	if len(numbers) == 0 || r.Author.May(command) {
		return ""
	}
	return backBy.Text(strings.Join(numbers, i18n.ListSeparator.Text()), view.Command(r.Catalog, command))
}

// papersMost bounds each kind of documents of one order.
const papersMost = 50

// papers lists what belongs to the order in the order of its life.
func (m *Order) papers(r *view.Reader) error {
	add := func(row kernel.Row, number string, figure kernel.Money, detail ...string) {
		entity := row.Base().Schema().Name
		p := Paper{
			ID: row.Base().ID, Entity: entity, Title: view.Join(view.Entity(r.Catalog, entity), number), Detail: view.Join(detail...),
			Badges: []view.Badge{view.StateOf(r, row)},
		}
		if figure != 0 {
			p.Figure = view.Money(figure)
		}
		if mark := r.Mark(p.ID); mark != client.MarkSaved {
			p.Badges = append(p.Badges, view.SyncBadge(mark))
		}
		m.Papers = append(m.Papers, p)
	}
	deliveries, _ := sales.DeliveriesOf.Of(r.Tx, kernel.Ref[sales.Order](m.Order.ID))
	for _, d := range deliveries {
		add(d, d.Number, sales.Deliveries.Whole(r.Tx.Held, d).Total, view.Date(d.Left), d.Carrier, d.Waybill, d.SignedBy)
	}
	m.Back = backOf(r, deliveries)
	for _, d := range deliveries {
		returns, _ := sales.ReturnsOf.Of(r.Tx, kernel.Ref[sales.Delivery](d.ID))
		for _, b := range returns {
			add(b, b.Number, -sales.Returns.Whole(r.Tx.Held, b).Total, view.Date(b.Date), b.Reason)
		}
	}
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: finance.Receipts.Name(), Limit: papersMost, Where: rowstore.Is("src", rowstore.Eq, m.Order.ID), Sort: []rowstore.Order{{Field: "date"}, {Field: "number"}},
	}})
	for _, row := range page.Rows {
		p := row.(*finance.Receipt)
		add(p, p.Number, p.Total, view.Date(p.Date))
	}
	return err
}
