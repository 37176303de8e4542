package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// request is a line of an approved order whose goods purchasing is asked for.
func request(tx *kernel.Tx, o *Order, l *OrderLine, lead leadTime, missing kernel.Qty) ([]kernel.Arg, error) {
	p, err := product.Products.Need(tx, l.Product)
	if err != nil {
		return nil, err
	}
	return buyArgs(tx, p, lead, missing, missing, o.Name, o.Number, l.Promise), nil
}

// buyArgs are the figures of a request to buy a product of which so much is asked for and so
// much of that is missing: for whom, on which document, and by when.
func buyArgs(tx *kernel.Tx, p *product.Product, lead leadTime, asked, missing kernel.Qty, customer, number string, by kernel.Date) []kernel.Arg {
	return []kernel.Arg{
		kernel.Text("product", productName(p)),
		{Name: BuyGoods, Value: kernel.Of(p.ID)},
		kernel.Quantity("short", missing, p.Unit), kernel.Text("customer", customer), kernel.Text("number", number),
		kernel.Quantity("suggest", suggest(tx, p, lead, asked, missing).Qty, p.Unit), kernel.Figure("promise", by),
	}
}

// askToBuy asks purchasing for what the order waits for; only Settle calls it,
// because the server knows the whole demand.
func askToBuy(tx *kernel.Tx, ref kernel.Ref[Order]) error {
	o, err := Orders.Need(tx, ref)
	if err != nil || o.State != Approved {
		return err
	}
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	lead := company.LeadTime(tx)
	lines, _ := LinesOf.Of(tx, ref)
	for _, l := range lines {
		missing := l.Rest() - l.Planned
		if missing <= 0 {
			continue
		}
		args, err := request(tx, o, l, lead, missing)
		if err != nil {
			return err
		}
		flow.OpenTask(tx, TaskBuy, o, flow.To{}, args...)
	}
	return nil
}

// keepRequests makes what purchasing is asked for say what the order still waits for of
// a product: goods that came, were allotted or are wanted no more are asked for no more.
// A request that purchasing has done with stays done.
func keepRequests(tx *kernel.Tx, o *Order, goods kernel.Ref[product.Product]) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	lead := company.LeadTime(tx)
	lines, _ := LinesOf.Of(tx, kernel.Ref[Order](o.ID))
	var now [][]kernel.Arg // of each line that waits
	for _, l := range lines {
		if missing := waits(o, l); l.Product == goods && missing > 0 {
			args, err := request(tx, o, l, lead, missing)
			if err != nil {
				return err
			}
			now = append(now, args)
		}
	}
	flow.RetellTasks(tx, TaskBuy, o.ID, func(t *flow.Task) bool { return t.Arg(BuyGoods).Value.ID() == goods.ID() }, now)
	return nil
}
