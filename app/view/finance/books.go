package finance

import (
	"context"

	"heyi/app/client"
	"heyi/app/view"
	"heyi/shared/analytics"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/party"
	"heyi/shared/rowstore"
	"heyi/shared/sales"
)

// Balance is the money in one fund.
type Balance struct{ Name, Amount string }

// Balances lists the funds with what is in them.
func Balances(r *view.Reader) ([]Balance, error) {
	b, err := analytics.BoardOf(analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Author.Viewer}, r.Today())
	if err != nil {
		return nil, err
	}
	var list []Balance
	for _, f := range b.Funds {
		list = append(list, Balance{f.Name, view.Money(f.Amount)})
	}
	return list, nil
}

// Bill is a delivery with its invoice.
type Bill struct {
	ID                           kernel.ID
	Number, Customer, Day, Total string
	InvoiceNo                    string
	State                        view.Badge
}

// BillFilters are the states of invoices.
func BillFilters(c *kernel.Catalog) []view.Option {
	return append(view.Options(c, sales.Deliveries.Name(), "invoice"), view.Option{Label: allOnes.Text()})
}

// Bills lists what has left with an invoice in a state, "" for all.
func Bills(desk *view.Desk, search, invoice string) *view.Pages[Bill] {
	left := rowstore.Filter{Field: "state", Op: rowstore.In, Values: []string{string(sales.Shipped), string(sales.Signed)}}
	q := rowstore.Query{Entity: sales.Deliveries.Name(), Where: left, Sort: []rowstore.Order{{Field: "left", Desc: true}, {Field: "number", Desc: true}}}
	if invoice == string(sales.NotInvoiced) { // a delivery nobody has spoken of has none either
		q.Where.Any = []rowstore.Filter{{Field: "invoice", Op: rowstore.None}, rowstore.Is("invoice", rowstore.Eq, sales.NotInvoiced)}
	} else if invoice != "" {
		q.Where.All = []rowstore.Filter{rowstore.Is("invoice", rowstore.Eq, kernel.Choice(invoice))}
	}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Bill, error) {
		list := make([]Bill, len(rows))
		for i, row := range rows {
			list[i] = billOf(r.Catalog, row.(*sales.Delivery))
		}
		return list, nil
	})
}

func billOf(c *kernel.Catalog, d *sales.Delivery) Bill {
	state, tone := d.Invoice, view.Caution
	if state == "" {
		state = sales.NotInvoiced
	}
	if state == sales.Invoiced {
		tone = view.Good
	}
	return Bill{d.ID, d.Number, d.Name, view.Date(d.Left), view.Money(d.Total), d.InvoiceNo, view.Badge{Text: view.Choice(c, sales.Deliveries.Name(), "invoice", string(state)), Tone: tone}}
}

// LoadBill reads a delivery's invoice.
func LoadBill(id kernel.ID) func(*view.Reader) (Bill, error) {
	return func(r *view.Reader) (Bill, error) {
		d, err := view.Get(r, sales.Deliveries, id)
		if err != nil {
			return Bill{}, err
		}
		return billOf(r.Catalog, d), nil
	}
}

// SetInvoice records a delivery's invoice.
func SetInvoice(desk *view.Desk, id kernel.ID, state, number string) error {
	_, err := desk.Do(&sales.Invoice{Delivery: kernel.Ref[sales.Delivery](id), State: kernel.Choice(state), Number: number})
	return err
}

// Voucher is a voucher in a list.
type Voucher struct {
	ID                         kernel.ID
	Name, Day, Summary, Amount string
}

// Vouchers lists vouchers, the newest first.
func Vouchers(desk *view.Desk, search string) *view.Pages[Voucher] {
	q := rowstore.Query{Entity: ledger.Vouchers.Name(), Sort: []rowstore.Order{{Field: "period", Desc: true}, {Field: "no", Desc: true}}}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(_ *view.Reader, rows []kernel.Row) ([]Voucher, error) {
		list := make([]Voucher, len(rows))
		for i, row := range rows {
			v := row.(*ledger.Voucher)
			list[i] = Voucher{v.ID, kernel.TitleOf(v), view.Date(v.Date), v.Summary, view.Money(v.Amount)}
		}
		return list, nil
	})
}

// Entries is a voucher with its lines.
type Entries struct {
	Voucher
	SrcEntity string
	Src       kernel.ID
	Lines     []Entry
}

// Entry is a line of a voucher; one of debit and credit is "".
type Entry struct{ Account, Detail, Debit, Credit string }

// LoadVoucher reads a voucher.
func LoadVoucher(id kernel.ID) func(*view.Reader) (*Entries, error) {
	return func(r *view.Reader) (*Entries, error) {
		v, err := view.Get(r, ledger.Vouchers, id)
		if err != nil {
			return nil, err
		}
		made := &Entries{Voucher: Voucher{v.ID, kernel.TitleOf(v), view.Date(v.Date), v.Summary, view.Money(v.Amount)}, SrcEntity: v.SrcEntity, Src: v.Src}
		lines, _ := ledger.EntriesOf.Of(r.Tx, kernel.Ref[ledger.Voucher](id))
		for _, l := range lines {
			e := Entry{Detail: l.Summary}
			if a, p := ledger.Accounts.Get(r.Tx, l.Account); p == kernel.Found {
				e.Account = view.Join(a.Code, view.Say(a.Name, a.NameEn))
			}
			if p, presence := party.Parties.Get(r.Tx, l.Party); presence == kernel.Found {
				e.Detail = view.Join(e.Detail, p.Name)
			}
			if l.Debit != 0 {
				e.Debit = view.Money(l.Debit)
			} else {
				e.Credit = view.Money(l.Credit)
			}
			made.Lines = append(made.Lines, e)
		}
		return made, nil
	}
}

// Accounts searches accounts that take entries and that no document keeps.
func Accounts(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		q := rowstore.Query{Entity: ledger.Accounts.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "code"}}, Where: rowstore.Filter{
			Field: "book", Op: rowstore.None, All: []rowstore.Filter{rowstore.Is("posts", rowstore.Eq, true)},
		}}
		page, err := desk.Engine.List(client.Query{Query: q, Search: query})
		list := make([]Named, 0, len(page.Rows))
		for _, row := range page.Rows {
			a := row.(*ledger.Account)
			list = append(list, Named{a.ID, a.Code + " " + view.Say(a.Name, a.NameEn), ""})
		}
		return list, err
	}
}
