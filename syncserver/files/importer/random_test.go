package importer_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/sales"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

// truth is what a made-up shop sold, and how its sheet is disturbed.
type truth struct {
	rng    *rand.Rand
	rows   [][]string
	above  int             // lines above the titles
	orders map[string]bool // that are sound
	total  kernel.Money    // of them
	bad    map[int]bool    // lines that are wrong by themselves
	late   bool            // one has a day to come
}

func (w *truth) pick(list ...string) string { return list[w.rng.IntN(len(list))] }

// spoil makes a line wrong in one of the ways in which lines are.
func (w *truth) spoil(cells []string, n int) {
	switch w.rng.IntN(7) {
	case 0:
		cells[5] = w.pick("two", "3个半", "5打", "1-2", "?")
	case 1:
		cells[1] = w.pick("2026-13-05", "2026-02-30", "昨天", "2026年11月")
	case 2:
		cells[3], cells[4] = fmt.Sprintf("X%d", n), ""
	case 3:
		cells[5] = "99999999999999"
	case 4:
		cells[6] = w.pick("面议", "约5", "8折", "")
	case 5:
		if w.late { // where it happens often, it is how the source numbers its orders
			cells[5] = "?"
			return
		}
		cells[1], w.late = "2027-11-03", true // to come
	case 6:
		cells[0] = ""
	}
}

// price writes a figure of so many fen as somebody may.
func (w *truth) price(fen int) string {
	text := fmt.Sprintf("%d.%02d", fen/100, fen%100)
	switch w.rng.IntN(6) {
	case 0:
		return "￥" + text
	case 1:
		return text + "元"
	case 2:
		if fen >= 100_000 {
			return fmt.Sprintf("%d,%03d.%02d", fen/100_000, fen/100%1000, fen%100)
		}
	case 3:
		if fen%100_000 == 0 {
			return fmt.Sprintf("%d千", fen/100_000)
		}
	}
	return text
}

// sell makes the orders.
func (w *truth) sell() {
	day := w.pick("2026-11-%02d", "2026/11/%d", "2026年11月%d日", "2026.11.%d")
	w.orders, w.bad = map[string]bool{}, map[int]bool{}
	w.rows = append(w.rows, strings.Split("单据编号,单据日期,客户名称,商品编码,商品名称,数量,单价", ","))
	count := 12 + w.rng.IntN(20)
	for o := range count {
		no, customer, date := fmt.Sprintf("D%03d", o), w.pick("甲公司", "乙公司", "丙商行"), fmt.Sprintf(day, 2+w.rng.IntN(12))
		sound, amount := true, kernel.Money(0)
		for l := range 1 + w.rng.IntN(3) {
			product, qty, fen := w.rng.IntN(6), 1+w.rng.IntN(9), 100*(1+w.rng.IntN(900))
			if w.rng.IntN(5) == 0 {
				fen = 100_000 * (1 + w.rng.IntN(9))
			}
			cells := []string{no, date, customer, fmt.Sprintf("P%d", product), fmt.Sprintf("商品%d", product), fmt.Sprint(qty), w.price(fen)}
			if w.rng.IntN(12) == 0 {
				w.spoil(cells, 10*o+l)
				w.bad[len(w.rows)] = true
				sound = sound && cells[0] == "" // a line without a number spoils itself
			} else {
				amount += kernel.Money(qty * fen)
			}
			w.rows = append(w.rows, cells)
			if w.rng.IntN(15) == 0 {
				w.rows = append(w.rows, nil)
			}
		}
		if sound && amount > 0 {
			w.orders[no], w.total = true, w.total+amount
		}
	}
	w.rows = append(w.rows, []string{"合计", "", "", "", "", "999", ""}, []string{"制表人:张三"})
}

// file writes the sheet as a CSV or a workbook, below titles that may be merged.
func (w *truth) file(t *testing.T) string {
	t.Helper()
	var above [][]string
	for range w.rng.IntN(3) {
		above = append(above, []string{w.pick("2026年11月销售明细", "销售流水", "某某公司 销售明细表")})
	}
	w.above = len(above)
	all := append(above, w.rows...)
	if w.rng.IntN(2) == 0 {
		var text strings.Builder
		for _, row := range all {
			cells := append(slices.Clone(row), make([]string, 7-len(row))...)
			for i, c := range cells {
				if strings.Contains(c, ",") {
					cells[i] = `"` + c + `"`
				}
			}
			text.WriteString(strings.Join(cells, ",") + "\n")
		}
		return written(t, "销售.csv", text.String())
	}
	f, path := excelize.NewFile(), filepath.Join(t.TempDir(), "销售.xlsx")
	for i, row := range all {
		for j, c := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err := f.SetCellStr("Sheet1", cell, c); err != nil {
				t.Fatal(err)
			}
		}
		if i < len(above) && w.rng.IntN(2) == 0 {
			if err := f.MergeCell("Sheet1", fmt.Sprintf("A%d", i+1), fmt.Sprintf("G%d", i+1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// Whatever a sheet looks like and however many of its lines are wrong: exactly the
// orders come in whose lines are all right, and every wrong line is blamed itself.
func TestRandomSheets(t *testing.T) {
	seeds := 40
	if testing.Short() {
		seeds = 6
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := &truth{rng: rand.New(rand.NewPCG(uint64(seed), 7))}
			w.sell()
			path := w.file(t)
			k, err := importer.LookAt(t.Context(), path, tabular.Options{})
			if err != nil {
				t.Fatal(err)
			}
			proposal := importer.Propose(all.Catalog(all.Latest), []*importer.Look{k})
			if !proposal.Known {
				t.Fatalf("nothing is proposed:\n%s", proposal.TOML)
			}
			c := found(t, 20261101)
			report := c.run(written(t, "m.toml", proposal.TOML), path)
			equalMoney(t, "orders", sum(figuresOf(t, c.Catalog, c.store).ordered), w.total.String())
			orders := 0
			rows(t, c.store, c.Catalog, sales.Orders, func(*sales.Order) { orders++ })
			if orders != len(w.orders) {
				t.Errorf("%d orders, want %d", orders, len(w.orders))
			}
			blamed := map[int]bool{}
			for _, r := range report.Refused {
				index := r.Line - w.above - 1
				own := r.Code != "import.with" && r.Code != "import.whole_document"
				if own && !w.bad[index] || !own && w.orders[w.rows[index][0]] {
					t.Errorf("line %d is refused: %s", r.Line, r)
				}
				blamed[index] = blamed[index] || own
			}
			for index := range w.bad {
				if !blamed[index] {
					t.Errorf("line %d is wrong and was not blamed: %v", index+w.above+1, w.rows[index])
				}
			}
			sound(t, c.Catalog, c.store)
		})
	}
}
