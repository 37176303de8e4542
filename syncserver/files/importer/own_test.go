package importer_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

// typed are contents of each kind as people write them, the canonical text that is kept,
// and what no cell of the kind can hold; "" where a text holds all.
var typed = map[string][3]string{
	"text": {" 步行街 ", "步行街", ""}, "int": {"1,200", "1200", "1.5"}, "qty": {"120.50", "120.5", "99999999999999999"}, "money": {"￥1,200.5", "1200.50", "99999999999999999"}, "rate": {"13%", "0.13", "999999999999%"},
	"date": {"2026/3/5", "2026-03-05", "某天"}, "bool": {"是", "true", "也许"}, "choice": {"b", "B", "C"}, "id": {"w1", "", "没有这个仓库"}, // of a place, by its code
}

// define makes a field of the company's own for each kind, called after it.
func (c *company) define(entity string) (fields []kernel.CustomField) {
	for _, o := range c.Catalog.Schema("custom_field").ChoicesOf(c.Catalog.Schema("custom_field").Field("field_kind")) {
		c.add("custom_field.add", "entity", entity, "zh", "自有"+o.Zh, "en", "own "+o.En, "field_kind", o.Code, "options", "A\nB", "target", "place")
	}
	view := c.view()
	all, err := importer.OwnFields(c.Catalog, view)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range all {
		if f.Entity == entity {
			fields = append(fields, f)
		}
	}
	return fields
}

func textual(fields []kernel.CustomField) kernel.CustomField {
	return fields[slices.IndexFunc(fields, func(f kernel.CustomField) bool { return f.Kind == kernel.KindText })]
}

// place is a warehouse by its code.
func (c *company) place(code string) (id kernel.ID) {
	rows(c.t, c.view(), c.Catalog, org.Places, func(p *org.Place) {
		if p.Code == code {
			id = p.ID
		}
	})
	return id
}

// A column that is called like a field of the company's own becomes that field, of
// whatever kind; a cell that it cannot hold is blamed on its line. A field beside guarded
// ones goes the way of those.
func TestOwnFieldsAreImported(t *testing.T) {
	co := found(t, 20261101)
	fields := co.define("party")
	co.add("custom_field.add", "entity", "party__debt", "zh", "授信依据", "field_kind", "text")
	head, good := []string{"客户名称", "手机", "授信依据"}, []string{"南海商行", "13800000001", "年审"}
	lines := [][]string{nil, nil}
	for _, f := range fields {
		kind := typed[f.Kind.String()]
		if kind[0] == "" {
			t.Fatalf("no content of the kind %s", f.Kind)
		}
		head, good = append(head, f.Zh), append(good, kind[0])
	}
	lines[0], lines[1] = head, good
	for i, f := range fields {
		if wrong := typed[f.Kind.String()][2]; wrong != "" {
			bad := slices.Clone(good)
			bad[0], bad[1], bad[3+i] = "错在"+f.Zh, "", wrong
			lines = append(lines, bad)
		}
	}
	var text strings.Builder
	for _, cells := range lines {
		text.WriteString("\"" + strings.Join(cells, "\",\"") + "\"\n")
	}
	file := written(t, "客户.csv", text.String())
	report := co.run(co.inspected(file), file)
	if want := len(lines) - 2; len(report.Refused) != want {
		t.Fatalf("%d lines are refused, want %d: %v", len(report.Refused), want, report.Refused)
	}
	for i, r := range report.Refused {
		if r.Line != 3+i || r.Zh == "" || r.En == "" {
			t.Errorf("refused: %v", r)
		}
	}
	found := 0
	rows(t, co.view(), co.Catalog, party.Parties, func(p *party.Party) {
		if p.Name != "南海商行" {
			return
		}
		found++
		for _, f := range fields {
			want := typed[f.Kind.String()][1]
			if f.Kind == kernel.KindID {
				want = co.place("W1").String()
			}
			if got := p.Custom.Get(f.ID); got != want {
				t.Errorf("%s holds %q, want %q", f.Zh, got, want)
			}
		}
		credit := co.view().Get(co.Catalog.Schema("party__debt"), p.ID)
		if credit == nil || len(credit.Base().Custom.Values()) != 1 {
			t.Errorf("beside the guarded fields: %v", credit)
		}
	})
	if found != 1 {
		t.Errorf("%d customers of the name", found)
	}
}

// Orders take the fields of their company from the sheet of the heads, or from lines that
// agree on them; a mapping that fills what the company lacks is refused before any line.
func TestOwnFieldsOfOrdersAreImported(t *testing.T) {
	co := found(t, 20261101)
	channel := textual(co.define("sales_order"))
	file := written(t, "订单.csv", "订单号,日期,客户名称,商品名称,数量,金额,"+channel.Zh+"\nA1,2026-11-03,甲,沙发,1,100,展会\nA1,2026-11-03,甲,桌子,2,50,展会\nA2,2026-11-04,乙,沙发,1,100,\n")
	mapping := co.inspected(file)
	report := co.run(mapping, file)
	if len(report.Refused) != 0 {
		t.Fatal(report.Refused)
	}
	got := map[string]string{}
	rows(t, co.view(), co.Catalog, sales.Orders, func(o *sales.Order) { got[o.Name] = o.Custom.Get(channel.ID) })
	if len(got) != 2 || got["甲"] != "展会" || got["乙"] != "" {
		t.Errorf("orders hold %v", got)
	}
	other := found(t, 20261101)
	m, err := importer.ReadMapping(other.Catalog, mapping)
	if err != nil {
		t.Fatal(err)
	}
	data, loaded, err := importer.Load(t.Context(), m, 480, []string{file})
	if err != nil {
		t.Fatal(err)
	}
	_, err = importer.MakePlan(other.Catalog, other.view(), data, loaded, now)
	if r, refused := kernel.AsRefusal(err); !refused || r.Code != importer.NoOwnField.Name {
		t.Errorf("a company without the field: %v", err)
	}
}

// A document of any command takes them, too.
func TestOwnFieldsOfDocumentsAreImported(t *testing.T) {
	co := found(t, 20261101)
	note := textual(co.define("receipt"))
	co.add("party.add", "name", "甲", "is_customer", "true")
	co.add("fund.add", "name", "现金", "account", ledgerCash(co))
	mapping := written(t, "m.toml", `name = "m"
[[sheet]]
name = "a"
file = "a"
columns = [{ name = "n", kind = "number" }, { name = "w" }]
[[document]]
command = "finance.receive"
sheet = "a"
key = ["{@line}"]
day = "2026-11-05"
list = "parts"
fields = { customer = { find = "party.name", is = "甲" }, date = "2026-11-05", "custom:`+note.Zh+`" = "{w}" }
line = { fund = { find = "fund.name", is = "现金" }, amount = "{n}" }
`)
	report := co.run(mapping, written(t, "a.csv", "n,w\n12,转账备注\n"))
	if len(report.Refused) != 0 {
		t.Fatal(report.Refused)
	}
	n := 0
	must(t, co.view().Scan(co.Catalog.Schema("receipt"), func(row kernel.Row) error {
		if row.Base().Custom.Get(note.ID) == "转账备注" {
			n++
		}
		return nil
	}))
	if n != 1 {
		t.Errorf("%d receipts hold what the file says", n)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ledgerCash(c *company) (id string) {
	must(c.t, c.view().Scan(c.Catalog.Schema("ledger_account"), func(row kernel.Row) error {
		if c.Catalog.Schema("ledger_account").Field("code").Get(row).Str == "1001" {
			id = row.Base().ID.String()
		}
		return nil
	}))
	return id
}

// inspected is the mapping that the titles of a file lead to in this company.
func (c *company) inspected(file string) string {
	c.t.Helper()
	k, err := importer.LookAt(c.t.Context(), file, tabular.Options{})
	must(c.t, err)
	own, err := importer.OwnFields(c.Catalog, c.view())
	must(c.t, err)
	path := filepath.Join(c.t.TempDir(), "m.toml")
	must(c.t, os.WriteFile(path, []byte(importer.Propose(c.Catalog, []*importer.Look{k}, own...).TOML), 0o600))
	return path
}
