package api

import (
	"bufio"
	"cmp"
	"net/http"
	"strconv"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// NoReport is the refusal of a report that does not exist.
var NoReport = kernel.Refuse("api.report", "没有「{name}」这张报表", "There is no report {name}")

// reportSpec is a report that programs may ask for.
type reportSpec struct {
	name, zh, en string
	parameters   []parameter
	run          func(r *request, b analytics.Books, args map[string]kernel.Value) (streamed, error)
}

var (
	from    = parameter{name: "from", zh: "起始日期", en: "First day", kind: kernel.KindDate, required: true}
	to      = parameter{name: "to", zh: "截止日期", en: "Last day", kind: kernel.KindDate, required: true}
	asOf    = parameter{name: "day", zh: "截止日期，不填为今天", en: "As of the end of a day, today unless given", kind: kernel.KindDate}
	inPlace = parameter{name: "place", zh: "仓库", en: "Warehouse", kind: kernel.KindID}
	ofParty = parameter{name: "customer", zh: "客户", en: "Customer", kind: kernel.KindID, required: true}
	inMonth = parameter{name: "month", zh: "会计期间 yyyymm", en: "Period, yyyymm", kind: kernel.KindInt, required: true, low: 190001, high: 299912, month: true}
	toMonth = parameter{name: "to_month", zh: "截止期间 yyyymm", en: "Last period, yyyymm", kind: kernel.KindInt, low: 190001, high: 299912, month: true}
)

// reports are those that are worked out by hand.
var reports = []reportSpec{
	{"receivables", "应收账龄表", "Receivables by age", []parameter{asOf}, func(r *request, b analytics.Books, a map[string]kernel.Value) (streamed, error) {
		return shown(analytics.Receivables(b, cmp.Or(day(a["day"]), r.today), r.today))
	}},
	{"statement", "客户对账单", "Customer statement", []parameter{ofParty, from, to}, statement},
	{"stock_ledger", "收发存汇总表", "Stock ledger", []parameter{from, to, inPlace}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (streamed, error) {
		return shown(analytics.StockLedger(b, day(a["from"]), day(a["to"]), kernel.Ref[org.Place](a["place"].ID())))
	}},
	{"trial_balance", "科目余额表", "Trial balance", []parameter{inMonth}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (streamed, error) {
		return shown(analytics.TrialBalance(b, a["month"].Int))
	}},
	{"vouchers", "凭证列表", "Vouchers", []parameter{inMonth, toMonth}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (streamed, error) {
		return shown(analytics.Vouchers(b, a["month"].Int, max(a["month"].Int, a["to_month"].Int)))
	}},
}

func day(v kernel.Value) kernel.Date { return kernel.Date(v.Int) }

// report answers GET /api/v1/reports/{name}.
func (s *Server) report(r *request) (*reply, error) {
	name := r.PathValue("name")
	spec, known, err := find(figures.Books{Catalog: s.Catalog, Rows: r.view, Viewer: r.author.Viewer}, name)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, NoReport.With(kernel.Text("name", name))
	}
	args, err := spec.read(r)
	if err != nil {
		return nil, err
	}
	r.today = s.Now().Date(r.author.Zone)
	content, err := spec.run(r, analytics.Books{Catalog: s.Catalog, All: r.view, Viewer: r.author.Viewer}, args)
	if err != nil {
		return nil, err
	}
	if f, declared := content.(figured); declared && f.kind() != "" {
		if err := s.record(r, f); err != nil {
			return nil, err
		}
		return &reply{status: http.StatusOK, kind: f.kind(), stream: f.stream}, nil
	}
	a := answered([]byte(`{"version":` + strconv.FormatInt(r.view.Version(), 10) + `,"report":`))
	a.stream = func(w *bufio.Writer) error {
		if err := content.stream(w); err != nil {
			return err
		}
		_, err := w.WriteString("}\n")
		return err
	}
	return a, nil
}

func (spec *reportSpec) read(r *request) (map[string]kernel.Value, error) {
	args, err := readAll(spec.parameters, r.URL.Query())
	if err != nil {
		return nil, err
	}
	for _, span := range [][2]parameter{{from, to}, {inMonth, toMonth}} {
		if last := args[span[1].name]; !last.IsZero() && last.Int < args[span[0].name].Int {
			return nil, EndsFirst.With(kernel.Label("field", span[1].field()))
		}
	}
	return args, nil
}

// streamed is a report that is written row by row.
type streamed interface{ stream(w *bufio.Writer) error }

// table is a report as the outside gets it: {"zh", "en", "columns": [{"name", "zh",
// "en", "kind"}], "part", "since", "rows": [{"cells", "level", "entity", "id"}],
// "totals", "next"}. The level is the depth below a group; rows of level 0 count in
// the totals.
type table struct{ *figures.Table }

type tableColumn struct {
	Name string `json:"name"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
	Kind string `json:"kind"`
}

func shown(t *figures.Table, err error) (streamed, error) {
	if err != nil {
		return nil, err
	}
	return table{t}, nil
}

// stream writes the table.
func (t table) stream(w *bufio.Writer) error {
	return writeTable(w, t.Table, func(visit func(figures.Row) error) (*figures.Table, error) {
		for _, r := range t.Rows {
			if err := visit(r); err != nil {
				return nil, err
			}
		}
		return t.Table, nil
	})
}

// writeTable writes a table of which each visits the rows and then returns the totals.
// Nothing of it is held, however long it is.
func writeTable(w *bufio.Writer, t *figures.Table, each func(visit func(figures.Row) error) (*figures.Table, error)) error {
	columns := make([]tableColumn, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = tableColumn{c.Name, c.Zh, c.En, c.Kind.String()}
	}
	head := encode(struct {
		Zh      string        `json:"zh"`
		En      string        `json:"en"`
		Columns []tableColumn `json:"columns"`
		Part    bool          `json:"part,omitempty"`
	}{t.Zh, t.En, columns, t.Part})
	_, _ = w.Write(head[:len(head)-1])
	_, _ = w.WriteString(`,"rows":[`)
	var line []byte
	first := true
	done, err := each(func(r figures.Row) error {
		line = line[:0]
		if !first {
			line = append(line, ',')
		}
		first = false
		line = append(appendCells(append(line, `{"cells":`...), r.Cells), `,"level":`...)
		line = strconv.AppendInt(line, int64(r.Level), 10)
		if r.Entity != "" {
			line = append(append(line, `,"entity":`...), encode(r.Entity)...)
		}
		line = append(append(line, `,"id":"`...), r.ID.String()...)
		_, err := w.Write(append(line, '"', '}'))
		return err
	})
	if err != nil {
		return err
	}
	_ = w.WriteByte(']')
	if len(done.Totals) > 0 {
		_, _ = w.Write(appendCells([]byte(`,"totals":`), done.Totals))
	}
	if done.Next != "" {
		_, _ = w.Write(append([]byte(`,"next":`), encode(done.Next)...))
	}
	return w.WriteByte('}')
}

// appendCells writes values in the form that rows have: counts are numbers, flags
// are flags, figures exact strings.
func appendCells(b []byte, values []kernel.Value) []byte {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = kernel.AppendValueJSON(b, v)
	}
	return append(b, ']')
}

// account is a customer's statement.
type account struct {
	Customer kernel.ID    `json:"customer"`
	Name     string       `json:"name"`
	Opening  kernel.Money `json:"opening"`
	Charged  kernel.Money `json:"charged"`
	Settled  kernel.Money `json:"settled"`
	Closing  kernel.Money `json:"closing"`
	Prepaid  kernel.Money `json:"prepaid"`

	lines table
}

func (a account) stream(w *bufio.Writer) error {
	head := encode(a)
	_, _ = w.Write(head[:len(head)-1])
	_, _ = w.WriteString(`,"lines":`)
	if err := a.lines.stream(w); err != nil {
		return err
	}
	return w.WriteByte('}')
}

func statement(_ *request, b analytics.Books, a map[string]kernel.Value) (streamed, error) {
	s, err := analytics.StatementOf(b, kernel.Ref[party.Party](a["customer"].ID()), day(a["from"]), day(a["to"]))
	if err != nil {
		return nil, err
	}
	if s == nil { // nobody's, or somebody else's
		e := party.Parties.In(b.Catalog)
		return nil, kernel.NotThere.With(kernel.Words("entity", e.Zh, e.En))
	}
	return account{s.Customer.ID, s.Customer.Name, s.Opening, s.Charged, s.Settled, s.Closing, s.Prepaid, table{s.Lines}}, nil
}
