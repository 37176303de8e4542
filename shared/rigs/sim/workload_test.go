package sim_test

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/replica"
)

// counterWorkload lets sellers sell what is not there, edit each other's notes, ship,
// hand over, queue, and become somebody else.
type counterWorkload struct {
	c       *kernel.Catalog
	old     *kernel.Catalog // of the release before, which every other device runs
	devices int
	free    kernel.Qty
	liar    replica.Identity
}

// Liar implements sim.Liar: somebody on a device of his own who is the first boss.
func (cw *counterWorkload) Liar() replica.Identity { return cw.liar }

func (cw *counterWorkload) CatalogOf(n int) *kernel.Catalog {
	if n%2 == 1 {
		return cw.old
	}
	return cw.c
}

func (cw *counterWorkload) encode(name string, args kernel.Command) []byte {
	return cw.c.Command(name).Encode(args)
}

func (cw *counterWorkload) Found(w *sim.World) ([]replica.Identity, error) {
	f := &found{Free: cw.free}
	for i := range cw.devices {
		f.Sellers = append(f.Sellers, fmt.Sprintf("D%02d", i))
	}
	call := kernel.Call{ID: kernel.NewID(w.Clock.Now, w.Clock.Random()), Key: 1, Name: "test.found", Args: cw.encode("test.found", f)}
	judged, err := w.Judge(call)
	if err != nil || judged[0].Refusal != nil {
		return nil, fmt.Errorf("found: %v %v", judged, err)
	}
	var ids []replica.Identity
	err = w.Server.Disk.Scan(sellers.In(cw.c), func(row kernel.Row) error {
		ids = append(ids, replica.Identity{Device: kernel.NewID(w.Clock.Now, w.Clock.Random()), User: row.Base().ID})
		if row.(*seller).Boss { // comes first
			ids[0], ids[len(ids)-1] = ids[len(ids)-1], ids[0]
		}
		return nil
	})
	cw.liar = replica.Identity{Device: kernel.NewID(w.Clock.Now, w.Clock.Random()), User: ids[0].User}
	return ids, err
}

func (cw *counterWorkload) Act(w *sim.World, d *sim.Device) {
	switch n := w.Clock.Between(1, 20); {
	case n <= 10:
		cw.sell(w, d)
	case n <= 12:
		cw.hold(w, d)
	case n <= 15:
		cw.queue(w, d)
	case n <= 18:
		cw.decorate(w, d)
	default:
		cw.reorganise(w, d)
	}
}

// sell makes, changes, ships and gives away sales.
func (cw *counterWorkload) sell(w *sim.World, d *sim.Device) {
	mine := rowsOf(d, sales)
	one := func() *sale {
		if w.Clock.Chance(30) { // what was made last
			return mine[len(mine)-1]
		}
		return mine[w.Clock.Rand.IntN(len(mine))]
	}
	any := func() kernel.Ref[sale] { return kernel.Ref[sale](one().ID) }
	someone := cw.anyone(w)
	switch n := w.Clock.Between(1, 11); {
	case n <= 3 || len(mine) == 0:
		cw.do(d, "sale.make", &makeSale{Qty: kernel.Qty(w.Clock.Between(1, 5) * 1e6), OrLess: w.Clock.Chance(40)})
	case n <= 5:
		s, becomes := one(), fmt.Sprint(w.Clock.Now)
		if w.Clock.Chance(35) {
			becomes = ""
		}
		cw.do(d, "sale.edit", &kernel.EditRow{Row: s.ID, Changes: []kernel.Change{{Field: "note", Was: s.Note, Becomes: becomes}}})
	case n == 6:
		cw.do(d, "sale.ship", &shipSale{any()})
	case n == 7:
		cw.do(d, "sale.tidy", &tidy{})
	case n == 8:
		give := &giveSales{To: someone}
		for range w.Clock.Between(1, 7) {
			give.Sales = append(give.Sales, givenSale{any()})
		}
		cw.do(d, "sale.give_all", give)
	case n == 9:
		from, into := one(), one()
		if from == into {
			return
		}
		to := into.Owner
		if w.Clock.Chance(50) {
			to = someone
		}
		cw.do(d, "sale.join", &joinSales{kernel.Ref[sale](from.ID), kernel.Ref[sale](into.ID), to})
	default:
		cw.do(d, "sale.give", &giveSale{any(), someone})
		if w.Clock.Chance(50) {
			cw.do(d, "sale.tidy", &tidy{})
		}
	}
}

// hold moves the stock and nothing else.
func (cw *counterWorkload) hold(w *sim.World, d *sim.Device) {
	qty := kernel.Qty(w.Clock.Between(1, 9) * 1e6)
	switch w.Clock.Between(1, 5) {
	case 1:
		cw.do(d, "stock.take", &takeGoods{Upto: qty})
	case 2, 3:
		cw.do(d, "stock.grab", &grabGoods{Qty: qty})
	default:
		cw.do(d, "stock.fill", &fillUp{Qty: qty})
	}
}

// queue looks for what is not there yet, or is there under another name. Every few
// seconds there are other desks.
func (cw *counterWorkload) queue(w *sim.World, d *sim.Device) {
	desk, slot := fmt.Sprint("desk ", int64(w.Clock.Now)/3000*3+w.Clock.Between(0, 2)), fmt.Sprint("slot ", w.Clock.Between(1, 9))
	switch w.Clock.Between(1, 9) {
	case 1:
		cw.do(d, "slot.take", &takeSlot{From: w.Clock.Between(1, 3)})
	case 2:
		cw.do(d, "slot.claim", &claimSlot{Name: slot})
	case 3:
		cw.do(d, "slot.move", &moveUp{From: slot, To: fmt.Sprint("slot ", w.Clock.Between(1, 9))})
	case 4, 5:
		cw.do(d, "desk.open", &openDesk{Name: desk})
	default:
		cw.do(d, "ticket.take", &queueAt{Desk: desk})
	}
}

// decorate writes what follows sales and their lines.
func (cw *counterWorkload) decorate(w *sim.World, d *sim.Device) {
	mine, of := rowsOf(d, sales), rowsOf(d, lines)
	if len(mine) == 0 || len(of) == 0 {
		return
	}
	line := kernel.Ref[saleLine](of[w.Clock.Rand.IntN(len(of))].ID)
	switch w.Clock.Between(1, 5) {
	case 1:
		cw.do(d, "remark.write", &remarkOn{kernel.Ref[sale](mine[w.Clock.Rand.IntN(len(mine))].ID), fmt.Sprint(w.Clock.Now)})
	case 2:
		cw.do(d, "remark.count", &countSales{kernel.Ref[sale](mine[w.Clock.Rand.IntN(len(mine))].ID), cw.anyone(w)})
	case 3:
		cw.do(d, "sale_line.tick", &tickLine{line})
	case 4:
		cw.do(d, "sale_line.move", &moveLine{line, kernel.Ref[sale](mine[w.Clock.Rand.IntN(len(mine))].ID)})
	default:
		cw.do(d, "sale_line.note", &noteLine{line, fmt.Sprint(w.Clock.Now)})
	}
}

// reorganise changes who somebody is. The first stays a boss; only bosses make one.
func (cw *counterWorkload) reorganise(w *sim.World, d *sim.Device) {
	me, _ := d.Disk.Get(sellers.In(d.Catalog), d.ID.User).(*seller)
	other, _ := d.Disk.Get(sellers.In(d.Catalog), w.Devices[w.Clock.Between(1, int64(len(w.Devices))-1)].ID.User).(*seller)
	if me == nil || other == nil {
		return
	}
	if !me.Boss {
		other = me
	}
	cw.becomes(w, d, other.ID, me.Boss)
}

// becomes makes somebody another one, and now and then something else again while that
// is brought to him.
func (cw *counterWorkload) becomes(w *sim.World, d *sim.Device, who kernel.ID, boss bool) {
	other, _ := d.Disk.Get(sellers.In(d.Catalog), who).(*seller)
	if other == nil {
		return
	}
	edit := func(who *seller, field, was, becomes string) {
		cw.do(d, "seller.edit", &kernel.EditRow{Row: who.ID, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}})
	}
	if w.Clock.Chance(50) {
		w.Clock.After(w.Clock.Between(1, 200), func() { cw.becomes(w, d, who, boss) })
	}
	switch n := w.Clock.Between(1, 6); {
	case n == 1:
		edit(other, "name", other.Name, fmt.Sprintf("N%02d", w.Clock.Between(0, 99)))
	case n == 2:
		edit(other, "costs", fmt.Sprint(other.Costs), fmt.Sprint(!other.Costs))
	case n <= 4 && boss:
		edit(other, "boss", fmt.Sprint(other.Boss), fmt.Sprint(!other.Boss))
	default:
		edit(other, "deputy", sellers.In(d.Catalog).Field("deputy").Get(other).String(), cw.anyone(w).String())
	}
}

func (cw *counterWorkload) anyone(w *sim.World) kernel.Ref[seller] {
	return kernel.Ref[seller](w.Devices[w.Clock.Rand.IntN(len(w.Devices))].ID.User)
}

func (cw *counterWorkload) do(d *sim.Device, name string, args kernel.Command) {
	_, _ = d.Do(name, cw.encode(name, args))
}

func rowsOf[T any](d *sim.Device, e *kernel.Entity[T]) []*T {
	var rows []*T
	_ = d.Disk.Scan(e.In(d.Catalog), func(row kernel.Row) error {
		rows = append(rows, any(row).(*T))
		return nil
	})
	return rows
}

func (cw *counterWorkload) Check(w *sim.World) error {
	var sold kernel.Qty
	_ = w.Server.Disk.Scan(lines.In(cw.c), func(row kernel.Row) error {
		sold += row.(*saleLine).Qty
		return nil
	})
	left := w.Server.Disk.Get(stocks.In(cw.c), pile.ID()).(*stock)
	if left.Free < 0 || left.Free+left.Used+sold != cw.free+left.Filled {
		return fmt.Errorf("%s sold, %s used and %s left of %s and %s", sold, left.Used, left.Free, cw.free, left.Filled)
	}
	if left.Sold != int64(w.Server.Disk.Len(sales.In(cw.c))) {
		return fmt.Errorf("%d sales are numbered, %d exist", left.Sold, w.Server.Disk.Len(sales.In(cw.c)))
	}
	return checkQueues(cw, w.Server.Disk)
}
