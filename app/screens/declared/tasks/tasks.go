// Package tasks shows what waits for a person, whatever module asks for it.
package tasks

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/tasks"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// The routes of the area.
const (
	ListRoute = "tasks"
	TaskRoute = "task"
)

var (
	title    = i18n.Define("tasks.title", "待办", "To do")
	one      = i18n.Define("tasks.one", "待办事项", "Task")
	what     = i18n.Define("tasks.what", "要做的事", "What to do")
	since    = i18n.Define("tasks.since", "提出时间", "Since")
	about    = i18n.Define("tasks.about", "相关单据", "About")
	how      = i18n.Define("tasks.how", "状态", "State")
	forWhom  = i18n.Define("tasks.for", "交给", "For")
	doneBy   = i18n.Define("tasks.doneby", "处理人", "Done by")
	note     = i18n.Define("tasks.note", "处理说明", "Remark")
	openIt   = i18n.Define("tasks.open.it", "打开单据", "Open the document")
	finish   = i18n.Define("tasks.finish", "处理完成", "Mark as done")
	nothing  = i18n.Define("tasks.nothing", "没有待办", "Nothing to do")
	seatless = i18n.Define("tasks.seatless", "您还没有岗位，什么也看不到：请管理员在「资料 → 岗位」里把您填为在岗人员", "You hold no seat yet and see nothing: ask an administrator to enter you as the holder of one, under Masters → Seat")
	finished = i18n.Define("tasks.finished", "已标为处理完成", "Marked as done")
)

var _ = common.Enter(common.Entry{Rank: 60, Make: Area})

// Area is the list of what waits, for everybody.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: ListRoute, Make: common.Plain(newList), Label: &title, Icon: base.ConfirmIcon()},
		common.RowPlace(TaskRoute, flow.Tasks.Name(), newTask).Giving("flow.task.done"),
	)
}

func newList(site *common.Site) nav.Page {
	return common.NewList(site, common.ListSpec[model.Todo]{
		Title: func() string { return title.Text() },
		Columns: func() []widgets.DataColumn[model.Todo] {
			return []widgets.DataColumn[model.Todo]{
				{ID: model.ByText, Sortable: true, Title: what.Text(), Width: 480, Card: widgets.CardTitle, Long: true, Text: func(t model.Todo) string { return t.Text }},
				{ID: model.ByAbout, Sortable: true, Title: about.Text(), Width: 220, Card: widgets.CardValue, Text: func(t model.Todo) string { return t.About }},
				{ID: model.BySince, Sortable: true, Title: since.Text(), Width: 130, Card: widgets.CardValue, Text: func(t model.Todo) string { return t.Since }},
				{ID: "state", Title: how.Text(), Width: 90, Card: widgets.CardValue, Text: func(t model.Todo) string { return t.State.Text }},
				{ID: model.ByDone, Sortable: true, Title: doneBy.Text(), Width: 180, Card: widgets.CardValue, Text: func(t model.Todo) string { return t.Done }},
			}
		},
		Source:  func(search, filter string) widgets.Source[model.Todo] { return model.List(site.Desk, search, filter) },
		Filters: model.Filters(),
		Tapped:  func(t model.Todo) { Open(site, t) },
		Of:      []string{flow.Tasks.Name(), flow.Approvals.Name()}, Empty: emptyFor(site),
	})
}

// emptyFor says that there is nothing to do; who has no seat is told why he can do nothing,
// and who can help.
func emptyFor(site *common.Site) i18n.Key {
	if who := site.Person(); len(who.Grants) == 0 && len(who.Sees) == 0 {
		return seatless
	}
	return nothing
}

// Open goes to where what waits is done.
func Open(site *common.Site, t model.Todo) {
	if t.Entity != "" {
		site.Open(t.Entity, t.Opens)
		return
	}
	site.Go(TaskRoute, t.ID.String())
}

func newTask(site *common.Site, id kernel.ID) nav.Page {
	return common.NewPage(site, common.Spec[*model.Task]{
		Title: func() string { return one.Text() },
		Load:  func(r *view.Reader) (*model.Task, error) { return model.Load(r, id) },
		Show:  func(t *model.Task) fyne.CanvasObject { return showTask(site, t) },
		Of:    []string{flow.Tasks.Name()},
	})
}

func showTask(site *common.Site, t *model.Task) fyne.CanvasObject {
	text := widgets.NewNote(t.Text, widgets.Plain)
	facts := []widgets.Fact{{Label: about.Text(), Value: t.About}, {Label: forWhom.Text(), Value: t.For}, {Label: since.Text(), Value: t.Since}}
	if t.DoneBy != "" {
		facts = append(facts, widgets.Fact{Label: doneBy.Text(), Value: t.DoneBy}, widgets.Fact{Label: note.Text(), Value: t.Note})
	}
	parts := []fyne.CanvasObject{text, widgets.NewFacts(facts...)}
	var buttons []*widgets.Button
	answer, answers := site.AnswerTo(t.Row.Kind, t.Here)
	answers = answers && t.DoneBy == ""
	if t.DoneBy == "" && t.Asked {
		word := finish.Text()
		if said := answer.Otherwise.Text(); answers && said != "" {
			word = said
		}
		buttons = append(buttons, widgets.NewButton(word, func() { askNote(site, t.ID) }))
	}
	if t.Here && site.Opens(t.Entity) {
		buttons = append(buttons, widgets.NewButton(openIt.Text(), func() { site.Open(t.Entity, t.Root) }))
	}
	if answers {
		buttons = append(buttons, widgets.NewButton(view.Command(site.Desk.Catalog, answer.Command), func() { site.Answer(answer, t.Row) }))
	}
	for _, a := range t.Acts {
		buttons = append(buttons, widgets.NewButton(a.Label, func() { site.Give(a.Command, a.About) }))
	}
	if len(buttons) > 0 { // the last is what the task asks for
		buttons[len(buttons)-1].Importance = widget.HighImportance
	}
	return widgets.NewSections(widgets.NewPanel("", append(parts, widgets.NewActions(buttons...))...), site.Comments(flow.Tasks.Name(), t.ID))
}

// askNote asks what was done; nothing has to be said.
func askNote(site *common.Site, id kernel.ID) {
	field := widgets.NewField("note", note.Text())
	var sheet *widgets.Sheet
	sheet = widgets.NewSheet(site.Window.Canvas(), finish.Text(), finish.Text(), func() {
		site.Do(func() error {
			_, err := site.Desk.Do(&flow.Done{Task: kernel.Ref[flow.Task](id), Note: field.Text()})
			return err
		}, func(err error) {
			if err != nil {
				sheet.SetError(view.Explain(err).Text)
				return
			}
			sheet.Hide()
			site.Toast(finished.Text())
		})
	}, field)
	sheet.Show()
}
