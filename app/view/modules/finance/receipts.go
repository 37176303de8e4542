package finance

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/rowstore"
)

var allOnes = i18n.Define("finance.all", "全部", "All")

// Slip is a receipt in a list.
type Slip struct {
	view.OwnCells
	ID                  kernel.ID
	Number, Customer    string
	Owner               string
	Day, Total, Settled string
	State, Sync         view.Badge
}

// SlipFilters are the states, those to be confirmed first.
func SlipFilters(c *kernel.Catalog) []view.Option {
	return append(view.Options(c, finance.Receipts.Name(), "state"), view.Option{Label: allOnes.Text()})
}

// Slips lists receipts in a state, "" for all, the newest first.
func Slips(desk *view.Desk, search, state string) *view.Pages[Slip] {
	q := rowstore.Query{Entity: finance.Receipts.Name(), Sort: []rowstore.Order{{Field: "date", Desc: true}, {Field: "at", Desc: true}}}
	if state != "" {
		q.Where = rowstore.Is("state", rowstore.Eq, kernel.State(state))
	}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Slip, error) {
		list := make([]Slip, len(rows))
		for i, row := range rows {
			m := row.(*finance.Receipt)
			list[i] = Slip{
				ID: m.ID, Number: m.Number, Customer: m.Name, Owner: view.Holder(r, m.Owner), Day: view.Date(m.Date), Total: view.Money(m.Total),
				Settled: view.Settled(m, view.Money(m.Allocated)), State: view.StateOf(r, m), Sync: view.SyncOf(r, m.ID),
			}
		}
		return list, nil
	})
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
