package party

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// TaskTwin asks someone to look at two parties that may be one.
var TaskTwin = flow.DeclareTask("party.twin", "{name} 与 {twin} 可能是同一家（{by}相同），请核对", "{name} and {twin} may be the same (same {by}); please check", flow.Kind{
	Title: flow.Words{Zh: "可能是同一家", En: "Possible duplicates"}, Asks: org.Ask(org.SalesManager, "party.merge", "sales.order.place"), Urgency: flow.Notice,
	Opens: flow.Words{Zh: "新增或修改的往来单位与已有的电话或名称相同", En: "A partner has the phone or the name of another"},
	Ends:  flow.Words{Zh: "合并，或改成不同", En: "They are merged, or differ"},
})

func init() { kernel.AfterSettle(findTwins) }

// findTwins looks for other parties with the phone or the name of a party whose
// phone or name is new. It warns and never refuses: two shops of one owner share
// a phone. Only the server sees them all.
func findTwins(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		p, ok := w.After.(*Party)
		if !ok || w.Schema != Parties.In(tx.Catalog) {
			continue
		}
		before, _ := w.Before.(*Party)
		if before == nil {
			before = &Party{}
		}
		if !p.MergedInto.IsZero() {
			continue
		}
		twins := map[kernel.ID]bool{p.ID: true}
		if p.Mobile != "" && p.Mobile != before.Mobile {
			same, _ := ByMobile.Of(tx, p.Mobile)
			warn(tx, p, same, twins, kernel.Words("by", "手机", "mobile"))
		}
		if p.NameKey != "" && p.NameKey != before.NameKey {
			same, _ := ByNameKey.Of(tx, p.NameKey)
			warn(tx, p, same, twins, kernel.Words("by", "名称", "name"))
		}
	}
	return nil
}

// warn opens a task for the owner where both are his, else for the sales
// manager, because a salesperson does not learn of others' customers.
func warn(tx *kernel.Tx, p *Party, same []*Party, told map[kernel.ID]bool, by kernel.Arg) {
	const most = 3 // a phone that many share says nothing
	for _, twin := range same {
		if stands, _ := Parties.Get(tx, Survivor(tx, kernel.Ref[Party](twin.ID))); stands != nil {
			twin = stands
		}
		if told[twin.ID] || len(told) > most {
			continue
		}
		told[twin.ID] = true
		var to flow.To
		if twin.Owner == p.Owner {
			to.Seat = p.Owner
		}
		flow.OpenTask(tx, TaskTwin, p, to, kernel.Text("name", p.Name), kernel.Text("twin", twin.Name), by,
			kernel.Arg{Name: twinID, Value: kernel.Of(twin.ID)})
	}
}

// twinID is the argument of a task that says which row the other party is.
const twinID = "twin_id"

// TwinOf is the other party that a task asks about, zero for a task of an earlier
// release.
func TwinOf(t *flow.Task) kernel.Ref[Party] { return kernel.Ref[Party](t.Arg(twinID).Value.ID()) }

// closeTwins ends the tasks that ask whether one party is another.
func closeTwins(tx *kernel.Tx, about, other *Party) {
	flow.CloseTasksIf(tx, TaskTwin, about.ID, func(t *flow.Task) bool {
		twin := TwinOf(t)
		return twin.ID() == other.ID || twin.IsZero() && t.Arg("twin").Value.Str == other.Name
	})
}
