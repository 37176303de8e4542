package home

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	recordpages "heyi/app/screens/declared/record"
	"heyi/app/screens/declared/tasks"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// walker goes about the real pages of a person.
type walker struct {
	t      *testing.T
	desk   *view.Desk
	shell  *nav.Shell
	router *nav.Router
	window fyne.Window
}

func walk(t *testing.T, desk *view.Desk) *walker {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	w := &walker{t: t, desk: desk, window: app.NewWindow("")}
	var end func()
	var err error
	w.shell, w.router, end, err = OpenAt(Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: w.window, Still: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	w.window.SetContent(w.shell)
	w.settle()
	return w
}

func (w *walker) settle() { picture.Settle(w.window, picture.Desktop.Size) }

// each visits what is on screen, the topmost dialog included, until visit says so.
func (w *walker) each(visit func(fyne.CanvasObject) bool) {
	root := w.window.Canvas().Content()
	if top := w.window.Canvas().Overlays().Top(); top != nil {
		root = top
	}
	screentest.Walk(root, visit)
}

// says tells whether an object shows the text, itself or in a part of it.
func says(o fyne.CanvasObject, text string) bool {
	return screentest.Walk(o, func(part fyne.CanvasObject) bool { return screentest.TextOf(part) == text })
}

// tap taps the innermost thing that shows the text.
func (w *walker) tap(text string) bool {
	var found fyne.Tappable
	w.each(func(o fyne.CanvasObject) bool {
		if t, ok := o.(fyne.Tappable); ok && says(o, text) {
			if d, can := o.(fyne.Disableable); !can || !d.Disabled() {
				found = t
			}
		}
		return false
	})
	if found == nil {
		return false
	}
	found.Tapped(&fyne.PointEvent{})
	w.settle()
	return true
}

// fill writes something into every field on screen, and into lines of its own where
// there are some.
func (w *walker) fill() {
	var fields []widgets.FormField
	w.each(func(o fyne.CanvasObject) bool {
		if f, ok := o.(widgets.FormField); ok {
			fields = append(fields, f)
		}
		return false
	})
	for _, f := range fields {
		w.write(f)
	}
	w.settle()
}

func (w *walker) write(f widgets.FormField) {
	if day, is := f.(*widgets.DateField); is {
		if day.Check() != "" {
			day.SetDate(time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC))
		}
		return // else it is today, or none
	}
	if chooses(f) {
		return
	}
	f.Focus()
	box, ok := w.window.Canvas().Focused().(*widgets.Input)
	if !ok || box.Disabled() || box.Text != "" && box.Text != "0" && box.Text != "0.00" {
		return
	}
	if box.OnKey != nil {
		box.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) // a picker's usual choices
		box.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	if box.Text == "" || box.Text == "0" || box.Text == "0.00" {
		box.SetText("1")
	}
	if f.Check() != "" { // it is no number
		box.SetText("2026-10")
	}
}

// chooses takes the last option of a choice that has none; ok is false for a field
// that is none.
func chooses(f widgets.FormField) (ok bool) {
	screentest.Walk(f, func(o fyne.CanvasObject) bool {
		switch o := o.(type) {
		case *widgets.Select:
			if ok = true; o.SelectedIndex() <= 0 && len(o.Options) > 0 {
				o.SetSelectedIndex(len(o.Options) - 1)
			}
		case *widgets.Check:
			ok = true
		}
		return ok
	})
	return ok
}

// given is what was given on the desk since the last call.
type given struct{ commands []string }

func (g *given) note(command string, err error) {
	if errors.Is(err, kernel.NotAllowed.With()) || errors.Is(err, kernel.Malformed.With()) {
		return // the form sent what nobody can mean
	}
	g.commands = append(g.commands, command)
}

// Every command that a shipped role may give has a screen of that role: from his home
// he comes to it by taps, fills in what it asks and gives it. No list says where.
func TestEveryGrantedCommandHasAScreen(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	for _, role := range org.ShippedRoles() {
		t.Run(role.Code, func(t *testing.T) {
			heard := &given{}
			shop, who := atWork(t, role.Code, heard, true)
			young := sync.OnceValues(func() (*viewtest.Shop, string) { return atWork(t, role.Code, heard, false) })
			var mine []*kernel.CommandSpec
			if err := shop.DeskIn(t, who).Read(func(r *view.Reader) error {
				for _, spec := range r.Catalog.Commands {
					if !spec.System && !spec.Along && !spec.Open && spec.Schema == nil && r.Author.May(spec.Name) {
						mine = append(mine, spec)
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for _, spec := range mine {
				w := walk(t, shop.DeskIn(t, who)) // fresh: what was given before is not in the way
				heard.commands = nil
				how := w.gives(spec, heard)
				if how != "" { // what comes before the first month is closed
					shop, who := young()
					how = walk(t, shop.DeskIn(t, who)).gives(spec, heard)
				}
				if how != "" {
					t.Errorf("%s: %s", spec.Name, how)
				}
			}
		})
	}
}

// atWork is a company with something to be done by every command, and who holds the role
// in it; its openings are over once a month is closed.
func atWork(t *testing.T, role string, heard *given, closed bool) (*viewtest.Shop, string) {
	shop := viewtest.Trading(t)
	who := holder(t, shop, role)
	if closed {
		october := &ledger.Period{Record: kernel.Record{ID: kernel.DeriveID("ledger_period", int64(202610))}, Month: 202610, Closed: true}
		ledger.Periods.In(viewtest.Catalog).Adopt(october)
		shop.Put(october) // so that there is one to reopen
	}
	giveBack(shop) // likewise
	underWay(shop)
	unpriced(shop)
	leaves(shop)
	byItself(shop)
	keptRole(shop)
	shop.Given = heard.note
	return shop, who
}

// giveBack lets a customer pay in advance, gives him some of it back and writes some
// of it off.
func giveBack(shop *viewtest.Shop) {
	customer := kernel.Ref[party.Party](shop.Add("party", "name", "开平水口合益卫浴", "is_customer", "true", "owner", shop.As(viewtest.Sales).Seat.String()))
	shop.Must(&finance.Receive{Customer: customer, Parts: []finance.ReceivePart{{Fund: shop.Fund("现金"), Amount: 100_00}}})
	shop.Must(&finance.PayBack{Customer: customer, Fund: shop.Fund("现金"), Amount: 40_00})
	open, _ := debt.OpenItems(shop.Tx(), customer)
	shop.Must(&finance.Waive{Item: kernel.Ref[debt.Item](open[0].ID), Amount: 1_00, Reason: finance.SmallRest})
}

// keptRole leaves the question whether a role takes what a release would have changed.
func keptRole(shop *viewtest.Shop) {
	row := &flow.Task{
		Record: kernel.Record{ID: kernel.DeriveID("task", "kept")}, Kind: flow.TaskRoleKept.Name, RootEntity: org.Roles.Name(), Root: org.RoleRef(org.Storekeeper).ID(),
		Asked: flow.TaskRoleKept.Asks.Ref(), State: flow.TaskOpen, Date: 20261119, Opened: shop.Now,
		Figures: flow.TaskRoleKept.Keep(kernel.Text("role", "仓管"), kernel.Text("differs", "+party.add")),
	}
	flow.Tasks.In(viewtest.Catalog).Adopt(row)
	shop.Put(row)
}

// byItself leaves a job that runs and one that has run.
func byItself(shop *viewtest.Shop) {
	for i, timer := range viewtest.Catalog.Timers()[:2] {
		job := &org.Job{
			Record: kernel.Record{ID: org.JobRef(timer.Name).ID()}, Name: kernel.Choice(timer.Name), Due: shop.Now,
			State: []kernel.State{org.JobRunning, org.JobDone}[i],
		}
		org.Jobs.In(viewtest.Catalog).Adopt(job)
		shop.Put(job)
	}
}

// leaves has somebody leave the company, so that there is one to take back.
func leaves(shop *viewtest.Shop) {
	user := shop.Add("user", "name", "冯小满", "mobile", "13900000777", "active", "true")
	shop.Must(&org.Resign{User: kernel.Ref[org.User](user)})
}

// underWay leaves a draft to submit and a delivery that has left to sign: the pages of
// commands offer what a command can be given about.
func underWay(shop *viewtest.Shop) {
	customer := shop.Customer("深圳龙岗万悦家居有限公司")
	shop.MustAs(viewtest.Sales, &sales.Save{Wish: sales.Wish{
		Customer: customer, From: shop.Place("W1"), Lines: []sales.WishLine{{Product: shop.Product("HY-S301"), Qty: 1_000_000, Price: 3980_000_000}},
	}})
	gone := shop.PlaceOrder(viewtest.Order{Customer: "深圳龙岗万悦家居有限公司", Lines: map[string]int64{"HY-T101": 1}})
	for _, d := range shop.Deliveries(gone) {
		shop.MustAs(viewtest.Keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	}
}

// unpriced lets goods come in of which nobody knows the cost, from a supplier and from a
// customer, and sets that of some.
func unpriced(shop *viewtest.Shop) (line kernel.ID) {
	goods := kernel.Ref[product.Product](shop.Add("product", "code", "HY-X901", "name", "样品凳", "unit", "张", "tax_class", "goods", "active", "true"))
	supplier := kernel.Ref[party.Party](shop.Add("party", "name", "中山古镇样品坊", "is_supplier", "true"))
	for range 2 {
		shop.MustAs(viewtest.Keeper, &stock.Receive{Place: shop.Place("W1"), Supplier: supplier, Lines: []stock.ReceiveLine{{Product: goods, Qty: 4_000_000}}})
	}
	shop.MustAs(viewtest.Finance, &sales.TakeIn{
		Customer: shop.Customer("深圳龙岗万悦家居有限公司"), Into: shop.Place("W1"), Lines: []sales.TakeInLine{{Product: goods, Qty: 1_000_000, Amount: 50_00}},
	})
	lines := viewtest.Rows(shop, stock.DocLines)
	lines = slices.DeleteFunc(lines, func(l *stock.DocLine) bool { return l.Product != goods })
	shop.MustAs(viewtest.Finance, &stock.Revalue{Line: kernel.Ref[stock.DocLine](lines[0].ID), Price: 30_000_000})
	return lines[1].ID
}

// holder is who holds a role: somebody who has done business, where there is one.
func holder(t *testing.T, shop *viewtest.Shop, role string) string {
	t.Helper()
	known := map[string]string{org.Boss: viewtest.Boss, org.Sales: viewtest.Sales, org.Storekeeper: viewtest.Keeper, org.Finance: viewtest.Finance}
	if mobile := known[role]; mobile != "" {
		return mobile
	}
	if role == org.SalesManager { // of whose orders he is in charge
		user, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Sales)
		if err := shop.Edit(viewtest.Boss, org.Seats.Name(), user.Seat.ID(), kernel.Change{Field: "roles", Was: org.Sales, Becomes: role}); err != nil {
			t.Fatal(err)
		}
		return viewtest.Sales
	}
	return shop.Hire(role)
}

// gives goes to a command from the home and gives it; it answers what stood in the way.
func (w *walker) gives(spec *kernel.CommandSpec, heard *given) string {
	home := w.router.Current()
	if !w.tap(recordpages.Place()) {
		return "the home does not lead to it"
	}
	if !w.tap(spec.Zh) {
		return "it is not among what may be done"
	}
	if w.router.Current() == home {
		return "nothing opens"
	}
	before := w.router.Current()
	days := map[string]bool{}
	defer func() {
		for _, f := range spec.Fields {
			if f.Kind == kernel.KindDate && f.Day == kernel.Happened && f.Zh != "" && !days[f.Zh] {
				w.t.Errorf("%s: its page does not take the %s", spec.Name, f.Zh)
			}
		}
	}()
	for range 3 { // a page may ask in steps: first the customer, then the rest, then whether
		w.fill()
		w.days(days)
		for _, label := range w.buttons(spec.Zh) {
			w.fill()
			if w.tap(label) && slices.Contains(heard.commands, spec.Name) {
				return ""
			}
			if w.tap(ledger.AddMore.Zh) && slices.Contains(heard.commands, spec.Name) { // he means a second one
				return ""
			}
			if w.router.Current() != before {
				break
			}
		}
	}
	return "it cannot be given on " + before.Name + " " + before.ID
}

// days notes the labels of the boxes for a day.
func (w *walker) days(into map[string]bool) {
	w.each(func(o fyne.CanvasObject) bool {
		if day, is := o.(*widgets.DateField); is {
			into[day.Label()] = true
		}
		return false
	})
}

// buttons are the labels of what can be pressed on the page: those that say what is
// wanted first, then the important ones.
func (w *walker) buttons(wanted string) []string {
	var named, important, others []string
	for _, a := range w.router.Actions() {
		others = append(others, a.Label)
	}
	w.each(func(o fyne.CanvasObject) bool {
		b, ok := widgets.ButtonOf(o)
		switch {
		case !ok || b.Disabled() || b.Text == "" || b.Text == i18n.AddLine.Text(): // one line says enough
		case strings.HasPrefix(b.Text, wanted):
			named = append(named, b.Text)
		case b.Importance == widget.HighImportance:
			important = append(important, b.Text)
		default:
			others = append(others, b.Text)
		}
		return false
	})
	return slices.Concat(named, important, others)
}

// Every entity that a shipped role may add to or edit is on the page to which his home
// leads, and opens; the pages of its rows are the same for all entities.
func TestEveryMasterIsReached(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	for _, role := range org.ShippedRoles() {
		desk := shop.DeskIn(t, shop.Hire(role.Code))
		var mine []*kernel.Schema
		if err := desk.Read(func(r *view.Reader) error {
			for _, s := range r.Catalog.Schemas {
				if s.Main == nil && !s.Kept && (r.Author.May(s.Name+".add") || r.Author.May(s.Name+".edit")) {
					mine = append(mine, s)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, s := range mine {
			w := walk(t, desk)
			if home := w.router.Current(); !w.tap(recordpages.Place()) || !w.tap(s.Zh) || w.router.Current() == home {
				t.Errorf("%s: %s is not reached", role.Code, s.Name)
			}
		}
	}
}

// Every task kind has a screen of the role that receives it: it is in the list that
// every home leads to, it opens, and it can be done.
func TestEveryTaskReachesItsReceiver(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	heard := &given{}
	shop.Given = heard.note
	for _, role := range org.ShippedRoles() {
		mobile := shop.Hire(role.Code)
		for _, kind := range flow.TaskKinds() {
			shop.Put(taskFor(shop, role.Code, kind))
		}
		desk := shop.Desk(mobile)
		w := walk(t, desk)
		if !w.tap("待办") {
			t.Errorf("%s: the home does not lead to his tasks", role.Code)
			continue
		}
		for _, kind := range flow.TaskKinds() {
			id := taskID(role.Code, kind)
			w.router.Go(nav.Route{Name: tasks.TaskRoute, ID: id.String()})
			w.settle()
			heard.commands = nil
			for range 2 { // the button, then that of the sheet that it opens
				_ = w.tap("处理完成") || w.tap("不是同一家") // what the answer to a question is called
			}
			if !slices.Contains(heard.commands, "flow.task.done") {
				t.Errorf("%s: a task of the kind %s cannot be done", role.Code, kind.Name)
			}
			w.router.Back()
			w.settle()
		}
	}
}

func taskID(role string, kind *flow.TaskKind) kernel.ID {
	return kernel.DeriveID("task", role, kind.Name)
}

func taskFor(shop *viewtest.Shop, role string, kind *flow.TaskKind) *flow.Task {
	company := org.TheCompany.ID()
	row := &flow.Task{
		Record: kernel.Record{ID: taskID(role, kind)}, Kind: kind.Name, RootEntity: "company", Root: company,
		Role: org.RoleRef(role), State: flow.TaskOpen, Date: 20261119, Opened: shop.Now,
	}
	flow.Tasks.In(viewtest.Catalog).Adopt(row)
	return row
}
