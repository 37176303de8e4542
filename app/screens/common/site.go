package common

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Site is what screens are built on.
type Site struct {
	Desk       *view.Desk
	Dispatcher uithread.Dispatcher
	Router     *nav.Router
	Window     fyne.Window
	Toast      func(text string)
	// Jobs shows what the person has begun and takes its time; nil outside of a shell.
	Jobs *widgets.Jobs
	// Save takes the place of the dialog that asks where a file shall go; nil in the
	// app, set by tests.
	Save func(name string, chosen func(fyne.URIWriteCloser, error))
	// Choose takes the place of the dialog that asks for a file to read, likewise.
	Choose func(chosen func(fyne.URIReadCloser, error))
	// Still keeps pages from following the data, for pictures.
	Still bool
	// SignedOut is called when the person leaves or the company's data is gone.
	SignedOut func()
	// Day is today in the company's zone, for calendars.
	Day func() time.Time

	talks []*comments // what is said about the rows that were looked at last, the newest last

	who  atomic.Pointer[kernel.Author]
	ways atomic.Pointer[ways]
}

// ways are what leads where. They are read beside the UI thread, so they are replaced
// and never changed.
type ways struct {
	pages   map[string]string   // the routes on which the person works on the rows of an entity, by its name
	usual   map[string]string   // those on which others look at them
	givers  map[string][]Giver  // the pages that give a command, by its name
	leads   map[string][]string // the commands to which a page leads itself, by its route
	about   map[string]string   // the entity that a page is about, by its route
	shown   map[string][]string // the entities whose rows a page lists, by its route
	answers map[string]Answer   // to tasks, by their kind
}

// way is what leads where now.
func (s *Site) way() *ways {
	if w := s.ways.Load(); w != nil {
		return w
	}
	return &ways{}
}

// Go opens a page.
func (s *Site) Go(name, id string) { s.Router.Go(nav.Route{Name: name, ID: id}) }

// Person is who works here, as last read: rights and zone are asked for on the UI
// thread, which must not wait for a reading. One who cannot be read may do nothing.
func (s *Site) Person() *kernel.Author {
	if who := s.who.Load(); who != nil {
		return who
	}
	who, err := view.Load(s.Desk, func(r *view.Reader) (*kernel.Author, error) { return r.Author, nil })
	if err != nil {
		return &kernel.Author{Zone: beijing}
	}
	s.Know(who)
	return who
}

// Know says who works here now.
func (s *Site) Know(who *kernel.Author) { s.who.Store(who) }

// Rights is a reader of what the person may and sees, which has no rows and costs no
// reading.
func (s *Site) Rights() *view.Reader {
	return &view.Reader{View: &client.View{Catalog: s.Desk.Catalog}, Author: s.Person()}
}

// Today is the company's civil date.
func (s *Site) Today() kernel.Date { return s.Desk.Engine.State().Now.Date(s.Zone()) }

// May tells whether the person may give a command.
func (s *Site) May(command string) bool { return s.Person().May(command) }

// Do runs work away from the UI thread and then done on it. The caller blocks its
// button in between.
func (s *Site) Do(work func() error, done func(error)) {
	uithread.NewLoader[struct{}](s.Dispatcher).Load(
		func(context.Context) (struct{}, error) { return struct{}{}, work() },
		func(_ struct{}, err error) { done(err) })
}

// Follow calls changed on the UI thread when rows of one of the entities may have
// changed, at most ten times a second; without entities on every change. The
// returned function ends it.
func (s *Site) Follow(changed func(), entities ...string) (stop func()) {
	return s.follow(changed, func(c client.Change) bool {
		return len(entities) == 0 && !c.Idle || slices.ContainsFunc(entities, c.Touches)
	})
}

func (s *Site) follow(changed func(), concerns func(client.Change) bool) (stop func()) {
	if s.Still {
		return func() {}
	}
	refresh := uithread.NewCoalescer(s.Dispatcher, changed)
	unsubscribe := s.Desk.Engine.Subscribe(func(c client.Change) {
		if concerns(c) {
			refresh.Signal()
		}
	})
	return func() {
		unsubscribe()
		refresh.Stop()
	}
}

// Tick calls passed on the UI thread after every change, and once a minute without one:
// what is shown is older then. The returned function ends it.
func (s *Site) Tick(passed func()) (stop func()) {
	return s.follow(passed, func(client.Change) bool { return true })
}

// Did is what a person reads who has given a command. It does not say that the server has
// it: what stands in the status line does. Without the server it is on the device, and waits.
func (s *Site) Did(command string) string {
	if s.Desk.Engine.State().Link != client.Online {
		return didHere.Text(view.Command(s.Desk.Catalog, command))
	}
	return did.Text(view.Command(s.Desk.Catalog, command))
}

// Saved is what a person reads who has saved something: without the server it is on the
// device, and waits.
func (s *Site) Saved() string {
	if s.Desk.Engine.State().Link != client.Online {
		return onDevice.Text()
	}
	return saved.Text()
}

var (
	onDevice = i18n.Define("common.kept", "已保存在本机，联网后上传", "Saved on this device, to be uploaded")
	did      = i18n.Define("common.did", "已办理：{0}", "{0}: done")
	didHere  = i18n.Define("common.did.here", "{0}：已存在本机，联网后上传", "{0}: kept on this device, to be uploaded")
)

// Confirm asks before an act.
func (s *Site) Confirm(title, message, yes string, danger bool, confirmed func()) {
	widgets.NewConfirmDialog(s.Window.Canvas(), widgets.Question{Title: title, Message: message, Yes: yes, Danger: danger}, confirmed).Show()
}

// Tone maps a view-model's tone to the widgets'.
func Tone(t view.Tone) widgets.Tone { return widgets.Tone(t) }

// Badges maps view-models' badges to a line's.
func Badges(badges ...view.Badge) []widgets.LineBadge {
	var list []widgets.LineBadge
	for _, b := range badges {
		if b.Text != "" {
			list = append(list, widgets.LineBadge{Text: b.Text, Tone: Tone(b.Tone)})
		}
	}
	return list
}

// Status is the engine's state for the status bar.
func Status(st client.State) widgets.SyncState {
	state := widgets.SyncState{
		Offline: st.Link != client.Online, Pending: st.Waiting + st.Anew, NeedsYou: st.Attention,
		Stopped: st.Stopped != nil && !st.Stopped.Passing(), Stuck: st.Trouble != nil,
	}
	if st.Waiting > 0 {
		state.Oldest = time.Duration(st.Now-st.Oldest) * time.Millisecond
	}
	return state
}

// Words of all areas.
var (
	LoadFailed = i18n.Define("common.load.failed", "没有读到数据", "The data could not be read")
	saved      = i18n.Define("common.done", "已保存", "Saved")
	Edit       = i18n.Define("common.edit", "修改", "Edit")
)
