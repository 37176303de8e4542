package syncpage

import (
	"encoding/json"
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

// Target is a row that a page shows.
type Target struct {
	Entity string
	ID     kernel.ID
	Draft  bool // it is still being written
}

var (
	newRow    = i18n.Define("sync.new", "新建", "New")
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
	if made := made(r, i.ID); made != nil {
		return made
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

// made is the document that a call has made, of several the one that no other of them is
// made for: the order before its delivery.
func made(r *view.Reader, call kernel.ID) *Target {
	var found []*kernel.Schema
	for _, s := range r.Catalog.Schemas {
		if s.Prefix != "" && there(r, s, kernel.AddedID(call, s.Name)) {
			found = append(found, s)
		}
	}
	for _, s := range found {
		if !slices.ContainsFunc(s.Fields, func(f *kernel.Field) bool { return f.Kind == kernel.KindID && slices.Contains(found, s.Target(f)) }) {
			return &Target{Entity: s.Name, ID: kernel.AddedID(call, s.Name)}
		}
	}
	return nil
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

// goodsMost is how many products of a document are named.
const goodsMost = 3

// goods names the products of what was given, with their quantities.
func goods(r *view.Reader, i client.Item) string {
	spec := r.Catalog.Command(i.Command)
	if spec == nil || spec.Schema != nil || i.Args == nil {
		return ""
	}
	var said map[string]any
	if json.Unmarshal(spec.EncodeJSON(i.Args), &said) != nil {
		return "" // a line less; the entry is readable without it
	}
	var names []string
	for _, f := range spec.Fields {
		_, item := f.Item()
		lines, several := said[f.Name].([]any)
		if item == nil || !several {
			continue
		}
		for n, line := range lines {
			if n == goodsMost {
				names = append(names, moreGoods.Text(len(lines)))
				break
			}
			if name := goodsOf(r, item.Fields, line); name != "" {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, i18n.ListSeparator.Text())
}

// goodsOf is the product and the quantity of a line, "" for one that names neither.
func goodsOf(r *view.Reader, fields []*kernel.Field, line any) string {
	content, _ := line.(map[string]any)
	var p *product.Product
	var qty kernel.Qty
	unit, _ := content["unit"].(string)
	for _, f := range fields {
		text, _ := content[f.Name].(string)
		switch {
		case f.Kind == kernel.KindID && r.Catalog.Schemas[0].Target(f) == product.Products.In(r.Catalog):
			if v, err := kernel.ParseValue(f.Kind, text); err == nil {
				p, _ = product.Products.Get(r.Tx, kernel.Ref[product.Product](v.ID()))
			}
		case f.Kind == kernel.KindQty && qty == 0:
			if v, err := kernel.ParseValue(f.Kind, text); err == nil {
				qty = kernel.Qty(v.Int)
			}
		}
	}
	if p == nil || qty == 0 {
		return ""
	}
	if unit == "" {
		unit = p.Unit
	}
	return strings.TrimSpace(p.Name+" "+p.Spec) + " × " + view.Qty(qty, unit) // two of a name differ by it
}

// differences say how an accepted document differs from what was sent, where its command
// knows. Of others the page says only that they do.
func differences(r *view.Reader, i client.Item) (list []string) {
	args, tells := i.Args.(kernel.Tells)
	if !tells {
		return nil
	}
	for _, s := range args.Differs(r.Tx, func(entity string) kernel.ID { return kernel.AddedID(i.ID, entity) }) {
		list = append(list, s.Sentence(view.Lang(), view.Figure))
	}
	return list
}
