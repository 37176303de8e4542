package demo

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
)

// openings enters what there was when the books began.
func (f *founder) openings() error {
	for _, step := range []func() error{f.openStock, f.openDebts, f.openFunds, f.openLedger} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// showroom is what stands in 番禺展厅仓. It holds the three HY-S302 that can still
// be sold; those of 乐从总仓 are promised to 鹭岛.
var showroom = []struct {
	code string
	qty  int64
}{
	{"HY-S302", 3},
	{"HY-S310", 12},
	{"HY-S316", 30},
	{"HY-S320", 30},
	{"HY-T122", 24},
	{"HY-C201", 48},
	{"HY-C208", 24},
	{"HY-W212", 24},
	{"HY-P008", 80},
	{"HY-H606", 20},
	{"HY-H607", 40},
}

// aboard is what 林晓燕 drives about with, to hand over where she is.
var aboard = []struct {
	code string
	qty  int64
}{
	{"HY-C208", 4},
	{"HY-H606", 6},
	{"HY-P008", 20},
}

func (f *founder) openStock() error {
	main := &stock.Open{Place: f.Places["ZC"], Note: "建账盘点"}
	display := &stock.Open{Place: f.Places["ZT"], Note: "展厅样品"}
	for _, p := range items {
		if p.opening == "" || p.code == "HY-W220" {
			continue // 电视柜 comes in later, see planUnsold
		}
		qty, err := kernel.ParseQty(p.opening)
		if err != nil {
			return fmt.Errorf("demo: opening stock of %s: %w", p.code, err)
		}
		switch p.code {
		case "HY-S301":
			qty += units(f.soldInAll("HY-S301"))
		case "HY-S302":
			qty = units(3 + f.soldInAll("HY-S302"))
		}
		main.Lines = append(main.Lines, stock.OpenLine{Product: f.Products[p.code], Qty: qty, Price: yuan(p.cost)})
	}
	for _, s := range showroom {
		p := items[itemAt[s.code]]
		display.Lines = append(display.Lines, stock.OpenLine{Product: f.Products[s.code], Qty: units(s.qty), Price: yuan(p.cost)})
	}
	van := &stock.Open{Place: f.Places["ZV"], Note: "随车"}
	for _, s := range aboard {
		van.Lines = append(van.Lines, stock.OpenLine{Product: f.Products[s.code], Qty: units(s.qty), Price: yuan(items[itemAt[s.code]].cost)})
	}
	for _, open := range []*stock.Open{main, display, van} {
		if _, err := f.do(accountant, open); err != nil {
			return err
		}
	}
	return nil
}

// itemAt finds an item by its code.
var itemAt = func() map[string]int {
	at := map[string]int{}
	for i, p := range items {
		at[p.code] = i
	}
	return at
}()

// units is a quantity of so many base units.
func units(n int64) kernel.Qty { return kernel.Qty(n) * 1_000_000 }

// yuan is a price that stands in this program.
func yuan(s string) kernel.Price {
	p, err := kernel.ParsePrice(s)
	if err != nil {
		panic(err)
	}
	return p
}

// fen is an amount that stands in this program.
func fen(s string) kernel.Money {
	m, err := kernel.ParseMoney(s)
	if err != nil {
		panic(err)
	}
	return m
}

// oldDebts are what was owed when the books began; days is when it falls due,
// counted from that day.
var oldDebts = []struct {
	who    string
	kind   kernel.Choice
	amount string
	days   int
}{
	{"锦绣家居", debt.Receivable, "32680.00", 14},
	{"万悦家居", debt.Receivable, "48260.00", 9},
	{"楚天家居", debt.Receivable, "21940.00", 14},
	{"西溪家居", debt.Receivable, "26180.00", 9},
	{"信和家具", debt.Receivable, "9860.00", 6},
	{"海棠湾酒店", debt.Receivable, "58600.00", 20},
	{"盛达海绵", debt.Payable, "18750.00", 150},
	{"禾宜木业", debt.Payable, "286400.00", 25},
	{"梦安床具", debt.Payable, "96350.00", 25},
}

func (f *founder) openDebts() error {
	open := &debt.Opening{}
	for i, d := range oldDebts {
		open.Lines = append(open.Lines, debt.OpeningLine{
			Party: f.Customers[d.who], Kind: d.kind, Number: fmt.Sprintf("QC-%03d", i+1), Date: f.Start.AddDays(-20),
			Due: f.Start.AddDays(d.days), Amount: fen(d.amount),
		})
	}
	_, err := f.do(accountant, open)
	return err
}

func (f *founder) openFunds() error {
	open := &finance.Opening{}
	for _, fund := range funds {
		open.Lines = append(open.Lines, finance.OpeningLine{Fund: f.fund(fund.name), Amount: fen(fund.opening)})
	}
	_, err := f.do(accountant, open)
	return err
}

func (f *founder) fund(name string) kernel.Ref[finance.Fund] {
	return kernel.Ref[finance.Fund](f.Funds[name])
}

// openLedger enters the owner's money, so that the transit account comes to zero.
func (f *founder) openLedger() error {
	capital := fen("3000000.00")
	transit := ledger.BalanceOf(f.tx(), ledger.OpeningTransit, kernel.Ref[party.Party]{})
	_, err := f.do(accountant, &ledger.Open{Lines: []ledger.OpenLine{
		{Account: ledger.AccountRef("3001"), Credit: capital},
		{Account: ledger.AccountRef(ledger.Retained), Credit: -transit - capital},
	}})
	return err
}
