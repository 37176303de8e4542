package reports

import (
	"cmp"
	"context"
	"fmt"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/analytics"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/sales"
)

// The reports.
const (
	SalesDetail  = "sales_detail"
	Receivables  = "receivables"
	Statement    = "statement"
	StockLedger  = "stock_ledger"
	TrialBalance = "trial_balance"
	Ledger       = "account_ledger"
	Vouchers     = "vouchers"
)

// Spec says which filters a report has and who reads it.
type Spec struct {
	Name     string
	title    i18n.Key
	about    i18n.Key
	Span     bool // from one day to another
	Customer bool // of one customer, who must be chosen
	Buyer    bool // of one customer, or of all
	Place    bool
	Account  bool                        // of one account, which must be chosen
	Months   bool                        // whole months: the month of To, for vouchers from that of From
	may      func(analytics.Books) error // whether the reader holds what it is worked out from; nil for everybody
	look     look
}

// About says in a sentence what the report answers.
func (s Spec) About() string { return s.about.Text() }

// Title is what people call the report.
func (s Spec) Title() string { return s.title.Text() }

var all = []Spec{
	{
		Name: SalesDetail, title: i18n.Define("reports.sales", "销售明细", "Sales detail"), Span: true, Buyer: true,
		about: i18n.Define("reports.sales.about", "出库和退货的每一行商品", "Goods shipped and taken back, line by line"),
		look:  look{title: "customer", figure: "gross", details: []string{"date", "name", "qty"}},
	},
	{
		Name: Receivables, title: i18n.Define("reports.receivables", "应收账龄", "Receivables by age"), may: analytics.MayDebts,
		about: i18n.Define("reports.receivables.about", "谁欠我们多少，逾期多久", "Who owes us how much, and how late it is"),
		look:  look{title: "name", figure: "total", details: []string{"current", "to_30", "to_60", "to_90", "older", "days", "prepaid"}, blank: true},
	},
	{
		Name: Statement, title: i18n.Define("reports.statement", "客户对账单", "Customer statement"), Span: true, Customer: true, may: analytics.MayDebts,
		about: i18n.Define("reports.statement.about", "一个客户的上次欠款、本次往来、累计欠款", "Owed before, added, owed now"),
		look:  look{title: "number", figure: "balance", details: []string{"date", "charged", "settled"}, blank: true},
	},
	{
		Name: StockLedger, title: i18n.Define("reports.stock", "收发存汇总", "Stock ledger"), Span: true, Place: true, may: analytics.MayStockLedger,
		about: i18n.Define("reports.stock.about", "每种商品的期初、收入、发出、结存", "Opening, in, out and closing of every product"),
		look:  look{title: "name", figure: "closing", details: []string{"code", "place", "opening", "in", "out"}, blank: true},
	},
	{
		Name: TrialBalance, title: i18n.Define("reports.trial", "科目余额表", "Trial balance"), Months: true, may: analytics.MayBooks,
		about: i18n.Define("reports.trial.about", "一个月里每个科目的期初、发生、累计、期末", "Opening, movement, year to date and closing of each account in a month"),
		look:  look{title: "name", details: []string{"code", "debit", "credit", "closing_debit", "closing_credit"}, blank: true},
	},
	{
		Name: Ledger, title: i18n.Define("reports.ledger", "明细账", "Account ledger"), Months: true, Account: true, may: analytics.MayBooks,
		about: i18n.Define("reports.ledger.about", "一个科目在一个月里的每一笔分录和余额", "Every entry of an account in a month, with the balance after it"),
		look:  look{title: "summary", figure: "balance", details: []string{"date", "voucher", "debit", "credit"}, blank: true},
	},
	{
		Name: Vouchers, title: i18n.Define("reports.vouchers", "凭证列表", "Vouchers"), Span: true, Months: true, may: analytics.MayBooks,
		about: i18n.Define("reports.vouchers.about", "记账凭证分录，可导入金蝶、用友", "Voucher entries, ready for Kingdee and Yonyou"),
		look:  look{title: "summary", details: []string{"name", "debit", "credit"}, blank: true},
	},
}

// List is the reports that the reader has a use for.
func List(r *view.Reader) []Spec {
	var list []Spec
	for _, s := range all {
		if s.may == nil || s.may(books(r)) == nil {
			list = append(list, s)
		}
	}
	return list
}

func books(r *view.Reader) analytics.Books {
	return analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Author.Viewer}
}

// Find is a report by its name.
func Find(name string) (Spec, bool) {
	for _, s := range all {
		if s.Name == name {
			return s, true
		}
	}
	return Spec{}, false
}

// Filter narrows a report down.
type Filter struct {
	From, To kernel.Date
	Customer kernel.ID
	Place    kernel.ID
	Account  kernel.ID
}

// ThisMonth is the filter that a report begins with.
func ThisMonth(today kernel.Date) Filter { return Filter{From: today.MonthStart(), To: today} }

// Report is a table as a screen shows it.
type Report struct {
	Spec      Spec
	Filter    Filter
	Stamp     string // as of when
	Table     *analytics.Table
	Statement *analytics.Statement // of a statement
	Headings  []Heading
	Rows      []Row
	Totals    []string // one for each heading; nil without totals
	Facts     []Fact   // of a statement
	Subject   string   // what it is narrowed down to
	MayExport bool
}

// Fact is a labelled figure.
type Fact struct{ Label, Value string }

var (
	opening       = i18n.Define("reports.opening", "上次欠款", "Owed before")
	charged       = i18n.Define("reports.charged", "本次应收", "Charged")
	settled       = i18n.Define("reports.settled", "本次已收", "Settled")
	closing       = i18n.Define("reports.closing", "累计欠款", "Owed now")
	prepaid       = i18n.Define("reports.prepaid", "预收余额", "Paid in advance")
	span          = i18n.Define("reports.span", "{0} 至 {1}", "{0} to {1}")
	ledgerOpening = i18n.Define("reports.ledger.opening", "期初余额", "Opening balance")
	ledgerClosing = i18n.Define("reports.ledger.closing", "期末余额", "Closing balance")
	totals        = i18n.Define("reports.total", "合计", "Total")
)

// BadSpan refuses a span that ends before it begins, NoCustomer a statement of nobody,
// NoAccount a ledger of no account.
var (
	BadSpan    = kernel.Refuse("report.span", "结束日期 {to} 早于开始日期 {from}", "The span ends on {to}, before it begins on {from}")
	NoCustomer = kernel.Refuse("report.customer", "请先选择客户", "Choose a customer first")
	NoAccount  = kernel.Refuse("report.account", "请先选择科目", "Choose an account first")
)

// Load works a report out over the rows of the reader. It ends with the context's
// error when the person does not want to wait; seen is told now and then how many
// rows have been looked at, and may be nil.
func Load(ctx context.Context, s Spec, f Filter, seen func(rows int)) func(*view.Reader) (*Report, error) {
	return func(r *view.Reader) (*Report, error) {
		if s.Span && f.To < f.From {
			return nil, BadSpan.With(kernel.Figure("from", f.From), kernel.Figure("to", f.To))
		}
		if s.may != nil {
			if err := s.may(books(r)); err != nil {
				return nil, err
			}
		}
		made := &Report{Spec: s, Filter: f, Stamp: r.Stamp(), MayExport: analytics.MayExport.Check(r.Tx) == nil}
		if err := made.tabulate(r, &reading{r.Rows, ctx, seen, 0}, f); err != nil {
			return nil, err
		}
		made.dress()
		return made, nil
	}
}

func (m *Report) tabulate(r *view.Reader, rows kernel.Scanner, f Filter) (err error) {
	b := books(r)
	b.All = rows
	if m.Spec.Span && !m.Spec.Months {
		m.Subject = span.Text(view.Date(f.From), view.Date(f.To))
	}
	switch m.Spec.Name {
	case SalesDetail:
		m.Table, err = analytics.SalesDetail(b, f.From, f.To)
		if err == nil && !f.Customer.IsZero() {
			m.narrow(r, kernel.Ref[party.Party](f.Customer))
		}
	case Receivables:
		m.Subject = view.Date(r.Today())
		m.Table, err = analytics.Receivables(b, r.Today())
	case Statement:
		return m.statement(r, b, f)
	case StockLedger:
		m.Table, err = analytics.StockLedger(b, f.From, f.To, kernel.Ref[org.Place](f.Place))
	case TrialBalance:
		m.Subject = monthText(f.To)
		m.Table, err = analytics.TrialBalance(b, f.To.YearMonth())
	case Ledger:
		return m.ledger(r, b, f)
	case Vouchers:
		m.Subject = span.Text(monthText(f.From), monthText(f.To))
		m.Table, err = analytics.Vouchers(b, f.From.YearMonth(), f.To.YearMonth())
	default:
		err = fmt.Errorf("reports: no report %q", m.Spec.Name)
	}
	return err
}

func monthText(d kernel.Date) string { return d.String()[:7] }

func (m *Report) statement(r *view.Reader, b analytics.Books, f Filter) error {
	if f.Customer.IsZero() {
		return NoCustomer.With()
	}
	st, err := analytics.StatementOf(b, kernel.Ref[party.Party](f.Customer), f.From, f.To)
	if err != nil {
		return err
	}
	if st == nil {
		schema := party.Parties.In(r.Catalog)
		return kernel.NotThere.With(kernel.Words("entity", schema.Zh, schema.En))
	}
	m.Statement, m.Table, m.Subject = st, st.Lines, view.Join(st.Customer.Name, m.Subject)
	m.Facts = []Fact{
		{opening.Text(), view.Money(st.Opening)},
		{charged.Text(), view.Money(st.Charged)},
		{settled.Text(), view.Money(st.Settled)},
		{closing.Text(), view.Money(st.Closing)},
		{prepaid.Text(), view.Money(st.Prepaid)},
	}
	return nil
}

func (m *Report) ledger(r *view.Reader, b analytics.Books, f Filter) error {
	if f.Account.IsZero() {
		return NoAccount.With()
	}
	l, err := analytics.LedgerOf(b, kernel.Ref[ledger.Account](f.Account), f.To.YearMonth())
	if err != nil {
		return err
	}
	if l == nil {
		schema := ledger.Accounts.In(r.Catalog)
		return kernel.NotThere.With(kernel.Words("entity", schema.Zh, schema.En))
	}
	m.Table = l.Lines
	m.Subject = view.Join(l.Account.Code+" "+view.Say(l.Account.Name, cmp.Or(l.Account.NameEn, l.Account.Name)), monthText(f.To))
	m.Facts = []Fact{
		{ledgerOpening.Text(), view.Money(l.Opening)},
		{view.Label(r.Catalog, ledger.Entries.Name(), "debit"), view.Money(l.Debit)},
		{view.Label(r.Catalog, ledger.Entries.Name(), "credit"), view.Money(l.Credit)},
		{ledgerClosing.Text(), view.Money(l.Closing)},
	}
	return nil
}

// narrow keeps the lines of one customer's deliveries and returns, with those of the
// customers that were merged into him.
func (m *Report) narrow(r *view.Reader, customer kernel.Ref[party.Party]) {
	customer = party.Survivor(r.Tx, customer)
	if p, found := party.Parties.Get(r.Tx, customer); found == kernel.Found {
		m.Subject = view.Join(p.Name, m.Subject)
	}
	kept := m.Table.Rows[:0:0]
	of := map[kernel.ID]bool{}
	for _, row := range m.Table.Rows {
		is, known := of[row.ID]
		if !known {
			is = party.Survivor(r.Tx, buyerOf(r, row)) == customer
			of[row.ID] = is
		}
		if is {
			kept = append(kept, row)
		}
	}
	m.Table.Rows = kept
	for i, c := range m.Table.Columns {
		if c.Kind != kernel.KindMoney {
			continue
		}
		m.Table.Totals[i].Int = 0
		for _, row := range kept {
			m.Table.Totals[i].Int += row.Cells[i].Int
		}
	}
}

func buyerOf(r *view.Reader, row analytics.Row) kernel.Ref[party.Party] {
	if d, p := sales.Deliveries.Get(r.Tx, kernel.Ref[sales.Delivery](row.ID)); p == kernel.Found {
		return d.Customer
	}
	if b, p := sales.Returns.Get(r.Tx, kernel.Ref[sales.Return](row.ID)); p == kernel.Found {
		return b.Customer
	}
	return kernel.Ref[party.Party]{}
}
