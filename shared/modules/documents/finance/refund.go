package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Refund (退款单) is money given back to a customer out of what the company owes him:
// credit notes that no bill has met, and what he paid in advance.
type Refund struct {
	org.Doc
	State    kernel.State               `zh:"状态" en:"State" is:"listed,derived"`
	Customer kernel.Ref[party.Party]    `zh:"客户" en:"Customer" is:"required,fixed"`
	Dept     kernel.Ref[org.Department] `zh:"部门" en:"Department" is:"derived"`
	Name     string                     `zh:"客户名称" en:"Customer name" is:"listed,search,derived"`
	Fund     kernel.Ref[Fund]           `zh:"结算账户" en:"Settlement account" is:"required,fixed,listed"`
	Total    kernel.Money               `zh:"退款金额" en:"Given back" is:"listed,fixed" means_zh:"退给客户的金额，手续费另计" means_en:"What the customer got back; the fee is beside it"`
	Fee      kernel.Money               `zh:"手续费" en:"Fee" is:"fixed" means_zh:"退款另付给平台的，由公司承担" means_en:"What the provider took for it; the company bears it"`
	Advance  kernel.Money               `zh:"其中退预收" en:"Of it paid in advance" is:"listed,settled" means_zh:"退款中来自预收的，其余来自红字" means_en:"What of it came from advances; the rest from credit notes"`
}

var seeRefunds = org.See(54, "finance.refund", "全部退款单", "All refunds", org.Finance)

// Refunds are seen as receipts are.
var (
	Refunds = kernel.Define[Refund]("refund", kernel.Spec{
		Zh: "退款单", En: "Refund", Kept: true, Prefix: "TK",
		States: []kernel.Option{
			{Code: string(Approved), Zh: "已审核", En: "Confirmed", Tone: kernel.Info},
			{Code: string(Void), Zh: "已作废", En: "Void", Tone: kernel.Quiet},
		},
		Scope: kernel.Scope{
			kernel.By("owner", func(r *Refund) *kernel.Ref[org.Seat] { return &r.Owner }),
			kernel.By("dept", func(r *Refund) *kernel.Ref[org.Department] { return &r.Dept }),
			seeRefunds.All(),
		},
		Bucket: kernel.ByMonth(func(r *Refund) *kernel.Date { return &r.Date }),
	})
	RefundsOf = kernel.Find(Refunds, func(r *Refund) *kernel.Ref[party.Party] { return &r.Customer },
		func(r *Refund) any { return &r.Date }).Holds()
	_ = kernel.Find(Refunds, func(r *Refund) *kernel.Ref[Fund] { return &r.Fund }).Holds()
	_ = kernel.Unique(Refunds, func(r *Refund) *string { return &r.Number })
)

// PayBack gives a customer money back, at most what the company owes him in all. The
// fee is the company's and comes on top.
type PayBack struct {
	kernel.Own[Refund]
	Customer kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Date     kernel.Date             `zh:"退款日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Fund     kernel.Ref[Fund]        `zh:"结算账户" en:"Settlement account" is:"required"`
	Amount   kernel.Money            `zh:"退款金额" en:"Amount" is:"required"`
	Fee      kernel.Money            `zh:"手续费" en:"Fee" hint_zh:"由公司承担，不填为 0" hint_en:"Borne by the company; none unless given"`
	Note     string                  `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// CancelRefund takes a refund back, because the money did not go.
type CancelRefund struct {
	Refund kernel.Ref[Refund] `zh:"退款单" en:"Refund" is:"required"`
	Date   kernel.Date        `zh:"冲销日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"refund.date"`
	Note   string             `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[PayBack]("finance.refund", "退款给客户", "Refund customer", kernel.Telling(refundable))
	_ = kernel.Intent[CancelRefund]("finance.refund.cancel", "冲销退款单", "Reverse refund",
		kernel.Moves(Refunds, kernel.From(Approved), kernel.To(Void)))

	// CreditIs tells who is about to give money back how much there is.
	CreditIs = kernel.Refuse("finance.credit_is", "可退 {credit}（预收和红字抵掉欠款后的余额，本机已退的不计）",
		"{credit} can be given back: advances and credit notes, less what is owed and what this device has given back")

	// NoCredit refuses more than what the company owes the customer in all.
	NoCredit = kernel.Refuse("finance.no_credit", "{customer} 的预收和红字抵掉欠款后只剩 {credit}，不够 {amount}；有欠款请先收款或预收冲应收",
		"{customer} has {credit} in credit once what he owes is taken off; that is less than {amount}. Take or apply money first if he owes")
)

// Predict writes the refund, as far as the author knows within the credit.
func (p PayBack) Predict(tx *kernel.Tx) error {
	customer, err := party.Parties.Need(tx, p.Customer)
	if err != nil {
		return err
	}
	if credit, known := CreditLeft(tx, p.Customer); known {
		if err := withinCredit(customer.Name, credit, p.Amount); err != nil {
			return err
		}
	}
	if _, err := Funds.Need(tx, p.Fund); err != nil {
		return err
	}
	row := &Refund{State: Approved, Customer: p.Customer, Name: customer.Name, Fund: p.Fund, Total: p.Amount, Fee: p.Fee}
	row.Owner, row.Date, row.Note = customer.Owner, p.Date, p.Note
	org.Fill(tx, &row.Doc, "TK")
	if seat, found := org.Seats.Get(tx, row.Owner); found == kernel.Found {
		row.Dept = seat.Dept
	}
	Refunds.Insert(tx, row)
	return kernel.OnMoved.Emit(tx, kernel.Moved{Row: row, To: row.State, Command: tx.Catalog.Command(tx.Call.Name)})
}

// CreditLeft is what the company owes a customer in all, less what this device has given
// back or written off of it and the server has not settled: on the server, which settles
// each at once, nothing. It is not known to who does not see the customer's balance.
func CreditLeft(tx *kernel.Tx, customer kernel.Ref[party.Party]) (left kernel.Money, known bool) {
	b, found := party.Balances.Get(tx, party.BalanceOf(customer))
	if found != kernel.Found {
		return 0, false
	}
	left = debt.CreditOf(b)
	refunds, _ := RefundsOf.Of(tx, customer)
	for _, r := range refunds {
		if unsettled(&r.Doc, r.State) {
			left -= r.Total
		}
	}
	offs, _ := writeOffsWith.Of(tx, customer)
	for _, w := range offs {
		if item, p := debt.Items.Get(tx, w.Item); p == kernel.Found && unsettled(&w.Doc, w.State) && !item.Owed() && item.Kind != debt.Payable {
			left -= w.Amount
		}
	}
	return max(left, 0), true
}

func refundable(tx *kernel.Tx, customer kernel.ID) *kernel.Refusal {
	left, known := CreditLeft(tx, kernel.Ref[party.Party](customer))
	if !known {
		return nil
	}
	return CreditIs.With(kernel.Figure("credit", left))
}

// unsettled tells whether a document counts and the server has not settled it: what it
// uses up is still open in every other figure.
func unsettled(doc *org.Doc, state kernel.State) bool { return doc.Version == 0 && state == Approved }

// withinCredit refuses more than a customer has in credit.
func withinCredit(customer string, credit, amount kernel.Money) error {
	if amount > credit {
		return NoCredit.With(kernel.Text("customer", customer), kernel.Figure("credit", credit), kernel.Figure("amount", amount))
	}
	return nil
}

// Settle takes the money off the customer's credit and books it.
func (p PayBack) Settle(tx *kernel.Tx) error {
	row, err := Refunds.Need(tx, Refunds.Born(tx))
	if err != nil {
		return err
	}
	b, err := party.Balances.Need(tx, party.BalanceOf(p.Customer))
	if err != nil {
		return err
	}
	if err := withinCredit(row.Name, debt.CreditOf(b), p.Amount); err != nil {
		return err
	}
	kernel.Set(tx, row, &row.Serial, org.NextSerial(tx, Refunds.Name()))
	advance, err := spend(tx, row)
	if err != nil {
		return err
	}
	kernel.Set(tx, row, &row.Advance, advance)
	f, err := Funds.Need(tx, row.Fund)
	if err != nil {
		return err
	}
	code, err := f.code(tx)
	if err != nil {
		return err
	}
	owed := ledger.Aux{Party: row.Customer}
	posting := ledger.NewPosting(Refunds.Name(), &row.Doc, "退款")
	posting.Debit(ledger.Advance, advance, owed)
	posting.Debit(ledger.Receivable, row.Total-advance, owed)
	posting.Debit(ledger.BankCharges, row.Fee, ledger.Aux{})
	posting.Credit(code, row.Total+row.Fee, ledger.Aux{})
	_, err = ledger.Post(tx, posting)
	return err
}

// spend uses the customer's credit up by the refund: credit notes first, then what
// was paid for nothing in particular, then what was paid for open orders. It returns
// how much of it was paid in advance.
func spend(tx *kernel.Tx, r *Refund) (advance kernel.Money, err error) {
	by := debt.Doc{Entity: Refunds.Name(), ID: r.ID, Date: r.Date}
	open, _ := debt.OpenItems(tx, r.Customer)
	left := r.Total
	for _, fits := range []func(*debt.Item) bool{
		func(i *debt.Item) bool { return i.Kind == debt.Receivable && i.Amount < 0 },
		func(i *debt.Item) bool { return i.Kind == debt.Prepaid && isFor(tx, i, kernel.ID{}, false) },
		func(i *debt.Item) bool { return i.Kind == debt.Prepaid && !isFor(tx, i, kernel.ID{}, false) },
	} {
		for _, i := range open {
			if !fits(i) {
				continue
			}
			part := min(left, max(i.Rest(), -i.Rest()))
			left -= part
			signed := part
			if i.Kind == debt.Prepaid {
				advance += part
			} else {
				signed = -part
			}
			if err := debt.Allocate(tx, i, by, signed, 0); err != nil {
				return 0, err
			}
		}
	}
	return advance, nil
}

// Predict notes why.
func (c CancelRefund) Predict(tx *kernel.Tx) error {
	return noteWhy(tx, Refunds, c.Refund, c.Note)
}

// Settle gives the customer his credit back, which pays what he has bought meanwhile.
func (c CancelRefund) Settle(tx *kernel.Tx) error {
	r, err := Refunds.Need(tx, c.Refund)
	if err != nil {
		return err
	}
	kernel.Set(tx, r, &r.Advance, 0)
	return undo(tx, Refunds.Name(), r.ID, c.Date, r.Customer)
}
