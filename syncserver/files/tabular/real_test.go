package tabular_test

import (
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"heyi/shared/rigs/tree"
	"heyi/shared/tools/habit"
	"heyi/syncserver/files/tabular"
)

// realFile is a file of the collection of real data, which HEYI_DATA names or
// which lies beside the checkout; without it the test is skipped.
func realFile(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("HEYI_DATA")
	if dir == "" {
		dir = tree.Path("../shared/data")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skip(err)
	}
	return path
}

// wants are required columns.
func wants(names ...string) []tabular.Want {
	var out []tabular.Want
	for _, n := range names {
		out = append(out, tabular.Want{Name: n})
	}
	return out
}

// tally reads a file to its end: rows, refused lines, notes, and what value
// gives for each row, summed exactly.
func tally(t *testing.T, path string, o tabular.Options, value func(tabular.Row) *big.Rat) (rows, refused, notes int, sum string) {
	t.Helper()
	s, err := tabular.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	total := new(big.Rat)
	for {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var e *tabular.Error
		if errors.As(err, &e) && !e.Fatal() {
			refused++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		rows++
		total.Add(total, value(row))
	}
	return rows, refused, len(s.Notes()), total.FloatString(6)
}

func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	f, err := habit.Number(text)
	if err != nil {
		t.Fatal(err)
	}
	r, ok := new(big.Rat).SetString(f.Dec)
	if !ok {
		t.Fatalf("%q is no number", f.Dec)
	}
	return r
}

func TestRealFiles(t *testing.T) {
	column := func(name string) func(tabular.Row) *big.Rat {
		return func(r tabular.Row) *big.Rat { return rat(t, r.Get(name)) }
	}
	gross := func(r tabular.Row) *big.Rat {
		return new(big.Rat).Mul(rat(t, r.Get("unitPrice")), rat(t, r.Get("quantity")))
	}
	retail := func(r tabular.Row) *big.Rat {
		return new(big.Rat).Mul(rat(t, r.Get("UnitPrice")), rat(t, r.Get("Quantity")))
	}
	none := func(tabular.Row) *big.Rat { return new(big.Rat) }
	null := []string{"NULL"}
	for _, c := range []struct {
		file                 string
		options              tabular.Options
		value                func(tabular.Row) *big.Rat
		rows, refused, notes int
		sum                  string
	}{
		{"superstore-cn/订单.csv", tabular.Options{Want: wants("订单 ID", "销售额")}, column("销售额"), 6599, 0, 0, "10629082.450000"},
		{"superstore-cn/退货.csv", tabular.Options{Want: wants("订单 ID")}, none, 201, 0, 0, "0.000000"},
		{"superstore-cn/销售人员.csv", tabular.Options{}, none, 6, 0, 0, "0.000000"},
		{"northwind/order-details.csv", tabular.Options{Want: wants("orderID", "unitPrice", "quantity")}, gross, 2155, 0, 0, "1354458.590000"},
		{"northwind/orders.csv", tabular.Options{Want: wants("orderID", "freight"), Null: null}, column("freight"), 654, 176, 0, ""},
		{"northwind/orders.csv", tabular.Options{Want: wants("orderID", "freight", "shipAddress"), Null: null, JoinInto: "shipAddress"}, column("freight"), 830, 0, 176, "64942.690000"},
		{"northwind/customers.csv", tabular.Options{Want: wants("customerID", "address"), JoinInto: "address"}, none, 91, 0, 24, "0.000000"},
		{"northwind/products.csv", tabular.Options{}, none, 77, 0, 0, "0.000000"},
		{"northwind/employees.csv", tabular.Options{Limits: tabular.Limits{CellRunes: 100_000}}, none, 9, 0, 0, "0.000000"},
		{"online-retail-2010-12/2010-12-01.csv", tabular.Options{Want: wants("InvoiceNo", "Quantity", "UnitPrice")}, retail, 3108, 0, 0, ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			rows, refused, notes, sum := tally(t, realFile(t, c.file), c.options, c.value)
			if rows != c.rows || refused != c.refused || notes != c.notes {
				t.Errorf("%d rows, %d refused, %d notes; want %d, %d, %d", rows, refused, notes, c.rows, c.refused, c.notes)
			}
			if c.sum != "" && sum != c.sum {
				t.Errorf("sum %s, want %s", sum, c.sum)
			}
		})
	}
}

// All days together give the control figure of the collection.
func TestRealRetailMonth(t *testing.T) {
	first := realFile(t, "online-retail-2010-12/2010-12-01.csv")
	days, err := filepath.Glob(filepath.Join(filepath.Dir(first), "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	total, lines := new(big.Rat), 0
	for _, day := range days {
		rows, refused, _, sum := tally(t, day, tabular.Options{Want: wants("Quantity", "UnitPrice")}, func(r tabular.Row) *big.Rat {
			return new(big.Rat).Mul(rat(t, r.Get("UnitPrice")), rat(t, r.Get("Quantity")))
		})
		if refused > 0 {
			t.Errorf("%s: %d lines refused", filepath.Base(day), refused)
		}
		lines += rows
		total.Add(total, rat(t, sum))
	}
	if lines != 42481 || total.FloatString(2) != "748957.02" {
		t.Errorf("%d lines, %s", lines, total.FloatString(2))
	}
}
