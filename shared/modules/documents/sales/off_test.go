package sales_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
)

// again is who they are by the rows as they stand.
func (s *shop) again() {
	s.sales, s.boss, s.keeper, s.finance = s.As(s.t, org.Sales), s.As(s.t, org.Boss), s.As(s.t, org.Storekeeper), s.As(s.t, org.Finance)
}

func (s *shop) turn(on, anyway bool) {
	s.t.Helper()
	s.Must(s.t, s.boss, &org.SwitchModule{Module: "sales", On: on, Anyway: anyway})
	s.again()
}

// R278: a company switches a module off and on again and loses nothing. Who has
// unfinished work in it is told how much, and says it twice.
func TestAModuleIsSwitchedOffAndOnAgain(t *testing.T) {
	s := open(t)
	s.turn(false, false) // nothing was begun
	s.Refused(t, kernel.ModuleOff, s.sales, s.wish(s.chairs(1)))
	s.turn(true, false)
	order := s.place(s.wish(s.chairs(2)))
	delivery := s.deliveries(order)[0]

	no := s.Refused(t, org.Unfinished, s.boss, &org.SwitchModule{Module: "sales"})
	for name, want := range map[string]int64{"documents": 2, "tasks": 0} { // the order, its delivery
		if got := argOf(no, name).Value.Int; got != want {
			t.Errorf("%d %s are unfinished, want %d", got, name, want)
		}
	}
	s.Refused(t, org.NoSuchModule, s.boss, &org.SwitchModule{Module: "stock"})
	s.Refused(t, kernel.NotAllowed, s.sales, &org.SwitchModule{Module: "sales", Anyway: true})
	field := switchField(t, "sales")
	if err := s.Edit(s.boss, "company", org.TheCompany.ID(), field, "true", "false"); !errors.Is(err, org.Unfinished.With()) {
		t.Errorf("the form of the company switches off what is unfinished: %v", err)
	}

	s.turn(false, true)
	off := s.Refused(t, kernel.ModuleOff, s.sales, s.wish(s.chairs(1)))
	if argOf(off, "module").Zh != "销售" || argOf(off, "command").En != s.Catalog.Command("sales.order.place").En {
		t.Errorf("%+v", off)
	}
	for who, may := range map[*kernel.Author]string{s.sales: "sales.order.place", s.keeper: "sales.ship", s.boss: "sales.order.release"} {
		if who.May(may) {
			t.Errorf("%s is offered %s", who.Name, may)
		}
	}
	if !s.keeper.May("stock.receive") || !s.boss.May("org.module.switch") {
		t.Error("more is off than the module")
	}
	if got, p := sales.Orders.Get(s.Tx(), kernel.Ref[sales.Order](order.ID)); p != kernel.Found || got.State != order.State {
		t.Error("what was there is not as it was")
	}

	// Goods that have left have left: the storekeeper did not know yet.
	s.Must(t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](delivery.ID)})
	s.turn(true, false)
	if got := s.reload(order); got.State != sales.Shipped {
		t.Errorf("the order is %s", got.State)
	}
	s.place(s.wish(s.chairs(1)))
	s.Sound(t)
}

// Who sees what does not hang on what is on: switching sends and takes no rows.
func TestSwitchingOffTakesNobodysSight(t *testing.T) {
	s := open(t)
	before := []*kernel.Author{s.sales, s.boss, s.keeper, s.finance}
	s.turn(false, true)
	for i, now := range []*kernel.Author{s.sales, s.boss, s.keeper, s.finance} {
		if len(now.Viewer.Tags) != len(before[i].Viewer.Tags) {
			t.Errorf("%s saw by %d tags and sees by %d", now.Name, len(before[i].Viewer.Tags), len(now.Viewer.Tags))
		}
		for tag := range before[i].Viewer.Tags {
			if !now.Viewer.Tags[tag] {
				t.Errorf("%s has lost %s", now.Name, tag)
			}
		}
	}
}

// What a module does by itself waits while it is off, and is made up for afterwards.
func TestWhatAModuleDoesByItselfWaits(t *testing.T) {
	s := open(t)
	wished := s.wish(s.chairs(1))
	wished.Due = 20261121
	late := s.place(wished)
	s.turn(false, true)
	s.Sleep(t, 6)
	s.want(sales.TaskOverdue, late.ID, 0, 0)
	s.turn(true, false)
	s.Sleep(t, 1)
	s.want(sales.TaskOverdue, late.ID, 1, 0)
	no := s.Refused(t, org.Unfinished, s.boss, &org.SwitchModule{Module: "sales"})
	if n := argOf(no, "tasks").Value.Int; n != 1 {
		t.Errorf("%d tasks are counted", n)
	}
}

func argOf(r *kernel.Refusal, name string) kernel.Arg {
	for _, a := range r.Args {
		if a.Name == name {
			return a
		}
	}
	return kernel.Arg{}
}

func switchField(t *testing.T, module string) string {
	t.Helper()
	for _, f := range org.SettingFields() {
		if f.Name == "module."+module {
			return kernel.CustomPrefix + f.ID.String()
		}
	}
	t.Fatal("no setting switches " + module)
	return ""
}
