package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// What somebody leaves behind when he leaves the company.
var (
	TaskVacant = DeclareTask("org.seat_vacant", "「{name}」离职，岗位「{seat}」空缺：名下的客户、单据和待办没有人负责，请安排在岗人员",
		"{name} has left and the seat {seat} stands vacant: nobody looks after its customers, documents and tasks; please say who holds it", Kind{
			Title: Words{Zh: "岗位空缺", En: "Vacant seats"}, Asks: org.Ask(org.Admin, "seat.edit", "role.edit"), Urgency: Urgent,
			Opens: Words{Zh: "岗位上的人离职，没有指定接手人", En: "Somebody left and nobody holds his seat"},
			Ends:  Words{Zh: "安排了在岗人员", En: "Somebody holds the seat"},
		})
	TaskBrought = DeclareTask("org.brought", "「{name}」离职后，其设备「{device}」又上传了离职前的操作，请核对",
		"After {name} had left, the device {device} brought what was done on it before; please look it over", Kind{
			Title: Words{Zh: "离职后补传", En: "Brought after leaving"}, Asks: org.Ask(org.Admin, "org.user.resign"), Urgency: Normal,
			Opens: Words{Zh: "离职人员的设备又上传了离职前的操作", En: "A device of somebody who left brings what was done before"},
		})

	tasksFor = kernel.Find2(Tasks, func(t *Task) *kernel.Ref[org.User] { return &t.User }, func(t *Task) *kernel.State { return &t.State })
)

func init() {
	org.OnResigned.On("flow", handOver)
	org.OnReinstated.On("flow", func(tx *kernel.Tx, r org.Reinstated) error {
		Note(tx, r.User, Node(tx.Call.Name), "", r.Note)
		return nil
	})
	kernel.AfterSettle(filled)
	kernel.AfterSettle(brought)
}

// handOver gives the tasks of who has left to his successor, or to whoever looks after
// the department, and asks who shall hold the seats that stand vacant.
func handOver(tx *kernel.Tx, r org.Resigned) error {
	Note(tx, r.User, Node(tx.Call.Name), "", r.Note)
	heir := To{User: r.Successor}
	for _, s := range r.Seats {
		if !s.Holder.IsZero() {
			continue
		}
		to := headOf(tx, s)
		if heir.nobody() {
			heir = to
		}
		for _, to := range []To{to, {}} {
			OpenTask(tx, TaskVacant, s, to, kernel.Text("name", r.User.Name), kernel.Text("seat", s.Name))
		}
	}
	if heir.nobody() {
		heir.Asks = TaskVacant.Asks
	}
	open, _ := tasksFor.Of(tx, kernel.Key2[kernel.Ref[org.User], kernel.State]{A: kernel.Ref[org.User](r.User.ID), B: TaskOpen})
	for _, t := range open {
		t.give(tx, heir)
	}
	return nil
}

// give makes a task somebody else's.
func (t *Task) give(tx *kernel.Tx, to To) {
	given := &Task{}
	given.ask(tx, taskKinds[t.Kind], to)
	kernel.Set(tx, t, &t.User, given.User)
	kernel.Set(tx, t, &t.Seat, given.Seat)
	if !given.Asked.IsZero() {
		kernel.Set(tx, t, &t.Asked, given.Asked)
	}
	if !given.Role.IsZero() {
		kernel.Set(tx, t, &t.Role, given.Role)
	}
}

// headOf is who looks after a seat that nobody holds.
func headOf(tx *kernel.Tx, s *org.Seat) To {
	if head, ok := org.HeadOf(tx, s.Dept); ok {
		return To{Seat: head}
	}
	return To{Asks: owners}
}

// filled closes the question who shall hold a seat once somebody does.
func filled(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		was, _ := w.Before.(*org.Seat)
		if s, ok := w.After.(*org.Seat); ok && was != nil && was.Holder.IsZero() && !s.Holder.IsZero() {
			CloseTasks(tx, TaskVacant, s.ID)
		}
	}
	return nil
}

// brought tells who looks after the seats of somebody who has left that one of his
// devices has brought what he did before.
func brought(tx *kernel.Tx) error {
	if tx.Author.Left == 0 {
		return nil
	}
	u, p := org.Users.Get(tx, kernel.Ref[org.User](tx.Author.User))
	d, also := org.Devices.Get(tx, kernel.Ref[org.Device](tx.Call.Origin))
	if p != kernel.Found || also != kernel.Found {
		return nil
	}
	var to To
	if s, p := org.Seats.Get(tx, kernel.Ref[org.Seat](tx.Author.Seat)); p == kernel.Found {
		if to = (To{Seat: kernel.Ref[org.Seat](s.ID)}); s.Holder.IsZero() {
			to = headOf(tx, s)
		}
	}
	OpenTask(tx, TaskBrought, u, to, kernel.Text("name", u.Name), kernel.Text("device", d.Name))
	return nil
}
