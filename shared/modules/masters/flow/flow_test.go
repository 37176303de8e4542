package flow_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// visit is a command that uses everything a module can tell this package.
type visit struct {
	Party kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
}

var (
	_        = kernel.Intent[visit]("flow_test.visit", "拜访", "Visit", kernel.ForAll())
	arrived  = flow.DeclareNode("flow_test.arrived", "到店", "Arrived")
	callBack = flow.DeclareTask("flow_test.call", "请给 {name} 回电,欠款 {owed}", "Call {name} back; {owed} is owed", flow.Kind{
		Title: flow.Words{Zh: "回电", En: "Calls"}, Asks: org.Ask("", "org.calendar.enter"), Urgency: flow.Normal,
		Opens: flow.Words{Zh: "拜访之后", En: "After a visit"}, Ends: flow.Words{Zh: "拜访入账", En: "The visit is settled"},
	})
	tooDear = kernel.Refuse("flow_test.dear", "{amount} 超过上限 {limit}", "{amount} is beyond {limit}")
)

func (v visit) Predict(tx *kernel.Tx) error {
	p, err := party.Parties.Need(tx, v.Party)
	if err != nil {
		return err
	}
	flow.Note(tx, p, arrived, "ok", "门口等了一会")
	flow.Note(tx, p, arrived, "again", "")
	flow.OpenTask(tx, callBack, p, flow.To{}, kernel.Text("name", p.Name), kernel.Figure("owed", kernel.Money(1104000)))
	flow.Ask(tx, p, tooDear.With(kernel.Figure("amount", kernel.Money(5)), kernel.Int("limit", 3)), callBack.Asks)
	flow.Link(tx, p, p, 2e6)
	flow.Link(tx, p, p, -1e6)
	return nil
}

func (v visit) Settle(tx *kernel.Tx) error {
	for _, a := range flow.PendingOf(tx, v.Party.ID()) {
		if !a.DecidableBy(tx.Author) {
			continue
		}
		flow.Decide(tx, a, flow.Released, "老客户")
	}
	flow.CloseTasks(tx, callBack, v.Party.ID())
	return nil
}

func TestWhatModulesTell(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	w.Now += 1000
	customer, err := w.Add(w.As(t, org.Sales), "party", "name", "鹭岛", "is_customer", "true")
	if err != nil {
		t.Fatal(err)
	}
	seller := w.As(t, org.Sales)
	call := w.Must(t, seller, &visit{kernel.Ref[party.Party](customer)})
	tx := w.Tx()

	trail, _ := flow.TrailOf(tx, customer)
	if len(trail) != 2 || trail[0].Judged != call.Judged || trail[0].AuthorName != seller.Name || trail[0].Root != customer {
		t.Fatalf("trail %+v", trail)
	}
	if zh, en := flow.NodeLabel(w.Catalog, trail[0].Node); zh != "到店" || en != "Arrived" {
		t.Errorf("node is called %s, %s", zh, en)
	}
	if zh, _ := flow.NodeLabel(w.Catalog, "party.add"); zh != "新增往来单位" {
		t.Errorf("a command as a node is called %s", zh)
	}

	tasks, _ := flow.TasksAbout.Of(tx, customer)
	if len(tasks) != 1 || tasks[0].State != flow.TaskDone || tasks[0].Sentence("zh", nil) != "请给 鹭岛 回电,欠款 11040.00" {
		t.Fatalf("tasks %+v", tasks)
	}
	if !strings.HasPrefix(tasks[0].Sentence("en", nil), "Call 鹭岛 back") {
		t.Errorf("in English: %s", tasks[0].Sentence("en", nil))
	}

	pending := flow.PendingOf(tx, customer)
	if len(pending) != 1 || pending[0].Why(tx.Held).Sentence("zh", nil) != "0.05 超过上限 3" {
		t.Fatalf("the seller decided himself, or the reason is wrong: %+v", pending)
	}
	links, _ := flow.LinksInto.Of(tx, customer)
	if len(links) != 2 || links[0].Qty+links[1].Qty != 1e6 || links[0].SrcEntity != "party" {
		t.Fatalf("links %+v", links)
	}
}

func TestWhoMayDecideDecides(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	customer := w.Party(t, "鹭岛")
	w.Must(t, w.As(t, org.Finance), &visit{customer})
	all, _ := flow.ApprovalsOf.Of(w.Tx(), customer.ID())
	if len(all) != 1 || all[0].Decision != flow.Released || all[0].Note != "老客户" || all[0].By.IsZero() {
		t.Fatalf("%+v", all)
	}
}

func TestTheTrailFollowsItsDocument(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	customer := w.Party(t, "盛达") // of nobody; its supplier side is the storekeeper's
	w.Must(t, w.As(t, org.Boss), &visit{customer})
	sees := func(role string) int {
		author := w.As(t, role)
		leader := func(s *kernel.Schema, id kernel.ID) kernel.Row { return w.Get(s, id) }
		n := 0
		for _, e := range trial.All(w, flow.ProcessEvents) {
			if author.Viewer.Sees(e, leader) {
				n++
			}
		}
		return n
	}
	if sees(org.Storekeeper) != 2 || sees(org.Sales) != 0 {
		t.Errorf("the storekeeper sees %d nodes, the salesperson %d", sees(org.Storekeeper), sees(org.Sales))
	}
}

func TestAnUndeclaredNodeIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a node without label was written")
		}
	}()
	w := trial.Company(t, org.VatGeneral)
	p := w.Party(t, "甲")
	tx := w.Tx()
	row, _ := party.Parties.Get(tx, p)
	flow.Note(tx, row, "flow_test.unheard", "", "")
}
