package flow

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Task is something that someone must do, with the document it is about.
type Task struct {
	kernel.Record
	Kind       string                `zh:"类型" en:"Kind" text:"word" is:"required,derived,title" max:"80"`
	Figures    string                `zh:"内容" en:"Content" text:"raw" is:"derived" max:"4000"` // arguments of the kind's sentence
	RootEntity string                `zh:"单据类型" en:"Document type" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID             `zh:"单据" en:"Document" is:"required,derived" ref:"root_entity"`
	Role       kernel.Ref[org.Role]  `zh:"交给角色" en:"For role" is:"derived,listed"`
	Asked      kernel.Ref[org.Asked] `zh:"交给有权的人" en:"For those who may" is:"derived"`
	Seat       kernel.Ref[org.Seat]  `zh:"交给岗位" en:"For seat" is:"derived,listed"`
	User       kernel.Ref[org.User]  `zh:"交给" en:"For" is:"derived,listed"`
	State      kernel.State          `zh:"状态" en:"State" is:"derived,listed"`
	Date       kernel.Date           `zh:"日期" en:"Date" is:"derived,listed"`
	Opened     kernel.Time           `zh:"提出时间" en:"Opened at" is:"derived,listed"`
	DoneBy     kernel.Ref[org.User]  `zh:"处理人" en:"Done by" is:"derived"`
	DoneAt     kernel.Time           `zh:"处理时间" en:"Done at" is:"derived"`
	Note       string                `zh:"处理说明" en:"Note" text:"lines" is:"derived" max:"500"`
}

// The life of a task.
const (
	TaskOpen kernel.State = "open"
	TaskDone kernel.State = "done"
)

// SeeTasks is the right to see what is asked of others.
var SeeTasks = org.See(54, "flow.task", "全部待办", "All tasks")

// Tasks, those about one document, and those for one seat.
var (
	Tasks = kernel.Define[Task]("task", kernel.Spec{
		Zh: "待办", En: "Task", Kept: true,
		States: []kernel.Option{{Code: "open", Zh: "待处理", En: "To do", Tone: kernel.Caution}, {Code: "done", Zh: "已处理", En: "Done"}},
		Scope: kernel.Scope{
			kernel.By("as", func(t *Task) *kernel.Ref[org.Role] { return &t.Role }), // of before [org.AskedByRight]
			kernel.By("asked", func(t *Task) *kernel.Ref[org.Asked] { return &t.Asked }),
			kernel.By("owner", func(t *Task) *kernel.Ref[org.Seat] { return &t.Seat }),
			kernel.By("user", func(t *Task) *kernel.Ref[org.User] { return &t.User }),
			SeeTasks.All(),
		},
		Bucket: kernel.OpenOrByMonth(func(t *Task) *kernel.State { return &t.State },
			func(t *Task) *kernel.Date { return &t.Date }, TaskOpen),
	})
	TasksAbout = kernel.Find(Tasks, func(t *Task) *kernel.ID { return &t.Root })
	TasksIn    = kernel.Find(Tasks, func(t *Task) *kernel.State { return &t.State })
	tasksOf    = kernel.Find2(Tasks, func(t *Task) *string { return &t.Kind }, func(t *Task) *kernel.State { return &t.State })
	tasksIn    = kernel.Find2(Tasks, func(t *Task) *kernel.ID { return &t.Root }, func(t *Task) *kernel.State { return &t.State })
)

// To is whom a task names: a seat, a user, those who hold some rights. A task that names
// nobody is for those whom its kind asks.
type To struct {
	Asks *org.Asked
	Seat kernel.Ref[org.Seat]
	User kernel.Ref[org.User]
}

// nobody tells whether no one is named.
func (to To) nobody() bool { return to.Asks == nil && to.Seat.IsZero() && to.User.IsZero() }

// ask makes a task one for somebody.
func (t *Task) ask(tx *kernel.Tx, kind *TaskKind, to To) {
	if to.nobody() {
		to.Asks = kind.Asks
	}
	t.Seat, t.User = to.Seat, to.User
	switch {
	case to.Asks == nil:
	case tx.Since(org.AskedByRight):
		t.Asked = to.Asks.Ref()
	default:
		t.Role = to.Asks.Was()
	}
}

// OpenTask asks someone to act on a document: whom it names, else those whom the kind
// asks. The boss sees every task. Predict
// and Settle may both call it. Nobody is asked twice: while a task of the kind about
// the document is open to the same people in the same words, it is the answer, with
// the figures of now. Tasks of one command differ by their figures too: each line of
// a document has its own.
func OpenTask(tx *kernel.Tx, kind *TaskKind, about kernel.Row, to To, args ...kernel.Arg) *Task {
	t := &Task{
		Kind: kind.Name, Figures: keepFigures(args), RootEntity: entityOf(about), Root: about.Base().ID,
		State: TaskOpen, Date: tx.Today(), Opened: tx.At(),
	}
	t.ask(tx, kind, to)
	if open := t.asked(tx); open != nil {
		kernel.Set(tx, open, &open.Figures, t.Figures)
		return open
	}
	return Tasks.Insert(tx, t, kind.Name, t.Root, nth(tx, Tasks))
}

// asked is the open task that asks the same of the same people, nil when there is none.
func (t *Task) asked(tx *kernel.Tx) *Task {
	open, _ := tasksIn.Of(tx, kernel.Key2[kernel.ID, kernel.State]{A: t.Root, B: TaskOpen})
	words := wordsOf(t.Figures)
	for _, o := range open {
		same := o.Kind == t.Kind && o.Role == t.Role && o.Asked == t.Asked && o.Seat == t.Seat && o.User == t.User
		if same && (o.Figures == t.Figures || wordsOf(o.Figures) == words && !isNew(tx, o)) {
			return o
		}
	}
	return nil
}

// wordsOf is what kept figures name: all that is no amount, quantity, number or day.
func wordsOf(text string) string {
	var words []kernel.Arg
	for _, a := range figuresOf(text) {
		switch a.Value.Kind {
		case kernel.KindInt, kernel.KindMoney, kernel.KindQty, kernel.KindPrice, kernel.KindRate, kernel.KindDate, kernel.KindTime:
		default:
			words = append(words, a)
		}
	}
	return keepFigures(words)
}

// isNew tells whether the command opens the task itself.
func isNew(tx *kernel.Tx, t *Task) bool {
	return slices.ContainsFunc(tx.Writes(), func(w kernel.Write) bool { return w.Before == nil && w.After == kernel.Row(t) })
}

// Sentence is the task in "zh" or "en"; figure formats the arguments, nil for
// the canonical text.
func (t *Task) Sentence(lang string, figure func(kernel.Value) string) string {
	if kind := taskKinds[t.Kind]; kind != nil {
		return kind.Fill(figuresOf(t.Figures), lang, figure)
	}
	return t.Kind
}

// Asks is whom the task asks by their rights, nil for nobody.
func (t *Task) Asks() *org.Asked { return org.AskedBy(t.Asked) }

// Urgency is that of the task's kind; one of a later release is as others are.
func (t *Task) Urgency() Urgency {
	if kind := taskKinds[t.Kind]; kind != nil {
		return kind.Urgency
	}
	return Normal
}

// Arg is an argument of the task's sentence; the zero value when it has none such.
func (t *Task) Arg(name string) kernel.Arg {
	for _, a := range figuresOf(t.Figures) {
		if a.Name == name {
			return a
		}
	}
	return kernel.Arg{}
}

// Faults says what is wrong with the task's sentences, for tests.
func (t *Task) Faults() []string {
	if kind := taskKinds[t.Kind]; kind != nil {
		return kind.Faults(figuresOf(t.Figures))
	}
	return nil
}

// OpenAbout lists the open tasks of a kind about a document. Call it in Settle, which sees
// them all.
func OpenAbout(tx *kernel.Tx, kind *TaskKind, about kernel.ID) (list []*Task) {
	open, _ := tasksIn.Of(tx, kernel.Key2[kernel.ID, kernel.State]{A: about, B: TaskOpen})
	for _, t := range open {
		if t.Kind == kind.Name {
			list = append(list, t)
		}
	}
	return list
}

// OpenOf lists all open tasks of a kind. Call it in Settle, which sees them all.
func OpenOf(tx *kernel.Tx, kind *TaskKind) []*Task {
	open, _ := tasksOf.Of(tx, kernel.Key2[string, kernel.State]{A: kind.Name, B: TaskOpen})
	return open
}

// CloseTasks marks the open tasks of a kind about a document as done, because
// what they asked for has happened. Call it in Settle, which sees them all.
func CloseTasks(tx *kernel.Tx, kind *TaskKind, about kernel.ID) {
	CloseTasksIf(tx, kind, about, func(*Task) bool { return true })
}

// CloseTasksIf is CloseTasks for those of the kind that are done.
func CloseTasksIf(tx *kernel.Tx, kind *TaskKind, about kernel.ID, done func(*Task) bool) {
	open, _ := tasksIn.Of(tx, kernel.Key2[kernel.ID, kernel.State]{A: about, B: TaskOpen})
	for _, t := range open {
		if t.Kind == kind.Name && done(t) {
			kernel.Set(tx, t, &t.State, TaskDone)
			t.finish(tx, "")
		}
	}
}

// RetellTasks gives the open tasks of a kind about a document that are meant the figures
// of now, one after another, and closes those for which none are left. Call it in Settle,
// which sees them all.
func RetellTasks(tx *kernel.Tx, kind *TaskKind, about kernel.ID, meant func(*Task) bool, now [][]kernel.Arg) {
	CloseTasksIf(tx, kind, about, func(t *Task) bool {
		if !meant(t) {
			return false
		}
		if len(now) == 0 {
			return true
		}
		kernel.Set(tx, t, &t.Figures, keepFigures(now[0]))
		now = now[1:]
		return false
	})
}

func (t *Task) finish(tx *kernel.Tx, note string) {
	kernel.Set(tx, t, &t.DoneBy, kernel.Ref[org.User](tx.Author.User))
	kernel.Set(tx, t, &t.DoneAt, tx.At())
	kernel.Set(tx, t, &t.Note, note)
}

// Done marks a task as done: whoever is asked may do so, and who has the right to its
// name.
type Done struct {
	Task kernel.Ref[Task] `zh:"待办" en:"Task" is:"required"`
	Note string           `zh:"处理说明" en:"Note" text:"lines" max:"500"`
}

var _ = kernel.Intent[Done]("flow.task.done", "处理完成", "Mark done",
	kernel.Moves(Tasks, kernel.From(TaskOpen), kernel.To(TaskDone)), kernel.ForAll())

// NotAsked is the refusal of somebody who only sees the task.
var NotAsked = kernel.Refuse("flow.not_asked", "这条待办是交给别人的，你只能查看", "This task is for others; you may only look at it")

// AskedOf tells whether the author is asked by a task, or may answer for those who are.
func (t *Task) AskedOf(a *kernel.Author) bool {
	if a.System || a.Viewer == nil || a.May("flow.task.done") {
		return true
	}
	tags := a.Viewer.Tags
	return tags["as:"+t.Role.String()] || tags["asked:"+t.Asked.String()] || tags["owner:"+t.Seat.String()] || tags["user:"+t.User.String()]
}

// Check refuses who is not asked.
func (d Done) Check(tx *kernel.Tx) error {
	if t, p := Tasks.Get(tx, d.Task); p == kernel.Found && !t.AskedOf(tx.Author) {
		return NotAsked.With()
	}
	return nil
}

// Predict notes who did it.
func (d Done) Predict(tx *kernel.Tx) error {
	t, err := Tasks.Need(tx, d.Task)
	if err != nil {
		return err
	}
	t.finish(tx, d.Note)
	return nil
}

// NobodyAsked is the refusal of a task that would reach nobody.
var NobodyAsked = kernel.Refuse("flow.nobody_asked", "待办「{kind}」没有交给任何人", "The task {kind} is for nobody")

func init() {
	Tasks.GuardRow(NobodyAsked, func(_ *kernel.Tx, t *Task) error {
		if t.State == TaskOpen && t.Role.IsZero() && t.Asked.IsZero() && t.Seat.IsZero() && t.User.IsZero() {
			return NobodyAsked.With(kernel.Text("kind", t.Kind))
		}
		return nil
	})
	kernel.UpgradeRows(57, org.AskedByRight, "待办按权限找人", "Tasks are for those who hold a right", Tasks,
		func(t *Task) bool { return t.State == TaskOpen && !t.Role.IsZero() && t.byRight() != nil },
		func(tx *kernel.Tx, t *Task) error {
			kernel.Set(tx, t, &t.Asked, t.byRight().Ref())
			kernel.Set(tx, t, &t.Role, kernel.Ref[org.Role]{})
			return nil
		})
}

// byRight is whom a task of an earlier release asks; nil where its kind asks others.
func (t *Task) byRight() *org.Asked {
	kind := taskKinds[t.Kind]
	if kind == nil || kind.Asks == nil || kind.Asks.Was() != t.Role {
		return nil
	}
	return kind.Asks
}
