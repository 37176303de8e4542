package importer

import (
	"encoding/json"
	"slices"
	"strconv"

	"heyi/shared/kernel"
)

// formDoc is the lines of one document of any kind.
type formDoc struct {
	*document
	first *line
	day   kernel.Date
	head  map[string]string
	items []map[string]string
	loose bool // its lines stand together only to save commands
}

// documents plans commands of any kind, in the order of the source.
func (p *Plan) documents(f *Document) {
	spec := p.catalog.Command(f.Command)
	list := listOf(spec, f.List)
	size := f.size(list)
	kind := p.kind(spec.Zh, spec.En)
	var docs []*formDoc
	open := map[string]*formDoc{}
	for _, l := range p.linesOf(f.Sheet) {
		if !l.meets(f.When) {
			continue
		}
		key := keyOf(l, f.Key)
		d := open[key]
		if d == nil || len(d.items) >= size && !l.refused {
			d = &formDoc{document: &document{kind: kind, key: f.Command + "/" + key}, loose: len(f.Key) == 0}
			if p.parts[d.key]++; p.parts[d.key] > 1 { // also of other sheets that make the same command
				d.key += "#" + strconv.Itoa(p.parts[d.key])
			}
			open[key], docs = d, append(docs, d)
		}
		p.formLine(f, spec, list, d, l)
	}
	for _, d := range docs {
		if !d.refused && d.first != nil {
			p.form(spec, list, d)
		}
	}
}

// size is how many lines one command takes.
func (f *Document) size(list *kernel.Field) int {
	if list == nil {
		return 1
	}
	most := linesMax
	if list.Max > 0 {
		most = min(most, list.Max)
	}
	return min(orNumber(f.LinesMax, most), most)
}

// formLine adds a line to its document. Lines without a key are no document of
// their source's, so one that is refused does not take the others with it.
func (p *Plan) formLine(f *Document, spec *kernel.CommandSpec, list *kernel.Field, d *formDoc, l *line) {
	if l.refused && d.loose {
		return
	}
	d.lines = append(d.lines, l)
	if l.refused || d.refused {
		p.spoil(d.document, d.blamed(), "", nil)
		return
	}
	r := &reader{p: p, l: l}
	day := r.date(f.Day)
	head, err := p.contents(l, spec.Plan, f.Fields)
	if err == nil {
		err = p.ownHead(l, spec, f.Fields, head)
	}
	if r.err != nil {
		err = r.err
	}
	if err == nil && d.first != nil && !d.loose {
		err = d.differs(head, day)
	}
	var item map[string]string
	if err == nil && list != nil {
		_, elem := list.Item()
		item, err = p.contents(l, elem, f.Line)
	}
	switch {
	case err != nil && d.loose:
		d.lines = d.lines[:len(d.lines)-1]
		p.Report.refuse(l, "", err)
		return
	case err != nil:
		p.spoil(d.document, l, "", err)
		return
	}
	if d.first == nil {
		d.first, d.head, d.day = l, head, day
	}
	d.items = append(d.items, item)
}

// differs refuses a line whose document is another one by its head.
func (d *formDoc) differs(head map[string]string, day kernel.Date) error {
	if day != d.day {
		return otherHead.With(kernel.Int("line", int64(d.first.number)), kernel.Text("this", day.String()), kernel.Text("that", d.day.String()))
	}
	for name, content := range head {
		if d.head[name] != content {
			return otherHead.With(kernel.Int("line", int64(d.first.number)), kernel.Text("this", name+" "+content), kernel.Text("that", name+" "+d.head[name]))
		}
	}
	return nil
}

// contents are the fields of a line's arguments, as canonical text.
func (p *Plan) contents(l *line, plan *kernel.Plan, fields map[string]Value) (map[string]string, error) {
	out := map[string]string{}
	for _, f := range plan.Fields {
		v, given := fields[f.Name]
		if !given {
			continue
		}
		text, err := p.content(l, f, v)
		if err != nil {
			return nil, err
		}
		if f.Kind == kernel.KindText && f.Max > 0 && f.Aside {
			text = clip(text, f.Max)
		}
		if text != "" {
			out[f.Name] = text
		}
	}
	return out, nil
}

// form plans the command of a document.
func (p *Plan) form(spec *kernel.CommandSpec, list *kernel.Field, d *formDoc) {
	object, own := map[string]any{}, map[string]string{}
	for name, content := range d.head {
		if isOwn(name) {
			own[name] = content
		} else {
			object[name] = content
		}
	}
	if len(own) > 0 {
		object["custom"] = own
	}
	if list != nil {
		object[list.Name] = d.items
	}
	text, err := json.Marshal(object)
	var args kernel.Command
	if err == nil {
		args, err = spec.DecodeJSON(text)
	}
	if err != nil {
		p.spoil(d.document, d.first, "", err)
		return
	}
	if len(d.items) > 1 && d.loose {
		d.document.part = func() []*step { return p.partOf(spec, list, d) }
	}
	step := p.step(d.document, "run", d.day, spec.Name, func(kernel.ID) kernel.Command { return args })
	step.kind = d.kind
	step.amount, d.kind.Priced = d.worth(spec, list)
	if d.day == 0 {
		p.masters = append(p.masters, step)
	} else {
		p.events = append(p.events, step)
	}
}

// worth is the money of a document's lines: their amounts, of an account's sides
// the debit.
func (d *formDoc) worth(spec *kernel.CommandSpec, list *kernel.Field) (total kernel.Money, priced bool) {
	if list == nil {
		return 0, false
	}
	_, elem := list.Item()
	for _, name := range []string{"amount", "debit"} {
		if f := elem.Field(name); f == nil || f.Kind != kernel.KindMoney {
			continue
		}
		for _, item := range d.items {
			if m, err := kernel.ParseMoney(item[name]); err == nil && item[name] != "" {
				total += m
			}
		}
		return total, true
	}
	return 0, false
}

// partOf makes a document of each line of one that was refused and whose lines have
// nothing to do with each other, so that only the guilty ones stay out.
func (p *Plan) partOf(spec *kernel.CommandSpec, list *kernel.Field, d *formDoc) []*step {
	before := len(p.masters) + len(p.events)
	for i, l := range d.lines {
		p.form(spec, list, &formDoc{
			document: &document{kind: d.kind, key: d.key + "@" + strconv.Itoa(l.number), lines: []*line{l}},
			first:    l, day: d.day, head: d.head, items: d.items[i : i+1],
		})
	}
	all := append(slices.Clone(p.masters), p.events...)
	if d.day == 0 {
		return p.masters[len(p.masters)-(len(all)-before):]
	}
	return all[before:]
}

// listOf is the list of a command that lines fill: the one that is named, or its
// only one of structs. It is nil for a command that has none.
func listOf(spec *kernel.CommandSpec, name string) *kernel.Field {
	var found *kernel.Field
	for _, f := range spec.Fields {
		if _, elem := f.Item(); f.Kind != kernel.KindList || elem == nil || name != "" && f.Name != name {
			continue
		}
		if found == nil {
			found = f
		}
	}
	return found
}
