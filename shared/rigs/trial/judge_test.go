package trial_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// What a judged command costs by itself: rows in memory, no store, no socket.

type shop struct {
	*trial.World
	customer kernel.Ref[party.Party]
	goods    []kernel.Ref[product.Product]
}

func openShop(b *testing.B) *shop {
	b.Helper()
	s := &shop{World: trial.Company(b, org.VatGeneral)}
	s.customer = s.Party(b, "万悦家居")
	open := &stock.Receive{Place: s.Place("W1"), Supplier: s.Party(b, "供应商")}
	for i := range 5 {
		p := s.Product(b, "P"+string(rune('A'+i)))
		s.goods = append(s.goods, p)
		open.Lines = append(open.Lines, stock.ReceiveLine{Product: p, Qty: 9e8 * 1e6, Price: 10e6})
	}
	s.Must(b, trial.System(), open)
	return s
}

func (s *shop) order() *sales.Place {
	place := &sales.Place{Wish: sales.Wish{Customer: s.customer, From: s.Place("W1")}}
	for _, p := range s.goods {
		place.Lines = append(place.Lines, sales.WishLine{Product: p, Qty: 2e6, Price: 20e6})
	}
	return place
}

func BenchmarkPlaceFiveLines(b *testing.B) {
	s := openShop(b)
	author := trial.System()
	order := s.order()
	b.ReportAllocs()
	for b.Loop() {
		s.Must(b, author, order)
	}
}
