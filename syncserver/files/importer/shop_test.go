package importer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/sync/authority"
	"heyi/syncserver/files/importer"
)

const shop = "testdata/shop.toml"

// sheet writes a file of the shop, changed.
func sheet(t *testing.T, change func(string) string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/明细.csv")
	if err != nil {
		t.Fatal(err)
	}
	return written(t, "明细.csv", change(string(text)))
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func asIs(s string) string { return s }

// checkShop is what the file says, reckoned by hand.
func checkShop(t *testing.T, c *company) {
	t.Helper()
	f := figuresOf(t, c.Catalog, c.store)
	// D1 2000.01 + 499.50 + 352.00, D2 2970.00, D3 450.00
	equalMoney(t, "orders", sum(f.ordered), "6271.51")
	equalMoney(t, "deliveries", sum(f.shipped), "3301.51")
	equalMoney(t, "ledger", sum(f.revenue), "3301.51")
	equalMoney(t, "returns", f.returned, "450.00")
	equalMoney(t, "receipts", f.received, "2851.51")
	equalMoney(t, "owed", f.owed, "0.00")
	// Left are the three sofas of D2 at 992.50 × ½ … and the chairs that came back.
	equalMoney(t, "stock and account 1405", f.worth, f.merchandise.String())
	if f.open != 1 || f.onHand != 8e6 {
		t.Errorf("%d orders open, %s on hand", f.open, f.onHand)
	}
	sound(t, c.Catalog, c.store)
}

func TestShop(t *testing.T) {
	c := found(t, 20261101)
	file := sheet(t, asIs)
	report := clean(t, c, shop, file)
	checkShop(t, c)
	if report.Lines != 6 || report.Skipped != 1 {
		t.Errorf("%d lines, %d skipped", report.Lines, report.Skipped)
	}
	again(t, c, shop, file)
	orders := 0
	rows(t, c.store, c.Catalog, sales.Orders, func(o *sales.Order) {
		orders++
		if o.Assumed != "测试" || o.Note == "" || !strings.Contains(o.Number, "-I01-") {
			t.Errorf("an order says %q %q %q", o.Number, o.Note, o.Assumed)
		}
	})
	if orders != 4 { // D1 has more lines than a document takes
		t.Errorf("%d orders", orders)
	}
}

func TestEncodings(t *testing.T) {
	for name, encode := range map[string]func(string) string{
		"GB18030": func(s string) string {
			text, err := simplifiedchinese.GB18030.NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return text
		},
		"UTF-8 with a mark and Windows line ends": func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
		"semicolons": func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, `"1,000.005"`, "1000.005"), ",", ";")
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := found(t, 20261101)
			clean(t, c, shop, sheet(t, encode))
			checkShop(t, c)
		})
	}
}

// A file that cannot be used as a whole is refused with the reason, and nothing is
// written.
func TestUnusableFiles(t *testing.T) {
	for name, test := range map[string]struct {
		file func(t *testing.T) string
		code string
		line int
		says string
	}{
		"cut in the middle": {func(t *testing.T) string {
			return sheet(t, func(s string) string { return s[:strings.Index(s, "南海大酒店,A-1")+14] })
		}, "file.truncated", 6, ""},
		"a column is missing": {func(t *testing.T) string {
			return sheet(t, func(s string) string { return strings.Replace(s, ",单价,", ",价钱,", 1) })
		}, "header.missing", 2, "单价"},
		"empty":        {func(t *testing.T) string { return written(t, "明细.csv", "") }, "file.empty", 0, ""},
		"no sheet":     {func(t *testing.T) string { return written(t, "明细.csv", "%PDF-1.4 …") }, "file.binary", 0, ""},
		"not the file": {func(t *testing.T) string { return filepath.Join(t.TempDir(), "明细.csv") }, "file.absent", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := found(t, 20261101)
			version := c.State().Version
			_, report, err := c.plan(shop, test.file(t))
			if !errors.Is(err, importer.Unusable.With()) || len(report.Refused) != 1 {
				t.Fatalf("%v %v", err, report.Refused)
			}
			r := report.Refused[0]
			if r.Code != test.code || r.Line != test.line || !strings.Contains(r.Zh+r.Column, test.says) || r.Zh == r.En {
				t.Errorf("refused as %+v", r)
			}
			if c.State().Version != version {
				t.Error("something was written")
			}
		})
	}
}

func TestFilesAndSheetsMustMatch(t *testing.T) {
	c := found(t, 20261101)
	if _, _, err := c.plan(shop); !errors.Is(err, importer.NoFile.With()) {
		t.Error(err)
	}
	if _, _, err := c.plan(shop, sheet(t, asIs), written(t, "別的.csv", "a,b\n1,2\n")); !errors.Is(err, importer.OddFile.With()) {
		t.Error(err)
	}
}

// bad has a line of each kind that must be refused. D5 is spoilt by its second
// line, D6 by two heads, D8 only by the company's own rules.
const bad = `单号,日期,发货,客户,货号,品名,数量,单价,退
D1,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,2,1000,
D5,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,1,1000,
D5,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,"1,2",1000,
D6,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,1,1000,
D6,2026-11-02,2026-11-04,顺德家私城,A-1,三人位沙发,1,1000,
D7,31/11/2026,2026-11-03,顺德家私城,A-1,三人位沙发,1,1000,
D8,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,1,-5,
D9,2026-11-02,2026-11-03,,A-1,三人位沙发,1,5,
D9,2026-11-02,2026-11-03
1.2E+17,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,1,5,
`

func TestRefusedLines(t *testing.T) {
	c := found(t, 20261101)
	file := written(t, "明细.csv", bad)
	version := c.State().Version
	_, report, err := c.decide(false, shop, file)
	if !errors.Is(err, importer.Incomplete.With()) {
		t.Fatal(err)
	}
	if c.State().Version != version {
		t.Error("a trial has written")
	}
	want := map[int][2]string{ // line: column, code
		3: {"", "import.with"}, 4: {"数量", "number.grouping"}, 5: {"", "import.with"}, 6: {"", "import.head"},
		7: {"日期", "date.order"}, 8: {"", "import.below_zero"}, 9: {"客户", "import.empty"}, 10: {"", "line.short"}, 11: {"", "line.code"},
	}
	for _, r := range report.Refused {
		w, expected := want[r.Line]
		if !expected || r.File != "明细.csv" || r.Column != w[0] || r.Code != w[1] || r.Zh == "" || r.En == "" || r.Zh == r.En {
			t.Errorf("refused: %+v, want %v", r, w)
		}
		delete(want, r.Line)
	}
	if len(want) > 0 {
		t.Errorf("not refused: %v", want)
	}
	c.run(shop, file) // the rest
	f := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "orders", sum(f.ordered), "2000.00")
	sound(t, c.Catalog, c.store)
}

// What the company's own rules refuse is told at the line it comes from, and a
// later run with the mended file takes what was refused and nothing twice.
func TestRefusedByTheCompanyAndMended(t *testing.T) {
	c := found(t, 20261101)
	long := strings.Repeat("长", 130) // longer than a name may be
	file := sheet(t, func(s string) string { return strings.ReplaceAll(s, "南海大酒店", long) })
	report := c.run(shop, file)
	if len(report.Refused) == 0 || report.Refused[0].Line != 6 || report.Refused[0].Code != kernel.TextTooLong.Name {
		t.Fatalf("%v", report.Refused)
	}
	parties := 0
	rows(t, c.store, c.Catalog, party.Parties, func(*party.Party) { parties++ })
	if parties != 1 {
		t.Fatalf("%d parties", parties)
	}
	mended := strings.ReplaceAll(read(t, file), long, "南海大酒店")
	report = c.run(shop, written(t, "明细.csv", mended))
	if len(report.Refused) > 0 {
		t.Fatal(report.Refused)
	}
	checkShop(t, c)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A trial says what the import will say, and leaves the company as it was.
func TestTrial(t *testing.T) {
	c := found(t, 20261101)
	before := c.State()
	p, report, err := c.decide(false, shop, sheet(t, asIs))
	if err != nil {
		t.Fatal(err, report.Refused)
	}
	tried := report.Made
	if c.State().Version != before.Version {
		t.Fatal("a trial has written")
	}
	rows(t, c.store, c.Catalog, org.Devices, func(d *org.Device) { t.Errorf("device %s was enrolled", d.Name) })
	if err := p.Run(t.Context(), c, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	for i, made := range report.Made {
		if made != tried[i] {
			t.Errorf("made %+v, the trial said %+v", made, tried[i])
		}
	}
	checkShop(t, c)
}

// stopping stops an import after some groups.
type stopping struct {
	*company
	cancel func()
	groups int
}

func (s *stopping) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	if s.groups--; s.groups == 0 {
		s.cancel()
	}
	return s.company.Do(ctx, calls...)
}

// An import that is stopped leaves a sound company, and the next
// run goes on from there.
func TestStoppedAndContinued(t *testing.T) {
	var text strings.Builder
	text.WriteString("单号,日期,发货,客户,货号,品名,数量,单价,退\n")
	for n := range 300 {
		text.WriteString(strings.ReplaceAll("D#,2026-11-02,2026-11-03,顺德家私城,A-1,三人位沙发,1,1000,\n", "#", strings.Repeat("I", n%7)+string(rune('A'+n%26))+strings.Repeat("X", n/26)))
	}
	file := written(t, "明细.csv", text.String())
	c := found(t, 20261101)
	p, _, err := c.plan(shop, file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = p.Run(ctx, &stopping{c, cancel, 3}, func(int, int) {})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	sound(t, c.Catalog, c.store)
	half := figuresOf(t, c.Catalog, c.store)
	if n := sum(half.ordered); n == 0 || n >= 300_000_00 {
		t.Fatalf("%s were ordered when it stopped", n)
	}
	c.run(shop, file)
	f := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "orders", sum(f.ordered), "300000.00")
	equalMoney(t, "receipts", f.received, "300000.00")
	sound(t, c.Catalog, c.store)
}

// What has changed in the source since is told and left alone.
func TestChangedSource(t *testing.T) {
	c := found(t, 20261101)
	clean(t, c, shop, sheet(t, asIs))
	version := c.State().Version
	report := c.run(shop, sheet(t, func(s string) string { return strings.Replace(s, ",3,990,", ",3,980,", 1) }))
	if report.Changed == 0 || c.State().Version != version {
		t.Errorf("%+v at version %d, was %d", report, c.State().Version, version)
	}
	checkShop(t, c)
}

func TestMappings(t *testing.T) {
	c := all.Catalog(all.Latest)
	for _, name := range importer.Shipped() {
		if _, err := importer.ReadMapping(c, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := read(t, shop)
	for name, change := range map[string][2]string{
		"unknown key":       {`zh = "测试店"`, `colour = "red"`},
		"unknown column":    {`"{数量} * {单价}"`, `"{数量} * {价钱}"`},
		"open bracket":      {`"{数量} * {单价}"`, `"({数量} * {单价}"`},
		"open template":     {`"来源 {单号}"`, `"来源 {单号"`},
		"unknown field":     {`unit = "件"`, `colour = "件"`},
		"unknown entity":    {`entity = "party"`, `entity = "unicorn"`},
		"unknown reference": {`of = "客户"`, `of = "顾客"`},
		"no such field":     {`"place.code"`, `"place.nome"`},
		"unknown kind":      {`kind = "date" }`, `kind = "day" }`},
		"half a reference":  {`, is = "W1"`, ``},
	} {
		changed := strings.Replace(good, change[0], change[1], 1)
		if _, err := importer.ReadMapping(c, written(t, "m.toml", changed)); changed == good || !errors.Is(err, importer.BadMapping.With()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := importer.ReadMapping(c, "unheard-of"); !errors.Is(err, importer.NoMapping.With()) {
		t.Error(err)
	}
}
