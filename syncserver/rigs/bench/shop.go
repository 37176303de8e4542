package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/syncserver/companies/company"
)

// shop is the company under load. Old orders belong to one salesperson and
// another warehouse, so that the devices under load hold what a device holds:
// their own recent work.
type shop struct {
	*company.Company
	near, far kernel.Ref[org.Place]
	goods     []kernel.Ref[product.Product]
	customers [][]kernel.Ref[party.Party] // of each seller
	old       []kernel.Ref[party.Party]
	heavy     kernel.Ref[party.Party] // of the second seller under load, with much behind him
	mobiles   []string                // of the boss, the storekeeper, the sellers
	seats     []kernel.ID             // of the sellers, the one with the history first
	crowd     []*enrolment            // of the many, the boss's first
}

// circle is how many customers a seller looks after.
const circle = 50

const password = "bench-password"

func found(ctx context.Context, dir string, o options) (*shop, error) {
	c, err := company.At(dir).Create(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	s := &shop{Company: c}
	if err := s.furnish(ctx, o); err != nil {
		return nil, err
	}
	if err := s.remember(ctx, o.history, o.lines); err != nil {
		return nil, err
	}
	return s, c.Close(ctx)
}

func (s *shop) furnish(ctx context.Context, o options) error {
	setup := &org.Setup{
		Company: org.SetupCompany{
			Name: "压力测试公司", Zone: 480, Vat: org.VatGeneral, Start: 20250101, OverdueDays: 3650, CreditPolicy: org.CreditWarn,
		},
		Places: []org.SetupPlace{{Code: "W1", Name: "近仓", Kind: org.Warehouse}, {Code: "W2", Name: "远仓", Kind: org.Warehouse}},
	}
	roles := []string{org.Boss, org.Storekeeper, org.Sales}
	for range o.sellers + (o.crowd+eachOfCrowd-1)/eachOfCrowd {
		roles = append(roles, org.Sales)
	}
	for i, role := range roles {
		name := fmt.Sprintf("%s %d", role, i)
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: name, Roles: []string{role}, Places: []string{"W1"}})
		setup.Users = append(setup.Users, org.SetupUser{Name: name, Mobile: s.mobile(i), Seat: name})
	}
	if _, err := s.Found(ctx, setup); err != nil {
		return err
	}
	for i := range 3 + o.sellers {
		if _, err := s.NewPassword(ctx, s.mobile(i), password); err != nil {
			return err
		}
		s.mobiles = append(s.mobiles, s.mobile(i))
	}
	if err := s.masters(ctx, o); err != nil {
		return err
	}
	return s.enrolCrowd(ctx, o)
}

func (s *shop) mobile(i int) string { return fmt.Sprintf("1990000%04d", i) }

func (s *shop) masters(ctx context.Context, o options) error {
	var err error
	if s.near, s.far, err = s.places(); err != nil {
		return err
	}
	receive := map[kernel.Ref[org.Place]]*stock.Open{s.near: {Place: s.near}, s.far: {Place: s.far}}
	for i := range 200 {
		id, err := s.add(ctx, "product", "code", fmt.Sprintf("P%03d", i), "name", fmt.Sprintf("商品%03d", i), "unit", "件",
			"tax_class", "goods", "retail", "20", "active", "true")
		if err != nil {
			return err
		}
		s.goods = append(s.goods, kernel.Ref[product.Product](id))
		for _, open := range receive {
			open.Lines = append(open.Lines, stock.OpenLine{Product: s.goods[i], Qty: 1e6 * 1e6, Price: 10e6})
		}
	}
	for _, place := range []kernel.Ref[org.Place]{s.near, s.far} {
		if _, err := s.Hub.Run(ctx, receive[place]); err != nil {
			return err
		}
	}
	for i := range o.sellers + 1 {
		user, err := s.Auth.UserByMobile(s.mobile(2 + i))
		if err != nil {
			return err
		}
		s.seats = append(s.seats, user.Seat.ID())
		var mine []kernel.Ref[party.Party]
		for n := range circle {
			id, err := s.add(ctx, "party", "name", fmt.Sprintf("客户 %d-%d", i, n), "is_customer", "true", "owner", user.Seat.String())
			if err != nil {
				return err
			}
			mine = append(mine, kernel.Ref[party.Party](id))
		}
		s.customers = append(s.customers, mine)
	}
	s.old, s.customers = s.customers[0], s.customers[1:]
	s.heavy = s.customers[1][0]
	return s.burden(ctx, s.heavy)
}

func (s *shop) places() (near, far kernel.Ref[org.Place], err error) {
	view, err := s.Store.Read()
	if err != nil {
		return near, far, err
	}
	tx := kernel.NewTx(s.Catalog, view, nil, &kernel.Call{}, &kernel.Author{System: true})
	w1, _ := org.PlaceByCode.Find(tx, "W1")
	w2, _ := org.PlaceByCode.Find(tx, "W2")
	return kernel.Ref[org.Place](w1.ID), kernel.Ref[org.Place](w2.ID), view.Close()
}

func (s *shop) add(ctx context.Context, entity string, pairs ...string) (kernel.ID, error) {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	name := entity + ".add"
	judged, err := s.Hub.RunEncoded(ctx, name, s.Catalog.Command(name).Encode(args))
	if err != nil {
		return kernel.ID{}, err
	}
	return kernel.AddedID(judged.Call.ID, entity), nil
}

// remember gives the company the orders it already has.
func (s *shop) remember(ctx context.Context, orders, lines int) error {
	start := time.Now()
	spec := s.Catalog.Command("sales.order.place")
	const group = 250
	for done := 0; done < orders; done += group {
		calls := make([]kernel.Call, min(group, orders-done))
		for i := range calls {
			n := done + i
			calls[i] = kernel.Call{Name: spec.Name, Version: 1, Args: spec.Encode(s.order(s.old[n%circle], s.far, n, lines))}
		}
		judged, err := s.Hub.Do(ctx, calls...)
		if err != nil {
			return err
		}
		if r := judged[0].Refusal; r != nil {
			return r
		}
	}
	took := time.Since(start)
	fmt.Printf("history: %d orders of %d lines in %s (%.0f/s, in process)\n", orders, lines, took.Round(time.Second), float64(orders)/took.Seconds())
	return nil
}

func (s *shop) order(customer kernel.Ref[party.Party], from kernel.Ref[org.Place], n, lines int) *sales.Place {
	place := &sales.Place{Wish: sales.Wish{Customer: customer, From: from}}
	for l := range lines {
		place.Lines = append(place.Lines, sales.WishLine{Product: s.goods[(n*7+l*31)%len(s.goods)], Qty: 1e6, Price: 20e6})
	}
	return place
}
