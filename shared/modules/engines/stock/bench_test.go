package stock_test

import (
	"fmt"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/rigs/trial"
)

// One judgement of five lines with movements, layers, balances, values, serial
// number and voucher, in memory.
func BenchmarkJudgeIssueOfFiveLines(b *testing.B) {
	h := open(b)
	issue := &stock.Issue{Place: h.w1, Purpose: stock.ForUse}
	receipt := &stock.Receive{Place: h.w1, Supplier: h.maker}
	for i := range 5 {
		p := h.Product(b, fmt.Sprintf("B-%d", i))
		receipt.Lines = append(receipt.Lines, stock.ReceiveLine{Product: p, Qty: qty(100_000_000), Price: 3_000_000})
		issue.Lines = append(issue.Lines, stock.GoodsLine{Product: p, Qty: qty(1)})
	}
	h.Must(b, trial.System(), receipt)
	b.ReportAllocs()
	for b.Loop() {
		call := h.Call(trial.System(), issue)
		tx := kernel.NewTx(h.Catalog, h, nil, call, trial.System())
		if _, err := tx.Judge(); err != nil {
			b.Fatal(err)
		}
		for _, w := range tx.Writes() {
			w.After.Base().Version = call.Key
			h.Put(w.After)
		}
	}
}
