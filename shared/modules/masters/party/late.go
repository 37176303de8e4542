package party

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// What was written for a party before its writer knew that it had been merged is
// never lost: a document becomes one of the party that stays, a change of the record
// stays in the record that went. Somebody is told of both.
var (
	TaskFollowed = flow.DeclareTask("party.followed", "「{name}」已并入「{keep}」，你的「{command}」已记到「{keep}」名下，请核对",
		"{name} was merged into {keep}; your command \"{command}\" now stands under {keep}; please check", flow.Kind{
			Title: flow.Words{Zh: "单据随合并转移", En: "Moved by a merge"}, Asks: org.Ask("", "*"), Urgency: flow.Notice,
			Opens: flow.Words{Zh: "操作的往来单位已被合并", En: "What you did was about a partner who had been merged"},
		})
	TaskEdited = flow.DeclareTask("party.edited_late", "「{name}」并入「{keep}」之后，{who}又修改了它的资料；需要的话再合并一次",
		"{name} had been merged into {keep} when {who} changed it; merge the two again to take that over", flow.Kind{
			Title: flow.Words{Zh: "合并后又被修改", En: "Edited after a merge"}, Asks: org.Ask(org.SalesManager, "party.merge", "sales.order.place"), Urgency: flow.Notice,
			Opens: flow.Words{Zh: "被合并的往来单位又有修改", En: "A partner who had been merged was changed"},
			Ends:  flow.Words{Zh: "再次合并", En: "They are merged again"},
		})
)

func init() {
	kernel.AfterSettle(tellFollowed)
	kernel.AfterSettle(tellEdited)
}

func tellFollowed(tx *kernel.Tx) error {
	if tx.Call.Name == command.Name { // who merges into one that was merged sees where it led
		return nil
	}
	told := map[kernel.ID]bool{}
	for _, f := range tx.Followed() {
		if f.Schema != Parties.In(tx.Catalog) || told[f.From] || tx.Author.User.IsZero() {
			continue
		}
		told[f.From] = true
		gone, found := Parties.Get(tx, kernel.Ref[Party](f.From))
		keep, stays := Parties.Get(tx, kernel.Ref[Party](f.To))
		spec := tx.Catalog.Command(tx.Call.Name)
		if found != kernel.Found || stays != kernel.Found {
			continue
		}
		flow.OpenTask(tx, TaskFollowed, gone, flow.To{User: kernel.Ref[org.User](tx.Author.User)}, kernel.Text("name", gone.Name),
			kernel.Text("keep", keep.Name), kernel.Words("command", spec.Zh, spec.En))
	}
	return nil
}

func tellEdited(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		before, ok := w.Before.(*Party)
		if !ok || before.MergedInto.IsZero() || w.Schema != Parties.In(tx.Catalog) || tx.Author.User.IsZero() {
			continue
		}
		gone := w.After.(*Party)
		flow.OpenTask(tx, TaskEdited, gone, flow.To{}, kernel.Text("name", gone.Name),
			kernel.Text("keep", nameOf(tx, Survivor(tx, kernel.Ref[Party](gone.ID)))), kernel.Text("who", tx.Author.Name))
	}
	return nil
}
