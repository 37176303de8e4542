package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Deliver sets how its author is told of a kind of task.
type Deliver struct {
	Kind string        `zh:"待办类型" en:"Kind of task" text:"word" is:"required" max:"80"`
	How  kernel.Choice `zh:"提醒方式" en:"Told" of:"task_delivery" is:"required"`
}

var _ = kernel.Intent[Deliver]("flow.task.deliver", "设置待办提醒", "Set how one is told of tasks", kernel.ForAll())

// NoSuchKind is the refusal of a kind of task that this program does not have.
var NoSuchKind = kernel.Refuse("flow.no_kind", "没有待办类型「{kind}」", "There is no kind of task {kind}")

// Predict keeps one setting for each kind.
func (d Deliver) Predict(tx *kernel.Tx) error {
	me := kernel.Ref[org.User](tx.Author.User)
	if taskKinds[d.Kind] == nil || me.IsZero() {
		return NoSuchKind.With(kernel.Text("kind", d.Kind))
	}
	made := &Delivery{Record: kernel.Record{ID: kernel.DeriveID("task_delivery", me, d.Kind)}, User: me, Kind: d.Kind, How: d.How}
	if known, p := Deliveries.Get(tx, kernel.Ref[Delivery](made.ID)); p == kernel.Found {
		kernel.Set(tx, known, &known.How, d.How)
		return nil
	}
	Deliveries.Insert(tx, made)
	return nil
}
