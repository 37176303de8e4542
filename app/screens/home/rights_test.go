package home

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	recordpages "heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// siteOf knows what leads where for a person.
func siteOf(t *testing.T, desk *view.Desk) *common.Site {
	t.Helper()
	site := &common.Site{
		Desk: desk, Dispatcher: uithread.Immediate{}, Router: nav.NewRouter(), Still: true, Toast: func(string) {},
		Day: func() time.Time { return time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC) },
	}
	own, others, _ := destinations(site, site.Person())
	site.Serve(slices.Concat(own, others)...)
	return site
}

// hireAs gives somebody new a role of the company's own.
func hireAs(shop *viewtest.Shop, code string, grants, sees []string) (mobile string) {
	shop.Add("role", "code", code, "name", code, "grants", strings.Join(grants, " "), "sees", strings.Join(sees, " "))
	return shop.Hire(code)
}

// Who sees everything and may do nothing is offered no act on any page: no button gives a
// command or leads to where one is given.
func TestNoActWithoutAGrant(t *testing.T) {
	if testing.Short() {
		t.Skip("presses every button on every page")
	}
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	underWay(shop)
	unpriced(shop)
	desk := shop.DeskIn(t, hireAs(shop, "onlooker", nil, []string{"*"}))
	site := siteOf(t, desk)
	var heard []string
	shop.Given = func(command string, _ error) { heard = append(heard, command) }
	o, w := openSlowly(t, desk), walk(t, desk)
	pressed := 0
	for _, at := range o.places(t) {
		if !site.Leads(at.Name, at.ID) {
			continue
		}
		w.router.Reset(at)
		w.settle()
		for _, label := range w.buttons("") {
			w.router.Reset(at)
			w.settle()
			if !w.tap(label) {
				w.act(label)
			}
			pressed++
			for range 2 { // a sheet that asks, and what it asks for
				w.important()
			}
			if now := w.router.Current(); now != at && !leadsTo(site, now) {
				t.Errorf("%v: %q leads to %v", at, label, now)
			}
			if len(heard) > 0 {
				t.Errorf("%v: %q gives %q", at, label, heard)
				heard = nil
			}
			for top := w.window.Canvas().Overlays().Top(); top != nil; top = w.window.Canvas().Overlays().Top() {
				w.window.Canvas().Overlays().Remove(top)
			}
		}
	}
	if pressed < 60 {
		t.Errorf("only %d buttons were pressed: the test looks at nothing", pressed)
	}
}

// Whoever comes to the page of the masters finds something on it: who writes nothing what he
// sees, down to the vouchers, and takes it out if he may.
func TestNobodysMastersAreEmpty(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	for i, job := range org.Templates() {
		mobile := hireAs(shop, "of_"+string(rune('a'+i)), job.Grants, job.Sees)
		w := walk(t, shop.DeskIn(t, mobile))
		w.router.Reset(recordpages.MastersRoute())
		w.settle()
		if len(w.lines()) == 0 {
			t.Errorf("%s finds nothing", job.Zh)
		}
		if job.Zh != "只读审计" {
			continue
		}
		for _, name := range []string{"用户", "角色", "设备", "往来单位", "会计科目", "工作日历", "记账凭证", "收款单", "导出记录", "修改记录"} {
			w.router.Reset(recordpages.MastersRoute())
			w.settle()
			if !w.tap(name) || w.router.Current() == recordpages.MastersRoute() {
				t.Errorf("%s does not come to %s", job.Zh, name)
			}
		}
		w.router.Reset(nav.Route{Name: "sales.orders"})
		w.settle()
		if !slices.ContainsFunc(w.router.Actions(), func(a nav.Action) bool { return a.Label == "导出" }) {
			t.Errorf("%s takes nothing out", job.Zh)
		}
	}
}

// lines are the rows on a page that open something.
func (w *walker) lines() (list []*widgets.LineRow) {
	screentest.Walk(w.router.Page().Content(), func(o fyne.CanvasObject) bool {
		if row, ok := o.(*widgets.LineRow); ok {
			list = append(list, row)
		}
		return false
	})
	return list
}

// leadsTo tells whether somebody is meant to come to a page: it is no form of a command
// and not that of a new row.
func leadsTo(site *common.Site, at nav.Route) bool {
	_, text, _ := strings.Cut(at.ID, "/")
	row, err := kernel.ParseID(text)
	born := at.Name == common.RecordRoute && (err != nil || row.IsZero())
	return at.Name != common.ActRoute && !born && (!site.Router.Knows(at.Name) || site.Leads(at.Name, at.ID))
}

// act taps an action of the page's head.
func (w *walker) act(label string) {
	for _, a := range w.router.Actions() {
		if a.Label == label {
			a.Tapped()
			w.settle()
			return
		}
	}
}

// important presses the important button of a dialog.
func (w *walker) important() {
	top := w.window.Canvas().Overlays().Top()
	if top == nil {
		return
	}
	var press *widget.Button
	screentest.Walk(top, func(o fyne.CanvasObject) bool {
		if b, ok := widgets.ButtonOf(o); ok && !b.Disabled() && b.Importance != widget.LowImportance && b.Text != i18n.Cancel.Text() {
			press = b
		}
		return false
	})
	if press != nil && press.OnTapped != nil {
		press.OnTapped()
		w.settle()
	}
}

// shown is what a page says in figures, by their labels, and whether its list is empty.
type shown struct {
	figures map[string]string
	empty   bool
	texts   []string
}

func (w *walker) shown(at nav.Route) shown {
	w.router.Reset(at)
	w.settle()
	s := shown{figures: map[string]string{}}
	screentest.Walk(w.router.Page().Content(), func(o fyne.CanvasObject) bool {
		switch o := o.(type) {
		case *widgets.KPI:
			s.figures[o.Label()] = o.Number()
		case *widgets.LineRow:
			if line := o.Line(); line.Figure != "" {
				s.figures[line.Title] = line.Figure
			}
		case *widgets.EmptyState:
			s.empty = s.empty || o.Visible()
		}
		if text := screentest.TextOf(o); text != "" {
			s.texts = append(s.texts, text)
		}
		return false
	})
	return s
}

// What somebody may not see is left out or said to be hidden: it never reads as nothing.
// Every page to which a shipped role or a template leads is held against the owner's.
func TestWithheldIsNeitherZeroNorNone(t *testing.T) {
	if testing.Short() {
		t.Skip("opens the places of eleven roles")
	}
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	unpriced(shop)
	everybody := map[string]string{}
	for _, role := range org.ShippedRoles() {
		if role.Code != org.Boss {
			everybody[role.Zh] = shop.Hire(role.Code)
		}
	}
	for i, job := range org.Templates()[len(org.ShippedRoles()):] {
		everybody[job.Zh] = hireAs(shop, "job_"+string(rune('a'+i)), job.Grants, job.Sees)
	}
	everybody["什么都能做"] = hireAs(shop, "does_all", []string{"*"}, nil)
	boss := walk(t, shop.DeskIn(t, viewtest.Boss))
	truth := map[nav.Route]shown{}
	looked, hidden := 0, 0
	for name, mobile := range everybody {
		desk := shop.DeskIn(t, mobile)
		site := siteOf(t, desk)
		w := walk(t, desk)
		for _, at := range w.led(site) {
			if _, known := truth[at]; !known {
				truth[at] = boss.shown(at)
			}
			want, got := truth[at], w.shown(at)
			looked++
			for label, figure := range got.figures {
				if figure == view.Money(0) && want.figures[label] != "" && want.figures[label] != figure && !own(at) {
					t.Errorf("%s, %v: %q is %s, which is %s", name, at, label, figure, want.figures[label])
				}
			}
			if !got.empty || want.empty {
				continue
			}
			said := slices.ContainsFunc(got.texts, func(s string) bool { return strings.Contains(s, "看不到") || strings.Contains(s, "您自己的") })
			if said {
				hidden++
			} else if !own(at) {
				t.Errorf("%s, %v: is empty and does not say why: %q", name, at, got.texts)
			}
		}
	}
	if looked < 100 || hidden == 0 {
		t.Errorf("%d pages, %d of them with something hidden: the test looks at nothing", looked, hidden)
	}
}

// own tells whether a page is about the person himself: his orders, his tasks.
func own(at nav.Route) bool {
	return strings.HasPrefix(at.Name, "sales") || at.Name == "tasks"
}

// led are the pages to which the person is led: his places, and what opens from them by a
// button.
func (w *walker) led(site *common.Site) []nav.Route {
	var list []nav.Route
	_, _, places := destinations(site, site.Person())
	for _, d := range places {
		if site.Leads(d.Route.Name, d.Route.ID) {
			list = append(list, d.Route)
		}
	}
	for _, at := range slices.Clone(list) {
		w.router.Reset(at)
		w.settle()
		for _, label := range w.buttons("") {
			w.router.Reset(at)
			w.settle()
			if !w.tap(label) {
				w.act(label)
			}
			if now := w.router.Current(); now != at && !slices.Contains(list, now) && site.Router.Knows(now.Name) {
				list = append(list, now)
			}
			for top := w.window.Canvas().Overlays().Top(); top != nil; top = w.window.Canvas().Overlays().Top() {
				w.window.Canvas().Overlays().Remove(top)
			}
		}
	}
	return list
}

// A page about one row says so too, where what it would tell is withheld or has not
// happened yet.
func TestAPageOfARowSaysWhatItDoesNotKnow(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	const name = "深圳龙岗万悦家居有限公司"
	debtor, stranger := shop.Customer(name).String(), shop.Add("party", "name", "佛山新客家具行", "is_customer", "true").String()
	waits := shop.Deliveries(shop.PlaceOrder(viewtest.Order{Customer: name, Lines: map[string]int64{"HY-T101": 1}}))[0]
	gone := shop.Deliveries(shop.Sell(viewtest.Order{Customer: name, Lines: map[string]int64{"HY-T101": 1}}))[0]
	blind := hireAs(shop, "blind", []string{"finance.receive", "debt.open", "ledger.open"}, []string{"party.all"})
	for _, p := range []struct {
		who, route, id string
		says           []string
		never          []string
	}{
		{blind, "customer", debtor, []string{"看不到"}, []string{"0.00", "不限额"}},
		{viewtest.Boss, "customer", debtor, []string{"逾期", "可用额度"}, []string{"看不到"}},
		{blind, "finance.take", debtor, []string{"看不到客户现欠多少"}, []string{"现欠 0.00"}},
		{blind, "sales.receipt", debtor, []string{"看不到客户现欠多少"}, []string{"应收 0.00"}},
		{blind, "sales.home", "", []string{"看不到"}, []string{"0.00", "0 单", "没有订单"}},
		{blind, "boss", "", []string{"只有您自己的「销售订单」"}, []string{"\n没有\n"}},
		{blind, "finance.opening", "ledger", []string{"看不到账簿"}, []string{"平衡，", "目前的期初借贷平衡"}},
		{viewtest.Boss, "finance.opening", "ledger", []string{"目前的期初借贷"}, []string{"看不到"}},
		{viewtest.Keeper, "warehouse.return", waits.ID.String(), []string{"还没有出库，没有可退的货"}, []string{"全部退回"}},
		{viewtest.Keeper, "warehouse.return", gone.ID.String(), []string{"最多可退"}, []string{"还没有出库"}},
		{viewtest.Finance, "finance.account", stranger, []string{"近 90 天没有往来"}, []string{"没有待办"}},
		{viewtest.Finance, "finance.bill", waits.ID.String(), []string{"未出库"}, []string{"0.00", "登记发票"}},
		{viewtest.Finance, "finance.bill", gone.ID.String(), []string{"登记发票"}, []string{"未出库", "看不到"}},
		{viewtest.Keeper, "finance.bill", gone.ID.String(), []string{"看不到"}, []string{"0.00"}},
	} {
		w := walk(t, shop.DeskIn(t, p.who))
		page := w.shown(nav.Route{Name: p.route, ID: p.id})
		text := strings.Join(page.texts, "\n")
		for label, figure := range page.figures {
			text += "\n" + label + " " + figure
		}
		for _, s := range p.says {
			if !strings.Contains(text, s) {
				t.Errorf("%s, %s: does not say %q: %s", p.who, p.route, s, text)
			}
		}
		for _, s := range p.never {
			if strings.Contains(text, s) {
				t.Errorf("%s, %s: says %q: %s", p.who, p.route, s, text)
			}
		}
	}
}
