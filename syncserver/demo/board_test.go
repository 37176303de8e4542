package demo_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/rigs/litetest"
)

// books are the ledger's entries, read once: nothing below comes from documents.
type books struct {
	c    *company
	code map[kernel.Ref[ledger.Account]]string
}

func (c *company) books() books {
	b := books{c, map[kernel.Ref[ledger.Account]]string{}}
	_ = kernel.Each(c.catalog, c, ledger.Accounts, func(a *ledger.Account) error {
		b.code[kernel.Ref[ledger.Account](a.ID)] = a.Code
		return nil
	})
	return b
}

// turnover is debit less credit of accounts that begin with one of the codes, in
// vouchers dated between two days. Opening vouchers are dated before the books.
func (b books) turnover(from, to kernel.Date, codes ...string) kernel.Money {
	dates := map[kernel.Ref[ledger.Voucher]]kernel.Date{}
	_ = kernel.Each(b.c.catalog, b.c, ledger.Vouchers, func(v *ledger.Voucher) error {
		dates[kernel.Ref[ledger.Voucher](v.ID)] = v.Date
		return nil
	})
	var sum kernel.Money
	_ = kernel.Each(b.c.catalog, b.c, ledger.Entries, func(e *ledger.Entry) error {
		day := dates[e.Voucher]
		counts := slices.ContainsFunc(codes, func(code string) bool { return strings.HasPrefix(b.code[e.Account], code) })
		if counts && from <= day && day <= to {
			sum += e.Debit - e.Credit
		}
		return nil
	})
	return sum
}

const ever = kernel.Date(19000101)

// R272: every figure of the boss's page is what the ledger says, to the fen.
func TestTheBoardIsTheLedger(t *testing.T) {
	for _, d := range awkward[:4] {
		t.Run(d.day.String(), func(t *testing.T) {
			c := found(t, at(d.day, d.clock))
			board, err := analytics.BoardOf(analytics.Books{Catalog: c.catalog, All: litetest.Of(t, c.catalog, c)}, d.day)
			if err != nil {
				t.Fatal(err)
			}
			b := c.books()
			same := func(what string, page, books kernel.Money) {
				t.Helper()
				if page != books {
					t.Errorf("%s: %s on the page, %s in the books", what, page, books)
				}
			}
			sales := []string{ledger.Revenue, ledger.OutputVat}
			money := []string{ledger.Cash, ledger.Bank, ledger.OtherFunds, ledger.BankCharges}
			same("sales today", board.Sales.Amount, -b.turnover(d.day, d.day, sales...))
			same("receipts today", board.Receipts.Amount, b.turnover(d.day, d.day, money...))
			for _, m := range []analytics.Month{board.Month, board.Before} {
				same("sales from "+m.From.String(), m.Sales.Amount, -b.turnover(m.From, m.To, sales...))
				same("net from "+m.From.String(), m.Net, -b.turnover(m.From, m.To, ledger.Revenue))
				same("margin from "+m.From.String(), m.Margin, -b.turnover(m.From, m.To, ledger.Revenue, ledger.CostOfSales))
				same("receipts from "+m.From.String(), m.Receipts.Amount, b.turnover(m.From, m.To, money...))
			}
			same("receivable", board.Receivable.Amount, b.turnover(ever, d.day, ledger.Receivable))
			same("stock", board.Stock.Amount, b.turnover(ever, d.day, ledger.Merchandise))
			for _, f := range board.Funds {
				fund, _ := finance.Funds.Get(c.tx(), kernel.Ref[finance.Fund](f.ID))
				same(f.Name, f.Amount, b.turnover(ever, d.day, b.code[fund.Account]))
			}
			same("overdue", board.Overdue.Amount, c.overdue())
			if idle := board.Idle; !slices.Contains(idle.IDs, c.Products["HY-W220"].ID()) || idle.Amount < yuan("57960.00") {
				t.Errorf("idle: %s, %d products", idle.Amount, idle.Count())
			}
			held := c.Scenes.Held.ID()
			if !slices.Contains(board.Waiting.IDs, held) {
				t.Error("the order of 恒泰 does not wait for anybody")
			}
		})
	}
}

// overdue adds up the bills that are past their day, less what allocations have
// taken off them; verify has compared bills and allocations with the ledger.
func (c *company) overdue() kernel.Money {
	var sum kernel.Money
	late := map[kernel.Ref[debt.Item]]bool{}
	_ = kernel.Each(c.catalog, c, debt.Items, func(i *debt.Item) error {
		if i.Kind == debt.Receivable && i.Due < c.Today {
			late[kernel.Ref[debt.Item](i.ID)] = true
			sum += i.Amount
		}
		return nil
	})
	_ = kernel.Each(c.catalog, c, debt.Allocations, func(a *debt.Allocation) error {
		if late[a.Item] {
			sum -= a.Amount
		}
		return nil
	})
	return sum
}
