package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Why an open item is written off.
const (
	SmallRest kernel.Choice = "small"     // 尾差
	BadDebt   kernel.Choice = "bad"       // the party will not pay
	Unclaimed kernel.Choice = "unclaimed" // the party will not have it back
)

var _ = kernel.Choices("write_off_reason",
	kernel.Option{Code: string(SmallRest), Zh: "尾差抹零", En: "Small remainder"},
	kernel.Option{Code: string(BadDebt), Zh: "坏账", En: "Bad debt"},
	kernel.Option{Code: string(Unclaimed), Zh: "无法退还或支付", En: "Cannot be paid out"})

// WriteOffMost is what finance may write off of one open item in all.
var WriteOffMost = org.Amount("finance.write_off_most", 100_00, "财务转销上限", "Finance may write off", org.Formerly("write_off_most"),
	org.Hint("每笔往来累计；超过的由老板办理", "Of one open item in all; the owner does what is beyond"))

// WriteOff (转销单) ends what is left of an open item without money: a remainder that
// nobody will pay, an overpayment that nobody claims.
type WriteOff struct {
	org.Doc
	State  kernel.State               `zh:"状态" en:"State" is:"listed,derived"`
	Party  kernel.Ref[party.Party]    `zh:"往来单位" en:"Party" is:"required,fixed"`
	Dept   kernel.Ref[org.Department] `zh:"部门" en:"Department" is:"derived"`
	Name   string                     `zh:"单位名称" en:"Party's name" is:"listed,search,derived"`
	Item   kernel.Ref[debt.Item]      `zh:"往来明细" en:"Open item" is:"required,fixed"`
	Amount kernel.Money               `zh:"转销金额" en:"Written off" is:"listed,fixed" means_zh:"往来里不再收付的部分，含税，总是正数" means_en:"Incl. tax, what of the open item nobody will pay; always positive"`
	Reason kernel.Choice              `zh:"转销原因" en:"Reason" of:"write_off_reason" is:"required,listed,fixed"`
}

var seeWriteOffs = org.See(54, "finance.write_off", "全部转销单", "All write-offs", org.Finance)

// WriteOffs are seen as receipts are.
var (
	WriteOffs = kernel.Define[WriteOff]("write_off", kernel.Spec{
		Zh: "转销单", En: "Write-off", Kept: true, Prefix: "ZX",
		States: []kernel.Option{
			{Code: string(Approved), Zh: "已审核", En: "Confirmed", Tone: kernel.Info},
			{Code: string(Void), Zh: "已作废", En: "Void", Tone: kernel.Quiet},
		},
		Scope: kernel.Scope{
			kernel.By("owner", func(w *WriteOff) *kernel.Ref[org.Seat] { return &w.Owner }),
			kernel.By("dept", func(w *WriteOff) *kernel.Ref[org.Department] { return &w.Dept }),
			seeWriteOffs.All(),
		},
		Bucket: kernel.ByMonth(func(w *WriteOff) *kernel.Date { return &w.Date }),
	})
	writeOffsWith = kernel.Find(WriteOffs, func(w *WriteOff) *kernel.Ref[party.Party] { return &w.Party },
		func(w *WriteOff) any { return &w.Date }).Holds()
	writeOffsOf = kernel.Find(WriteOffs, func(w *WriteOff) *kernel.Ref[debt.Item] { return &w.Item })
	_           = kernel.Unique(WriteOffs, func(w *WriteOff) *string { return &w.Number })
)

// Waive writes off a part of an open item.
type Waive struct {
	kernel.Own[WriteOff]
	Item   kernel.Ref[debt.Item] `zh:"往来明细" en:"Open item" is:"required"`
	Amount kernel.Money          `zh:"转销金额" en:"Amount" is:"required"`
	Reason kernel.Choice         `zh:"转销原因" en:"Reason" of:"write_off_reason" is:"required"`
	Date   kernel.Date           `zh:"日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"item.date"`
	Note   string                `zh:"说明" en:"Note" text:"lines" max:"500"`
}

// CancelWriteOff opens again what was written off.
type CancelWriteOff struct {
	WriteOff kernel.Ref[WriteOff] `zh:"转销单" en:"Write-off" is:"required"`
	Date     kernel.Date          `zh:"冲销日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"write_off.date"`
	Note     string               `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[Waive]("finance.write_off", "转销往来余额", "Write off balance", kernel.During(debt.Items, debt.Open))
	_ = kernel.Intent[CancelWriteOff]("finance.write_off.cancel", "冲销转销单", "Reverse write-off",
		kernel.Moves(WriteOffs, kernel.From(Approved), kernel.To(Void)))

	// The refusals of a write-off.
	WrongReason = kernel.Refuse("finance.write_off_reason", "「{reason}」不适用于 {number}：坏账只用于对方欠我们的，无法退还或支付只用于我们欠对方的",
		"{reason} does not fit {number}: a bad debt is what the party owes, what cannot be paid out is what the company owes")
	BeyondLimit = kernel.Refuse("finance.write_off_limit", "{number} 累计转销 {sum}，超过公司设置的单笔上限 {limit}，请由老板办理",
		"{sum} would be written off of {number}; the company's limit is {limit}: ask the owner to do it")
)

// setsLimit is the permission to change the company's limit: who has it is not bound.
const setsLimit = "company.edit"

// Predict writes the write-off, as far as the author knows within what is open.
func (w Waive) Predict(tx *kernel.Tx) error {
	item, err := debt.Items.Need(tx, w.Item)
	if err != nil {
		return err
	}
	who, err := party.Parties.Need(tx, item.Party)
	if err != nil {
		return err
	}
	if err := w.fits(tx, item, who.Name); err != nil {
		return err
	}
	row := &WriteOff{State: Approved, Party: item.Party, Name: who.Name, Item: w.Item, Amount: w.Amount, Reason: w.Reason}
	row.Owner, row.Date, row.Note = who.Owner, w.Date, w.Note
	org.Fill(tx, &row.Doc, "ZX")
	if seat, found := org.Seats.Get(tx, row.Owner); found == kernel.Found {
		row.Dept = seat.Dept
	}
	WriteOffs.Insert(tx, row)
	return kernel.OnMoved.Emit(tx, kernel.Moved{Row: row, To: row.State, Command: tx.Catalog.Command(tx.Call.Name)})
}

// fits refuses a reason that the item cannot have, more than is open, more than the
// customer's credit in all, and more than the company lets its bookkeeper write off.
func (w Waive) fits(tx *kernel.Tx, item *debt.Item, who string) error {
	loss := item.Owed()
	if w.Reason == BadDebt && !loss || w.Reason == Unclaimed && loss {
		return WrongReason.With(w.reason(tx), kernel.Text("number", item.Number))
	}
	earlier, _ := writeOffsOf.Of(tx, w.Item)
	rest, sum := max(item.Rest(), -item.Rest()), w.Amount
	for _, e := range earlier {
		if e.State == Approved {
			sum += e.Amount
		}
		if unsettled(&e.Doc, e.State) {
			rest -= e.Amount
		}
	}
	if w.Amount > rest {
		return debt.TooMuch.With(kernel.Text("number", item.Number), kernel.Figure("rest", rest), kernel.Figure("amount", w.Amount))
	}
	if !loss && item.Kind != debt.Payable {
		if credit, known := CreditLeft(tx, item.Party); known {
			if err := withinCredit(who, credit, w.Amount); err != nil {
				return err
			}
		}
	}
	if tx.Author.System || tx.Author.May(setsLimit) {
		return nil
	}
	most, err := WriteOffMost.In(tx)
	if err != nil {
		return err
	}
	if sum > most {
		return BeyondLimit.With(kernel.Text("number", item.Number), kernel.Figure("sum", sum), kernel.Figure("limit", most))
	}
	return nil
}

// reason is what people call it.
func (w Waive) reason(tx *kernel.Tx) kernel.Arg {
	s := WriteOffs.In(tx.Catalog)
	for _, o := range s.ChoicesOf(s.Field("reason")) {
		if o.Code == string(w.Reason) {
			return kernel.Words("reason", o.Zh, o.En)
		}
	}
	return kernel.Text("reason", string(w.Reason))
}

// Settle ends the item and books the loss or the gain.
func (w Waive) Settle(tx *kernel.Tx) error {
	row, err := WriteOffs.Need(tx, WriteOffs.Born(tx))
	if err != nil {
		return err
	}
	item, err := debt.Items.Need(tx, w.Item)
	if err != nil {
		return err
	}
	kernel.Set(tx, row, &row.Serial, org.NextSerial(tx, WriteOffs.Name()))
	signed := w.Amount
	if item.Amount < 0 {
		signed = -w.Amount
	}
	if err := debt.Allocate(tx, item, debt.Doc{Entity: WriteOffs.Name(), ID: row.ID, Date: row.Date}, signed, 0); err != nil {
		return err
	}
	posting := ledger.NewPosting(WriteOffs.Name(), &row.Doc, "转销")
	account, aux := debt.AccountOf(item.Kind), ledger.Aux{Party: item.Party}
	switch {
	case !item.Owed():
		posting.Pair(account, ledger.OtherIncome, w.Amount, aux)
	case w.Reason == BadDebt:
		posting.Pair(ledger.BadDebts, account, w.Amount, aux)
	default:
		posting.Pair(ledger.CashDiscounts, account, w.Amount, aux)
	}
	_, err = ledger.Post(tx, posting)
	return err
}

// Predict notes why.
func (c CancelWriteOff) Predict(tx *kernel.Tx) error {
	return noteWhy(tx, WriteOffs, c.WriteOff, c.Note)
}

// Settle opens the item again, which credits may pay.
func (c CancelWriteOff) Settle(tx *kernel.Tx) error {
	w, err := WriteOffs.Need(tx, c.WriteOff)
	if err != nil {
		return err
	}
	return undo(tx, WriteOffs.Name(), w.ID, c.Date, w.Party)
}
