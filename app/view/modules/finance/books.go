package finance

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Bill is a delivery with its invoice.
type Bill struct {
	ID                           kernel.ID
	Number, Customer, Day, Total string
	InvoiceNo, Owner             string
	State                        view.Badge
	Gone                         bool // it has left: only then there is something to invoice
}

// BillListing is the list of what has left, by its invoices.
func BillListing() *record.Listing {
	return &record.Listing{
		Entity: sales.Deliveries.Name(), Name: sales.ListInvoices, Title: "name", Fields: []string{"left", "name", "number", "total", "invoice_no", "invoice"},
		Extra: []record.Extra{{
			Column: record.Column{Name: "invoice", Place: record.AsBadge, Chars: 6},
			Say:    func(r *view.Reader, row kernel.Row) view.Badge { return billOf(r, row.(*sales.Delivery)).State },
		}},
	}
}

var notLeft = i18n.Define("finance.bill.notleft", "未出库", "Not left")

// billedOf is what is to be invoiced of a delivery: nothing before it has left.
func billedOf(r *view.Reader, d *sales.Delivery) string {
	switch {
	case !d.Gone():
		return ""
	case !view.Sees(r, sales.Deliveries.Name(), "total"):
		return view.Hidden.Text()
	}
	return view.Money(sales.Deliveries.Whole(r.Tx.Held, d).Total)
}

func billOf(r *view.Reader, d *sales.Delivery) Bill {
	state, tone := d.Invoice, view.Caution
	if state == "" {
		state = sales.NotInvoiced
	}
	if state == sales.Invoiced {
		tone = view.Good
	}
	badge := view.Badge{Text: view.Choice(r.Catalog, sales.Deliveries.Name(), "invoice", string(state)), Tone: tone}
	switch {
	case d.State == sales.Void:
		badge = view.StateOf(r, d)
	case !d.Gone():
		badge = view.Badge{Text: notLeft.Text()}
	}
	return Bill{
		ID: d.ID, Number: d.Number, Customer: d.Name, Day: view.Date(d.Left), Total: billedOf(r, d),
		InvoiceNo: d.InvoiceNo, Owner: view.Holder(r, d.Owner),
		State: badge, Gone: d.Gone(),
	}
}

// LoadBill reads a delivery's invoice.
func LoadBill(id kernel.ID) func(*view.Reader) (Bill, error) {
	return func(r *view.Reader) (Bill, error) {
		d, err := view.Get(r, sales.Deliveries, id)
		if err != nil {
			return Bill{}, err
		}
		return billOf(r, d), nil
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
	Period                     string // into which it is posted: 2026-11; "" for opening balances
	Accounts                   string // the first debited and the first credited
	Lines                      []Entry
}

// Vouchers lists vouchers, the newest first.
func Vouchers(desk *view.Desk, search string) *view.Pages[Voucher] {
	q := rowstore.Query{Entity: ledger.Vouchers.Name(), Sort: []rowstore.Order{{Field: "period", Desc: true}, {Field: "no", Desc: true}}}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Voucher, error) {
		list := make([]Voucher, len(rows))
		for i, row := range rows {
			v := row.(*ledger.Voucher)
			list[i] = voucherOf(v)
			lines, _ := ledger.EntriesOf.Of(r.Tx, kernel.Ref[ledger.Voucher](v.ID))
			list[i].Accounts, list[i].Lines = between(r, lines), entriesOf(r, lines)
		}
		return list, nil
	})
}

func voucherOf(v *ledger.Voucher) Voucher {
	made := Voucher{ID: v.ID, Name: kernel.TitleOf(v), Day: view.Date(v.Date), Summary: v.Summary, Amount: view.Money(v.Amount)}
	if v.Period != 0 {
		made.Period = Span(v.Period)
	}
	return made
}

// between names the accounts that a voucher is mainly about: 应收账款 / 主营业务收入.
func between(r *view.Reader, lines []*ledger.Entry) string {
	var most [2]*ledger.Entry // debit and credit
	for _, l := range lines {
		side := 0
		if l.Credit != 0 {
			side = 1
		}
		if most[side] == nil || l.Debit+l.Credit > most[side].Debit+most[side].Credit {
			most[side] = l
		}
	}
	var names []string
	for _, l := range most {
		if l == nil {
			continue
		}
		if a, p := ledger.Accounts.Get(r.Tx, l.Account); p == kernel.Found {
			names = append(names, view.Say(a.Name, a.NameEn))
		}
	}
	return strings.Join(names, " / ")
}

// Entry is a line of a voucher; one of debit and credit is "".
type Entry struct{ Account, Detail, Code, Name, Party, Summary, Debit, Credit string }

// entriesOf are the lines of a voucher, debits first.
func entriesOf(r *view.Reader, lines []*ledger.Entry) []Entry {
	list := make([]Entry, len(lines))
	for n, l := range lines {
		e := Entry{Detail: l.Summary, Summary: l.Summary}
		if a, p := ledger.Accounts.Get(r.Tx, l.Account); p == kernel.Found {
			e.Code, e.Name = a.Code, view.Say(a.Name, a.NameEn)
			e.Account = view.Join(e.Code, e.Name)
		}
		if p, presence := party.Parties.Get(r.Tx, l.Party); presence == kernel.Found {
			e.Party = p.Name
			e.Detail = view.Join(e.Detail, p.Name)
		}
		if l.Credit != 0 {
			e.Credit = view.Money(l.Credit)
		} else {
			e.Debit = view.Money(l.Debit)
		}
		list[n] = e
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return cmp.Compare(min(len(a.Credit), 1), min(len(b.Credit), 1)) })
	return list
}

// approverOf is who let a document count, by its log.
func approverOf(r *view.Reader, doc kernel.ID) (name string) {
	trail, _ := flow.TrailOf(r.Tx, doc)
	for _, e := range trail {
		if e.Result == string(finance.Approved) {
			name = e.AuthorName
		}
	}
	return name
}

var (
	madeAt     = i18n.Define("finance.voucher.at", "制单时间", "Made at")
	approvedBy = i18n.Define("finance.voucher.approver", "审核人", "Approved by")
)

// The page of a voucher tells who let its document count, and what happened to that: a
// voucher is nothing that anybody does.
var _ = record.Supply(ledger.Vouchers.Name(), func(r *view.Reader, p *record.Page, row kernel.Row) error {
	v := row.(*ledger.Voucher)
	p.Say(record.Fact{Label: madeAt.Text(), Text: view.DateTime(v.ID.Time(), r.Author.Zone)})
	if v.Src.IsZero() {
		return nil
	}
	if name := approverOf(r, v.Src); name != "" {
		p.Say(record.Fact{Label: approvedBy.Text(), Text: name})
	}
	p.Trail = append(p.Trail, view.TrailOf(r, v.Src)...)
	return nil
})

// Accounts searches accounts that take entries and that no document keeps.
func Accounts(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return accounts(desk, rowstore.Filter{Field: "book", Op: rowstore.None, All: []rowstore.Filter{rowstore.Is("posts", rowstore.Eq, true)}})
}

// Ledgers searches all accounts of the books.
func Ledgers(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return accounts(desk, rowstore.Filter{})
}

// LedgerName is an account as [Ledgers] lists it.
func LedgerName(desk *view.Desk, id kernel.ID) (Named, error) {
	a, err := view.Load(desk, func(r *view.Reader) (*ledger.Account, error) { return view.Get(r, ledger.Accounts, id) })
	if err != nil {
		return Named{}, err
	}
	return accountNamed(a), nil
}

func accountNamed(a *ledger.Account) Named {
	return Named{ID: a.ID, Name: a.Code + " " + view.Say(a.Name, cmp.Or(a.NameEn, a.Name))}
}

func accounts(desk *view.Desk, where rowstore.Filter) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		q := rowstore.Query{Entity: ledger.Accounts.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "code"}}, Where: where}
		page, err := desk.Engine.List(client.Query{Query: q, Search: query})
		list := make([]Named, 0, len(page.Rows))
		for _, row := range page.Rows {
			list = append(list, accountNamed(row.(*ledger.Account)))
		}
		return list, err
	}
}
