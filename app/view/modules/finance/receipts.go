package finance

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/rowstore"
)

// Slip is a receipt in a short list.
type Slip struct {
	ID                   kernel.ID
	Customer, Total, Day string
	Number, Owner        string
}

// SlipListing is the list of receipts.
func SlipListing() *record.Listing {
	return &record.Listing{Entity: finance.Receipts.Name(), Title: "name", Fields: []string{"date", "name", "number", "total", "allocated", "state"}}
}

// Pending are the receipts that wait to be confirmed, the newest first.
func Pending(r *view.Reader, most int) (list []Slip, err error) {
	where, by := module.ListOf(finance.Receipts.Name(), "").Ask(finance.Receipts.In(r.Catalog), string(finance.Pending), r.Today())
	page, err := r.List(client.Query{Query: rowstore.Query{Entity: finance.Receipts.Name(), Where: where, Sort: by, Limit: most}})
	for _, row := range page.Rows {
		m := row.(*finance.Receipt)
		list = append(list, Slip{ID: m.ID, Number: m.Number, Customer: m.Name, Owner: view.Holder(r, m.Owner), Day: view.Date(m.Date), Total: view.Money(m.Total)})
	}
	return list, err
}

// The page of a receipt says what it settled of each document, which its chain would only
// name.
var _ = record.Supply(finance.Receipts.Name(), func(r *view.Reader, p *record.Page, row kernel.Row) error {
	sums, items := settledBy(r, row.Base().ID)
	if len(items) == 0 {
		return nil
	}
	settled := record.Panel{Label: view.Label(r.Catalog, finance.Receipts.Name(), "allocated")}
	for _, item := range items {
		line := record.Kin{Entity: item.SrcEntity, ID: item.Src, Title: item.Number, Day: view.Date(item.Date), Figure: view.Money(sums[item.ID])}
		if line.Entity != "" {
			line.Title = view.Join(view.Entity(r.Catalog, line.Entity), line.Title)
		}
		settled.Lines = append(settled.Lines, line)
		p.Chain = slices.DeleteFunc(p.Chain, func(k record.Kin) bool { return k.ID == item.Src })
	}
	p.Panels = append(p.Panels, settled)
	return nil
})
