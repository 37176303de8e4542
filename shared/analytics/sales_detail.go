package analytics

import (
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/sales"
)

// sold is a line that was shipped, or that came back as a red one.
type sold struct {
	entity         string
	doc            kernel.ID // the delivery or the return
	date           kernel.Date
	number, kindZh string
	name           string
	owner          kernel.Ref[org.Seat]
	line           sales.DeliveryLine
	cost           kernel.Money
}

// soldBetween lists what was shipped and what came back in a span, reds negative.
func soldBetween(b Books, from, to kernel.Date) ([]sold, error) {
	docs := map[kernel.ID]sold{}
	err := each(b, sales.Deliveries, func(d *sales.Delivery) {
		if d.Left != 0 && from <= d.Left && d.Left <= to {
			docs[d.ID] = sold{entity: sales.Deliveries.Name(), doc: d.ID, date: d.Left, number: d.Number, kindZh: "销售", name: buyer(b, d.Customer, d.Name), owner: d.Owner}
		}
	})
	if err != nil {
		return nil, err
	}
	err = each(b, sales.Returns, func(r *sales.Return) {
		if from <= r.Date && r.Date <= to {
			docs[r.ID] = sold{entity: sales.Returns.Name(), doc: r.ID, date: r.Date, number: r.Number, kindZh: "退货", name: buyer(b, r.Customer, r.Name), owner: r.Owner}
		}
	})
	if err != nil {
		return nil, err
	}
	var list []sold
	err = each(b, sales.DeliveryLines, func(l *sales.DeliveryLine) {
		s, within := docs[l.Delivery.ID()]
		if !within || l.Shipped == 0 {
			return
		}
		s.line = *sales.DeliveryLines.Whole(b.held, l)
		s.cost = s.line.Cost
		list = append(list, s)
	})
	if err != nil {
		return nil, err
	}
	err = each(b, sales.ReturnLines, func(l *sales.ReturnLine) {
		s, within := docs[l.Return.ID()]
		if !within {
			return
		}
		l = sales.ReturnLines.Whole(b.held, l)
		s.line, s.cost = red(l), -l.Cost
		if of := find(b, sales.DeliveryLines, l.DeliveryLine); of != nil {
			s.line.Code = of.Code
		}
		list = append(list, s)
	})
	return list, err
}

// buyer is the customer that a document counts for by name: the one that it was written
// for, under the name of then, or the one that he was merged into.
func buyer(b Books, ref kernel.Ref[party.Party], name string) string {
	for p := find(b, party.Parties, ref); p != nil && !p.MergedInto.IsZero(); {
		if p = find(b, party.Parties, p.MergedInto); p != nil {
			name = p.Name
		}
	}
	return name
}

// red is a returned line as a negative shipped one.
func red(l *sales.ReturnLine) sales.DeliveryLine {
	return sales.DeliveryLine{
		Record: kernel.Record{ID: l.ID}, Line: l.Line, Product: l.Product, Name: l.Name, Spec: l.Spec, Unit: l.Unit,
		Service: l.Service, Gift: l.Gift, Shipped: -l.Qty, Gross: -l.Gross, Net: -l.Net, Vat: -l.Vat,
	}
}

// SalesDetail is the 销售明细 of a span: every line that was shipped, and in red
// what came back. What a merged customer bought counts for the one that stays. Who may see costs gets cost and margin; a gift has a cost and no
// margin, because selling expenses bear it. Rows open their document.
func SalesDetail(b Books, from, to kernel.Date) (*Table, error) {
	list, err := soldBetween(b, from, to)
	if err != nil {
		return nil, err
	}
	worth := b.may(org.SeesCost)
	t := &Table{Zh: "销售明细表", En: "Sales detail", Columns: []Column{
		column("date", "日期", "Date", kernel.KindDate), text("number", "单号", "Number"), text("kind", "类型", "Kind"),
		text("customer", "客户", "Customer"), text("seller", "业务员", "Salesperson"), column("line", "行号", "Line", kernel.KindInt),
		text("code", "商品编码", "Code"), text("name", "商品名称", "Product"), text("spec", "规格型号", "Specification"),
		text("unit", "单位", "Unit"), quantity("qty", "数量", "Quantity"),
	}}
	priced := b.may(org.SeesPrice)
	if priced {
		t.Columns = append(t.Columns, money("net", "金额（不含税）", "Net"), money("vat", "税额", "VAT"), money("gross", "价税合计", "Gross"))
	}
	if worth = worth && priced; worth {
		t.Columns = append(t.Columns, money("cost", "成本", "Cost"), money("margin", "毛利", "Margin"))
	}
	for _, s := range list {
		seller := ""
		if seat := find(b, org.Seats, s.owner); seat != nil {
			seller = seat.Name
		}
		l := s.line
		gross, vat := l.Gross, l.Vat
		if l.Gift {
			vat = 0 // the customer does not pay it
		}
		cells := []any{s.date, s.number, s.kindZh, s.name, seller, l.Line, l.Code, l.Name, l.Spec, l.Unit, l.Shipped}
		if priced {
			cells = append(cells, l.Net, vat, gross)
		}
		if worth {
			cells = append(cells, s.cost, s.margin())
		}
		t.add(s.entity, s.doc, 0, cells...)
	}
	t.sortBy("date", "number", "line")
	t.sum()
	return t, nil
}

// margin is what a line earned before other costs.
func (s sold) margin() kernel.Money {
	if s.line.Gift {
		return 0
	}
	return s.line.Net - s.cost
}
