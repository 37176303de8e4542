package importer_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// What a column or a field can be refused for beyond its empty cells, each with
// the first lines that cause it.
func TestColumnRefusals(t *testing.T) {
	const head = "name = \"m\"\n[[sheet]]\nname = \"a\"\nfile = \"a\"\ncolumns = [{ name = \"x\"KIND }, { name = \"n\", optional = true }]\n"
	const parties = "[[entity]]\nname = \"c\"\nentity = \"party\"\nsheet = \"a\"\nkey = [\"{@line}\"]\n[entity.fields]\nname = \"N{@line}\"\nis_customer = \"true\"\n"
	const places = "[[entity]]\nname = \"p\"\nentity = \"seat_place\"\nsheet = \"a\"\nkey = [\"{@line}\"]\n[entity.fields]\nseat = { find = \"seat.name\", is = \"老板\" }\nplace = { find = \"place.name\", is = \"{x}\" }\n"
	for name, c := range map[string]struct{ kind, file, more, code string }{
		"two orders of dates":     {`, kind = "date"`, "x\n13.1.2026\n1.13.2026\n", "", "import.date_orders"},
		"no order of dates":       {`, kind = "date"`, "x\n1.2.2026\n3.4.2026\n", "", "import.date_order"},
		"thousands or a fraction": {`, kind = "number"`, "x;n\n1.234;a\n2.500;b\n", "", "import.decimal"},
		"debit or credit":         {`, kind = "number"`, "x\n5 CR\n", "", "import.sign"},
		"no whole number":         {`, kind = "whole"`, "x\n1.5\n", "", "import.whole"},
		"neither yes nor no":      {``, "x\n也许\n", parties + "hold = \"{x}\"\n", "import.flag"},
		"no such choice":          {``, "x\n最低价\n", parties + "level = \"{x}\"\n", "import.choice"},
		"two rows of one name":    {``, "x\n总仓\n", places, "import.several"},
		"no row of the name":      {``, "x\n无人\n", places, "import.no_row"},
	} {
		t.Run(name, func(t *testing.T) {
			co := found(t, 20261101)
			co.add("place.add", "code", "W2", "name", "总仓", "kind", "warehouse")
			mapping := written(t, "m.toml", strings.Replace(head, "KIND", c.kind, 1)+c.more)
			_, report, _ := co.plan(mapping, written(t, "a.csv", c.file))
			if len(report.Refused) == 0 || report.Refused[0].Code != c.code || report.Refused[0].Zh == "" {
				t.Errorf("%v, want %s", report.Refused, c.code)
			}
		})
	}
}

// add makes a row of field names and contents.
func (c *company) add(command string, contents ...string) {
	c.t.Helper()
	args := &kernel.AddRow{}
	for i := 0; i < len(contents); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: contents[i], Value: contents[i+1]})
	}
	spec := c.Catalog.Command(command)
	judged, err := c.Do(c.t.Context(), kernel.Call{Name: command, Version: int64(spec.Version), Args: spec.Encode(args), At: now})
	if err != nil || judged[0].Refusal != nil {
		c.t.Fatal(err, judged)
	}
}

// Longer texts are cut where the mapping says so, and told; lines that stand twice
// are taken once; what follows from all dates is told too.
func TestColumnRemarks(t *testing.T) {
	mapping := written(t, "m.toml", `name = "m"
[[sheet]]
name = "a"
file = "a"
once = ["{n}"]
columns = [{ name = "n", cut = 3 }, { name = "d", kind = "date" }]
[[entity]]
name = "c"
entity = "party"
sheet = "a"
key = ["{n}"]
fields = { name = "{n}", is_customer = "是", note = "{d}" }
`)
	_, report, err := found(t, 20261101).plan(mapping, written(t, "a.csv", "n,d\n四个字的,31.1.26\n甲,1.2.26\n甲,2.2.26\n"))
	if err != nil || report.Skipped != 1 || len(report.Notes) != 3 {
		t.Fatalf("%v %+v", err, report)
	}
	for i, said := range []string{"cut to 3", "day, month, year", "were there before"} {
		if !strings.Contains(report.Notes[i].En, said) {
			t.Errorf("%q is not in %+v", said, report.Notes[i])
		}
	}
}
