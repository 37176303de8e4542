package warehouse

import (
	"slices"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
)

// looseCommand takes in goods that no delivery sent out.
const looseCommand = "sales.return.loose"

var (
	noOrder    = i18n.Define("warehouse.loose.no", "找不到原单…", "No delivery to be found…")
	askFinance = i18n.Define("warehouse.loose.ask", "找不到原单的退货，请财务在客户往来中办理「无原单退货」", "For goods of no known delivery ask finance, who takes them in on the customer's account")
	looseHint  = i18n.Define("warehouse.loose.hint", "退给客户的金额冲减其应收；成本单价不填按现有均价或最近成本，填 0 为零成本", "What the customer gets is taken off his debt. Without a unit cost the goods are worth what the others are; 0 is no cost")
)

// loosePage takes in goods that no delivery of these books sent out: whose they
// were, where to and why, then the goods with what they count for.
type loosePage struct {
	common.FormPage
	*scanLines
	site     *common.Site
	back     *warehouse.Loose
	customer *widgets.PickerField[warehouse.Named]
	into     *widgets.PickerField[warehouse.Named]
	date     *widgets.DateField
	reason   *widgets.Reasons
	own      *common.Own
	kept     *common.Unfinished[keptLoose]
	about    kernel.ID // the customer of its route
}

// keptLoose is what the page keeps of goods that were counted and not sent.
type keptLoose struct {
	Back           *warehouse.Loose
	Customer, Into warehouse.Named
	Own            map[string]string
}

func newLoose(site *common.Site, customer kernel.ID) nav.Page {
	label := func(field string) string { return view.Label(site.Desk.Catalog, sales.Returns.Name(), field) }
	p := &loosePage{
		site: site, back: &warehouse.Loose{}, about: customer, kept: common.NewUnfinished[keptLoose](site, RouteLoose, customer.String()),
		reason: widgets.NewReasons("reason", label("reason"), wrongGoods.Text(), broken.Text(), faulty.Text(), badSize.Text(), unwanted.Text()),
	}
	title := func() string { return view.Command(site.Desk.Catalog, looseCommand) }
	p.FormPage = common.NewFormPage(site, title, title(), p.save)
	p.grid()
	p.Failed = p.failed
	p.Form.SetWide()
	p.customer = widgets.NewPickerField(site.Dispatcher, "customer", label("customer"), widgets.PickerConfig[warehouse.Named]{
		Search: warehouse.Customers(site.Desk), Title: named, Detail: func(n warehouse.Named) string { return n.Detail },
		Maker: common.MakePartner(site, view.WhoBuys, partner),
	})
	p.customer.SetRequired(true)
	p.into = placePicker(site, "into", label("into"))
	p.into.SetRequired(true)
	p.Form.AddScan(p.scan)
	p.Form.AddObject(p.heard)
	p.Form.AddFoot(p.Trouble)
	p.date = common.NewDay(site, looseCommand, "date")
	p.Form.Add(p.customer, p.into, p.date)
	p.Form.AddObject(widgets.NewNote(looseHint.Text(), widgets.Quiet))
	p.Form.AddLines(p.lines)
	p.lines.OnLeave = p.reason.Field.Focus
	p.reason.Field.Bind(p.Form.Save, p.Form.Save)
	p.Form.AddObject(p.reason.Object())
	was, begun := p.kept.Was()
	p.own = common.AddOwnFrom(site, p.Form, looseCommand, was.Own)
	if begun {
		p.goOn(was)
	}
	p.begin(customer)
	return p
}

// goOn goes on with what was left before it was sent.
func (p *loosePage) goOn(was keptLoose) {
	p.back = was.Back
	if !was.Customer.ID.IsZero() {
		p.customer.SetPicked(was.Customer)
	}
	if !was.Into.ID.IsZero() {
		p.into.SetPicked(was.Into)
	}
	if was.Back.Date != 0 {
		p.date.SetDate(common.Calendar(was.Back.Date))
	}
	p.reason.Field.SetText(was.Back.Reason)
	p.redraw()
	p.site.GoesOn(p.heard, func() {
		p.kept.Done()
		p.site.Router.Replace(nav.Route{Name: RouteLoose, ID: p.about.String()})
	})
}

// keep keeps what is on the form, which outlives the page.
func (p *loosePage) keep() {
	if p.own == nil || p.Sent() {
		return // it is being built, or is sent
	}
	p.read()
	was := keptLoose{Back: p.back, Own: p.own.Texts()}
	was.Customer, _ = p.customer.Picked()
	was.Into, _ = p.into.Picked()
	p.kept.Keep(was, p.back.Ready())
}

// begin fills in what can only be one, and begins a line.
func (p *loosePage) begin(customer kernel.ID) {
	places(p.site, func(list []warehouse.Named) {
		if !p.into.Chosen() {
			p.into.SetPicked(list[0])
		}
	})
	if !customer.IsZero() {
		var who *party.Party
		p.site.Do(func() (err error) {
			who, err = view.Load(p.site.Desk, func(r *view.Reader) (*party.Party, error) { return view.Get(r, party.Parties, customer) })
			return err
		}, func(err error) {
			p.Trouble.Set(view.Explain(err), nil)
			if err == nil {
				p.customer.SetPicked(warehouse.Named{ID: customer, Name: who.Name})
			}
		})
	}
	if p.lines.Len() == 0 {
		p.lines.Add(p.lines.OnAdd())
	}
}

// Start implements nav.Starter.
func (p *loosePage) Start() { p.scan.Focus() }

func (p *loosePage) label(field string) string {
	return view.Label(p.site.Desk.Catalog, sales.ReturnLines.Name(), field)
}

// unitCost is the label that a cost of one piece has on documents of the warehouse.
func (p *loosePage) unitCost() string {
	return view.Label(p.site.Desk.Catalog, stock.DocLines.Name(), "price")
}

func (p *loosePage) grid() {
	right := fyne.TextAlignTrailing
	p.scanLines = newScanLines(p.site, p.Form, []widgets.LineColumn{
		{Title: p.label("product"), Weight: 5},
		{Title: p.label("qty"), Weight: 2, Align: right},
		{Title: p.label("gross"), Weight: 2, Align: right},
		{Title: p.unitCost(), Weight: 2, Align: right},
	})
	p.lines.OnAdd = func() widgets.LineCells {
		l := &warehouse.LooseLine{}
		p.back.Lines = append(p.back.Lines, l)
		return p.cells(l)
	}
	p.lines.OnRemove = func(n int) {
		p.back.Lines = slices.Delete(p.back.Lines, n, n+1)
		p.keep()
	}
	p.take, p.rows = p.taken, func() []widgets.LineCells {
		cells := make([]widgets.LineCells, len(p.back.Lines))
		for i, l := range p.back.Lines {
			cells[i] = p.cells(l)
		}
		return cells
	}
}

func (p *loosePage) cells(l *warehouse.LooseLine) widgets.LineCells {
	qty := widgets.NewQtyField("qty", p.label("qty"))
	qty.SetUnit(l.Good.Unit)
	qty.OnCode = p.scanned
	good := widgets.NewPickerField(p.site.Dispatcher, "product", p.label("product"), widgets.PickerConfig[warehouse.Good]{
		Search: warehouse.Goods(p.site.Desk), Title: func(g warehouse.Good) string { return g.Code + " " + g.Name },
		Detail: func(g warehouse.Good) string { return view.Join(g.Unit, g.Shelf) }, OnPicked: func(g warehouse.Good) {
			l.Good = g
			qty.SetUnit(g.Unit)
			p.keep()
		},
	})
	if !l.Good.ID.IsZero() {
		good.SetPicked(l.Good)
	}
	number := func(f *widgets.NumberField, now int64, set func(int64)) fyne.CanvasObject {
		if now != 0 {
			f.SetValue(now)
		}
		f.OnChanged = func(v int64) {
			set(v)
			p.keep()
		}
		return f
	}
	cost := widgets.NewPriceField("cost", p.unitCost())
	return widgets.LineCells{Cells: []fyne.CanvasObject{
		good,
		number(qty, int64(l.Qty), func(v int64) { l.Qty = kernel.Qty(v) }),
		number(widgets.NewMoneyField("amount", p.label("gross")), int64(l.Amount), func(v int64) { l.Amount = kernel.Money(v) }),
		number(cost, int64(l.Cost), func(v int64) { l.Cost, l.Free = kernel.Price(v), v == 0 && cost.Input.Text != "" }),
	}}
}

// taken adds one of a product to what came back.
func (p *loosePage) taken(code string) (n int, said string, err error) {
	p.back.Lines = slices.DeleteFunc(p.back.Lines, func(l *warehouse.LooseLine) bool { return l.Good.ID.IsZero() })
	line, err := p.back.Scan(p.site.Desk, code)
	if err != nil {
		return 0, "", err
	}
	p.keep()
	return slices.Index(p.back.Lines, line), view.Join(line.Good.Code, line.Good.Name, view.Qty(line.Qty, line.Good.Unit)), nil
}

// read puts what is on the form into the model.
func (p *loosePage) read() {
	who, _ := p.customer.Picked()
	into, _ := p.into.Picked()
	p.back.Customer, p.back.Into, p.back.Date, p.back.Reason = who.ID, into.ID, common.DayOf(p.date), p.reason.Field.Text()
	p.back.Own = p.own.Custom()
}

func (p *loosePage) save() {
	p.read()
	p.Send(func() error { return p.back.Send(p.site.Desk) }, map[string]func(){"unpaid": func() {
		p.back.Unpaid()
		p.save()
	}}, p.site.Did("sales.return.loose"), func() {
		p.kept.Done()
		p.site.Router.Back()
	})
}

// Leave implements nav.Leaver: what is on the form is kept, and said to be.
func (p *loosePage) Leave(proceed func()) {
	p.keep()
	p.site.Leaves(!p.Sent() && p.back.Ready(), proceed)
}
