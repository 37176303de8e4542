package analytics

import (
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

// Vouchers is the 凭证列表 of the months from first to last (yyyymm), one line per
// entry in the order of numbers, as other books import it.
func Vouchers(b Books, first, last int64) (*Table, error) {
	t := &Table{
		Zh: "凭证列表", En: "Vouchers",
		Columns: []Column{
			column("date", "日期", "Date", kernel.KindDate), column("period", "会计期间", "Period", kernel.KindInt),
			text("word", "凭证字", "Word"), column("no", "凭证号", "No.", kernel.KindInt),
			column("line", "行号", "Line", kernel.KindInt), text("summary", "摘要", "Summary"),
			text("code", "科目编码", "Account code"), text("name", "科目名称", "Account"), text("name_en", "英文名称", "Account (English)"),
			text("party", "往来单位", "Party"), money("debit", "借方金额", "Debit"), money("credit", "贷方金额", "Credit"),
		},
	}
	vouchers, entries := map[kernel.Ref[ledger.Voucher]]*ledger.Voucher{}, []*ledger.Entry(nil)
	tx := b.tx()
	for month := first; month <= last; month = next(month) {
		in, _ := ledger.VouchersIn.Of(tx, month)
		for _, v := range in {
			vouchers[kernel.Ref[ledger.Voucher](v.ID)] = v
			lines, _ := ledger.EntriesOf.Of(tx, kernel.Ref[ledger.Voucher](v.ID))
			entries = append(entries, lines...)
		}
	}
	sort.Slice(entries, func(i, j int) bool { return before(vouchers, entries[i], entries[j]) })
	for _, e := range entries {
		v := vouchers[e.Voucher]
		account := find(b, ledger.Accounts, e.Account)
		if account == nil {
			account = &ledger.Account{}
		}
		add(t, ledger.Vouchers.Name(), v.ID, 0, v.Date, v.Period, v.Word, v.No, e.Line, e.Summary,
			account.Code, account.Name, account.NameEn, partyName(b, e.Party), e.Debit, e.Credit)
	}
	sum(t)
	return t, nil
}

// next is the month (yyyymm) after another.
func next(month int64) int64 { return kernel.Date(month*100 + 1).AddMonths(1).YearMonth() }

func before(vouchers map[kernel.Ref[ledger.Voucher]]*ledger.Voucher, a, b *ledger.Entry) bool {
	v, w := vouchers[a.Voucher], vouchers[b.Voucher]
	switch {
	case v.Period != w.Period:
		return v.Period < w.Period
	case v.Word != w.Word:
		return v.Word < w.Word
	case v.No != w.No:
		return v.No < w.No
	}
	return a.Line < b.Line
}

func partyName(b Books, ref kernel.Ref[party.Party]) string {
	if p := find(b, party.Parties, ref); p != nil {
		return p.Name
	}
	return ""
}
