package importer

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/sync/authority"
)

// remember takes note of a command that an earlier run has had judged: its
// arguments, to tell what the source says otherwise now, and of the opening stock
// the sums.
func (p *Plan) remember(j *authority.Judged) error {
	p.told[tailOf(j.Call.ID)] = *j
	p.lastKey = max(p.lastKey, j.Call.Key)
	open := p.catalog.CommandFor(&stock.Open{})
	if j.Call.Name != open.Name {
		return nil
	}
	if p.openDocs++; j.Refusal != nil {
		return nil
	}
	args, err := open.Decode(j.Call.Args)
	if err != nil {
		return err
	}
	o := args.(*stock.Open)
	for _, l := range o.Lines {
		p.opened[goods{l.Product.ID(), o.Place.ID()}] += l.Qty
	}
	return nil
}

// OtherSource is the refusal of files that are not those of the import's name.
var OtherSource = kernel.Refuse("import.other_source", "映射名称 {name} 已经用于另一份来源：同样的单号在公司里属于别的客户（{count} 张，例如 {example}）；请在映射里换一个 name",
	"The mapping's name {name} belongs to another source: the same numbers are other customers' in the company ({count}, such as {example}); give the mapping a name of its own")

// sameSource refuses a source that only looks like the one of an earlier run: most
// of the orders that both have belong to other customers. Their numbers say nothing
// then, and what is new in it would be taken for what is known.
func (p *Plan) sameSource() error {
	place := p.catalog.CommandFor(&sales.Place{})
	known, others, example := 0, 0, ""
	for _, s := range p.events {
		if !s.done || s.call.Name != place.Name {
			continue
		}
		known++
		if !s.changed {
			continue
		}
		before, err := place.Decode(p.told[tailOf(s.call.ID)].Call.Args)
		if err != nil {
			return err
		}
		now, err := place.Decode(s.call.Args)
		if err != nil {
			return err
		}
		if before.(*sales.Place).Customer != now.(*sales.Place).Customer {
			others++
			example = orElse(example, s.doc.key)
		}
	}
	if 2*others > known {
		return OtherSource.With(kernel.Text("name", p.Mapping.Name), kernel.Int("count", int64(others)), kernel.Text("example", example))
	}
	return nil
}
