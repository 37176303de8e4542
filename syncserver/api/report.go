package api

import (
	"encoding/json"
	"strconv"

	"heyi/shared/analytics"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
)

// NoReport is the refusal of a report that does not exist.
var NoReport = kernel.Refuse("api.report", "没有「{name}」这张报表", "There is no report {name}")

// parameter is one argument of a report.
type parameter struct {
	name, zh, en string
	kind         kernel.Kind
	required     bool
}

// reportSpec is a report that programs may ask for.
type reportSpec struct {
	name, zh, en string
	parameters   []parameter
	run          func(r *request, b analytics.Books, args map[string]kernel.Value) (any, error)
}

var (
	from    = parameter{"from", "起始日期", "First day", kernel.KindDate, true}
	to      = parameter{"to", "截止日期", "Last day", kernel.KindDate, true}
	inPlace = parameter{"place", "仓库", "Warehouse", kernel.KindID, false}
	ofParty = parameter{"customer", "客户", "Customer", kernel.KindID, true}
	inMonth = parameter{"month", "会计期间 yyyymm", "Period, yyyymm", kernel.KindInt, true}
	toMonth = parameter{"to_month", "截止期间 yyyymm", "Last period, yyyymm", kernel.KindInt, false}
)

// reports is the line-up.
var reports = []reportSpec{
	{"sales_detail", "销售明细", "Sales detail", []parameter{from, to}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (any, error) {
		return shown(analytics.SalesDetail(b, day(a["from"]), day(a["to"])))
	}},
	{"receivables", "应收账龄表", "Receivables by age", nil, func(r *request, b analytics.Books, _ map[string]kernel.Value) (any, error) {
		return shown(analytics.Receivables(b, r.today))
	}},
	{"statement", "客户对账单", "Customer statement", []parameter{ofParty, from, to}, statement},
	{"stock_ledger", "收发存汇总表", "Stock ledger", []parameter{from, to, inPlace}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (any, error) {
		return shown(analytics.StockLedger(b, day(a["from"]), day(a["to"]), kernel.Ref[org.Place](a["place"].ID())))
	}},
	{"trial_balance", "科目余额表", "Trial balance", []parameter{inMonth}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (any, error) {
		return shown(analytics.TrialBalance(b, a["month"].Int))
	}},
	{"vouchers", "凭证列表", "Vouchers", []parameter{inMonth, toMonth}, func(_ *request, b analytics.Books, a map[string]kernel.Value) (any, error) {
		return shown(analytics.Vouchers(b, a["month"].Int, max(a["month"].Int, a["to_month"].Int)))
	}},
}

func day(v kernel.Value) kernel.Date { return kernel.Date(v.Int) }

// report answers GET /api/v1/reports/{name}.
func (s *Server) report(r *request) (*reply, error) {
	name := r.PathValue("name")
	for _, spec := range reports {
		if spec.name != name {
			continue
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
		b := []byte(`{"version":` + strconv.FormatInt(r.view.Version(), 10) + `,"report":`)
		return answered(append(append(b, encode(content)...), '}')), nil
	}
	return nil, NoReport.With(kernel.Text("name", name))
}

func (spec *reportSpec) read(r *request) (map[string]kernel.Value, error) {
	args := map[string]kernel.Value{}
	given := r.URL.Query()
	for _, p := range spec.parameters {
		text := given.Get(p.name)
		given.Del(p.name)
		v, err := kernel.ParseValue(p.kind, text)
		if text == "" && !p.required {
			continue
		}
		if err != nil || v.IsZero() {
			return nil, BadParameter.With(kernel.Text("name", p.name), kernel.Text("value", text))
		}
		args[p.name] = v
	}
	for name := range given {
		return nil, BadParameter.With(kernel.Text("name", name), kernel.Text("value", given.Get(name)))
	}
	return args, nil
}

// table is a report as the outside gets it.
type table struct {
	Zh      string            `json:"zh"`
	En      string            `json:"en"`
	Columns []tableColumn     `json:"columns"`
	Rows    []tableRow        `json:"rows"`
	Totals  []json.RawMessage `json:"totals,omitempty"`
}

type tableColumn struct {
	Name string `json:"name"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
	Kind string `json:"kind"`
}

type tableRow struct {
	Cells  []json.RawMessage `json:"cells"`
	Level  int               `json:"level"` // below a group; 0 counts in the totals
	Entity string            `json:"entity,omitempty"`
	ID     kernel.ID         `json:"id"`
}

func shown(t *analytics.Table, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	out := table{Zh: t.Zh, En: t.En, Rows: []tableRow{}, Totals: cells(t.Totals)}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, tableColumn{c.Name, c.Zh, c.En, c.Kind.String()})
	}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, tableRow{cells(r.Cells), r.Level, r.Entity, r.ID})
	}
	return out, nil
}

// cells are values in the form that rows have: counts are numbers, flags are
// flags, figures exact strings.
func cells(values []kernel.Value) []json.RawMessage {
	list := make([]json.RawMessage, len(values))
	for i, v := range values {
		switch v.Kind {
		case kernel.KindInt, kernel.KindBool:
			list[i] = json.RawMessage(v.String())
		default:
			list[i] = encode(v.String())
		}
	}
	return list
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
	Lines    any          `json:"lines"`
}

func statement(_ *request, b analytics.Books, a map[string]kernel.Value) (any, error) {
	s, err := analytics.StatementOf(b, kernel.Ref[party.Party](a["customer"].ID()), day(a["from"]), day(a["to"]))
	if err != nil {
		return nil, err
	}
	if s == nil { // nobody's, or somebody else's
		e := party.Parties.In(b.Catalog)
		return nil, kernel.NotThere.With(kernel.Words("entity", e.Zh, e.En))
	}
	lines, err := shown(s.Lines, nil)
	return account{s.Customer.ID, s.Customer.Name, s.Opening, s.Charged, s.Settled, s.Closing, s.Prepaid, lines}, err
}
