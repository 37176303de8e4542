package finance

import (
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

// Receipt is one receipt with the funds it went into and what it settled.
type Receipt struct {
	Row         *finance.Receipt
	Author      string
	State, Sync view.Badge
	Parts       []Part
	Settles     []Settled
	Chain       []record.Kin // beyond what it settled
	Trail       []view.Event
	Own         []view.Option // the company's own fields
	MayDecide   bool
	MayCancel   bool
	MayChange   bool // what it settles
}

// Part is what went into one fund.
type Part struct{ Fund, Amount, Fee string }

// Settled is a document that the receipt settled.
type Settled struct {
	Entity              string
	Src                 kernel.ID
	Number, Day, Amount string
}

// LoadReceipt reads a receipt.
func LoadReceipt(id kernel.ID) func(*view.Reader) (*Receipt, error) {
	return func(r *view.Reader) (*Receipt, error) {
		row, err := view.Get(r, finance.Receipts, id)
		if err != nil {
			return nil, err
		}
		made := &Receipt{
			Row: row, State: view.StateOf(r, row), Sync: view.SyncOf(r, id), Author: userName(r, row.Author), Own: view.OwnFacts(r, row),
			MayDecide: row.State == finance.Pending && r.Author.May("finance.receipt.approve"),
			MayCancel: row.State == finance.Approved && r.Author.May("finance.receipt.cancel"),
			MayChange: row.State == finance.Approved && r.Author.May("finance.receipt.reallocate"),
		}
		parts, _ := finance.PartsOf.Of(r.Tx, kernel.Ref[finance.Receipt](id))
		for _, p := range parts {
			part := Part{Amount: view.Money(p.Amount)}
			if p.Fee != 0 {
				part.Fee = view.Money(p.Fee)
			}
			if f, presence := finance.Funds.Get(r.Tx, p.Fund); presence == kernel.Found {
				part.Fund = f.Name
			}
			made.Parts = append(made.Parts, part)
		}
		sums, items := settledBy(r, id)
		var listed []kernel.ID
		for _, item := range items {
			made.Settles = append(made.Settles, Settled{item.SrcEntity, item.Src, item.Number, view.Date(item.Date), view.Money(sums[item.ID])})
			listed = append(listed, item.Src)
		}
		made.Chain, made.Trail = record.ChainOf(r, row, listed...), view.TrailOf(r, id)
		return made, nil
	}
}

// Confirm makes a salesperson's receipt count.
func Confirm(desk *view.Desk, id kernel.ID) error {
	_, err := desk.Do(&finance.Confirm{Receipt: kernel.Ref[finance.Receipt](id)})
	return err
}

// Refuse voids a receipt whose money is not there.
func Refuse(desk *view.Desk, id kernel.ID, why string) error {
	_, err := desk.Do(&finance.Decline{Receipt: kernel.Ref[finance.Receipt](id), Note: why})
	return err
}

// Cancel takes a confirmed receipt back.
func Cancel(desk *view.Desk, id kernel.ID, why string) error {
	_, err := desk.Do(&finance.Cancel{Receipt: kernel.Ref[finance.Receipt](id), Note: why})
	return err
}
