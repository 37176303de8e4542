package figures

import "heyi/shared/kernel"

// named is what a key of a dimension is called and where that stands among the others.
type named struct {
	sort  string
	cells []kernel.Value // the title, then what is shown besides
}

// most is how many keys are looked up in one statement.
const most = 500

// lookUp asks for the rows that keys name, as far as the reader sees them.
func (a *answer) lookUp(d dim, keys []string, visit func(key string, n named)) error {
	for begin := 0; begin < len(keys); begin += most {
		some := keys[begin:min(begin+most, len(keys))]
		var got slots
		q := a.Rows.Statement()
		q.Write(`SELECT x."id"`)
		id := got.add(kernel.KindID)
		asks := func(f *kernel.Field) {
			q.Write(", x.", kernel.Quote(f.Name))
			got.add(f.Kind)
		}
		title := d.title()
		if title != nil {
			asks(title)
		}
		for _, f := range d.shows {
			asks(f)
		}
		var sort *slot
		if d.target.SortField() != nil {
			q.Write(", x.", kernel.Quote(kernel.SortColumn))
			sort = got.add(kernel.KindText)
		}
		q.Write(" FROM ", kernel.Quote(d.target.Name), ` x WHERE x."id" IN (`)
		for i := range size(len(some)) {
			if i > 0 {
				q.Write(", ")
			}
			q.Arg([]byte(some[min(i, len(some)-1)]))
		}
		q.Write(") AND ")
		a.Viewer.WhereSurely(q, d.target, "x")
		into := got.into()
		if err := a.Rows.Ask(q, func(scan func(...any) error) error {
			if err := scan(into...); err != nil {
				return err
			}
			n := named{cells: make([]kernel.Value, 0, 1+len(d.shows))}
			if title == nil {
				n.cells = append(n.cells, kernel.Of(""))
			}
			for _, s := range got[1:] {
				if s != sort {
					n.cells = append(n.cells, s.value())
				}
			}
			if sort != nil {
				n.sort = sort.text
			}
			visit(string(id.bytes), n)
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// size is for how many keys a statement is written, so that there are few of them.
func size(n int) int {
	made := 1
	for made < n {
		made *= 4
	}
	return min(made, most)
}

// unnamed is what is shown of a key whose row the reader does not see.
func (d dim) unnamed() named {
	n := named{cells: []kernel.Value{kernel.Of("")}}
	for _, f := range d.shows {
		n.cells = append(n.cells, (&slot{kind: f.Kind}).value())
	}
	return n
}

// copied asks what documents call the groups of a dimension.
func (a *answer) copied(d dim, visit func(key, called string)) error {
	w := a.writer()
	spans, err := w.copiesOf(d)
	if err != nil || len(spans) == 0 {
		return err
	}
	w.with(false)
	if err := w.called(spans); err != nil {
		return err
	}
	var key []byte
	var called string
	return a.Rows.Ask(w.sql, func(scan func(...any) error) error {
		if err := scan(&key, &called); err != nil {
			return err
		}
		visit(string(key), called)
		return nil
	})
}
