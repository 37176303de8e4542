package importer_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

const placed = `单号,日期,客户,货号,品名,数量,单价,仓库
D1,2026-11-02,顺德家私城,A-1,三人位沙发,2,1000,
D2,2026-11-02,顺德家私城,A-1,三人位沙发,1,1000,北仓
D3,2026-11-03,南海大酒店,A-1,三人位沙发,1,1000,ZC
`

var (
	mainPlace = org.SetupPlace{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}
	hall      = org.SetupPlace{Code: "ZT", Name: "展厅", Kind: org.Warehouse}
	van       = org.SetupPlace{Code: "V1", Name: "车载仓", Kind: org.Van}
)

// guessed is the mapping that inspect writes for a file, perhaps with a line more on top.
func guessed(t *testing.T, c *company, file, top string) string {
	t.Helper()
	k, err := importer.LookAt(t.Context(), file, tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return written(t, "m.toml", top+importer.Propose(c.Catalog, []*importer.Look{k}).TOML)
}

// from counts orders by the code of their warehouse.
func from(t *testing.T, c *company) map[string]int {
	t.Helper()
	codes, orders := map[kernel.ID]string{}, map[string]int{}
	rows(t, c.store, c.Catalog, org.Places, func(p *org.Place) { codes[p.ID] = p.Code })
	rows(t, c.store, c.Catalog, sales.Orders, func(o *sales.Order) { orders[codes[o.From.ID()]]++ })
	return orders
}

// Goods that the source does not place are in the company's one warehouse, whatever it is
// called, or in the one that was named; a warehouse that the company has not is made, and
// the report says so by its name.
func TestGoodsWithoutAPlaceAreAtHome(t *testing.T) {
	for name, test := range map[string]struct {
		places []org.SetupPlace
		top    string
		want   map[string]int
	}{
		"the only one":  {[]org.SetupPlace{mainPlace, van}, "", map[string]int{"ZC": 2, "北仓": 1}},
		"the named one": {[]org.SetupPlace{mainPlace, hall}, "place = \" zt\"\n", map[string]int{"ZT": 1, "ZC": 1, "北仓": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			c := foundWith(t, 20261101, test.places...)
			file := written(t, "明细.csv", placed)
			mapping := guessed(t, c, file, test.top)
			report := clean(t, c, mapping, file)
			for code, n := range test.want {
				if got := from(t, c); got[code] != n || len(got) != len(test.want) {
					t.Errorf("orders by warehouse: %v, want %v", got, test.want)
				}
			}
			if !slices.ContainsFunc(report.Notes, func(n importer.Note) bool { return strings.Contains(n.Zh, "公司里没有仓库「北仓」") }) {
				t.Errorf("nothing says that a warehouse is made: %v", report.Notes)
			}
			again(t, c, mapping, file) // two warehouses now
			sound(t, c.Catalog, c.store)
		})
	}
}

// What a mapping names and the company has not is told once, with what it has; so is that
// nobody can tell which warehouse is meant.
func TestAMappingThatDoesNotFitTheCompany(t *testing.T) {
	file := written(t, "明细.csv", placed)
	for name, test := range map[string]struct {
		places []org.SetupPlace
		change func(string) string
		code   string
	}{
		"which of two": {[]org.SetupPlace{mainPlace, hall, van}, asIs, "import.which_place"},
		"none":         {[]org.SetupPlace{van}, asIs, "import.which_place"},
		"a wrong name": {[]org.SetupPlace{mainPlace, hall}, func(s string) string { return "place = \"W1\"\n" + s }, "import.which_place"},
		"a wrong reference": {[]org.SetupPlace{mainPlace, hall}, func(s string) string {
			return strings.Replace(s, "[sale]\n", "[sale]\nfrom = { find = \"place.code\", is = \"W1\" }\n", 1)
		}, "import.not_there"},
	} {
		t.Run(name, func(t *testing.T) {
			c := foundWith(t, 20261101, test.places...)
			mapping := written(t, "m.toml", test.change(strings.ReplaceAll(read(t, guessed(t, c, file, "")), "from = { of", "# from = { of")))
			m, err := importer.ReadMapping(c.Catalog, mapping)
			if err != nil {
				t.Fatal(err)
			}
			data, report, err := importer.Load(t.Context(), m, 480, []string{file})
			if err != nil {
				t.Fatal(err)
			}
			_, err = importer.MakePlan(c.Catalog, c.view(), data, report, now)
			var refusal *kernel.Refusal
			if !errors.As(err, &refusal) || refusal.Code != test.code || len(report.Refused) > 0 {
				t.Fatalf("%v %v", err, report.Refused)
			}
			zh, en := refusal.Sentence("zh", nil), refusal.Sentence("en", nil)
			for _, p := range test.places {
				if want := p.Code + " " + p.Name; !strings.Contains(zh, want) || !strings.Contains(en, want) {
					t.Errorf("%s is not named: %s", want, zh)
				}
			}
		})
	}
}

// The mappings that come with the program name nothing that only some companies have.
func TestShippedMappingsFitEveryCompany(t *testing.T) {
	for _, name := range importer.Shipped() {
		m, err := importer.ReadMapping(found(t, 20261101).Catalog, name)
		if err != nil || m.Place != "" || m.Sale == nil || m.Sale.From != (importer.Value{}) || m.Opening.Place != (importer.Value{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
