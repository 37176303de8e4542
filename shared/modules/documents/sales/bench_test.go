package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// BenchmarkFiveLines places and ships orders of five lines in memory: what the
// commands themselves cost, without a store or a network.
func BenchmarkFiveLines(b *testing.B) {
	w := trial.Company(b, org.VatGeneral)
	customer := w.Party(b, "鹭岛")
	var goods [5]kernel.Ref[product.Product]
	var opening []stock.OpenLine
	for n := range goods {
		goods[n] = w.Product(b, string(rune('A'+n)))
		opening = append(opening, stock.OpenLine{Product: goods[n], Qty: 1e14, Price: 1_000_000})
	}
	w.Must(b, trial.System(), &stock.Open{Place: w.Place("W1"), Lines: opening})
	place := &sales.Place{Wish: sales.Wish{Customer: customer, From: w.Place("W1")}}
	for _, p := range goods {
		place.Lines = append(place.Lines, sales.WishLine{Product: p, Qty: 1_000_000, Price: 2_000_000})
	}
	var deliveries []kernel.Ref[sales.Delivery]
	placeOne := func(b *testing.B) {
		tx := judged(b, w, place)
		deliveries = append(deliveries, sales.Deliveries.Born(tx))
	}
	b.Run("place", func(b *testing.B) {
		for b.Loop() {
			placeOne(b)
		}
	})
	b.Run("ship", func(b *testing.B) {
		for b.Loop() {
			if len(deliveries) == 0 {
				b.StopTimer()
				placeOne(b)
				b.StartTimer()
			}
			judged(b, w, &sales.Ship{Delivery: deliveries[0]})
			deliveries = deliveries[1:]
		}
	})
}

// judged runs a command on the clock and keeps its rows off it, because a store
// in memory is slower than one that is indexed for many rows.
func judged(b *testing.B, w *trial.World, args kernel.Command) *kernel.Tx {
	call := w.Call(trial.System(), args)
	tx := kernel.NewTx(w.Catalog, w, nil, call, trial.System())
	if _, err := tx.Judge(); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	for _, write := range tx.Writes() {
		w.Put(write.After)
	}
	b.StartTimer()
	return tx
}
