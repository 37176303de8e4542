package syncpage

import (
	"encoding/json"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/product"
)

// Target is a row that a page shows.
type Target struct {
	Entity string
	ID     kernel.ID
	Draft  bool // an order that is still being written
}

var (
	newRow    = i18n.Define("sync.new", "新建", "New")
	cutTo     = i18n.Define("sync.cut", "{0}：订 {1}，服务器接受 {2}", "{0}: {1} ordered, {2} accepted")
	held      = i18n.Define("sync.held", "订单转为「{0}」", "The order is now: {0}")
	promise   = i18n.Define("sync.promise", "{0}：预计 {1} 发货", "{0}: expected to ship on {1}")
	moreGoods = i18n.DefinePlural("sync.goods.more", "等 {0} 种", "{0} product in all", "{0} products in all")
)

// subject is what a command is about. A row that the command would have made is
// called by what was typed.
func subject(r *view.Reader, i client.Item) string {
	if i.Subject != "" {
		return i.Subject
	}
	add, ok := i.Args.(*kernel.AddRow)
	s := r.Catalog.Schema(strings.TrimSuffix(i.Command, ".add"))
	if !ok || s == nil {
		return ""
	}
	var titles []string
	for _, v := range add.Values {
		if f := s.Field(v.Field); f != nil && f.Title && f.Kind == kernel.KindText {
			titles = append(titles, v.Value)
		}
	}
	return view.Join(newRow.Text(), strings.Join(titles, " "))
}

// target is the document that a command has made or changed, while this device
// holds it.
func target(r *view.Reader, i client.Item) *Target {
	made := append([]*kernel.Schema{sales.Orders.In(r.Catalog)}, r.Catalog.Schemas...) // the order before its delivery
	for _, s := range made {
		if s.Prefix == "" {
			continue
		}
		if id := kernel.AddedID(i.ID, s.Name); there(r, s, id) {
			return &Target{Entity: s.Name, ID: id}
		}
	}
	spec := r.Catalog.Command(i.Command)
	if spec == nil || i.Args == nil {
		return nil
	}
	switch args := i.Args.(type) {
	case *kernel.AddRow:
		if id := kernel.AddedID(i.ID, spec.Schema.Name); there(r, spec.Schema, id) {
			return &Target{Entity: spec.Schema.Name, ID: id}
		}
	case *kernel.EditRow:
		if there(r, spec.Schema, args.Row) {
			return &Target{Entity: spec.Schema.Name, ID: args.Row}
		}
	}
	return referred(r, spec, i.Args)
}

// referred is the first document that the arguments name.
func referred(r *view.Reader, spec *kernel.CommandSpec, args kernel.Command) *Target {
	var content map[string]json.RawMessage
	if json.Unmarshal(spec.EncodeJSON(args), &content) != nil {
		return nil // a button less; the entry is readable without it
	}
	for _, f := range spec.Fields {
		s := r.Catalog.Schemas[0].Target(f)
		var id kernel.ID
		if f.Kind != kernel.KindID || s == nil || s.StateField() == nil || json.Unmarshal(content[f.Name], &id) != nil {
			continue
		}
		if there(r, s, id) {
			return &Target{Entity: s.Name, ID: id}
		}
	}
	return nil
}

func there(r *view.Reader, s *kernel.Schema, id kernel.ID) bool {
	if s == nil || id.IsZero() {
		return false
	}
	_, p := r.Tx.GetRow(s, id)
	return p == kernel.Found
}

// amount is the money that a command says there is, "" for one that says none: what its
// required arguments come to.
func amount(r *view.Reader, i client.Item) string {
	spec := r.Catalog.Command(i.Command)
	if spec == nil || spec.Schema != nil || i.Args == nil {
		return ""
	}
	var said any
	if json.Unmarshal(spec.EncodeJSON(i.Args), &said) != nil {
		return ""
	}
	if sum := moneyIn(spec.Fields, said); sum != 0 {
		return view.Money(sum)
	}
	return ""
}

func moneyIn(fields []*kernel.Field, said any) (sum kernel.Money) {
	content, _ := said.(map[string]any)
	for _, f := range fields {
		switch value := content[f.Name].(type) {
		case string:
			if v, err := kernel.ParseValue(f.Kind, value); err == nil && f.Kind == kernel.KindMoney && f.Required {
				sum += kernel.Money(v.Int)
			}
		case []any:
			if _, item := f.Item(); item != nil {
				for _, line := range value {
					sum += moneyIn(item.Fields, line)
				}
			}
		}
	}
	return sum
}

// goodsMost is how many products of an order are named.
const goodsMost = 3

// goods names the products of an order.
func goods(r *view.Reader, args kernel.Command) string {
	place, ok := args.(*sales.Place)
	if !ok {
		return ""
	}
	var names []string
	for n, l := range place.Lines {
		if n == goodsMost {
			names = append(names, moreGoods.Text(len(place.Lines)))
			break
		}
		if p, found := product.Products.Get(r.Tx, l.Product); found == kernel.Found {
			unit := l.Unit
			if unit == "" {
				unit = p.Unit
			}
			names = append(names, strings.TrimSpace(p.Name+" "+p.Spec)+" × "+view.Qty(l.Qty, unit)) // two of a name differ by it
		}
	}
	return strings.Join(names, i18n.ListSeparator.Text())
}

// differences say how an accepted order differs from what was sent. Of other
// documents the page says only that they do.
func differences(r *view.Reader, i client.Item) []string {
	place, ok := i.Args.(*sales.Place)
	if !ok {
		return nil
	}
	ref := kernel.Ref[sales.Order](kernel.AddedID(i.ID, sales.Orders.Name()))
	o, p := sales.Orders.Get(r.Tx, ref)
	if p != kernel.Found {
		return nil
	}
	var list []string
	if o.State == sales.Held {
		list = append(list, held.Text(view.State(r.Catalog, sales.Orders.Name(), o.State)))
	}
	lines, _ := sales.LinesOf.Of(r.Tx, ref)
	for _, l := range lines {
		switch {
		case l.Closed > 0 && place.Allow == sales.OrLess:
			list = append(list, cutTo.Text(l.Name, view.Qty(l.BaseQty, baseUnit(r, l)), view.Qty(l.BaseQty-l.Closed, baseUnit(r, l))))
		case l.Rest() > l.Planned && l.Promise != 0:
			list = append(list, promise.Text(l.Name, view.Date(l.Promise)))
		}
	}
	return list
}

func baseUnit(r *view.Reader, l *sales.OrderLine) string {
	if p, found := product.Products.Get(r.Tx, l.Product); found == kernel.Found {
		return p.Unit
	}
	return l.Unit
}
