package sales

import (
	"heyi/app/screens/modules/products"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	goods "heyi/app/view/modules/products"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
)

var scannedOne = i18n.Define("draft.scanned", "{0} × {1}", "{0} × {1}")

// scanned adds one of what the code means: to its line, or as a new line. A code
// that nobody knows can be bound to a product. A scanner is quicker than the reading:
// codes that come meanwhile wait for their turn.
func (p *draftPage) scanned(code string) {
	if p.working {
		p.codes = append(p.codes, code)
		return
	}
	before := len(p.draft.Lines)
	var line *model.Line
	named := false
	p.attempt(func(r *view.Reader) (err error) {
		if line, err = p.draft.Scan(r, code); err != nil {
			named = model.LikeName(r, code)
		}
		return err
	}, func(err error) {
		r, refused := kernel.AsRefusal(err)
		switch {
		case refused && r.Code == model.NoSuchCode.Name && named:
			p.lookUp(code)
			return
		case refused && r.Code == model.NoSuchCode.Name:
			products.Bind(p.site, code, func(goods.Hit) { p.scanned(code) })
			return
		case err != nil:
			p.tell(err, nil)
			return
		}
		p.touch()
		if row := p.rowOf(line); row != nil && len(p.draft.Lines) == before {
			row.fill()
		} else {
			p.fillLines()
		}
		p.site.Toast(scannedOne.Text(line.Good.Name, view.Qty(line.Qty, line.Unit)))
		p.judge()
		p.scan.Focus()
	})
}

// lookUp searches for what was typed as if it were a code, in an empty line.
func (p *draftPage) lookUp(name string) {
	if n := len(p.draft.Lines); n == 0 || p.draft.Lines[n-1].Good != nil {
		p.grid.Add(p.grid.OnAdd())
	}
	p.grid.Find(name)
}

// rest takes the codes that came meanwhile, one after another.
func (p *draftPage) rest() {
	if len(p.codes) == 0 || p.working {
		return
	}
	code := p.codes[0]
	p.codes = p.codes[1:]
	p.scanned(code)
}

// rowOf is the row that edits a line, nil when there is none.
func (p *draftPage) rowOf(l *model.Line) *lineRow {
	for _, row := range p.rows {
		if row.line == l {
			return row
		}
	}
	return nil
}
