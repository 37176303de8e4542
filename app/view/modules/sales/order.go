package sales

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// OrderLine is a line of an order in words.
type OrderLine struct {
	Title  string
	Detail string // quantity, price, discount
	Gross  string
	Under  string // how much is shipped or promised for when
}

// Step is one of the six steps.
type Step struct {
	Label  string
	State  sales.StepState
	Likely bool // the server has not said so yet
	By     string
	At     string
}

// Order is an order's page.
type Order struct {
	Order    *sales.Order
	Badges   []view.Badge
	Facts    []view.Option // label and value
	Lines    []OrderLine
	Steps    []Step
	Holder   string // who has it now
	Holds    []Hold
	Returned string // who has not released it, when and why; "" for an order that was not sent back
	Papers   []Paper
	Back     string // how what has left comes back, to who may not take it back himself
	Trail    []view.Event
	Actions  []Action
	MayTake  bool // there is something left to take
	MayRate  bool // it has reached the customer, who may say what he thinks of it
	Mark     client.Mark
	Customer kernel.ID
}

// Action is a command that this person may give about the order now.
type Action struct {
	Name    string
	Label   string
	NeedWhy bool // it asks for a reason
	Ask     bool // it asks before
}

// actions in the order of the buttons, with whether a reason is asked for.
var actions = []Action{
	{Name: "sales.order.submit"},
	{Name: "sales.order.allocate"},
	{Name: "sales.order.release", NeedWhy: true},
	{Name: "sales.order.refuse", NeedWhy: true},
	{Name: "sales.order.unapprove", Ask: true, NeedWhy: true},
	{Name: "sales.order.close", Ask: true, NeedWhy: true},
	{Name: "sales.order.void", Ask: true, NeedWhy: true},
}

var (
	sentBack  = i18n.Define("order.returned.why", "未放行（{0}）：{1}", "Not released ({0}): {1}")
	heldBy    = i18n.Define("order.held", "当前处理：{0}", "Now with {0}")
	nobody    = i18n.Define("order.nobody", "已结束", "Finished")
	shippedOf = i18n.Define("order.shipped", "已出 {0}", "{0} shipped")
	promiseOn = i18n.Define("order.promise", "预计 {0} 发货", "Expected to ship {0}")
	unpaid    = i18n.Define("order.unpaid", "未收款", "Unpaid")
	partPaid  = i18n.Define("order.partpaid", "部分收款", "Partly paid")
	allPaid   = i18n.Define("order.paid", "已收清", "Paid")
	urgent    = i18n.Define("order.urgent", "加急", "Urgent")
	gift      = i18n.Define("order.gift", "赠品", "Gift")
)

// Read loads an order's page.
func Read(r *view.Reader, id kernel.ID) (*Order, error) {
	o, err := view.Get(r, sales.Orders, id)
	if err != nil {
		return nil, err
	}
	m := &Order{Order: o, Mark: r.Mark(id), Customer: o.Customer.ID(), MayTake: r.Author.May("finance.receive") && o.State != sales.Draft && o.State != sales.Void && o.Paid < o.Total}
	m.MayRate = r.Author.May("sales.order.rate") && sales.Reached(r.Tx, o.ID) == nil && (o.State == sales.Shipped || o.State == sales.Partly || o.State == sales.Closed)
	m.badges(r)
	m.facts(r)
	m.lines(r)
	m.process(r)
	m.holds(r)
	m.returned(r)
	m.actions(r)
	return m, m.papers(r)
}

// returned says that a draft is one that was sent back, which looks like any other.
func (m *Order) returned(r *view.Reader) {
	last := view.Returned(r, m.Order)
	if last == nil {
		return
	}
	who := ""
	if u, found := org.Users.Get(r.Tx, last.By); found == kernel.Found {
		who = u.Name
	}
	m.Returned = sentBack.Text(view.Join(who, view.DateTime(last.At, r.Author.Zone)), last.Note)
}

func (m *Order) badges(r *view.Reader) {
	m.Badges = []view.Badge{view.StateOf(r, m.Order), view.SyncBadge(m.Mark)}
	o := m.Order
	if o.Urgent {
		m.Badges = append(m.Badges, view.Badge{Text: urgent.Text(), Tone: view.Caution})
	}
	switch {
	case o.State == sales.Draft || o.State == sales.Void:
	case o.Total != 0 && o.Paid >= o.Total:
		m.Badges = append(m.Badges, view.Badge{Text: allPaid.Text(), Tone: view.Good})
	case o.Paid > 0:
		m.Badges = append(m.Badges, view.Badge{Text: partPaid.Text(), Tone: view.Caution})
	default:
		m.Badges = append(m.Badges, view.Badge{Text: unpaid.Text(), Tone: view.Quiet})
	}
}

func (m *Order) facts(r *view.Reader) {
	o := m.Order
	fact := func(field, value string) {
		if value != "" {
			m.Facts = append(m.Facts, view.Option{Code: view.Label(r.Catalog, Entity, field), Label: value})
		}
	}
	if p, has := org.Places.Get(r.Tx, o.From); has == kernel.Found {
		fact("from", p.Name)
	}
	fact("date", view.Date(o.Date))
	fact("due", view.Date(o.Due))
	if o.Contact == "" {
		fact("phone", o.Phone)
	} else {
		fact("contact", view.Join(o.Contact, o.Phone))
	}
	fact("address", o.Address)
	fact("way", view.Choice(r.Catalog, Entity, "way", string(o.Way)))
	fact("allow", view.Choice(r.Catalog, Entity, "allow", string(o.Allow)))
	fact("promise", view.Date(o.Promise))
	fact("note", o.Note)
	m.Facts = append(m.Facts, view.OwnFacts(r, o)...)
	fact("goods", view.Money(o.Goods))
	if o.Discount != 0 {
		fact("discount", view.Money(-o.Discount))
	}
	fact("net", view.Money(o.Net))
	fact("vat", view.Money(o.Vat))
	if o.Shipped != 0 {
		fact("shipped", view.Money(o.Shipped))
	}
	if o.Paid != 0 {
		fact("paid", view.Money(o.Paid))
	}
}

func (m *Order) lines(r *view.Reader) {
	lines, _ := sales.LinesOf.Of(r.Tx, kernel.Ref[sales.Order](m.Order.ID))
	for _, l := range lines {
		line := OrderLine{Title: view.Join(l.Name, l.Spec), Gross: view.Money(l.Gross)}
		parts := []string{l.Code, view.Qty(l.Qty, l.Unit), view.Price(l.Price)}
		if l.Gift {
			parts = append(parts, gift.Text())
		} else if l.Discount != 0 {
			parts = append(parts, view.Discount(l.Discount))
		}
		line.Detail = view.Join(append(parts, l.Note)...)
		switch {
		case l.Shipped != 0:
			line.Under = shippedOf.Text(view.QtyOfLine(r, l.Shipped, l.Product, l.Unit))
		case l.Promise != 0:
			line.Under = promiseOn.Text(view.Date(l.Promise))
		}
		m.Lines = append(m.Lines, line)
	}
}

func (m *Order) process(r *view.Reader) {
	trail, _ := flow.TrailOf(r.Tx, m.Order.ID)
	deliveries, _ := sales.DeliveriesOf.Of(r.Tx, kernel.Ref[sales.Order](m.Order.ID))
	steps, holder := sales.Process(m.Order, trail, deliveries)
	for n, s := range steps {
		m.Steps = append(m.Steps, Step{Label: view.Say(s.Zh, s.En), State: s.State, Likely: n == sales.StepStock && m.likely(), By: s.By, At: view.DateTime(s.At, r.Author.Zone)})
	}
	if rated := &m.Steps[sales.StepRate]; m.Order.Rating != 0 {
		rated.By = view.Join(Score(m.Order.Rating), rated.By)
	}
	m.Holder = nobody.Text()
	if name := holderName(r, holder); name != "" {
		m.Holder = heldBy.Text(name)
	}
	m.Trail = view.Events(r, trail)
	for i := range m.Trail {
		if made := &m.Trail[i]; made.Waits && m.likely() && made.Result.Text != "" {
			made.Result.Text = view.Expected(made.Result.Text)
		}
	}
}

// likely tells whether the checks of an order are what this device expects of them: the
// server's decide. Nothing checks goods that have left.
func (m *Order) likely() bool {
	return m.Mark == client.MarkWaiting && (m.Order.State == sales.Approved || m.Order.State == sales.Held)
}

func holderName(r *view.Reader, h sales.Holder) string {
	if h.Asks != nil {
		return record.AskedOf(r, h.Asks.Ref())
	}
	return view.Holder(r, h.Seat)
}

// actions lists the commands that move the order out of its state and that the
// person may give.
func (m *Order) actions(r *view.Reader) {
	for _, a := range actions {
		spec := r.Catalog.Command(a.Name)
		if spec == nil || !r.Author.May(a.Name) || !allowed(spec, m.Order.State) || spec.Could != nil && spec.Could(r.Tx, m.Order.ID) != nil {
			continue
		}
		a.Label = view.Say(spec.Zh, spec.En)
		m.Actions = append(m.Actions, a)
	}
}

func allowed(spec *kernel.CommandSpec, state kernel.State) bool {
	return spec.Moves != nil && slices.Contains(spec.Moves.From, state)
}

// Act gives one of the order's commands. allow is for submitting; why for those
// that ask for a reason.
func Act(d *view.Desk, name string, id kernel.ID, allow kernel.Choice, why string) error {
	ref := kernel.Ref[sales.Order](id)
	var args kernel.Command
	switch name {
	case "sales.order.submit":
		args = &sales.Submit{Order: ref, Allow: allow}
	case "sales.order.allocate":
		args = &sales.Allocate{Order: ref}
	case "sales.order.release":
		args = &sales.Release{Order: ref, Note: why, Allow: allow}
	case "sales.order.refuse":
		args = &sales.Refuse{Order: ref, Note: why}
	case "sales.order.unapprove":
		args = &sales.Unapprove{Order: ref, Note: why}
	case "sales.order.close":
		args = &sales.Close{Order: ref, Note: why}
	case "sales.order.void":
		args = &sales.Cancel{Order: ref, Note: why}
	default:
		return kernel.NoSuchCommand.With(kernel.Text("command", name))
	}
	_, err := d.Do(args)
	return err
}
