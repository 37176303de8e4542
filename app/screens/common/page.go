package common

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/system/syncpage"
	"heyi/shared/kernel"
)

// Spec says what a page loads and how it looks.
type Spec[T any] struct {
	Title func() string
	// Load makes the view-model; it runs away from the UI thread.
	Load func(*view.Reader) (T, error)
	// Show draws it. It is called anew after every change of the data, and what
	// was scrolled stays.
	Show func(T) fyne.CanvasObject
	// Actions are the buttons of the app bar; they are asked for when the page is
	// opened and after every load.
	Actions func() []nav.Action
	// Fixed is drawn as it is, without scrolling: a page with a list.
	Fixed bool
	// Begin puts the keyboard where the page begins; it is called when the page comes into
	// sight with something to show, nil for a page that nobody types on.
	Begin func(T)
	// Once draws only the first time: a form that someone is typing in.
	Once bool
	// Newer tells of a page that is drawn once that what was loaded now is other than what it
	// shows, and that nobody has typed anything that drawing it anew would lose; nil for one
	// that never is.
	Newer func(T) bool
	// Of are the entities whose changes the page follows; none are all.
	Of []string
	// Ageless is a page that shows no figure of the replica, or says itself how old
	// they are; every other page does so at its top.
	Ageless bool
	// About is the row that the page is about, zero for none. What was given about it and
	// waits for the server stands at the top: figures that only the server works out do not
	// show it yet, and nobody shall give it twice.
	About kernel.ID
	// Trouble says at the foot of the page what went wrong, nil for a page that gives no
	// command: in sight wherever one has scrolled, and nothing moves under a finger.
	Trouble *TroublePanel
	// Ended is called when the page is disposed of.
	Ended func()
}

// Page is a page that shows a view-model and follows the data.
type Page[T any] struct {
	nav.Head
	site   *Site
	spec   Spec[T]
	loader *uithread.Loader[loaded[T]]
	body   *fyne.Container
	stamp  *widgets.EllipsisLabel
	whole  fyne.CanvasObject
	scroll *widgets.PageScroll
	faults *widgets.Faults // of a page that gives commands
	stop   func()
	age    func() // ends telling how old what is shown is
	asOf   kernel.Time
	shown  bool
	model  T
	pinned kernel.ID // the older document that it shows; zero for none
	coming func()    // ends waiting for it; nil when nobody waits
	met    bool      // something was shown once
	since  string    // from when on the device holds what it shows
	given  []syncpage.Entry
}

type loaded[T any] struct {
	model  T
	asOf   kernel.Time
	since  string    // from when on the device holds documents
	pinned kernel.ID // the older one that was shown
	coming bool      // nothing yet: it is being fetched
	given  []syncpage.Entry
}

// NewPage returns a page that begins to load.
func NewPage[T any](site *Site, spec Spec[T]) *Page[T] {
	p := &Page[T]{site: site, spec: spec, loader: uithread.NewLoader[loaded[T]](site.Dispatcher), body: container.NewStack()}
	p.body.Add(waiting(i18n.Loading.Text()))
	p.whole = p.body
	if !spec.Fixed {
		p.scroll = widgets.NewPageScroll(p.body)
		p.whole = p.scroll
	}
	var top, foot fyne.CanvasObject
	if !spec.Ageless {
		p.stamp = widgets.NewCaption("", widgets.Quiet)
		top = widgets.NewTrimmed(p.stamp)
	}
	if spec.Trouble != nil {
		p.faults = widgets.NewFaults(func() []fyne.CanvasObject { return p.body.Objects }, p.Reveal)
		foot = widgets.NewStacked(p.faults.Banner, spec.Trouble)
	}
	if top != nil || foot != nil {
		p.whole = widgets.NewBorder(top, foot, nil, nil, p.whole)
	}
	p.stop, p.age = func() {}, func() {}
	switch {
	case spec.Once && spec.Newer == nil:
	case spec.Ageless && len(spec.Of) == 0: // it says itself how old things are
		p.stop = site.Tick(p.Reload)
	default:
		p.stop = site.Follow(p.Reload, spec.Of...)
	}
	if p.stamp != nil {
		p.age = site.Tick(func() {
			if p.shown {
				p.grown()
			}
		})
	}
	p.Reload()
	return p
}

func waiting(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Importance = widget.LowImportance
	return container.New(layout.NewCenterLayout(), l)
}

// Reload loads the view-model again.
func (p *Page[T]) Reload() {
	fetch := !p.met // what leaves the device while it is shown is not brought back
	p.loader.Load(func(context.Context) (loaded[T], error) {
		var l loaded[T]
		err := p.site.Desk.Read(func(r *view.Reader) (err error) {
			l.asOf, l.since = r.State.AsOf, view.HeldSince(r.Catalog, r.State, p.spec.Of...)
			if l.model, err = p.spec.Load(r); err != nil {
				return err
			}
			l.pinned = r.Pinned
			if !p.spec.About.IsZero() {
				l.given, err = syncpage.About(p.site.Desk, r, p.spec.About)
			}
			return err
		})
		if err != nil && fetch {
			l.coming, err = p.site.Desk.Fetch(err)
		}
		return l, err
	}, p.arrived)
}

var (
	fetching = i18n.Define("page.fetching", "这张单据比本机保存的早，正在从服务器取", "This document is older than what this device holds; it is being fetched from the server")
	letGo    = i18n.Define("page.let_go", "不再存在本机", "Keep on the server only")
)

// wait says that what the page shows is being fetched, and shows it when it has come.
func (p *Page[T]) wait() {
	p.body.Objects = []fyne.CanvasObject{waiting(fetching.Text())}
	p.body.Refresh()
	if p.coming == nil {
		p.coming = p.site.Follow(p.Reload)
	}
}

// hushed ends waiting.
func (p *Page[T]) hushed() {
	if p.coming != nil {
		p.coming()
		p.coming = nil
	}
}

func (p *Page[T]) arrived(l loaded[T], err error) {
	if l.coming {
		p.wait()
		return
	}
	if err != nil {
		if p.shown && errors.Is(err, kernel.NotThere.With()) { // refused, say, after it had been shown as saved
			p.shown = false
			p.HeadChanged()
		}
		if !p.shown {
			failed := widgets.NewErrorState(LoadFailed.Text(), p.Reload)
			failed.SetDetail(view.Explain(err).Text)
			p.body.Objects = []fyne.CanvasObject{failed}
			p.body.Refresh()
		}
		return
	}
	p.asOf, p.since = l.asOf, l.since
	p.grown()
	p.met = true
	p.hushed()
	if p.shown && p.spec.Once && (p.spec.Newer == nil || !p.spec.Newer(l.model)) {
		return
	}
	first := !p.shown
	p.shown, p.model, p.pinned, p.given = true, l.model, l.pinned, l.given
	p.Redraw()
	p.HeadChanged()
	if first {
		p.site.Dispatcher.After(0, p.Start)
	}
}

// grown says how old the figures are by now. Those of a page that follows its data are as
// new as the device, though nothing of them has changed for long.
func (p *Page[T]) grown() {
	if p.stamp == nil {
		return
	}
	state := p.site.Desk.Engine.State()
	if !p.spec.Once || p.spec.Newer != nil {
		p.asOf = max(p.asOf, state.AsOf)
	}
	p.stamp.SetText(view.Join(view.Stamp(p.asOf, state.Now, p.site.Zone()), p.since))
}

// Start implements nav.Starter.
func (p *Page[T]) Start() {
	if p.shown && p.spec.Begin != nil {
		p.spec.Begin(p.model)
	}
}

// Redraw draws the view-model again without loading it.
func (p *Page[T]) Redraw() {
	if !p.shown {
		return
	}
	shown := p.spec.Show(p.model)
	if given := p.site.given(p.given); given != nil {
		if p.scroll != nil {
			shown = widgets.NewSections(given, shown)
		} else {
			shown = widgets.NewBorder(given, nil, nil, nil, shown)
		}
	}
	p.body.Objects = []fyne.CanvasObject{p.placed(shown)}
	p.body.Refresh()
	if p.scroll != nil {
		p.scroll.Refresh()
	}
}

// placed lets what a page shows be as high as it needs, so that a panel does not
// grow to the foot of a high window; that there is nothing stands in the middle.
func (p *Page[T]) placed(o fyne.CanvasObject) fyne.CanvasObject {
	if _, empty := o.(*widgets.EmptyState); empty || p.scroll == nil {
		return o
	}
	return widgets.NewStacked(o)
}

// Check lets every field that the page draws object, before it gives a command. What does
// is told at its foot, and scrolled to; true means nothing.
func (p *Page[T]) Check() bool { return p.faults.Check() }

// Reveal scrolls something on the page into sight.
func (p *Page[T]) Reveal(o fyne.CanvasObject) {
	if p.scroll != nil {
		p.scroll.Reveal(o)
	}
}

// Model is what was loaded last; ok is false before the first load.
func (p *Page[T]) Model() (model T, ok bool) { return p.model, p.shown }

// Title implements nav.Page.
func (p *Page[T]) Title() string { return p.spec.Title() }

// Content implements nav.Page.
func (p *Page[T]) Content() fyne.CanvasObject { return p.whole }

// Actions implements nav.Actor.
func (p *Page[T]) Actions() []nav.Action {
	var actions []nav.Action
	if p.spec.Actions != nil {
		actions = p.spec.Actions()
	}
	if id := p.pinned; !id.IsZero() {
		actions = append(actions, nav.Action{Label: letGo.Text(), Icon: base.StorageIcon(), Tapped: func() { p.letGo(id) }})
	}
	return actions
}

// letGo leaves the document to the server, with the page that shows it.
func (p *Page[T]) letGo(id kernel.ID) {
	p.site.Do(func() error { return p.site.Desk.Engine.LetGo(id) }, func(err error) {
		if err == nil {
			p.site.Router.Back()
		}
	})
}

// Dispose implements nav.Page.
func (p *Page[T]) Dispose() {
	p.stop()
	p.age()
	p.hushed()
	p.loader.Cancel()
	if p.spec.Ended != nil {
		p.spec.Ended()
	}
}
