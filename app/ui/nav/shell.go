package nav

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
)

// Destination is an entry of the rail or the bottom bar.
type Destination struct {
	Route Route
	Label i18n.Key
	Icon  fyne.Resource
}

// bottomPlaces is how many destinations fit at the foot of a phone; with more,
// the last place becomes "more".
const bottomPlaces = 5

// Shell is the frame of the window: destinations, app bar, sync state, the
// present page, and the snackbar above it. From widgets.Wide on the
// destinations stand in a rail at the left, below in a bar at the foot.
type Shell struct {
	widget.BaseWidget

	router       *Router
	dispatcher   uithread.Dispatcher
	destinations []Destination
	counts       map[Route]int
	bar          *AppBar
	status       *widgets.StatusBar
	snackbar     *widgets.Snackbar
	jobs         *widgets.Jobs
	page         *fyne.Container
	rail, foot   *fyne.Container
	railItems    []*navItem
	footItems    []*navItem
	more         *navItem
	wide         bool
	stop         func()
	shown        Page        // what stands in the page's place
	canvas       fyne.Canvas // whose keys lead; nil before [Shell.Keys]
	keys         map[fyne.Shortcut]func()
}

// backKey leads back like Escape, as it does in a browser.
var backKey = &desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}

// findKey leads to where the page begins: its search, its scanner.
var findKey = &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault}

// placeKey leads to the destination with a number, counted from 1.
func placeKey(n int) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyName(strconv.Itoa(n)), Modifier: fyne.KeyModifierAlt}
}

// numbered is how many destinations have a key.
const numbered = 9

// Keys lets Escape and Alt+Left lead back from every page, Alt with a number to a
// destination and Ctrl+F to where the page begins, except where something lies above it.
func (s *Shell) Keys(c fyne.Canvas) {
	clear := func(act func()) func() {
		return func() {
			if c.Overlays().Top() == nil {
				act()
			}
		}
	}
	back := clear(s.router.Back)
	c.SetOnTypedKey(func(key *fyne.KeyEvent) {
		if key.Name == fyne.KeyEscape {
			back()
		}
	})
	s.keys = map[fyne.Shortcut]func(){backKey: back, findKey: clear(s.start)}
	for n := range numbered {
		s.keys[placeKey(n+1)] = clear(func() {
			if n < len(s.destinations) {
				s.router.Reset(s.destinations[n].Route)
			}
		})
	}
	for key, act := range s.keys {
		c.AddShortcut(key, func(fyne.Shortcut) { act() })
	}
	s.canvas = c
}

// NewShell returns the frame around a router's pages. openSync is called when
// the sync state is tapped. The shell rebuilds itself and its pages when the
// language changes.
func NewShell(d uithread.Dispatcher, router *Router, destinations []Destination, openSync func()) *Shell {
	s := &Shell{
		router: router, dispatcher: d, destinations: destinations, counts: map[Route]int{},
		bar: NewAppBar(router.Back), status: widgets.NewStatusBar(openSync), snackbar: widgets.NewSnackbar(d), jobs: widgets.NewJobs(d),
		page: container.NewStack(), rail: container.NewVBox(), foot: container.NewGridWithRows(1),
	}
	s.fillDestinations()
	router.OnChange(s.moved)
	router.OnHead(s.head)
	s.stop = i18n.OnChange(func(i18n.Language) {
		s.status.Relabel()
		s.fillDestinations()
		router.Rebuild()
	})
	s.jobs.Changed = s.Refresh
	s.ExtendBaseWidget(s)
	s.moved()
	return s
}

// Snackbar returns the place for brief messages.
func (s *Shell) Snackbar() *widgets.Snackbar { return s.snackbar }

// Jobs returns the place for what a person has begun and takes its time.
func (s *Shell) Jobs() *widgets.Jobs { return s.jobs }

// SetDestinations replaces the places; the present page stays.
func (s *Shell) SetDestinations(destinations []Destination) {
	s.destinations = destinations
	s.fillDestinations()
	s.Refresh()
}

// SetStatus shows the sync state.
func (s *Shell) SetStatus(state widgets.SyncState) {
	s.status.SetState(state)
}

// SetCount shows how much waits at a destination; 0 removes the number.
func (s *Shell) SetCount(at Route, n int) {
	s.counts[at] = n
	s.mark()
}

// Wide reports whether the rail is shown.
func (s *Shell) Wide() bool { return s.wide }

// Dispose ends the pages and stops following the language.
func (s *Shell) Dispose() {
	s.stop()
	s.jobs.Cancel()
	if s.canvas != nil {
		s.canvas.SetOnTypedKey(nil)
		for key := range s.keys {
			s.canvas.RemoveShortcut(key)
		}
	}
	s.router.Dispose()
}

func (s *Shell) fillDestinations() {
	s.rail.RemoveAll()
	s.foot.RemoveAll()
	s.railItems, s.footItems, s.more = nil, nil, nil
	for _, d := range s.destinations {
		item := newNavItem(d.Icon, d.Label.Text(), func() { s.router.Reset(d.Route) })
		s.rail.Add(item)
		s.railItems = append(s.railItems, item)
	}
	direct := s.destinations
	if len(direct) > bottomPlaces {
		direct = direct[:bottomPlaces-1]
	}
	for _, d := range direct {
		item := newNavItem(d.Icon, d.Label.Text(), func() { s.router.Reset(d.Route) })
		s.foot.Add(item)
		s.footItems = append(s.footItems, item)
	}
	if rest := s.destinations[len(direct):]; len(rest) > 0 {
		s.more = newNavItem(base.MoreHorizontalIcon(), i18n.More.Text(), func() { s.openMore(rest) })
		s.foot.Add(s.more)
	}
	s.mark()
}

func (s *Shell) openMore(rest []Destination) {
	items := make([]*fyne.MenuItem, len(rest))
	for i, d := range rest {
		items[i] = fyne.NewMenuItem(d.Label.Text(), func() { s.router.Reset(d.Route) })
		items[i].Icon = d.Icon
	}
	showMenu(s.more, fyne.NewMenu(i18n.More.Text(), items...))
}

// mark shows which destination one is in and what waits at each.
func (s *Shell) mark() {
	root := s.router.Root()
	hidden, inMore := 0, false
	for i, d := range s.destinations {
		here, waiting := d.Route == root, s.counts[d.Route]
		s.railItems[i].setSelected(here)
		s.railItems[i].setCount(waiting)
		if i < len(s.footItems) {
			s.footItems[i].setSelected(here)
			s.footItems[i].setCount(waiting)
			continue
		}
		hidden += waiting
		inMore = inMore || here
	}
	if s.more != nil {
		s.more.setSelected(inMore)
		s.more.setCount(hidden)
	}
}

// moved shows the router's present page.
func (s *Shell) moved() {
	page := s.router.Page()
	if page == nil {
		return
	}
	s.head()
	s.page.Objects = []fyne.CanvasObject{page.Content()}
	s.page.Refresh()
	s.mark()
	if page != s.shown {
		s.shown = page
		s.dispatcher.After(0, s.start)
	}
}

// start gives the keyboard to where the present page begins, except below a dialog.
func (s *Shell) start() {
	if s.canvas != nil && s.canvas.Overlays().Top() != nil {
		return
	}
	if page, ok := s.router.Page().(Starter); ok {
		page.Start()
	}
}

// head shows what the present page is called and offers now.
func (s *Shell) head() {
	s.bar.Set(s.router.Heading(), s.router.CanBack(), s.router.Actions())
}

// Bar is the line above the page.
func (s *Shell) Bar() *AppBar { return s.bar }

// CreateRenderer implements fyne.Widget.
func (s *Shell) CreateRenderer() fyne.WidgetRenderer {
	r := &shellRenderer{shell: s, ground: canvas.NewRectangle(nil), frame: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

// statusShare is the most that it takes of a wide one.
const statusShare = 0.35

// statusHeight is how much of a narrow window the state of the synchronisation takes below
// the title.
const statusHeight = 28

type shellRenderer struct {
	shell               *Shell
	ground, frame, line *canvas.Rectangle // page, destinations, rule between
}

func (r *shellRenderer) Layout(size fyne.Size) {
	s := r.shell
	s.wide = size.Width >= widgets.Wide
	s.bar.SetNarrow(!s.wide)
	s.status.SetTrailing(s.wide)
	put(r.ground, 0, 0, size.Width, size.Height)
	if s.wide {
		r.layoutWide(size)
	} else {
		r.layoutNarrow(size)
	}
}

func (r *shellRenderer) layoutWide(size fyne.Size) {
	s := r.shell
	s.foot.Hide()
	s.rail.Show()
	gap := base.Padding()
	rail := max(s.rail.MinSize().Width+2*gap, 76)
	bar := s.bar.MinSize().Height
	put(r.frame, 0, 0, rail, size.Height)
	put(r.line, rail, 0, 1, size.Height)
	put(s.rail, gap, gap, rail-2*gap, size.Height-2*gap)
	x, width := rail+1+gap, size.Width-rail-1-2*gap
	status := s.status.Room(width * statusShare)
	put(s.bar, x, gap, width-status, bar)
	put(s.status, x+width-status, gap, status, bar)
	top := bar + 2*gap
	r.layoutPage(x, top, width, size.Height-top-gap)
}

func (r *shellRenderer) layoutNarrow(size fyne.Size) {
	s := r.shell
	s.rail.Hide()
	s.foot.Show()
	gap := base.Padding()
	bar, foot := s.bar.MinSize().Height, s.foot.MinSize().Height
	status := min(s.status.MinSize().Height, statusHeight)
	put(s.bar, 0, 0, size.Width, bar)
	put(s.status, 0, bar, size.Width, status)
	top := bar + status
	bottom := size.Height - foot - gap
	put(r.frame, 0, bottom, size.Width, size.Height-bottom)
	put(r.line, 0, bottom, size.Width, 1)
	put(s.foot, 0, bottom+gap/2, size.Width, foot)
	r.layoutPage(gap, top, size.Width-2*gap, bottom-top)
}

func (r *shellRenderer) layoutPage(x, y, width, height float32) {
	if jobs := r.shell.jobs; jobs.Visible() {
		need := jobs.MinSize().Height
		height -= need
		put(jobs, x, y+height, width, need)
	}
	put(r.shell.page, x, y, width, height)
	put(r.shell.snackbar, x, y, width, height)
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, max(height, 0)))
	o.Move(fyne.NewPos(x, y))
}

// MinSize is that of a small phone; pages scroll.
func (r *shellRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 480) }

func (r *shellRenderer) paint() {
	r.ground.FillColor = theme.Get(base.ColorNameBackground)
	r.frame.FillColor = theme.Get(theme.Surface)
	r.line.FillColor = theme.Get(theme.Line)
}

func (r *shellRenderer) Refresh() {
	r.paint()
	r.Layout(r.shell.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *shellRenderer) Objects() []fyne.CanvasObject {
	s := r.shell
	// The page is painted below the frame, so that nothing of it shows through.
	return []fyne.CanvasObject{r.ground, s.page, r.frame, r.line, s.rail, s.foot, s.bar, s.status, s.jobs, s.snackbar}
}

func (r *shellRenderer) Destroy() {}
