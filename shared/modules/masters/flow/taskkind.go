package flow

import (
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Words are a text in both languages.
type Words struct{ Zh, En string }

// Urgency says how a kind of task is brought before people: first what is urgent, and
// that whatever they have set; last what only tells them something.
type Urgency uint8

// The urgencies.
const (
	Notice Urgency = iota + 1 // it is enough to have read it
	Normal
	Urgent // goods, money or a customer wait
)

// Kind is what a module declares of a kind of task. All but Ends must be said.
type Kind struct {
	Title   Words      // what such tasks are called: "订单待放行"
	Asks    *org.Asked // those whom it asks where a task names no seat and nobody
	Urgency Urgency
	Opens   Words // what opens it
	Ends    Words // what closes it by itself; none: whoever is asked says that it is done
}

// TaskKind is a kind of task: what is declared of it, its sentence, when it is done by
// itself, and when it is asked again.
type TaskKind struct {
	kernel.Code
	kernel.Home // whose it is
	Kind
	Again int // days after which what somebody has called done is asked once more; 0 for never
	over  []ending
}

// ending closes the tasks of a kind by what a row says.
type ending struct {
	entity string
	about  func(kernel.Row) kernel.ID
	over   func(*kernel.Tx, kernel.Row) bool
}

// KindOption says more about a kind of task.
type KindOption func(*TaskKind)

// Until closes the tasks about a row once what they ask for has happened, whichever
// command brought it about.
func Until[T any](e *kernel.Entity[T], over func(tx *kernel.Tx, row *T) bool) KindOption {
	return UntilOf(e, func(row *T) kernel.ID { return any(row).(kernel.Row).Base().ID }, over)
}

// UntilOf is Until for tasks about another row than the one that says whether they are
// done; one whose about is zero says nothing.
func UntilOf[T any](e *kernel.Entity[T], about func(row *T) kernel.ID, over func(tx *kernel.Tx, row *T) bool) KindOption {
	return func(k *TaskKind) {
		k.over = append(k.over, ending{
			e.Name(),
			func(row kernel.Row) kernel.ID { return about(any(row).(*T)) },
			func(tx *kernel.Tx, row kernel.Row) bool { return over(tx, any(row).(*T)) },
		})
	}
}

// AskAgain has the company ask once more when the reason still stands so many days
// after somebody has called the task done.
func AskAgain(days int) KindOption { return func(k *TaskKind) { k.Again = days } }

var (
	taskKinds = map[string]*TaskKind{}
	endings   = map[string][]*TaskKind{} // by the entity whose rows end their tasks
)

// DeclareTask declares a kind of task, "stock.suspense", with a sentence in both
// languages; {name} stands for an argument.
func DeclareTask(name, zh, en string, kind Kind, options ...KindOption) *TaskKind {
	if taskKinds[name] != nil || zh == "" || en == "" {
		panic("flow: task " + name + " is declared twice or lacks a language")
	}
	k := &TaskKind{Code: kernel.Code{Name: name, Zh: zh, En: en}, Home: kernel.DeclaredIn(0), Kind: kind}
	if lacks := kind.lacks(); lacks != "" {
		panic("flow: task " + name + " does not say " + lacks)
	}
	for _, o := range options {
		o(k)
	}
	taskKinds[name] = k
	for _, e := range k.over {
		if !slices.Contains(endings[e.entity], k) {
			endings[e.entity] = append(endings[e.entity], k)
		}
	}
	return k
}

// lacks is what a declaration does not say.
func (k Kind) lacks() string {
	half := func(w Words) bool { return w.Zh == "" || w.En == "" }
	switch {
	case half(k.Title):
		return "what it is called"
	case k.Asks == nil:
		return "whom it asks"
	case k.Urgency < Notice || k.Urgency > Urgent:
		return "how urgent it is"
	case half(k.Opens):
		return "what opens it"
	case half(k.Ends) && k.Ends != Words{}:
		return "in both languages what ends it"
	}
	return ""
}

// Keep is how a task of the kind keeps the arguments of its sentence.
func (k *TaskKind) Keep(args ...kernel.Arg) string { return keepFigures(args) }

// TaskKinds lists the declared kinds by name.
func TaskKinds() []*TaskKind {
	list := make([]*TaskKind, 0, len(taskKinds))
	for _, name := range slices.Sorted(maps.Keys(taskKinds)) {
		list = append(list, taskKinds[name])
	}
	return list
}

func init() { kernel.AfterSettle(endTasks) }

// endTasks closes the tasks that the command has done away with.
func endTasks(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		for _, k := range endings[w.Schema.Name] {
			for _, e := range k.over {
				if e.entity == w.Schema.Name {
					k.end(tx, e, w)
				}
			}
		}
	}
	return nil
}

func (k *TaskKind) end(tx *kernel.Tx, e ending, w kernel.Write) {
	about, row := e.about(w.After), w.After
	if about.IsZero() || w.Before == nil && about == row.Base().ID { // nobody has asked about what is new
		return
	}
	open, _ := tasksIn.Of(tx, kernel.Key2[kernel.ID, kernel.State]{A: about, B: TaskOpen})
	if slices.ContainsFunc(open, func(t *Task) bool { return t.Kind == k.Name }) && e.over(tx, row) {
		CloseTasks(tx, k, about)
	}
}

// Wanted tells whether the company has to ask: no task of the kind about the row is
// open, and nobody has called one done of late.
func (k *TaskKind) Wanted(at kernel.Moment, about kernel.ID) bool {
	for _, t := range TasksAbout.Beside(at, about) {
		if t.Kind != k.Name {
			continue
		}
		if t.State == TaskOpen || k.Again == 0 || t.DoneAt.Date(at.Zone).AddDays(k.Again) > at.Date {
			return false
		}
	}
	return true
}

// Asked tells whether a task of the kind about the row is open.
func (k *TaskKind) Asked(at kernel.Moment, about kernel.ID) bool {
	open := tasksIn.Beside(at, kernel.Key2[kernel.ID, kernel.State]{A: about, B: TaskOpen})
	return slices.ContainsFunc(open, func(t *Task) bool { return t.Kind == k.Name })
}
