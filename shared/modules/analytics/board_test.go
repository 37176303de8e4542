package analytics_test

import (
	"reflect"
	"testing"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// trade is a company that sold in November and until 2026-12-19.
type trade struct {
	*trial.World
	t                    *testing.T
	seller               *kernel.Author
	hengtai, luda        kernel.Ref[party.Party]
	sofa, cabinet, empty kernel.Ref[product.Product]
	till, wechat         kernel.Ref[finance.Fund]
}

func (w *trade) add(entity string, pairs ...string) kernel.ID {
	w.t.Helper()
	id, err := w.Add(trial.System(), entity, pairs...)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// sell orders and ships, and returns the delivery.
func (w *trade) sell(who kernel.Ref[party.Party], p kernel.Ref[product.Product], n int64, gift bool) *sales.Delivery {
	w.t.Helper()
	call := w.Must(w.t, trial.System(), &sales.Place{Policy: sales.PolicyWarn, Wish: sales.Wish{
		Customer: who, From: w.Place("W1"), Lines: []sales.WishLine{
			{Product: p, Qty: kernel.Qty(n) * 1e6, Price: 3_680_000_000},
			{Product: w.cabinet, Qty: 1e6, Price: 339_990_000, Gift: gift},
		},
	}})
	ref := sales.Deliveries.Born(kernel.NewTx(w.Catalog, w, nil, call, trial.System()))
	w.Must(w.t, trial.System(), &sales.Ship{Delivery: ref})
	d, err := sales.Deliveries.Need(w.Tx(), ref)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *trade) pay(who kernel.Ref[party.Party], amount, discount kernel.Money) {
	w.t.Helper()
	w.Must(w.t, trial.System(), &finance.Receive{Customer: who, Discount: discount, Parts: []finance.ReceivePart{
		{Fund: w.till, Amount: amount / 2}, {Fund: w.wechat, Amount: amount - amount/2},
	}})
}

func (w *trade) sendBack(d *sales.Delivery) {
	w.t.Helper()
	lines, _ := sales.DeliveryLinesOf.Of(w.Tx(), kernel.Ref[sales.Delivery](d.ID))
	w.Must(w.t, trial.System(), &sales.TakeBack{Delivery: kernel.Ref[sales.Delivery](d.ID), Lines: []sales.TakeBackLine{
		{Line: kernel.Ref[sales.DeliveryLine](lines[0].ID), Qty: 1e6},
	}})
}

const aDay = 24 * 3600_000

func season(t *testing.T) *trade {
	t.Helper()
	w := &trade{World: trial.Company(t, org.VatGeneral), t: t}
	w.seller = w.As(t, org.Sales)
	mine := []string{"is_customer", "true", "owner", w.seller.Seat.String()}
	w.hengtai = kernel.Ref[party.Party](w.add("party", append(mine, "name", "恒泰家具")...))
	w.luda = kernel.Ref[party.Party](w.add("party", append(mine, "name", "鹭岛酒店用品", "terms", "monthly", "term_days", "25")...))
	w.sofa, w.cabinet = w.Product(t, "S1", "active", "true"), w.Product(t, "W220", "active", "true")
	w.empty = w.Product(t, "X0", "active", "true")
	w.till = kernel.Ref[finance.Fund](w.add("fund", "name", "现金", "account", ledger.AccountRef(ledger.Cash).String()))
	w.wechat = kernel.Ref[finance.Fund](w.add("fund", "name", "微信", "account", ledger.AccountRef(ledger.OtherFunds).String(), "fee_rate", "0.006"))
	w.Must(t, trial.System(), &stock.Open{Place: w.Place("W1"), Lines: []stock.OpenLine{
		{Product: w.sofa, Qty: 30e6, Price: 2_680_330_000}, {Product: w.cabinet, Qty: 46e6, Price: 210_000_000},
	}})
	w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{
		{Party: w.hengtai, Kind: debt.Receivable, Number: "旧账", Date: 20261010, Due: 20261018, Amount: 8_640_000},
	}})
	w.sell(w.hengtai, w.sofa, 2, false) // 2026-11-19
	w.pay(w.hengtai, 500_000, 0)
	w.Now += 26 * aDay // 2026-12-15
	d := w.sell(w.luda, w.sofa, 3, true)
	w.pay(w.luda, 300_000, 100)
	w.Now += 4 * aDay // 2026-12-19
	w.sell(w.hengtai, w.sofa, 1, false)
	w.sendBack(d)
	w.pay(w.luda, 2_000_000, 0) // more than he owes
	w.Must(t, w.seller, &finance.Receive{Customer: w.hengtai, Parts: []finance.ReceivePart{{Fund: w.till, Amount: 77}}})
	w.Sound(t)
	return w
}

// turnover is the debit less the credit of an account over the vouchers of a span
// that came from an entity's documents; "" takes all.
func (w *trade) turnover(account string, from, to kernel.Date, entities ...string) kernel.Money {
	within := map[kernel.Ref[ledger.Voucher]]bool{}
	for _, v := range trial.All(w.World, ledger.Vouchers) {
		mine := len(entities) == 0
		for _, e := range entities {
			mine = mine || v.SrcEntity == e
		}
		within[kernel.Ref[ledger.Voucher](v.ID)] = mine && !(v.Period == 0) && from <= v.Date && v.Date <= to
	}
	var sum kernel.Money
	for _, e := range trial.All(w.World, ledger.Entries) {
		if e.Account == ledger.AccountRef(account) && within[e.Voucher] {
			sum += e.Debit - e.Credit
		}
	}
	return sum
}

// Every figure of the board is that of the ledger (F40).
func TestTheBoardIsTheLedger(t *testing.T) {
	w := season(t)
	board, err := analytics.BoardOf(all(t, w.World), 20261219)
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string, got, want kernel.Money) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %s, the ledger says %s", what, got, want)
		}
	}
	total := func(account string) kernel.Money {
		return ledger.BalanceOf(w.Tx(), account, kernel.Ref[party.Party]{})
	}
	delivered := []string{"sales_delivery", "sales_return"}
	received := func(from, to kernel.Date) kernel.Money {
		return w.turnover(ledger.Cash, from, to, "receipt") + w.turnover(ledger.OtherFunds, from, to, "receipt") +
			w.turnover(ledger.BankCharges, from, to, "receipt")
	}
	same("sales today", board.Sales.Amount, w.turnover(ledger.Receivable, 20261219, 20261219, delivered...))
	same("receipts today", board.Receipts.Amount, received(20261219, 20261219))
	for _, m := range []analytics.Month{board.Month, board.Before} {
		same("sales", m.Sales.Amount, w.turnover(ledger.Receivable, m.From, m.To, delivered...))
		same("net", m.Net, -w.turnover(ledger.Revenue, m.From, m.To))
		same("margin", m.Margin, -w.turnover(ledger.Revenue, m.From, m.To)-w.turnover(ledger.CostOfSales, m.From, m.To))
		same("receipts", m.Receipts.Amount, received(m.From, m.To))
	}
	same("receivable", board.Receivable.Amount, total(ledger.Receivable))
	same("stock", board.Stock.Amount, total(ledger.Merchandise))
	if len(board.Funds) != 2 {
		t.Fatalf("funds %+v", board.Funds)
	}
	accounts := map[string]string{"现金": ledger.Cash, "微信": ledger.OtherFunds}
	for _, f := range board.Funds {
		same(f.Name, f.Amount, total(accounts[f.Name]))
	}
}

// The figures themselves, worked out by hand.
func TestTheBoardsFigures(t *testing.T) {
	w := season(t)
	board, err := analytics.BoardOf(all(t, w.World), 20261219)
	if err != nil {
		t.Fatal(err)
	}
	behind, err := analytics.BoardBehind(all(t, w.World), 20261219)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"sales today by document", behind.Sales.Amount, board.Sales.Amount},
		{"sales of the month by document", behind.Month.Sales.Amount, board.Month.Sales.Amount},
		{"margin of the month by document", behind.Month.Margins.Amount, board.Month.Margin},
		{"receipts of the month by document", behind.Month.Receipts.Amount, board.Month.Receipts.Amount},
		{"sales today", board.Sales.Amount, kernel.Money(368000 + 33999 - 368000)},
		{"documents of today", behind.Sales.Count(), 2},
		{"orders today", board.Orders.Count(), 1},
		{"receipts today", board.Receipts.Amount, kernel.Money(2_000_000)},
		{"this month from", board.Month.From, kernel.Date(20261201)},
		{"before to", board.Before.To, kernel.Date(20261119)},
		{"sales of the month", board.Month.Sales.Amount, kernel.Money(3*368000 + 33999)},
		{"sales before", board.Before.Sales.Amount, kernel.Money(2*368000 + 33999)},
		{"overdue customers", board.Overdue.Count(), 1},
		{"overdue", board.Overdue.Amount, kernel.Money(8_640_000 - 500_000 + 2*368000 + 33999)},
		{"days overdue", board.OverdueDays, int64(62)},
		{"out of stock", board.OutOfStock.Count(), 1},
		{"waiting", board.Waiting.Count(), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	later, err := analytics.BoardOf(all(t, w.World), 20270401)
	if err != nil {
		t.Fatal(err)
	}
	if later.Idle.Count() != 2 || later.Idle.Amount != later.Stock.Amount {
		t.Errorf("in April nothing has moved for 90 days: %+v", later.Idle)
	}
	if board.Idle.Count() != 0 {
		t.Errorf("idle %+v", board.Idle)
	}
	if rate := board.Month.MarginRate(); rate <= 0 || rate >= 500_000 {
		t.Errorf("margin rate %s", rate)
	}
}

func detail(t *testing.T, w *trade, v *kernel.Viewer, from, to kernel.Date) (*figures.Table, error) {
	t.Helper()
	b := figures.Books{Catalog: w.Catalog, Rows: all(t, w.World).All, Viewer: v}
	return b.Answer(sales.SalesDetail.Query(from, to))
}

func TestSalesDetailAddsUp(t *testing.T) {
	w := season(t)
	got, err := detail(t, w, nil, 20261201, 20261231)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != 5 { // two deliveries of two lines and a return
		t.Fatalf("%d rows\n%s", len(got.Rows), lines(got))
	}
	for name, want := range map[string]kernel.Money{
		"gross": 3*368000 + 33999, "net": -w.turnover(ledger.Revenue, 20261201, 20261231),
	} {
		if total := got.Totals[got.Column(name)]; total != kernel.Of(want) {
			t.Errorf("%s adds up to %s, want %s", name, total, want)
		}
	}
	margin := -w.turnover(ledger.Revenue, 20261201, 20261231) - w.turnover(ledger.CostOfSales, 20261201, 20261231)
	if total := got.Totals[got.Column("margin")]; total != kernel.Of(margin) {
		t.Errorf("margin %s, ledger %s", total, margin)
	}
	seen, err := detail(t, w, w.seller.Viewer, 20261201, 20261231)
	if err != nil || seen.Column("cost") >= 0 || len(seen.Rows) != 5 {
		t.Errorf("a salesperson sees %v %v", seen.Columns, err)
	}
}

// Sales by customer count a merged one at the one that stays, and add up to the ledger
// as before.
func TestSalesOfAMergedCustomerAddUp(t *testing.T) {
	w := season(t)
	w.Must(t, trial.System(), &party.Merge{Keep: w.hengtai, Gone: w.luda})
	got, err := detail(t, w, nil, 20261101, 20261231)
	if err != nil {
		t.Fatal(err)
	}
	byCustomer := map[string]kernel.Money{}
	for _, row := range got.Rows {
		byCustomer[row.Cells[got.Column("customer")].Str] += kernel.Money(row.Cells[got.Column("net")].Int)
	}
	if ledger := -w.turnover(ledger.Revenue, 20261101, 20261231); len(byCustomer) != 1 || byCustomer["恒泰家具"] != ledger {
		t.Errorf("%v, the ledger has %s", byCustomer, ledger)
	}
	w.Sound(t)
}

// across adds a row of the ages up: the classes are what is owed, and the net is that less
// what is paid in advance.
func across(t *testing.T, ages *analytics.Table, cells []kernel.Value) {
	t.Helper()
	at := func(column string) int64 { return cells[ages.Column(column)].Int }
	var classes int64
	for _, c := range []string{"current", "to_30", "to_60", "to_90", "older"} {
		classes += at(c)
	}
	if classes != at("total") || at("net") != at("total")-at("prepaid") {
		t.Errorf("%v do not add up: classes %d", cells, classes)
	}
}

// Who has only paid in advance owes nothing of any age.
func TestAnAdvanceHasNoAge(t *testing.T) {
	w := season(t)
	id, err := w.Add(trial.System(), "party", "name", "只有预收的客户", "is_customer", "true")
	if err != nil {
		t.Fatal(err)
	}
	who := kernel.Ref[party.Party](id)
	w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{{Party: who, Kind: debt.Prepaid, Number: "旧", Date: 20260901, Amount: 70_00}}})
	ages, err := analytics.Receivables(all(t, w.World), 20261219, 20261219)
	if err != nil {
		t.Fatal(err)
	}
	for n, r := range ages.Rows {
		if r.ID == id && (ages.Cell(n, "current").Int != 0 || ages.Cell(n, "total").Int != 0 || ages.Cell(n, "net").Int != -70_00) {
			t.Errorf("%v", r.Cells)
		}
		across(t, ages, r.Cells)
	}
	s, err := analytics.StatementOf(all(t, w.World), who, 20261001, 20261219)
	if err != nil || s.Before != 70_00 || s.Advanced != 0 || s.Prepaid != 70_00 || s.Net() != -70_00 {
		t.Errorf("%v %+v", err, s)
	}
}

// What was owed on any day, by age, is what the statement to that day ends with; on the last
// it is what is open. A bill that was paid since is as late as it was then.
func TestReceivablesOfAnyDay(t *testing.T) {
	w := season(t)
	books, today := all(t, w.World), kernel.Date(20261219)
	owing := map[kernel.Date]int{}
	for day := kernel.Date(20261001); day <= today; day = day.AddDays(1) {
		ages, err := analytics.Receivables(books, day, today.AddDays(1)) // none is that of today
		if err != nil {
			t.Fatal(err)
		}
		rows := map[kernel.ID]int{}
		for n, r := range ages.Rows {
			across(t, ages, r.Cells)
			rows[r.ID] = n
		}
		owing[day] = len(rows)
		for _, p := range trial.All(w.World, party.Parties) {
			s, err := analytics.StatementOf(books, kernel.Ref[party.Party](p.ID), day, day)
			if err != nil {
				t.Fatal(err)
			}
			n, listed := rows[p.ID]
			switch {
			case s == nil:
			case !listed && (s.Closing != 0 || s.Prepaid != 0):
				t.Errorf("%s: %s owes %s and has paid %s in advance, which is not listed", day, p.Name, s.Closing, s.Prepaid)
			case listed && (ages.Cell(n, "total") != kernel.Of(s.Closing) || ages.Cell(n, "prepaid") != kernel.Of(s.Prepaid)):
				t.Errorf("%s: %s owes %s, the statement says %s", day, p.Name, ages.Cell(n, "total"), s.Closing)
			}
		}
	}
	if owing[20261001] == owing[20261119] {
		t.Errorf("as many owe at the beginning as later: the test looks at nothing")
	}
	then, err := analytics.Receivables(books, today, today.AddDays(1))
	now, also := analytics.Receivables(books, today, today)
	if err != nil || also != nil || !reflect.DeepEqual(then.Rows, now.Rows) {
		t.Errorf("%v, %v: as it was it is %v, as it is %v", err, also, then.Rows, now.Rows)
	}
}

func TestReceivablesAndStatements(t *testing.T) {
	w := season(t)
	ages, err := analytics.Receivables(all(t, w.World), 20261219, 20261219)
	if err != nil {
		t.Fatal(err)
	}
	for n, r := range ages.Rows {
		who := kernel.Ref[party.Party](r.ID)
		if want := ledger.BalanceOf(w.Tx(), ledger.Receivable, who); ages.Cell(n, "total") != kernel.Of(want) {
			t.Errorf("%s owes %s, the ledger says %s", ages.Cell(n, "name"), ages.Cell(n, "total"), want)
		}
		if want := -ledger.BalanceOf(w.Tx(), ledger.Advance, who); ages.Cell(n, "prepaid") != kernel.Of(want) {
			t.Errorf("%s paid %s in advance, the ledger says %s", ages.Cell(n, "name"), ages.Cell(n, "prepaid"), want)
		}
		across(t, ages, r.Cells)
	}
	across(t, ages, ages.Totals)
	if total := ages.Totals[ages.Column("total")]; total != kernel.Of(ledger.BalanceOf(w.Tx(), ledger.Receivable, kernel.Ref[party.Party]{})) {
		t.Errorf("receivables add up to %s", total)
	}
	s, err := analytics.StatementOf(all(t, w.World), w.hengtai, 20261201, 20261219)
	if err != nil || s == nil {
		t.Fatal(err)
	}
	// 86,400.00 and 7,699.99 less 5,000.00; then 4,019.99.
	if s.Opening != 8_640_000+769_999-500_000 || s.Charged != 401_999 || s.Settled != 0 || s.Closing != s.Opening+s.Charged || len(s.Lines.Rows) != 1 {
		t.Errorf("statement %+v", s)
	}
	whole, err := analytics.StatementOf(all(t, w.World), w.luda, 20261001, 20261231)
	if err != nil || whole.Opening != 0 || whole.Closing != ledger.BalanceOf(w.Tx(), ledger.Receivable, w.luda) || len(whole.Lines.Rows) != 4 {
		t.Errorf("statement %+v %v", whole, err)
	}
	stranger := analytics.Books{Catalog: w.Catalog, All: all(t, w.World).All, Viewer: w.As(t, org.Storekeeper).Viewer}
	if s, err := analytics.StatementOf(stranger, w.hengtai, 20261001, 20261231); s != nil || err != nil {
		t.Errorf("a storekeeper sees %+v %v", s, err)
	}
}
