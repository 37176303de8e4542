package warehouse

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
)

var (
	shipLess  = i18n.Define("warehouse.less", "实发少于应发：", "Less than planned:")
	restLater = i18n.Define("warehouse.rest.later", "其余以后再发", "Ship the rest later")
	restDrop  = i18n.Define("warehouse.rest.drop", "其余不发了", "Drop the rest")
	toGo      = i18n.Define("warehouse.togo", "应发 {0}", "{0} to ship")
)

// counter is the lines of a delivery with what is to leave. It is built once for a
// set of lines and brought up to date, so that neither the keyboard nor a half-typed
// figure is lost when the data changes.
type counter struct {
	ship  *warehouse.Shipping
	d     *warehouse.Delivery
	qty   []*widgets.NumberField
	marks []*widgets.Badge
	rest  *fyne.Container
	lines fyne.CanvasObject
	quiet bool   // the program writes, nobody types
	told  func() // what is counted has changed
}

// newCounter makes the boxes. Enter goes to the next and from the last to leave;
// Ctrl+Enter sends. told is called whenever what is counted has changed.
func newCounter(d *warehouse.Delivery, ship *warehouse.Shipping, leave, send func(), scanned func(code string), told func()) *counter {
	c := &counter{ship: ship, d: d, told: told}
	list := widgets.NewStacked()
	for i, l := range d.Lines {
		qty := widgets.NewQtyField("qty", toGo.Text(view.Qty(l.Qty, l.Unit)))
		qty.SetUnit(l.Unit)
		qty.OnCode = scanned
		qty.OnChanged = func(v int64) {
			if !c.quiet {
				c.ship.Set(i, kernel.Qty(v))
				c.show()
			}
		}
		c.qty = append(c.qty, qty)
		mark := widgets.NewBadge("", widgets.Good)
		c.marks = append(c.marks, mark)
		row := widgets.NewLineRow(widgets.Line{Title: view.Join(l.Code, l.Name), Detail: lineDetail(l)}, nil)
		list.Add(container.New(widgets.NewColumns(280, 2), widgets.NewBorder(nil, nil, nil, container.NewCenter(mark), row), qty))
	}
	for i, f := range c.qty {
		next := leave
		if i+1 < len(c.qty) {
			next = c.qty[i+1].Focus
		}
		f.Bind(next, send)
	}
	choice := widget.NewRadioGroup([]string{restLater.Text(), restDrop.Text()}, func(chosen string) {
		c.ship.Close = chosen == restDrop.Text()
		c.told()
	})
	choice.Horizontal, choice.Required = true, true
	choice.Selected = restLater.Text()
	if ship.Close {
		choice.Selected = restDrop.Text()
	}
	c.rest = container.NewHBox(widget.NewLabel(shipLess.Text()), choice)
	list.Add(c.rest)
	c.lines = list
	c.write()
	return c
}

// same tells whether a delivery that was read anew has the lines of the boxes.
func (c *counter) same(d *warehouse.Delivery) bool {
	if len(d.Lines) != len(c.d.Lines) {
		return false
	}
	for i, l := range d.Lines {
		if was := c.d.Lines[i]; was.ID != l.ID || was.Qty != l.Qty {
			return false
		}
	}
	return true
}

// write puts what is counted into the boxes.
func (c *counter) write() {
	c.quiet = true
	for i, f := range c.qty {
		if v, ok := f.Value(); !ok || v != int64(c.ship.Qty(i)) {
			f.SetValue(int64(c.ship.Qty(i)))
		}
	}
	c.quiet = false
	c.show()
}

// show marks the lines and offers what becomes of the rest.
func (c *counter) show() {
	for i, l := range c.d.Lines {
		text, tone := c.mark(i, l)
		c.marks[i].Set(text, tone)
	}
	if c.ship.Complete() {
		c.rest.Hide()
	} else {
		c.rest.Show()
	}
	c.lines.Refresh()
	c.told()
}

// mark is a line's state, empty while nobody counts and everything is to leave.
func (c *counter) mark(i int, l warehouse.Line) (string, widgets.Tone) {
	switch have := c.ship.Qty(i); {
	case have == l.Qty && !c.ship.Counting():
		return "", widgets.Good
	case have == l.Qty:
		return "✓ " + view.Qty(have, l.Unit), widgets.Good
	case have > l.Qty:
		return view.QtyOf(have, l.Qty, l.Unit), widgets.Alert
	default:
		return view.QtyOf(have, l.Qty, l.Unit), widgets.Caution
	}
}
