package demo_test

import (
	"bytes"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/litetest"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
	"heyi/shared/tools/habit"
	"heyi/syncserver/demo"
)

// company is a founded company in memory.
type company struct {
	*demo.Company
	*sim.ServerDisk
	catalog *kernel.Catalog
}

// at is a time of day in Beijing.
func at(day kernel.Date, clock string) kernel.Time {
	t, err := kernel.ParseTime(day.String() + "T" + clock + ":00+08:00")
	if err != nil {
		panic(err)
	}
	return t
}

var catalog = all.Catalog(all.Latest)

func found(t testing.TB, now kernel.Time) *company {
	t.Helper()
	c := &company{ServerDisk: sim.NewServerDisk(kernel.NewID(now, [10]byte{1})), catalog: catalog}
	a, err := authority.Open(c.catalog, c.ServerDisk)
	if err != nil {
		t.Fatal(err)
	}
	a.Broken = func(call *kernel.Call, failure error) { t.Errorf("%s: %v", call.Name, failure) }
	if c.Company, err = demo.Found(authority.NewDesk(a), c.ServerDisk, now); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *company) tx() *kernel.Tx {
	return kernel.NewTx(c.catalog, c, nil, &kernel.Call{At: c.Now, Judged: c.Now}, &kernel.Author{System: true, Zone: 480})
}

// frozen is the day of the pictures.
const frozen = kernel.Date(20261119)

// Days on which a demo easily looks dead: a Sunday, the first of a month, New
// Year's Day, the end of a long holiday, a month without a 31st, minutes after
// midnight.
var awkward = []struct {
	day   kernel.Date
	clock string
}{
	{frozen, "11:20"},
	{20261122, "15:00"},
	{20261101, "09:00"},
	{20270101, "20:00"},
	{20261008, "11:00"},
	{20260331, "00:02"},
	{20280229, "08:00"},
}

// Whatever the day, the books are right, the page of the boss has figures in every
// place, and nobody but those of the scenes is stopped.
func TestAliveOnEveryDay(t *testing.T) {
	for _, d := range awkward {
		t.Run(d.day.String(), func(t *testing.T) {
			c := found(t, at(d.day, d.clock))
			findings, err := kernel.Verify(c.catalog, c)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				t.Errorf("%s %s: %s", f.Rule, f.En, f.Key)
			}
			board, err := analytics.BoardBehind(analytics.Books{Catalog: c.catalog, All: litetest.Of(t, c.catalog, c)}, d.day)
			if err != nil {
				t.Fatal(err)
			}
			if board.Sales.Amount <= 0 || board.Orders.Count() < 3 || board.Receipts.Count() < 2 {
				t.Errorf("today: sales %s, %d orders, %d receipts", board.Sales.Amount, board.Orders.Count(), board.Receipts.Count())
			}
			if board.Month.Margin <= 0 || board.Month.Receipts.Amount <= 0 || board.Before.Sales.Amount <= 0 {
				t.Errorf("this month: margin %s, receipts %s; before %s", board.Month.Margin, board.Month.Receipts.Amount, board.Before.Sales.Amount)
			}
			if board.OverdueDays != 62 || board.Overdue.Count() > 8 {
				t.Errorf("overdue: %d customers, the oldest by %d days", board.Overdue.Count(), board.OverdueDays)
			}
			if last := lastJudged(c); last >= c.Now || c.Now-last > 5*60*60_000 {
				t.Errorf("the latest thing happened at %s, it is %s", last, c.Now)
			}
			c.scenes(t)
		})
	}
}

func lastJudged(c *company) kernel.Time {
	view, _ := c.View()
	defer view.Close()
	var last kernel.Time
	for _, m := range c.Members {
		_ = view.CommandsOf(m.Device, func(j *authority.Judged) error {
			last = max(last, j.Call.Judged)
			return nil
		})
	}
	return last
}

// The same moment makes the same rows, to the byte.
func TestFoundingTwiceGivesEqualRows(t *testing.T) {
	one, two := found(t, at(frozen, "11:20")), found(t, at(frozen, "11:20"))
	for _, s := range catalog.Schemas {
		if a, b := rows(t, one, s), rows(t, two, s); !slices.EqualFunc(a, b, bytes.Equal) {
			t.Errorf("%s differs: %d and %d rows", s.Name, len(a), len(b))
		}
	}
	a, _ := one.State()
	b, _ := two.State()
	if a.Version != b.Version || !bytes.Equal(a.Chain, b.Chain) {
		t.Errorf("audit chains end at %d and %d and differ", a.Version, b.Version)
	}
}

func rows(t *testing.T, c *company, s *kernel.Schema) [][]byte {
	t.Helper()
	var list [][]byte
	err := c.Scan(s, func(row kernel.Row) error {
		list = append(list, kernel.Encode(nil, row))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Everything invented is at least well-formed, and there is as much of it as is
// promised.
func TestMasters(t *testing.T) {
	c := found(t, at(frozen, "11:20"))
	customers, codes := 0, 0
	err := kernel.Each(c.catalog, c, party.Parties, func(p *party.Party) error {
		if p.IsCustomer {
			customers++
		}
		if p = party.Parties.Whole(c.Get, p); p.TaxNo != "" {
			codes++
			if _, checked, err := habit.CreditCode(p.TaxNo); err != nil || !checked {
				t.Errorf("%s: tax number %s: %v", p.Name, p.TaxNo, err)
			}
		}
		if len(p.Mobile) != 11 || p.Mobile[:9] != "199000001" && p.Mobile[:8] != "19900000" {
			t.Errorf("%s has the number %s", p.Name, p.Mobile)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if customers != 48 || codes < 30 {
		t.Errorf("%d customers, %d tax numbers", customers, codes)
	}
	seen := map[string]bool{}
	barcode := func(code string) {
		if len(code) != 13 || code[:2] != "20" || seen[code] || miscalculated(code) {
			t.Errorf("barcode %s", code)
		}
		seen[code] = true
	}
	products := 0
	_ = kernel.Each(c.catalog, c, product.Products, func(p *product.Product) error {
		products++
		if p.Barcode != "" || !p.Service && p.Code != "HY-O315" { // a service has none, nor has what one is bound to
			barcode(p.Barcode)
		}
		if !(p.Floor < p.Dealer && p.Dealer < p.Wholesale && p.Wholesale < p.Retail) {
			t.Errorf("%s: floor %s, dealer %s, wholesale %s, retail %s", p.Code, p.Floor, p.Dealer, p.Wholesale, p.Retail)
		}
		return nil
	})
	_ = kernel.Each(c.catalog, c, product.Units, func(u *product.Unit) error {
		barcode(u.Barcode)
		return nil
	})
	if products != 64 {
		t.Errorf("%d products", products)
	}
	tx := c.tx()
	pad, _ := product.Products.Get(tx, c.Products["HY-P009"])
	for unit, want := range map[string]kernel.Qty{"箱": 1000, "包": 50} {
		if base, err := product.Convert(tx, pad, unit, 1_000_000); err != nil || base != want*1_000_000 {
			t.Errorf("1 %s 脚垫 is %s: %v", unit, base, err)
		}
	}
}

// miscalculated tells whether the check digit of an EAN-13 is wrong.
func miscalculated(code string) bool {
	sum := 0
	for i, c := range code {
		sum += int(c-'0') * (1 + i%2*2)
	}
	return sum%10 != 0
}
