package flow_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// whom are those whom the test asks beside the kind's own; nil for nobody.
func whom(role string) *org.Asked { return others[role] }

var others = map[string]*org.Asked{org.Purchase: org.Ask("", "party.add", "contact.add"), org.Finance: org.Ask("", "party.credit", "contact.add")}

// ask opens a task of any kind, twice in one command.
type ask struct {
	Party kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Kind  string                  `zh:"类型" en:"Kind" text:"word" is:"required" max:"80"`
	Role  string                  `zh:"角色" en:"Role" text:"word" max:"80"`
	Seat  kernel.Ref[org.Seat]    `zh:"岗位" en:"Seat"`
	Name  string                  `zh:"名称" en:"Name" max:"80"`
	Qty   kernel.Qty              `zh:"数量" en:"Quantity"`
	Line  kernel.Qty              `zh:"另一行" en:"Another line"`
}

var _ = kernel.Intent[ask]("flow_test.ask", "提出", "Ask", kernel.ForAll())

func (a ask) Predict(*kernel.Tx) error { return nil }

func (a ask) Settle(tx *kernel.Tx) error {
	p, err := party.Parties.Need(tx, a.Party)
	if err != nil {
		return err
	}
	for _, kind := range flow.TaskKinds() {
		if kind.Name != a.Kind {
			continue
		}
		for _, qty := range []kernel.Qty{a.Qty, a.Line} {
			if qty != 0 {
				flow.OpenTask(tx, kind, p, flow.To{Asks: whom(a.Role), Seat: a.Seat}, kernel.Text("name", a.Name), kernel.Quantity("qty", qty, "件"))
			}
		}
	}
	return nil
}

// Nobody is asked the same twice, whatever the kind of task: a second press brings the
// figures up to date. Another receiver, other words and lines of one document are
// other tasks, and so is what is asked after the first was done.
func TestNobodyIsAskedTwice(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	w.Now += 1000
	boss := w.As(t, org.Boss)
	for _, kind := range flow.TaskKinds() {
		customer, other := w.Party(t, "鹭岛 "+kind.Name), w.Party(t, "盛达 "+kind.Name)
		open := func() (list []*flow.Task) {
			all, _ := flow.TasksAbout.Of(w.Tx(), customer.ID())
			for _, task := range all {
				if task.State == flow.TaskOpen {
					list = append(list, task)
				}
			}
			return list
		}
		first := ask{Party: customer, Kind: kind.Name, Role: org.Purchase, Name: "柜子", Qty: 2e6}
		press := func(want int, change func(a *ask)) {
			t.Helper()
			a := first
			change(&a)
			w.Must(t, boss, &a)
			if got := open(); len(got) != want {
				t.Errorf("%s: %+v leaves %d open tasks, not %d", kind.Name, a, len(got), want)
			}
		}
		press(1, func(*ask) {})
		press(1, func(*ask) {})
		press(1, func(a *ask) { a.Qty = 3e6 })
		if qty := open()[0].Arg("qty").Value.Int; qty != 3e6 {
			t.Errorf("%s: the open task still says %d", kind.Name, qty)
		}
		press(1, func(a *ask) { a.Party = other })
		press(2, func(a *ask) { a.Name = "茶几" })
		press(3, func(a *ask) { a.Role = org.Finance })
		press(4, func(a *ask) { a.Role = ""; a.Seat = kernel.Ref[org.Seat](w.As(t, org.Sales).Seat) })
		for _, task := range open() {
			w.Must(t, boss, &flow.Done{Task: kernel.Ref[flow.Task](task.ID)})
		}
		press(1, func(*ask) {})
		press(3, func(a *ask) { a.Name = "椅子"; a.Line = 1e6 })
	}
}
