package common

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
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
	// Of are the entities whose changes the page follows; none are all.
	Of []string
	// Ageless is a page that shows no figure of the replica, or says itself how old
	// they are; every other page does so at its top.
	Ageless bool
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
	stop   func()
	age    func() // ends telling how old what is shown is
	asOf   kernel.Time
	shown  bool
	model  T
}

type loaded[T any] struct {
	model T
	asOf  kernel.Time
}

// NewPage returns a page that begins to load.
func NewPage[T any](site *Site, spec Spec[T]) *Page[T] {
	p := &Page[T]{site: site, spec: spec, loader: uithread.NewLoader[loaded[T]](site.Dispatcher), body: container.NewStack()}
	p.body.Add(waiting())
	p.whole = p.body
	if !spec.Fixed {
		p.scroll = widgets.NewPageScroll(p.body)
		p.whole = p.scroll
	}
	if !spec.Ageless {
		p.stamp = widgets.NewCaption("", widgets.Quiet)
		p.whole = widgets.NewBorder(p.stamp, nil, nil, nil, p.whole)
	}
	p.stop, p.age = func() {}, func() {}
	switch {
	case spec.Once:
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

func waiting() fyne.CanvasObject {
	l := widget.NewLabel(i18n.Loading.Text())
	l.Importance = widget.LowImportance
	return container.New(layout.NewCenterLayout(), l)
}

// Reload loads the view-model again.
func (p *Page[T]) Reload() {
	p.loader.Load(func(context.Context) (loaded[T], error) {
		var l loaded[T]
		err := p.site.Desk.Read(func(r *view.Reader) (err error) {
			l.asOf = r.State.AsOf
			l.model, err = p.spec.Load(r)
			return err
		})
		return l, err
	}, p.arrived)
}

func (p *Page[T]) arrived(l loaded[T], err error) {
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
	p.asOf = l.asOf
	p.grown()
	if p.shown && p.spec.Once {
		return
	}
	first := !p.shown
	p.shown, p.model = true, l.model
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
	if !p.spec.Once {
		p.asOf = max(p.asOf, state.AsOf)
	}
	p.stamp.SetText(view.Stamp(p.asOf, state.Now, p.site.Zone()))
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
	p.body.Objects = []fyne.CanvasObject{p.placed(p.spec.Show(p.model))}
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

// Model is what was loaded last; ok is false before the first load.
func (p *Page[T]) Model() (model T, ok bool) { return p.model, p.shown }

// Title implements nav.Page.
func (p *Page[T]) Title() string { return p.spec.Title() }

// Content implements nav.Page.
func (p *Page[T]) Content() fyne.CanvasObject { return p.whole }

// Actions implements nav.Actor.
func (p *Page[T]) Actions() []nav.Action {
	if p.spec.Actions == nil {
		return nil
	}
	return p.spec.Actions()
}

// Dispose implements nav.Page.
func (p *Page[T]) Dispose() {
	p.stop()
	p.age()
	p.loader.Cancel()
	if p.spec.Ended != nil {
		p.spec.Ended()
	}
}
