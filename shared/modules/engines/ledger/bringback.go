package ledger

import (
	"cmp"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// BringBack brings vouchers that were posted into a later month, only because their own was
// closed, back into their own once it is open again (转回所属期间). Nothing posted is
// edited: each is taken back in red where it stands and posted anew where it belongs. It
// brings a number of them; what is left is brought by the next.
type BringBack struct {
	Month int64 `zh:"会计期间" en:"Period" is:"required,month" range:"190001..299912"`
}

// mostBack is how many vouchers one command brings back: each writes two with their
// entries and what those turn over.
const mostBack = 50

var (
	_ = kernel.Intent[BringBack]("ledger.period.bring_back", "转回所属期间", "Bring vouchers back into their period")

	// The refusals of bringing back.
	StillClosed = kernel.Refuse("ledger.period_closed", "{month} 期已结账，请先反结账", "{month} is closed: reopen it first")
	NonePushed  = kernel.Refuse("ledger.none_pushed", "没有属于 {month} 期、因为结账而记到以后期间的凭证", "No voucher of {month} was posted into a later period because it was closed")
)

// Pushed are the vouchers dated in a month that stand in a later one, in the order of
// their numbers. A device that holds no vouchers knows of none.
func Pushed(tx *kernel.Tx, month int64) []*Voucher {
	var list []*Voucher
	for period := next(month); period <= next(tx.JudgedDate().YearMonth()); period = next(period) {
		vouchers, _ := VouchersIn.Of(tx, period)
		for _, v := range vouchers {
			if v.Date.YearMonth() == month && v.Moved.IsZero() && v.SrcEntity != Years.Name() && !broughtBack(tx, v) {
				list = append(list, v)
			}
		}
	}
	slices.SortFunc(list, func(a, b *Voucher) int { return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(a.No, b.No)) })
	return list
}

// broughtBack tells whether a voucher was brought back before.
func broughtBack(tx *kernel.Tx, v *Voucher) bool {
	siblings, _ := VouchersOf.Of(tx, v.Src)
	return slices.ContainsFunc(siblings, func(s *Voucher) bool { return s.Moved.ID() == v.ID })
}

// Check refuses a month of which nothing stands in a later one.
func (b BringBack) Check(tx *kernel.Tx) error {
	if closed(tx, b.Month) {
		return StillClosed.With(kernel.MonthOf("month", b.Month))
	}
	if b.Month > tx.JudgedDate().YearMonth() || len(Pushed(tx, b.Month)) == 0 {
		return NonePushed.With(kernel.MonthOf("month", b.Month))
	}
	return nil
}

// Predict notes it in the log of the month; the vouchers are the server's.
func (b BringBack) Predict(tx *kernel.Tx) error {
	p, found := Periods.Get(tx, periodRef(b.Month))
	if found != kernel.Found {
		return NonePushed.With(kernel.MonthOf("month", b.Month))
	}
	flow.Note(tx, p, flow.Node(tx.Call.Name), "", "")
	return nil
}

// Settle posts the pairs. One that reverses another which comes along reverses what that
// has become.
func (b BringBack) Settle(tx *kernel.Tx) error {
	became := map[kernel.Ref[Voucher]]kernel.Ref[Voucher]{}
	list := Pushed(tx, b.Month)
	for _, v := range list[:min(len(list), mostBack)] {
		ref := kernel.Ref[Voucher](v.ID)
		red := &Posting{SrcEntity: v.SrcEntity, Src: v.Src, Date: v.Date, Summary: "转出 " + v.Summary, asWritten: true, into: v.Period, moved: ref}
		if err := red.copy(tx, v, -1); err != nil {
			return err
		}
		if _, err := post(tx, red, ref); err != nil {
			return err
		}
		back := &Posting{SrcEntity: v.SrcEntity, Src: v.Src, Date: v.Date, Summary: v.Summary, asWritten: true, into: b.Month, moved: ref}
		if err := back.copy(tx, v, 1); err != nil {
			return err
		}
		reverses := v.Reverses
		if now, moved := became[reverses]; moved {
			reverses = now
		}
		made, err := post(tx, back, reverses)
		if err != nil {
			return err
		}
		if made != nil {
			became[ref] = kernel.Ref[Voucher](made.ID)
		}
	}
	return nil
}
