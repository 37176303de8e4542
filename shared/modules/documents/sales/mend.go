package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Mend keeps the order as a draft, for which purchasing may be asked.
func (p *Place) Mend(way string, why *kernel.Refusal) (kernel.Mend, bool) {
	switch way {
	case kernel.AsDraft:
		return kernel.Mend{Draft: &Save{Wish: p.Wish}}, true
	case "buy":
		return kernel.Mend{
			Draft: &Save{Wish: p.Wish}, Then: func(tx *kernel.Tx, made kernel.ID) []kernel.Command { return p.wants(tx, made, why) },
			Zh: "已请采购补货，订单已存为草稿", En: "Purchasing has been asked; the order is kept as a draft",
		}, true
	}
	return kernel.Mend{}, false
}

// wants asks purchasing for what the refusal says is short.
func (p *Place) wants(tx *kernel.Tx, draft kernel.ID, why *kernel.Refusal) (list []kernel.Command) {
	if why == nil {
		return nil
	}
	buyer := ""
	if c, found := party.Parties.Get(tx, p.Customer); found == kernel.Found {
		buyer = c.Name
	}
	for i := range why.Details {
		line := &why.Details[i]
		n, short := line.Arg("line").Int, kernel.Qty(line.Arg("short").Int)
		if n < 1 || int(n) > len(p.Lines) || short <= 0 {
			continue
		}
		list = append(list, &Want{Product: p.Lines[n-1].Product, Qty: short, By: p.Due, For: buyer, Order: kernel.Ref[Order](draft)})
	}
	return list
}

// Differs says what is held, cut or promised for later.
func (p *Place) Differs(tx *kernel.Tx, made func(entity string) kernel.ID) (list []kernel.Saying) {
	ref := kernel.Ref[Order](made(Orders.Name()))
	o, found := Orders.Get(tx, ref)
	if found != kernel.Found {
		return nil
	}
	if o.State == Held {
		list = append(list, kernel.Word("订单转为「待放行」", "The order is now: Held"))
	}
	lines, _ := LinesOf.Of(tx, ref)
	for _, l := range lines {
		name := kernel.Text("product", l.Name)
		switch {
		case l.Closed > 0 && p.Allow == OrLess:
			unit := l.Unit
			if goods, has := product.Products.Get(tx, l.Product); has == kernel.Found {
				unit = goods.Unit
			}
			list = append(list, kernel.Saying{
				Zh: "{product}：订 {ordered}，服务器接受 {accepted}", En: "{product}: {ordered} ordered, {accepted} accepted",
				Args: []kernel.Arg{name, kernel.Quantity("ordered", l.BaseQty, unit), kernel.Quantity("accepted", l.BaseQty-l.Closed, unit)},
			})
		case l.Rest() > l.Planned && l.Promise != 0:
			list = append(list, kernel.Saying{
				Zh: "{product}：预计 {day} 发货", En: "{product}: expected to ship on {day}",
				Args: []kernel.Arg{name, kernel.Figure("day", l.Promise)},
			})
		}
	}
	return list
}
