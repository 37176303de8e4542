package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/engines/ledger"
)

func (s *story) figures() {
	s.chapter("六、老板看数", "6. The boss looks at his figures")
	s.tell("陈国栋手机上的数字分毫不差：", "The figures on Chen Guodong's phone are right to the fen:", func() ([]words, error) {
		if _, err := s.boss.equal(s.server); err != nil {
			return nil, err
		}
		board, err := s.board()
		if err != nil {
			return nil, err
		}
		return boardWords(board), boardIs(board)
	})
	s.tell("服务器账上也是这些数：科目余额与手机上的数字一致。", "The server's ledger says the same, account by account.", held(s.ledgerSays))
}

// board is the boss's page from what his phone holds.
func (s *story) board() (board *analytics.Board, err error) {
	err = s.boss.View(func(v *client.View) (err error) {
		tx, err := v.Tx()
		if err != nil {
			return err
		}
		board, err = analytics.BoardBehind(analytics.Books{Catalog: v.Catalog, All: v.Rows, Viewer: tx.Author.Viewer}, s.day)
		return err
	})
	return board, err
}

// boardIs compares with what the story adds up to:
//
//	sofas    15 × 3680 = 55200.00 = 48849.56 net + 6350.44, cost 15 × 2680 = 40200.00
//	chairs   20 × 260  =  5200.00 =  4601.77 net +  598.23, cost 20 × 120  =  2400.00
//	waiting  15 × 3680 = 55200.00, reserved 15 × 2650 = 39750.00 of stock
//	owed     86400.00 of old + 5200.00; 55200.00 came in on 30000.00
func boardIs(b *analytics.Board) error {
	if len(b.Funds) != 1 {
		return fmt.Errorf("%d funds", len(b.Funds))
	}
	return errors.Join(
		same("sales of today", b.Sales.Amount, 60400*yuan), same("deliveries behind them", b.Sales.Count(), 2),
		same("orders of today", b.Orders.Amount, 115600*yuan), same("their number", b.Orders.Count(), 3),
		same("money of today", b.Receipts.Amount, 55200*yuan), same("receipts behind it", b.Receipts.Count(), 1),
		same("sales of the month", b.Month.Sales.Amount, 60400*yuan), same("net sales", b.Month.Net, 5345133),
		same("margin", b.Month.Margin, 1085133), same("money of the month", b.Month.Receipts.Amount, 55200*yuan),
		same("sales of last month", b.Before.Sales.Amount, 0),
		same("owed", b.Receivable.Amount, 91600*yuan), same("customers who owe", b.Receivable.Count(), 1),
		same("overdue", b.Overdue.Amount, 86400*yuan), same("customers late", b.Overdue.Count(), 1), same("days late", b.OverdueDays, 62),
		same("in the bank", b.Funds[0].Amount, 85200*yuan),
		same("stock", b.Stock.Amount, 61350*yuan), same("products sold out", b.OutOfStock.Count(), 1))
}

func boardWords(b *analytics.Board) []words {
	row := func(zh, en string, args ...any) words {
		return words{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
	}
	return []words{
		row("今日销售额 %s  新订单 %s（%d 单）  收款 %s", "today: sales %s, new orders %s (%d), money in %s",
			b.Sales.Amount, b.Orders.Amount, b.Orders.Count(), b.Receipts.Amount),
		row("本月销售额 %s  毛利 %s  毛利率 %s", "this month: sales %s, margin %s, rate %s", b.Month.Sales.Amount, b.Month.Margin, b.Month.MarginRate()),
		row("应收 %s，其中逾期 %d 家 %s，最长 %d 天", "owed %s, of it overdue by %d customer %s, up to %d days",
			b.Receivable.Amount, b.Overdue.Count(), b.Overdue.Amount, b.OverdueDays),
		row("资金余额 工行基本户 %s  库存金额 %s  缺货 %d 个商品", "in the bank %s, stock %s, %d product sold out",
			b.Funds[0].Amount, b.Stock.Amount, b.OutOfStock.Count()),
	}
}

// ledgerSays compares the phone's page with the same page of the server's rows,
// and with the balances of the accounts.
func (s *story) ledgerSays() (err error) {
	board, err := s.board()
	if err != nil {
		return err
	}
	b, err := s.server.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	truth, err := analytics.BoardBehind(analytics.Books{Catalog: catalog, All: b}, s.day)
	if err != nil {
		return err
	}
	phone := *board
	phone.Waiting, truth.Waiting = analytics.Figure{}, analytics.Figure{} // differs by reader
	if !reflect.DeepEqual(&phone, truth) {
		return fmt.Errorf("the phone's page is %+v, the server's %+v", phone, *truth)
	}
	of := map[string]kernel.Money{}
	err = b.Scan(catalog.Schema(ledger.Balances.Name()), func(row kernel.Row) error {
		l := any(row).(*ledger.Balance)
		if account, ok := b.Get(catalog.Schema(ledger.Accounts.Name()), l.Account.ID()).(*ledger.Account); ok {
			of[account.Code] += l.Debit - l.Credit
		}
		return nil
	})
	for code, want := range map[string]kernel.Money{
		ledger.Bank: board.Funds[0].Amount, ledger.Receivable: board.Receivable.Amount, ledger.Merchandise: board.Stock.Amount,
		ledger.Revenue: -board.Month.Net, ledger.CostOfSales: board.Month.Net - board.Month.Margin, ledger.OutputVat: -694867,
		ledger.Estimated: -39750 * yuan, ledger.OpeningTransit: -(30000 + 86400 + 15*2680 + 200*120) * yuan,
	} {
		err = errors.Join(err, same("account "+code, of[code], want))
	}
	return err
}

func (s *story) ending() {
	s.chapter("七、收尾", "7. The end")
	s.tell("四台设备都没有待提交的操作，各自的行与服务器允许它看的逐行一致：", "No device has anything left to send, and each holds exactly the rows that the server lets it see:", s.replicas)
	s.tell("服务器正常停止。", "The server stops when asked.", held(s.server.stop))
	s.tell("停止以后再比一次，仍然一致。", "Compared once more with the server stopped, they are still equal.", func() ([]words, error) {
		_, err := s.replicas()
		return nil, err
	})
	s.tell("heyi-server verify 没有发现问题。", "heyi-server verify finds nothing.", func() ([]words, error) { return s.clean("verify") })
	s.tell("heyi-server rebuild 按操作记录重算，结果一致。", "heyi-server rebuild judges the log again and gets the same rows.", func() ([]words, error) { return s.clean("rebuild") })
}

func (s *story) replicas() ([]words, error) {
	var quotes []words
	for _, p := range s.people() {
		if n := p.State().Waiting; n > 0 {
			return nil, fmt.Errorf("%d commands of %s wait", n, p.name.en)
		}
		n, err := p.equal(s.server)
		if err != nil {
			return nil, err
		}
		quotes = append(quotes, words{fmt.Sprintf("%s %d 行", p.name.zh, n), fmt.Sprintf("%s %d rows", p.name.en, n)})
	}
	return quotes, nil
}

// clean runs a check of the server's program and quotes its last line.
func (s *story) clean(check string) ([]words, error) {
	out, err := s.server.administer(check)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	last := lines[len(lines)-1]
	return []words{{last, last}}, nil
}

// epilogue says that all of it held.
func (s *story) epilogue(took time.Duration) {
	all := words{fmt.Sprintf("\n全部 %d 句都成立，用时 %s。\n", s.told, took.Round(time.Millisecond)), fmt.Sprintf("\nAll %d sentences held, in %s.\n", s.told, took.Round(time.Millisecond))}
	fmt.Fprint(s.out, all.in(s.lang))
}
