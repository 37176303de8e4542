package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Delivery is how somebody wants to be told of a kind of task. Without one he is told
// at once, as he always is of what is urgent.
type Delivery struct {
	kernel.Record
	User kernel.Ref[org.User] `zh:"用户" en:"User" is:"required,derived"`
	Kind string               `zh:"待办类型" en:"Kind of task" text:"word" is:"title,required,derived" max:"80"`
	How  kernel.Choice        `zh:"提醒方式" en:"Told" of:"task_delivery" is:"required,derived,listed"`
}

// The ways of telling.
const (
	AtOnce kernel.Choice = "at_once"
	Daily  kernel.Choice = "daily" // each morning at DigestHour, what came since the last
	Muted  kernel.Choice = "muted"
)

// DigestHour is the hour of the company's day at which those are told who want it daily.
const DigestHour = 8

var _ = kernel.Choices("task_delivery",
	kernel.Option{Code: "at_once", Zh: "随时提醒", En: "At once"},
	kernel.Option{Code: "daily", Zh: "每天早上汇总", En: "Every morning"},
	kernel.Option{Code: "muted", Zh: "不提醒", En: "Not at all"})

// Deliveries are seen by whom they are about.
var (
	Deliveries = kernel.Define[Delivery]("task_delivery", kernel.Spec{
		Zh: "待办提醒设置", En: "How one is told of tasks", Kept: true,
		Scope: kernel.Scope{kernel.By("user", func(d *Delivery) *kernel.Ref[org.User] { return &d.User })},
	})
	deliveriesOf = kernel.Find(Deliveries, func(d *Delivery) *kernel.Ref[org.User] { return &d.User })
)

// Told is how somebody is told of tasks, by their kinds.
type Told map[string]kernel.Choice

// ToldOf reads how somebody wants to be told.
func ToldOf(tx *kernel.Tx, user kernel.Ref[org.User]) Told {
	told := Told{}
	list, _ := deliveriesOf.Of(tx, user)
	for _, d := range list {
		told[d.Kind] = d.How
	}
	return told
}

// How is the way of a kind.
func (t Told) How(kind string) kernel.Choice {
	if how := t[kind]; how != "" {
		return how
	}
	return AtOnce
}

// Brings tells whether a task is brought before the person by a moment, in a company's
// zone (minutes east of UTC).
func (t Told) Brings(task *Task, now kernel.Time, zone int) bool {
	switch how := t.How(task.Kind); {
	case task.Urgency() == Urgent:
		return true
	case how == Muted:
		return false
	case how == Daily:
		return task.Opened < lastDigest(now, zone)
	}
	return true
}

// lastDigest is the last time by a moment at which it was DigestHour.
func lastDigest(now kernel.Time, zone int) kernel.Time {
	const hour, day = 3_600_000, 24 * 3_600_000
	local := now + kernel.Time(zone)*60_000 - DigestHour*hour
	into := local % day
	if into < 0 {
		into += day
	}
	return now - into
}
