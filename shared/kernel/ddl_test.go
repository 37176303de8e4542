package kernel_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
)

var update = flag.Bool("update", os.Getenv("GOLDEN") == "write", "write golden files")

// sampler has a field of every kind that rows hold, and names that are words of
// SQL or longer than PostgreSQL takes.
type sampler struct {
	kernel.Record
	Select                 string             `zh:"名称" en:"Name" is:"title"`
	Order                  int64              `zh:"顺序" en:"Order"`
	Open                   bool               `zh:"开" en:"Open"`
	Amount                 kernel.Money       `zh:"金额" en:"Amount"`
	Quantity               kernel.Qty         `zh:"数量" en:"Quantity"`
	Price                  kernel.Price       `zh:"单价" en:"Price"`
	Rate                   kernel.Rate        `zh:"比率" en:"Rate"`
	Day                    kernel.Date        `zh:"日期" en:"Day"`
	At                     kernel.Time        `zh:"时间" en:"Time"`
	State                  kernel.State       `zh:"状态" en:"State" is:"derived"`
	Choice                 kernel.Choice      `zh:"选择" en:"Choice" of:"sampler_choice"`
	Person                 kernel.Ref[person] `zh:"人" en:"Person"`
	Raw                    []byte             `zh:"原文" en:"Raw"`
	VeryLongName           string             `zh:"一" en:"One"`
	EvenLongerNameOfAField string             `zh:"二" en:"Two"`
}

var (
	_        = kernel.Choices("sampler_choice", kernel.Option{Code: "a", Zh: "甲", En: "A"})
	samplers = kernel.Define[sampler]("sampler", kernel.Spec{
		Zh: "样本", En: "Sample", Scope: kernel.Scope{kernel.Everyone},
		States: []kernel.Option{{Code: "open", Zh: "开", En: "Open"}},
	})
	_ = kernel.Find2(samplers, func(s *sampler) *string { return &s.EvenLongerNameOfAField }, func(s *sampler) *string { return &s.VeryLongName },
		func(s *sampler) any { return &s.Quantity }, func(s *sampler) any { return &s.Amount })
	_ = kernel.Unique(samplers, func(s *sampler) *kernel.Ref[person] { return &s.Person })
	_ = kernel.Unique(samplers, func(s *sampler) *int64 { return &s.Order })
)

// TestGoldenDDL compares the tables with golden files: go test ./shared/kernel -run
// TestGoldenDDL -update writes them.
func TestGoldenDDL(t *testing.T) {
	c := kernel.NewCatalog(1, kernel.Lock{})
	for name, d := range map[string]kernel.Dialect{"sqlite": kernel.SQLite, "postgres": kernel.Postgres} {
		var text strings.Builder
		for _, entity := range []string{"basket", "basket__cost", "counter", "person", "sampler"} {
			text.WriteString(d.CreateTable(c.Schema(entity)) + ";\n")
			for _, ix := range d.Indexes(c.Schema(entity)) {
				text.WriteString(ix.Create + ";\n")
				if len(ix.Name) > 63 {
					t.Errorf("PostgreSQL would cut off the name %s", ix.Name)
				}
			}
		}
		golden(t, "ddl_"+name+".sql", text.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if it should, run with -update. Now:\n%s", file, got)
	}
}

func TestMigrateAddsWhatIsMissing(t *testing.T) {
	c := kernel.NewCatalog(1, kernel.Lock{})
	s := c.Schema("basket")
	var all []string
	for _, column := range kernel.SQLite.Columns(s) {
		all = append(all, column.Name)
	}
	if statements, added := kernel.SQLite.Migrate(s, all); len(statements)+len(added) > 0 {
		t.Errorf("a table that is as it should be gets %v", statements)
	}
	if statements, _ := kernel.SQLite.Migrate(s, nil); len(statements) != 1 || statements[0] != kernel.SQLite.CreateTable(s) {
		t.Errorf("a table that is not there gets %v", statements)
	}
	old := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == "limit" || name == kernel.FindColumn })
	statements, added := kernel.Postgres.Migrate(s, old)
	want := []string{
		`ALTER TABLE "basket" ADD COLUMN "limit" BIGINT NOT NULL DEFAULT 0`,
		`ALTER TABLE "basket" ADD COLUMN "find" TEXT COLLATE "C" NOT NULL DEFAULT ''`,
	}
	if !slices.Equal(statements, want) || len(added) != 2 || added[0].Field != s.Field("limit") || added[1].Field != nil {
		t.Errorf("got %v", statements)
	}
}

// TestAbsorb: a field that an older release kept as unknown becomes a field, and
// what this release does not know either stays.
func TestAbsorb(t *testing.T) {
	s := kernel.NewCatalog(1, kernel.Lock{}).Schema("basket")
	full := s.New().(*basket)
	full.Limit = 7
	row := s.New()
	const stranger = "\xf8\x7f\x02" // field 2047, a number
	kernel.PutUnknownFields(row, append(kernel.Encode(nil, full), stranger...))
	moved, err := kernel.Absorb(row)
	if err != nil || !moved || row.(*basket).Limit != 7 || string(kernel.UnknownFields(row)) != stranger {
		t.Errorf("moved %v, %v: %+v", moved, err, row)
	}
	if moved, err = kernel.Absorb(row); err != nil || moved {
		t.Errorf("again: moved %v, %v", moved, err)
	}
	kernel.PutUnknownFields(row, []byte{0xff})
	if _, err = kernel.Absorb(row); err == nil || len(kernel.UnknownFields(row)) != 1 {
		t.Errorf("broken bytes: %v, kept %d", err, len(kernel.UnknownFields(row)))
	}
}
