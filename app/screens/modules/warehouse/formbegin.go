package warehouse

import (
	"heyi/app/screens/common"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
)

// keptForm is what a page keeps of a document that was left before it was sent.
type keptForm struct {
	Form                *warehouse.Form
	Place, To, Supplier warehouse.Named
	Own                 map[string]string
}

// goOn goes on with what was left before it was sent.
func (p *formPage) goOn(was keptForm) {
	pick := func(f *widgets.PickerField[warehouse.Named], n warehouse.Named) {
		if f != nil && !n.ID.IsZero() {
			f.SetPicked(n)
		}
	}
	p.form = was.Form
	pick(p.place, was.Place)
	pick(p.to, was.To)
	pick(p.supplier, was.Supplier)
	if p.purpose != nil {
		for _, o := range view.Options(p.site.Desk.Catalog, stock.Docs.Name(), "purpose") {
			if o.Code == string(was.Form.Purpose) {
				p.purpose.SetPicked(o)
			}
		}
	}
	if p.date != nil && was.Form.Date != 0 {
		p.date.SetDate(common.Calendar(was.Form.Date))
	}
	p.note.SetText(was.Form.Note)
	p.redraw()
	p.site.GoesOn(p.heard, func() {
		p.kept.Done()
		p.site.Router.Replace(nav.Route{Name: RouteNew, ID: p.id})
	})
}

// keep keeps what is on the form, which outlives the page.
func (p *formPage) keep() {
	if p.own == nil || p.Sent() {
		return // it is being built, or is sent
	}
	p.read()
	if p.check != nil {
		p.check.forget()
	}
	was := keptForm{Form: p.form, Own: p.own.Texts()}
	was.Place, _ = p.place.Picked()
	if p.to != nil {
		was.To, _ = p.to.Picked()
	}
	if p.supplier != nil {
		was.Supplier, _ = p.supplier.Picked()
	}
	p.kept.Keep(was, p.form.Ready())
}

// answer begins with what a task or a hint is about: its goods and where they are. How many
// there are is for who counts them.
func (p *formPage) answer(about string) {
	p.asked = true
	var begun warehouse.Begun
	p.site.Do(func() (err error) {
		begun, err = view.Load(p.site.Desk, func(r *view.Reader) (warehouse.Begun, error) { return p.form.Begin(r, about) })
		return err
	}, func(err error) {
		p.Trouble.Set(view.Explain(err), nil)
		if err != nil {
			return
		}
		if begun.Said != "" {
			p.heard.Set(widgets.Info, begun.Said, "", nil)
		}
		if !begun.Place.ID.IsZero() {
			p.place.SetPicked(begun.Place)
		}
		p.redraw()
		p.Start()
	})
}

// first chooses the warehouse when it can only be one, and begins a line.
func (p *formPage) first() {
	places(p.site, func(list []warehouse.Named) {
		if !p.place.Chosen() {
			p.place.SetPicked(list[0])
		}
	})
	if p.lines.Len() == 0 {
		p.lines.Add(p.lines.OnAdd())
	}
}

// over says of opening stock that the books take no more of it, before anybody types.
func (p *formPage) over() {
	if p.form.Kind != stock.Opening {
		return
	}
	p.site.Do(func() error {
		return p.site.Desk.Read(func(r *view.Reader) error { return ledger.OpeningAllowed(r.Tx) })
	}, func(err error) {
		if err != nil {
			p.Trouble.Set(view.Explain(err), nil)
			p.Form.SetBusy(true)
		}
	})
}

// places gives the company's places to a form, where there are any; without them it
// stays as it is.
func places(site *common.Site, found func([]warehouse.Named)) {
	var list []warehouse.Named
	site.Do(func() (err error) {
		list, err = warehouse.Places(site.Desk)
		return err
	}, func(err error) {
		if err == nil && len(list) > 0 {
			found(list)
		}
	})
}
