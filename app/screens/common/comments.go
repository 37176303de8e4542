package common

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

var (
	commentsWord    = i18n.Define("comments.heading", "评论", "Comments")
	commentsNone    = i18n.Define("comments.none", "还没有评论", "No comments yet")
	commentsEarlier = i18n.DefinePlural("comments.earlier", "显示更早的 {0} 条", "Show {0} earlier comment", "Show {0} earlier comments")
	commentHint     = i18n.Define("comments.hint", "写评论，用 @ 提到同事", "Write a comment; @ names somebody")
	commentSend     = i18n.Define("comments.send", "发送", "Send")
	commentEmpty    = i18n.Define("comments.empty", "请先写点什么", "Write something first")
	withdrawIt      = i18n.Define("comments.withdraw", "撤回", "Withdraw")
	withdrawAsk     = i18n.Define("comments.withdraw.ask", "撤回这条评论？", "Withdraw this comment?")
	withdrawNote    = i18n.Define("comments.withdraw.note", "撤回后谁也看不到内容，这里会留下撤回的记录", "Nobody can read it afterwards; that it was withdrawn stays here")
)

const (
	commentsShown = 20 // how many comments are shown at first
	commentLines  = 2  // of the box in which one is written
	panelsKept    = 8  // of the comments of how many rows the panels are kept: more than a window has live pages
)

// comments is the section with what was said about a row. One is kept for each row that was
// looked at last, so that a page which is drawn anew takes nothing from who is writing.
type comments struct {
	site    *Site
	entity  string
	id      kernel.ID
	lang    string
	whole   *fyne.Container
	list    *fyne.Container
	field   *widgets.MentionField
	send    *widgets.Button
	trouble *TroublePanel
	loader  *uithread.Loader[*view.Comments]
	shown   *view.Comments
	all     bool
	stop    func()
}

// Attached is what people have put to a row: its files, and what they said about it. What is
// wrong with either stands below both, where it moves no button.
func (s *Site) Attached(entity string, id kernel.ID) fyne.CanvasObject {
	c := s.commentsOn(entity, id)
	return widgets.NewSections(s.files(entity, id, c.trouble), c.whole, c.trouble)
}

// Comments is the section with what was said about a row.
func (s *Site) Comments(entity string, id kernel.ID) fyne.CanvasObject {
	c := s.commentsOn(entity, id)
	return widgets.NewStacked(c.whole, c.trouble)
}

// commentsOn reads the section itself, beside the UI thread, and follows what is said. It
// takes no room for a row to which nobody writes comments.
func (s *Site) commentsOn(entity string, id kernel.ID) *comments {
	at := slices.IndexFunc(s.talks, func(c *comments) bool { return c.id == id && c.entity == entity })
	if at >= 0 && s.talks[at].lang == view.Lang() {
		c := s.talks[at]
		s.talks = append(slices.Delete(s.talks, at, at+1), c)
		c.load()
		return c
	}
	c := newComments(s, entity, id)
	if at >= 0 { // in another language
		c.field.SetText(s.talks[at].field.Input.Text)
		c.field.SetPicked(s.talks[at].field.Picked())
		s.drop(at)
	}
	if s.talks = append(s.talks, c); len(s.talks) > panelsKept {
		s.drop(0)
	}
	c.load()
	return c
}

func (s *Site) drop(at int) {
	s.talks[at].stop()
	s.talks = slices.Delete(s.talks, at, at+1)
}

// Leave ends what the site follows.
func (s *Site) Leave() {
	for len(s.talks) > 0 {
		s.drop(0)
	}
}

func newComments(s *Site, entity string, id kernel.ID) *comments {
	c := &comments{
		site: s, entity: entity, id: id, lang: view.Lang(), whole: widgets.NewStacked(), list: widgets.NewStacked(), trouble: NewTroublePanel(),
		loader: uithread.NewLoader[*view.Comments](s.Dispatcher),
	}
	c.field = widgets.NewMentionField(s.Dispatcher, "text", commentHint.Text(), commentLines, c.find)
	c.field.Bind(nil, func() { c.say(false) })
	c.field.OnChanged = func(string) { c.trouble.Set(nil, nil) }
	c.send = widgets.NewButtonWithIcon(commentSend.Text(), base.MailSendIcon(), func() { c.say(false) })
	c.send.OnSave = func() { c.say(false) }
	follow := s.Follow(c.load, flow.Comments.Name(), flow.Mentions.Name())
	c.stop = func() {
		follow()
		c.loader.Cancel()
	}
	return c
}

func (c *comments) read() (*view.Comments, error) {
	return view.Load(c.site.Desk, func(r *view.Reader) (*view.Comments, error) { return view.CommentsOf(r, c.entity, c.id), nil })
}

func (c *comments) load() {
	c.loader.Load(func(context.Context) (*view.Comments, error) { return c.read() }, func(m *view.Comments, err error) {
		if err != nil || m == nil || c.shown != nil && reflect.DeepEqual(m, c.shown) {
			return
		}
		first := c.shown == nil
		c.draw(m)
		if first {
			c.whole.Add(widgets.NewPanel(commentsWord.Text(), c.list, c.field, widgets.NewActions(c.send)))
			c.whole.Refresh()
		}
	})
}

func (c *comments) draw(m *view.Comments) {
	c.shown = m
	c.list.RemoveAll()
	list := m.List
	if earlier := len(list) - commentsShown; earlier > 0 && !c.all {
		list = list[earlier:]
		c.list.Add(widgets.NewActions(widgets.NewButton(commentsEarlier.Text(earlier), func() {
			c.all = true
			c.draw(c.shown)
		})))
	}
	for _, one := range list {
		c.list.Add(c.row(one))
	}
	if len(list) == 0 {
		c.list.Add(widgets.NewNote(commentsNone.Text(), widgets.Quiet))
	}
	c.list.Refresh()
}

func (c *comments) row(one view.Said) fyne.CanvasObject {
	var line fyne.CanvasObject = widgets.NewLineRow(widgets.Line{Title: one.Who, Under: one.When, Badges: Badges(one.Badges...)}, nil)
	if one.Withdrawable {
		back := widgets.NewButtonWithIcon("", base.ContentUndoIcon(), func() { c.withdraw(one) })
		back.Importance = widget.LowImportance
		line = widgets.NewBorder(nil, nil, nil, container.NewCenter(back), line)
	}
	tone := widgets.Plain
	if one.Withdrawn {
		tone = widgets.Quiet
	}
	return widgets.NewStacked(line, widgets.NewNote(one.Text, tone))
}

// find offers people while one types behind an @.
func (c *comments) find(_ context.Context, query string, limit int) ([]widgets.Mentionable, error) {
	people, err := c.everybody()
	if err != nil {
		return nil, err
	}
	var list []widgets.Mentionable
	for _, p := range view.Among(people, query, func(p view.Person) string { return p.Name }) {
		if len(list) < limit {
			list = append(list, widgets.Mentionable{Key: p.ID.String(), Name: p.Name, Detail: p.Detail})
		}
	}
	return list, nil
}

func (c *comments) everybody() ([]view.Person, error) {
	return view.Load(c.site.Desk, func(r *view.Reader) ([]view.Person, error) { return view.PeopleFor(r, c.entity, c.id) })
}

// say sends what was written; without leaves out those who do not see the row.
func (c *comments) say(without bool) {
	text := c.field.Text()
	if text == "" {
		c.field.SetError(commentEmpty.Text())
		c.field.Focus()
		return
	}
	picked := map[string]kernel.Ref[org.User]{}
	for name, key := range c.field.Picked() {
		if id, err := kernel.ParseID(key); err == nil {
			picked[name] = kernel.Ref[org.User](id)
		}
	}
	c.give("flow.comment", func() error {
		people, err := c.everybody()
		if err != nil {
			return err
		}
		named := view.MentionedIn(text, people, picked)
		if without {
			named = slices.DeleteFunc(named, func(who kernel.Ref[org.User]) bool {
				return slices.ContainsFunc(people, func(p view.Person) bool { return p.ID == who && p.Blind })
			})
		}
		_, err = c.site.Desk.Do(&flow.Say{Entity: c.entity, Row: c.id, Text: text, Mentions: named})
		return err
	}, func() { c.field.SetText("") })
}

func (c *comments) withdraw(one view.Said) {
	c.site.Confirm(withdrawAsk.Text(), withdrawNote.Text(), withdrawIt.Text(), true, func() {
		c.give("flow.comment.withdraw", func() error {
			_, err := c.site.Desk.Do(&flow.Withdraw{Comment: kernel.Ref[flow.Comment](one.ID)})
			return err
		}, func() {})
	})
}

// give gives a command and draws what is said then. What was written stays until it is kept.
func (c *comments) give(command string, work func() error, done func()) {
	c.trouble.Set(nil, nil)
	c.send.Disable()
	var now *view.Comments
	c.site.Do(func() (err error) {
		if err = work(); err == nil {
			now, err = c.read()
		}
		return err
	}, func(err error) {
		c.send.Enable()
		if err != nil {
			c.trouble.Set(view.Explain(err), map[string]func(){flow.WithoutThem.Name: func() { c.say(true) }})
			return
		}
		done()
		c.site.Toast(c.site.Did(command))
		if now != nil {
			c.draw(now)
		}
	})
}
