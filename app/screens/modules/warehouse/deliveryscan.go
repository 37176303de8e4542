package warehouse

import (
	"errors"

	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
)

// scanned counts a product up; the delivery's own number ships what is complete, and
// scanned twice what is not.
func (p *deliveryPage) scanned(code string) {
	d, ok := p.Model()
	if !ok || p.busy { // a scanner is quicker than what its last code does
		p.codes = append(p.codes, code)
		return
	}
	if !d.MayShip || p.shipped {
		p.next(code)
		return
	}
	ship := p.count.ship
	switch ship.Number(code) {
	case warehouse.ShipsNow:
		p.send()
		return
	case warehouse.AsksFirst:
		line, qty := ship.Missing()
		p.say(widgets.Caution, askRest.Text(view.Join(d.Lines[line].Code, d.Lines[line].Name), view.Qty(qty, d.Lines[line].Unit)))
		return
	}
	begins := !ship.Counting()
	line, err := ship.Scan(code)
	if errors.Is(err, warehouse.NoProduct.With()) {
		if p.another(code) {
			return
		}
		err = warehouse.Wrong(p.site.Desk, code)
	}
	if err != nil {
		unheard(p.site, p.heard, code, err, func() { p.rescan(code) })
		p.scan.Focus()
		return
	}
	if begins {
		p.pick(d)
	}
	l := d.Lines[line]
	p.say(widgets.Good, view.Join(l.Code, l.Name, view.QtyOf(ship.Qty(line), l.Qty, l.Unit)))
	p.count.write()
	p.scan.Focus()
}

// another takes the number of a delivery that was scanned where goods are picked: another
// one is opened where nothing is counted yet, else only if the person says so.
func (p *deliveryPage) another(code string) bool {
	d, err := warehouse.FindNumber(p.site.Desk, code)
	switch {
	case err != nil || d == nil:
		return false
	case d.ID == p.id:
		p.say(widgets.Info, thisOne.Text(code))
	case !p.count.ship.Begun():
		p.open(d.ID)
		return true
	default:
		beep()
		p.heard.Set(widgets.Caution, otherOne.Text(d.Number, d.Name), pickOther.Text(), func() { p.open(d.ID) })
	}
	p.scan.Focus()
	return true
}

// open goes on with another delivery, and with the codes that were scanned meanwhile.
func (p *deliveryPage) open(id kernel.ID) {
	codes := p.codes
	p.codes = nil
	p.site.Router.Replace(nav.Route{Name: RouteDelivery, ID: id.String()})
	if next, ok := p.site.Router.Page().(*deliveryPage); ok {
		for _, code := range codes {
			next.scanned(code)
		}
	}
}

// rest takes the codes that were scanned meanwhile, one after another.
func (p *deliveryPage) rest() {
	for len(p.codes) > 0 && !p.busy {
		if _, shown := p.Model(); !shown {
			return
		}
		code := p.codes[0]
		p.codes = p.codes[1:]
		p.scanned(code)
	}
}

// work tells that something is under way, or over.
func (p *deliveryPage) work(on bool) {
	p.busy = on
	switch {
	case p.ship == nil:
	case on || p.shipped:
		p.ship.Disable()
	default:
		p.ship.Enable()
	}
}

// next opens another delivery in place of one that has left, so that a storekeeper
// goes from one to the next with the scanner in his hand.
func (p *deliveryPage) next(code string) {
	var found kernel.ID
	p.work(true)
	p.site.Do(func() (err error) {
		found, err = warehouse.Find(p.site.Desk, code)
		return err
	}, func(err error) {
		p.work(false)
		if err != nil {
			unheard(p.site, p.heard, code, err, func() { p.next(code) })
			p.rest()
			return
		}
		p.open(found)
	})
}

// rescan scans a code again that has just been bound to a product.
func (p *deliveryPage) rescan(code string) {
	d, err := view.Load(p.site.Desk, warehouse.LoadDelivery(p.id))
	if err == nil {
		p.follow(d)
		p.scanned(code)
	}
}
