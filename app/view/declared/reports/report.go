package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// The reports.
const (
	Receivables  = "receivables"
	Statement    = "statement"
	StockLedger  = "stock_ledger"
	TrialBalance = "trial_balance"
	Ledger       = "account_ledger"
	Vouchers     = "vouchers"
	StockCard    = "stock_card"
)

// Spec says which filters a report has and who reads it.
type Spec struct {
	Name     string
	title    i18n.Key
	about    i18n.Key
	Span     bool // from one day to another
	Day      bool // as of a day, which is To
	Customer bool // of one customer, who must be chosen
	Buyer    bool // of one customer, or of all
	Place    bool
	Product  bool                        // of one product, which must be chosen
	Account  bool                        // of one account, which must be chosen
	Months   bool                        // whole months: the month of To, for vouchers from that of From
	aged     bool                        // one that is worked out by hand reads what stands in months
	declared *figures.Report             // nil for those that are worked out by hand
	may      func(analytics.Books) error // whether the reader holds what it is worked out from; nil for everybody
	look     look
	how      []term // what the figures of one that is worked out by hand mean
}

// About says in a sentence what the report answers.
func (s Spec) About() string {
	if s.declared != nil {
		return view.Say(s.declared.About.Zh, s.declared.About.En)
	}
	return s.about.Text()
}

// Title is what people call the report.
func (s Spec) Title() string {
	if s.declared != nil {
		return view.Say(s.declared.Zh, s.declared.En)
	}
	return s.title.Text()
}

// specOf is a declared report with the filters that it has.
func specOf(r *figures.Report) Spec {
	return Spec{
		Name: r.Name, declared: r, Span: true, Buyer: slices.Contains(r.Only, "customer"),
		look: look{title: r.Title, figure: r.Figure, details: r.Details},
	}
}

// byHand are the reports that are no declarations.
var byHand = []Spec{
	{
		Name: Receivables, title: i18n.Define("reports.receivables", "应收账龄", "Receivables by age"), Day: true, aged: true, may: analytics.MayDebts,
		about: i18n.Define("reports.receivables.about", "截至任一天，谁欠我们多少，逾期多久", "Who owed us how much at the end of any day, and how late it was"),
		look:  look{title: "name", figure: "total", details: []string{"current", "to_30", "to_60", "to_90", "older", "days", "prepaid", "net"}, blank: true},
		how:   receivableTerms,
	},
	{
		Name: Statement, title: i18n.Define("reports.statement", "客户对账单", "Customer statement"), Span: true, Customer: true, aged: true, may: analytics.MayDebts,
		about: i18n.Define("reports.statement.about", "一个客户的上次欠款、本次往来、累计欠款", "Owed before, added, owed now"),
		look:  look{title: "number", figure: "balance", details: []string{"date", "charged", "settled", "prepaid"}, blank: true},
		how:   statementTerms,
	},
	{
		Name: StockLedger, title: i18n.Define("reports.stock", "收发存汇总", "Stock ledger"), Span: true, Place: true, aged: true, may: analytics.MayStockLedger,
		about: i18n.Define("reports.stock.about", "每种商品的期初、收入、发出、结存", "Opening, in, out and closing of every product"),
		look:  look{title: "name", figure: "closing", details: []string{"code", "place", "opening", "in", "out", "unit"}, blank: true},
		how:   stockTerms,
	},
	{
		Name: StockCard, title: i18n.Define("reports.card", "收发明细", "Stock card"), Span: true, Place: true, Product: true, aged: true, may: analytics.MayStockLedger,
		about: i18n.Define("reports.card.about", "一种商品的每一笔收发，和之后的结存", "Everything that came and went of one product, with what was left after it"),
		look:  look{title: "kind", figure: "balance", details: []string{"date", "number", "place", "in", "out", "unit"}, blank: true},
		how:   stockTerms,
	},
	{
		Name: TrialBalance, title: i18n.Define("reports.trial", "科目余额表", "Trial balance"), Months: true, may: analytics.MayBooks,
		about: i18n.Define("reports.trial.about", "一个月里每个科目的期初、发生、累计、期末", "Opening, movement, year to date and closing of each account in a month"),
		look:  look{title: "name", details: []string{"code", "debit", "credit", "closing_debit", "closing_credit"}, blank: true},
		how:   bookTerms,
	},
	{
		Name: Ledger, title: i18n.Define("reports.ledger", "明细账", "Account ledger"), Months: true, Account: true, aged: true, may: analytics.MayBooks,
		about: i18n.Define("reports.ledger.about", "一个科目在一个月里的每一笔分录和余额", "Every entry of an account in a month, with the balance after it"),
		look:  look{title: "summary", figure: "balance", details: []string{"date", "voucher", "debit", "credit"}, blank: true},
		how:   bookTerms,
	},
	{
		Name: Vouchers, title: i18n.Define("reports.vouchers", "凭证列表", "Vouchers"), Span: true, Months: true, aged: true, may: analytics.MayBooks,
		about: i18n.Define("reports.vouchers.about", "记账凭证分录，可导入金蝶、用友", "Voucher entries, ready for Kingdee and Yonyou"),
		look:  look{title: "summary", details: []string{"name", "debit", "credit"}, blank: true},
		how:   voucherTerms,
	},
}

// List is the reports that the reader has a use for.
func List(r *view.Reader) []Spec {
	var list []Spec
	declared, err := figuresOf(r).Reports()
	if err != nil {
		declared = figures.Reports()
	}
	for _, d := range declared {
		if lies(r, d) {
			continue
		}
		if _, err := figuresOf(r).Head(d.Query(r.Today(), r.Today())); err == nil {
			list = append(list, specOf(d))
		}
	}
	for _, s := range byHand {
		if s.may == nil || s.may(books(r)) == nil {
			list = append(list, s)
		}
	}
	return list
}

// lies tells whether a report counts nothing but rows of modules that are switched off.
func lies(r *view.Reader, d *figures.Report) bool {
	return !slices.ContainsFunc(d.Fact.Parts, func(p figures.Part) bool { return !r.Lies(p.Entity) })
}

func books(r *view.Reader) analytics.Books {
	return analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Eyes()}
}

func figuresOf(r *view.Reader) figures.Books {
	return figures.Books{Catalog: r.Catalog, Rows: r.Rows, Viewer: r.Eyes(), Held: true}
}

// Find is a report by its name.
func Find(name string) (Spec, bool) {
	if r := figures.Find(name); r != nil {
		return specOf(r), true
	}
	if strings.HasPrefix(name, figures.OwnPrefix) { // what the company has defined says the rest
		return Spec{Name: name, Span: true, title: ownTitle}, true
	}
	for _, s := range byHand {
		if s.Name == name {
			return s, true
		}
	}
	return Spec{}, false
}

var ownTitle = i18n.Define("reports.own", "自定义字段统计", "By an own field")

// defined is the report with what the company has defined of it.
func (s Spec) defined(r *view.Reader) (Spec, error) {
	if s.declared != nil || !strings.HasPrefix(s.Name, figures.OwnPrefix) {
		return s, nil
	}
	d, err := figuresOf(r).Find(s.Name)
	if err != nil {
		return s, err
	}
	if d == nil {
		return s, figures.NoSuchFigure.With(kernel.Text("name", s.Name))
	}
	return specOf(d), nil
}

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
	Sums      Sums     // of one that opens with what was there: its opening and closing
	Subject   string   // what it is narrowed down to
	Whose     string   // the partner among that, "" for all
	MayExport bool
}

// Fact is a labelled figure.
type Fact struct{ Label, Value string }

var (
	opening       = i18n.Define("reports.opening", "上次欠款", "Owed before")
	charged       = i18n.Define("reports.charged", "本次应收", "Charged")
	settled       = i18n.Define("reports.settled", "本次已收或冲抵", "Settled")
	closing       = i18n.Define("reports.closing", "累计欠款", "Owed now")
	prepaidBefore = i18n.Define("reports.prepaid.before", "上次预收", "Paid in advance before")
	advanced      = i18n.Define("reports.prepaid.change", "本次预收变动", "Change of advances")
	netOwed       = i18n.Define("reports.net", "净欠款（累计欠款减预收）", "Net (owed less advances)")
	prepaid       = i18n.Define("reports.prepaid", "预收余额", "Paid in advance")
	span          = i18n.Define("reports.span", "{0} 至 {1}", "{0} to {1}")
	ledgerOpening = i18n.Define("reports.ledger.opening", "期初余额", "Opening balance")
	ledgerClosing = i18n.Define("reports.ledger.closing", "期末余额", "Closing balance")
	totals        = i18n.Define("reports.total", "合计", "Total")
)

// NoCustomer refuses a statement of nobody, NoAccount a ledger of no account.
var (
	NoCustomer = kernel.Refuse("report.customer", "请先选择客户", "Choose a customer first")
	NoAccount  = kernel.Refuse("report.account", "请先选择科目", "Choose an account first")
	NoProduct  = kernel.Refuse("report.product", "请先选择商品", "Choose a product first")
)

// Load works a report out over the rows of the reader. It ends with the context's
// error when the person does not want to wait; seen is told now and then how many
// rows have been looked at, and may be nil.
func Load(ctx context.Context, s Spec, f Filter, seen func(rows int)) func(*view.Reader) (*Report, error) {
	return func(r *view.Reader) (*Report, error) {
		if s.Span && f.To < f.From {
			return nil, figures.BadSpan.With(kernel.Figure("from", f.From), kernel.Figure("to", f.To))
		}
		s, err := s.defined(r)
		if err != nil {
			return nil, err
		}
		if s.may != nil {
			if err := s.may(books(r)); err != nil {
				return nil, err
			}
		}
		made := &Report{Spec: s, Filter: f, Stamp: r.Stamp(), MayExport: analytics.MayExport.Check(r.Tx) == nil}
		if err := made.tabulate(ctx, r, &reading{r.Rows, ctx, seen, 0}, f); err != nil {
			return nil, err
		}
		if at := r.State.Since; s.aged && at > s.begins(f, r.Today()) {
			made.Stamp = view.Join(made.Stamp, since.Text(view.Date(at)))
		}
		made.dress()
		return made, nil
	}
}

// begins is the first day that a report is worked out from. What was open on a past day is
// of any day before it; what is open now is here whatever its day.
func (s Spec) begins(f Filter, today kernel.Date) kernel.Date {
	switch {
	case s.Day && f.To < today:
		return 0
	case s.Day:
		return today
	case s.Months && !s.Span:
		return f.To.MonthStart()
	case s.Months:
		return f.From.MonthStart()
	}
	return f.From
}

func (m *Report) tabulate(ctx context.Context, r *view.Reader, rows analytics.Store, f Filter) (err error) {
	b := books(r)
	b.All = rows
	if m.Spec.Span && !m.Spec.Months {
		m.Subject = span.Text(view.Date(f.From), view.Date(f.To))
	}
	if m.Spec.declared != nil {
		return m.ask(ctx, r, rows, f)
	}
	switch m.Spec.Name {
	case Receivables:
		m.Subject = view.Date(f.To)
		m.Table, err = analytics.Receivables(b, f.To, r.Today())
	case Statement:
		return m.statement(r, b, f)
	case StockLedger:
		m.Table, err = analytics.StockLedger(b, f.From, f.To, kernel.Ref[org.Place](f.Place))
	case StockCard:
		return m.card(r, b, f)
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
	m.Whose = st.Customer.Name
	m.Facts = []Fact{
		{opening.Text(), view.Money(st.Opening)},
		{charged.Text(), view.Money(st.Charged)},
		{settled.Text(), view.Money(st.Settled)},
		{closing.Text(), view.Money(st.Closing)},
		{prepaidBefore.Text(), view.Money(st.Before)},
		{advanced.Text(), view.Money(st.Advanced)},
		{prepaid.Text(), view.Money(st.Prepaid)},
		{netOwed.Text(), view.Money(st.Net())},
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
	m.Sums = Sums{"debit": kernel.Of(l.Debit), "credit": kernel.Of(l.Credit), "closing_debit": kernel.Of(max(l.Closing, 0)), "closing_credit": kernel.Of(max(-l.Closing, 0))}
	m.Facts = []Fact{
		{ledgerOpening.Text(), view.Money(l.Opening)},
		{view.Label(r.Catalog, ledger.Entries.Name(), "debit"), view.Money(l.Debit)},
		{view.Label(r.Catalog, ledger.Entries.Name(), "credit"), view.Money(l.Credit)},
		{ledgerClosing.Text(), view.Money(l.Closing)},
	}
	return nil
}

// named is what a value of a dimension is called.
func named(r *view.Reader, fact *figures.Fact, dimension string, v kernel.Value) string {
	f, _ := fact.Filter(r.Catalog, dimension)
	if s := r.Catalog.Schema(f.Entity); s != nil {
		row := r.Tx.Held(s, v.ID())
		if row == nil {
			return view.Elsewhere(r, s.Name)
		}
		return kernel.TitleOf(row)
	}
	return cmp.Or(view.Figure(v), unnamed.Text())
}

var (
	since  = i18n.Define("reports.since", "本机只有 {0} 起的数据，之前的不全，请在保存全部单据的电脑上查", "This device holds data from {0} on; days before are incomplete here and are read on a desktop that holds all")
	partly = i18n.Define("reports.partly", "只含您能看到的数据", "What you may see, which may not be all")
)
