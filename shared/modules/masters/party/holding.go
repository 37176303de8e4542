package party

import (
	"strings"

	"heyi/shared/kernel"
)

// What is open with a party forbids to remove it, also where its documents are not
// at hand.
func init() {
	Parties.Holding(func(tx *kernel.Tx, p *Party) (zh, en string) {
		b, found := Balances.Get(tx, BalanceOf(kernel.Ref[Party](p.ID)))
		if found != kernel.Found {
			return "", ""
		}
		var zhs, ens []string
		for _, open := range []struct {
			zh, en string
			amount kernel.Money
		}{{"应收", "receivable", b.Receivable}, {"预收", "paid in advance", b.Prepaid}, {"应付", "payable", b.Payable}} {
			if open.amount != 0 {
				zhs, ens = append(zhs, open.zh+" "+open.amount.String()), append(ens, open.en+" "+open.amount.String())
			}
		}
		return strings.Join(zhs, "、"), strings.Join(ens, ", ")
	})
}
