package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Receive says that a customer has paid. By finance it counts at once, by anyone
// else once finance has confirmed it.
type Receive struct {
	kernel.Own[Receipt]
	Customer  kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Date      kernel.Date             `zh:"收款日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Parts     []ReceivePart           `zh:"收款明细" en:"Parts" is:"required" max:"20"`
	Discount  kernel.Money            `zh:"抹零/优惠" en:"Discount"`
	Shares    []debt.Share            `zh:"指定核销" en:"Chosen items" max:"200" hint_zh:"不填则先核销来源单据的，再核销最早到期的" hint_en:"Those of the document it is for, then the oldest, unless given"`
	SrcEntity string                  `zh:"来源类型" en:"For (type)" text:"word" max:"60"`
	Src       kernel.ID               `zh:"来源单据" en:"For document" ref:"src_entity" is:"loose"`
	Note      string                  `zh:"备注" en:"Note" text:"lines" max:"500"`
	Assumed   string                  `zh:"推定说明" en:"Assumed" max:"200"`
}

// ReceivePart is what went into one fund.
type ReceivePart struct {
	Fund   kernel.Ref[Fund] `zh:"结算账户" en:"Settlement account" is:"required"`
	Amount kernel.Money     `zh:"金额" en:"Amount" is:"required"`
	Fee    kernel.Money     `zh:"手续费" en:"Fee" hint_zh:"不填按账户费率" hint_en:"By the account's rate unless given"`
}

var (
	_ = kernel.Fact[Receive]("finance.receive", "收款", "Take money", org.For(org.First, org.Sales, org.SalesManager))

	// FeeTooHigh refuses a fee beyond the amount.
	FeeTooHigh = kernel.Refuse("finance.fee", "手续费 {fee} 超过了金额 {amount}", "The fee {fee} exceeds the amount {amount}")

	// SettlesLater refuses money that came before what it is said to settle.
	SettlesLater = kernel.Refuse("finance.settles_later", "收款日期 {date} 早于 {number} 的日期 {day}：请不要指定核销这张单据，钱先记预收",
		"The money came on {date}, before {number} of {day}: do not choose it, the money is then paid in advance")

	// TaskConfirm asks finance; TaskOrphan tells it of money for an order that did
	// not come about.
	TaskConfirm = flow.DeclareTask("finance.confirm", "{author} 收到 {customer} {total} 元，收款单 {number} 等待确认",
		"{author} took {total} from {customer}: receipt {number} is to be confirmed", flow.Kind{
			Title: flow.Words{Zh: "待确认收款", En: "Receipts to confirm"}, Asks: org.Ask(org.Finance, confirming), Urgency: flow.Urgent,
			Opens: flow.Words{Zh: "业务员登记了收款", En: "A salesperson took money"},
			Ends:  flow.Words{Zh: "确认或退回", En: "It is confirmed or refused"},
		})
	TaskOrphan = flow.DeclareTask("finance.orphan", "{customer} 的订单没有成立，已收的 {total} 元（收款单 {number}）转为预收，请与客户商定",
		"The order of {customer} did not come about; the {total} taken (receipt {number}) is paid in advance: please agree with the customer", flow.Kind{
			Title: flow.Words{Zh: "收款没有订单", En: "Money without its order"}, Asks: org.Ask(org.Finance, confirming), Urgency: flow.Normal,
			Opens: flow.Words{Zh: "收了款的订单没有成立", En: "The order that money was taken for did not come about"},
			Ends:  flow.Words{Zh: "收款单退回", En: "The receipt is refused"},
		})
)

// confirming is the permission that makes a receipt count at once.
const confirming = "finance.receipt.approve"

// Check refuses a receipt of a day before the documents that it is said to settle:
// what was paid before is paid in advance, and meets the bill by itself.
func (r Receive) Check(tx *kernel.Tx) error {
	for _, s := range r.Shares {
		item, p := debt.Items.Get(tx, s.Item)
		if p == kernel.Found && r.Date != 0 && r.Date < item.Date {
			return SettlesLater.With(kernel.Figure("date", r.Date), kernel.Text("number", item.Number), kernel.Figure("day", item.Date))
		}
	}
	return nil
}

// Predict writes the receipt.
func (r Receive) Predict(tx *kernel.Tx) error {
	customer, err := party.Parties.Need(tx, r.Customer)
	if err != nil {
		return err
	}
	row := &Receipt{
		State: Pending, Customer: r.Customer, Name: customer.Name, SrcEntity: r.SrcEntity, Src: r.Src,
		Discount: r.Discount, Chosen: len(r.Shares) > 0, Assumed: r.Assumed,
	}
	if tx.Author.System || tx.Author.May(confirming) {
		row.State = Approved
	}
	row.Owner, row.Date, row.Note = customer.Owner, r.Date, r.Note
	org.Fill(tx, &row.Doc, "SK")
	if seat, p := org.Seats.Get(tx, row.Owner); p == kernel.Found {
		row.Dept = seat.Dept
	}
	Receipts.Insert(tx, row)
	for n, part := range r.Parts {
		if err := part.add(tx, row, n+1); err != nil {
			return err
		}
	}
	for n, s := range r.Shares {
		ReceiptShares.Insert(tx, &ReceiptShare{
			Receipt: kernel.Ref[Receipt](row.ID), Line: int64(n + 1), Item: s.Item, Amount: s.Amount,
		}, n+1)
	}
	return kernel.OnMoved.Emit(tx, kernel.Moved{Row: row, To: row.State, Command: tx.Catalog.Command(tx.Call.Name)})
}

func (p ReceivePart) add(tx *kernel.Tx, r *Receipt, n int) error {
	f, err := Funds.Need(tx, p.Fund)
	if err != nil {
		return err
	}
	fee, err := f.fee(p.Amount, p.Fee)
	if err != nil {
		return err
	}
	if fee > p.Amount {
		return FeeTooHigh.With(kernel.Figure("fee", fee), kernel.Figure("amount", p.Amount))
	}
	ReceiptParts.Insert(tx, &ReceiptPart{
		Receipt: kernel.Ref[Receipt](r.ID), Line: int64(n), Fund: p.Fund, Amount: p.Amount, Fee: fee,
	}, n)
	kernel.Set(tx, r, &r.Total, r.Total+p.Amount)
	kernel.Set(tx, r, &r.Fee, r.Fee+fee)
	return nil
}

// Settle books a receipt that counts, and puts the others before finance.
func (r Receive) Settle(tx *kernel.Tx) error {
	row, err := Receipts.Need(tx, Receipts.Born(tx))
	if err != nil {
		return err
	}
	kernel.Set(tx, row, &row.Serial, org.NextSerial(tx, Receipts.Name()))
	args := []kernel.Arg{
		kernel.Text("customer", row.Name), kernel.Figure("total", row.Total), kernel.Text("number", row.Number),
	}
	if !row.Src.IsZero() && !tx.Reaches(row.SrcEntity, row.Src) || orphan(tx, row) {
		flow.OpenTask(tx, TaskOrphan, row, flow.To{Asks: TaskOrphan.Asks, Seat: row.Owner}, args...)
	}
	if row.State == Approved {
		return book(tx, row)
	}
	flow.OpenTask(tx, TaskConfirm, row, flow.To{}, append(args, kernel.Text("author", tx.Author.Name))...)
	return nil
}

// orphan tells whether the document that the money was for is not there, because
// it was rejected, is another customer's, or has been given up.
func orphan(tx *kernel.Tx, r *Receipt) bool {
	if r.Src.IsZero() {
		return false
	}
	s := tx.Catalog.Schema(r.SrcEntity)
	if s == nil {
		return true
	}
	row, p := tx.GetRow(s, r.Src)
	if p != kernel.Found || row.Base().Removed {
		return true
	}
	if of := s.Field("customer"); of == nil || party.Survivor(tx, kernel.Ref[party.Party](of.Get(row).ID())) != party.Survivor(tx, r.Customer) {
		return true
	}
	state := s.StateField()
	return state != nil && state.Get(row).Str == string(Void)
}
