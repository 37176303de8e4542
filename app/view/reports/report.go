package reports

import (
	"fmt"
	"io"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/analytics"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/sheet"
)

// The reports.
const (
	SalesDetail  = "sales_detail"
	Receivables  = "receivables"
	Statement    = "statement"
	StockLedger  = "stock_ledger"
	TrialBalance = "trial_balance"
	Vouchers     = "vouchers"
)

// Spec says which filters a report has and who reads it.
type Spec struct {
	Name     string
	title    i18n.Key
	Span     bool // from one day to another
	Customer bool
	Place    bool
	Months   bool // whole months: the month of To, for vouchers from that of From
	finance  bool // for those who see the books
}

// Title is what people call the report.
func (s Spec) Title() string { return s.title.Text() }

var all = []Spec{
	{Name: SalesDetail, title: i18n.Define("reports.sales", "销售明细", "Sales detail"), Span: true},
	{Name: Receivables, title: i18n.Define("reports.receivables", "应收账龄", "Receivables by age")},
	{Name: Statement, title: i18n.Define("reports.statement", "客户对账单", "Customer statement"), Span: true, Customer: true},
	{Name: StockLedger, title: i18n.Define("reports.stock", "收发存汇总", "Stock ledger"), Span: true, Place: true},
	{Name: TrialBalance, title: i18n.Define("reports.trial", "科目余额表", "Trial balance"), Months: true, finance: true},
	{Name: Vouchers, title: i18n.Define("reports.vouchers", "凭证列表", "Vouchers"), Span: true, Months: true, finance: true},
}

// List is the reports that the reader has a use for.
func List(r *view.Reader) []Spec {
	var list []Spec
	for _, s := range all {
		if !s.finance || r.Author.Has(org.Finance) || r.Author.Has(org.Boss) {
			list = append(list, s)
		}
	}
	return list
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
}

// ThisMonth is the filter that a report begins with.
func ThisMonth(today kernel.Date) Filter { return Filter{From: today.MonthStart(), To: today} }

// Report is a table as a screen shows it.
type Report struct {
	Spec      Spec
	Table     *analytics.Table
	Headings  []Heading
	Rows      []Row
	Totals    []string // one for each heading; nil without totals
	Facts     []Fact   // of a statement
	Subject   string   // what it is narrowed down to
	MayExport bool
}

// Heading is a column.
type Heading struct {
	Text   string
	Number bool
}

// Row is a line with the row that it opens.
type Row struct {
	Cells  []string
	Level  int
	Entity string
	ID     kernel.ID
}

// Fact is a labelled figure.
type Fact struct{ Label, Value string }

var (
	opening = i18n.Define("reports.opening", "上次欠款", "Owed before")
	charged = i18n.Define("reports.charged", "本次应收", "Charged")
	settled = i18n.Define("reports.settled", "本次已收", "Settled")
	closing = i18n.Define("reports.closing", "累计欠款", "Owed now")
	prepaid = i18n.Define("reports.prepaid", "预收余额", "Paid in advance")
	span    = i18n.Define("reports.span", "{0} 至 {1}", "{0} to {1}")
	totals  = i18n.Define("reports.total", "合计", "Total")
)

// BadSpan refuses a span that ends before it begins, NoCustomer a statement of
// nobody, NotThere one that the reader may not see.
var (
	BadSpan    = kernel.Refuse("report.span", "结束日期 {to} 早于开始日期 {from}", "The span ends on {to}, before it begins on {from}")
	NoCustomer = kernel.Refuse("report.customer", "请先选择客户", "Choose a customer first")
)

// Load works a report out over the rows of the reader.
func Load(s Spec, f Filter) func(*view.Reader) (*Report, error) {
	return func(r *view.Reader) (*Report, error) {
		if s.Span && f.To < f.From {
			return nil, BadSpan.With(kernel.Figure("from", f.From), kernel.Figure("to", f.To))
		}
		made := &Report{Spec: s, MayExport: analytics.MayExport.Check(r.Tx) == nil}
		if err := made.tabulate(r, f); err != nil {
			return nil, err
		}
		made.dress()
		return made, nil
	}
}

func (m *Report) tabulate(r *view.Reader, f Filter) (err error) {
	b := analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Author.Viewer}
	if m.Spec.Span && !m.Spec.Months {
		m.Subject = span.Text(view.Date(f.From), view.Date(f.To))
	}
	switch m.Spec.Name {
	case SalesDetail:
		m.Table, err = analytics.SalesDetail(b, f.From, f.To)
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
	m.Table, m.Subject = st.Lines, view.Join(st.Customer.Name, m.Subject)
	m.Facts = []Fact{
		{opening.Text(), view.Money(st.Opening)},
		{charged.Text(), view.Money(st.Charged)},
		{settled.Text(), view.Money(st.Settled)},
		{closing.Text(), view.Money(st.Closing)},
		{prepaid.Text(), view.Money(st.Prepaid)},
	}
	return nil
}

// dress puts the table into words. Columns of the other language are left out.
func (m *Report) dress() {
	var shown []int
	for i, c := range m.Table.Columns {
		if hidden := "name_en"; view.Lang() == "en" && m.Table.Column("name_en") >= 0 {
			hidden = "name"
			if c.Name == hidden {
				continue
			}
		} else if c.Name == hidden {
			continue
		}
		shown = append(shown, i)
		m.Headings = append(m.Headings, Heading{view.Say(c.Zh, c.En), numeric(c.Kind)})
	}
	for _, row := range m.Table.Rows {
		m.Rows = append(m.Rows, Row{pick(row.Cells, shown), row.Level, row.Entity, row.ID})
	}
	if m.Table.Totals != nil {
		m.Totals = pick(m.Table.Totals, shown)
		if len(m.Totals) > 0 && m.Totals[0] == "" {
			m.Totals[0] = totals.Text()
		}
	}
}

func numeric(k kernel.Kind) bool {
	return k == kernel.KindMoney || k == kernel.KindQty || k == kernel.KindPrice || k == kernel.KindInt
}

func pick(cells []kernel.Value, shown []int) []string {
	list := make([]string, len(shown))
	for n, i := range shown {
		if cells[i].Kind != 0 {
			list[n] = view.Figure(cells[i])
		}
	}
	return list
}

// Write writes the report as a spreadsheet: money, quantities and dates as such,
// everything else as text.
func (m *Report) Write(w io.Writer) error {
	layout := sheet.Layout{Sheet: m.Spec.Title(), Title: view.Join(m.Spec.Title(), m.Subject), TotalLabel: totals.Text()}
	if m.Spec.Name == Vouchers {
		layout.Title = "" // other books import the table as it is
	}
	for _, c := range m.Table.Columns {
		layout.Columns = append(layout.Columns, sheet.Column{
			Title: view.Say(c.Zh, c.En), Kind: sheetKinds[c.Kind],
			Total: c.Kind == kernel.KindMoney && m.Table.Totals != nil && m.Spec.Name != TrialBalance && m.Spec.Name != Vouchers,
		})
	}
	out, err := sheet.NewWriter(w, layout)
	if err != nil {
		return err
	}
	for _, row := range m.Table.Rows {
		if err := out.Row(sheetCells(row.Cells)...); err != nil {
			return err
		}
	}
	if m.Spec.Name == TrialBalance && m.Table.Totals != nil { // the rows hold subtotals, so they are not added up
		if err := out.Row(append([]any{totals.Text()}, sheetCells(m.Table.Totals)[1:]...)...); err != nil {
			return err
		}
	}
	return out.Close()
}

var sheetKinds = map[kernel.Kind]sheet.Kind{kernel.KindMoney: sheet.Money, kernel.KindQty: sheet.Quantity, kernel.KindDate: sheet.Day}

func sheetCells(cells []kernel.Value) []any {
	list := make([]any, len(cells))
	for i, v := range cells {
		switch v.Kind {
		case kernel.KindMoney:
			list[i] = sheet.Fixed{Int: v.Int, Scale: i18n.MoneyDecimals}
		case kernel.KindQty:
			list[i] = sheet.Fixed{Int: v.Int, Scale: i18n.QuantityDecimals}
		case kernel.KindDate:
			list[i] = sheet.Date(v.Int)
		default:
			list[i] = v.String()
		}
	}
	return list
}

// FileName is what the file is called: 销售明细-20261119.xlsx.
func (m *Report) FileName(today kernel.Date) string {
	return fmt.Sprintf("%s-%08d.xlsx", m.Spec.Title(), int64(today))
}
