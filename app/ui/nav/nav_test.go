package nav

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
)

// diary records what happens to the pages of a test.
type diary struct {
	lines []string
	hold  bool // pages do not let go
}

type testPage struct {
	Head
	route   Route
	diary   *diary
	text    string
	started int
}

func (p *testPage) Start() { p.started++ }

func (p *testPage) Title() string              { return p.route.Name + p.route.ID }
func (p *testPage) Content() fyne.CanvasObject { return widget.NewLabel(p.Title()) }
func (p *testPage) Dispose()                   { p.diary.lines = append(p.diary.lines, "dispose "+p.Title()) }
func (p *testPage) Keep() any                  { return p.text }
func (p *testPage) Restore(state any)          { p.text = state.(string) }

func (p *testPage) Leave(proceed func()) {
	if !p.diary.hold {
		proceed()
	}
}

func (p *testPage) Actions() []Action {
	return []Action{{Label: "新建", Icon: base.ContentAddIcon()}, {Label: "搜索", Icon: base.SearchIcon()}, {Label: "导出"}}
}

func newTestRouter() (*Router, *diary) {
	r, d := NewRouter(), &diary{}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		r.Register(name, func(to Route) Page {
			d.lines = append(d.lines, "make "+to.Name+to.ID)
			return &testPage{route: to, diary: d}
		})
	}
	return r, d
}

func (d *diary) expect(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(d.lines, lines) {
		t.Fatalf("diary %q, want %q", d.lines, lines)
	}
	d.lines = nil
}

// A page is made when it is looked at, once, and disposed of when left behind.
func TestRouterMakesLazilyAndDisposes(t *testing.T) {
	r, d := newTestRouter()
	if r.Page() != nil || r.CanBack() || r.Current() != (Route{}) {
		t.Fatal("a new router is somewhere")
	}
	r.Reset(Route{Name: "a"})
	d.expect(t)
	r.Page()
	r.Page()
	d.expect(t, "make a")
	r.Go(Route{Name: "b", ID: "1"})
	r.Go(Route{Name: "b", ID: "1"})
	r.Page()
	d.expect(t, "make b1")
	r.Back()
	d.expect(t, "dispose b1")
	r.Page() // the page below was kept
	r.Back()
	d.expect(t)
	r.Go(Route{Name: "b"})
	r.Page()
	r.Replace(Route{Name: "c"})
	r.Page()
	d.expect(t, "make b", "dispose b", "make c")
	if r.Root() != (Route{Name: "a"}) || r.Current() != (Route{Name: "c"}) || !r.CanBack() {
		t.Fatalf("at %v of %v", r.Current(), r.Root())
	}
	r.Reset(Route{Name: "d"})
	r.Page()
	d.expect(t, "dispose a", "dispose c", "make d")
	r.Dispose()
	d.expect(t, "dispose d")
}

func TestRouterKeepsStateOfDisposedPages(t *testing.T) {
	r, d := newTestRouter()
	r.Reset(Route{Name: "a"})
	r.Page().(*testPage).text = "杭州"
	for i := range livePages {
		r.Go(Route{Name: "b", ID: fmt.Sprint(i)})
		r.Page()
	}
	if !slices.Contains(d.lines, "dispose a") {
		t.Fatal("a deep history keeps all pages alive")
	}
	for range livePages {
		r.Back()
	}
	if got := r.Page().(*testPage).text; got != "杭州" {
		t.Fatalf("state %q", got)
	}
	r.Rebuild()
	if got := r.Page().(*testPage).text; got != "杭州" {
		t.Fatalf("state %q after a rebuild", got)
	}
}

// Unsaved input must be able to hold the user back, whichever way he goes.
func TestRouterAsksBeforeLeaving(t *testing.T) {
	r, d := newTestRouter()
	r.Reset(Route{Name: "a"})
	r.Go(Route{Name: "b"})
	r.Page()
	d.hold = true
	r.Back()
	r.Go(Route{Name: "c"})
	r.Reset(Route{Name: "d"})
	if r.Current() != (Route{Name: "b"}) {
		t.Fatalf("left for %v", r.Current())
	}
	d.hold = false
	r.Back()
	if r.Current() != (Route{Name: "a"}) {
		t.Fatalf("at %v", r.Current())
	}
}

func TestRouterRefusesUnknownNames(t *testing.T) {
	r, _ := newTestRouter()
	defer func() {
		if recover() == nil {
			t.Fatal("an unknown route was accepted")
		}
	}()
	r.Go(Route{Name: "nowhere"})
}

var names = []i18n.Key{
	i18n.Define("test.a", "首页甲", "Home A"), i18n.Define("test.b", "乙", "B"), i18n.Define("test.c", "丙", "C"),
	i18n.Define("test.d", "丁", "D"), i18n.Define("test.e", "戊", "E"), i18n.Define("test.f", "己", "F"),
}

func newTestShell(t *testing.T, places int) (*Shell, *Router, *diary, fyne.Window) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Touch))
	i18n.SetLanguage(i18n.Chinese)
	r, d := newTestRouter()
	var destinations []Destination
	for i := range places {
		destinations = append(destinations, Destination{Route{Name: string(rune('a' + i))}, names[i], base.HomeIcon()})
	}
	s := NewShell(uithread.NewQueue(), r, destinations, nil)
	r.Reset(Route{Name: "a"})
	w := app.NewWindow("")
	w.SetPadded(false)
	w.SetContent(s)
	t.Cleanup(func() { s.Dispose(); i18n.SetLanguage(i18n.Chinese); w.Close() })
	return s, r, d, w
}

// The shape follows the width of the window, not the kind of device.
func TestShellFollowsTheWidth(t *testing.T) {
	s, _, _, w := newTestShell(t, 4)
	for _, c := range []struct {
		width float32
		wide  bool
	}{{390, false}, {widgets.Wide - 1, false}, {widgets.Wide, true}, {1440, true}, {390, false}} {
		w.Resize(fyne.NewSize(c.width, 844))
		if s.Wide() != c.wide || s.rail.Visible() != c.wide || s.foot.Visible() == c.wide {
			t.Fatalf("at %v: wide %v, rail %v, foot %v", c.width, s.Wide(), s.rail.Visible(), s.foot.Visible())
		}
		if right := s.page.Position().X + s.page.Size().Width; right > c.width {
			t.Fatalf("at %v the page ends at %v", c.width, right)
		}
		if below := s.page.Position().Y + s.page.Size().Height; !c.wide && below > s.foot.Position().Y {
			t.Fatalf("the page runs under the foot: %v > %v", below, s.foot.Position().Y)
		}
	}
}

func TestShellMovesByTap(t *testing.T) {
	s, r, d, w := newTestShell(t, 4)
	w.Resize(fyne.NewSize(390, 844))
	d.lines = nil
	test.Tap(s.footItems[1])
	if r.Current() != (Route{Name: "b"}) || s.bar.title.Text != "b" || !s.footItems[1].selected || s.footItems[0].selected {
		t.Fatalf("at %v, title %q", r.Current(), s.bar.title.Text)
	}
	if s.bar.back.Visible() {
		t.Fatal("a destination offers a way back")
	}
	r.Go(Route{Name: "c", ID: "7"})
	if !s.bar.back.Visible() || s.bar.title.Text != "c7" || !s.footItems[1].selected {
		t.Fatal("a page within a destination is not shown as such")
	}
	test.Tap(s.bar.back)
	if r.Current() != (Route{Name: "b"}) {
		t.Fatalf("back led to %v", r.Current())
	}
	if label := s.page.Objects[0].(*widget.Label).Text; label != "b" {
		t.Fatalf("the page on screen is %q", label)
	}
}

// Five places at the foot; what does not fit is found under "more".
func TestShellPutsTheRestUnderMore(t *testing.T) {
	s, r, _, w := newTestShell(t, 6)
	w.Resize(fyne.NewSize(390, 844))
	if len(s.footItems) != 4 || s.more == nil {
		t.Fatalf("%d places and more %v", len(s.footItems), s.more != nil)
	}
	s.SetCount(Route{Name: "f"}, 3)
	s.SetCount(Route{Name: "b"}, 2)
	if s.more.count != 3 || s.footItems[1].count != 2 || s.railItems[5].count != 3 {
		t.Fatal("counts are lost")
	}
	test.Tap(s.more)
	if menu := menuText(w); !strings.Contains(menu, "戊") || !strings.Contains(menu, "己") || strings.Contains(menu, "丁") {
		t.Fatalf("the menu is %s", menu)
	}
	r.Reset(Route{Name: "f"})
	if !s.more.selected {
		t.Fatal("a place under more is not marked")
	}
}

// Pages are built anew in the other language, labels follow, state stays.
// Escape and Alt+Left lead back from every page and every field, a draft is asked for
// as by the button, and what lies above the page keeps its keys.
func TestKeysLeadBack(t *testing.T) {
	s, r, d, w := newTestShell(t, 2)
	s.Keys(w.Canvas())
	escape := func() {
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
			return
		}
		w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
	fields := []fyne.CanvasObject{nil, widgets.NewInput(), widgets.NewTextInput(2), widgets.NewSelect([]string{"甲"}, nil), widgets.NewCheck("乙", nil), widgets.NewScanField(uithread.NewQueue(), widgets.ScanConfig{})}
	for _, field := range fields {
		r.Go(Route{Name: "b", ID: "1"})
		if field != nil {
			s.page.Objects = []fyne.CanvasObject{field}
			s.page.Refresh()
			w.Canvas().Focus(field.(fyne.Focusable))
		}
		escape()
		if r.Current() != (Route{Name: "a"}) {
			t.Errorf("Escape in %T stays at %v", field, r.Current())
		}
		w.Canvas().Unfocus()
	}
	r.Go(Route{Name: "b"})
	d.hold = true
	escape()
	d.hold = false
	over := widget.NewModalPopUp(widget.NewLabel("甲"), w.Canvas())
	over.Show()
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.Current() != (Route{Name: "b"}) {
		t.Errorf("left for %v", r.Current())
	}
	over.Hide()
	escape()
	if r.Current() != (Route{Name: "a"}) {
		t.Errorf("Escape stays at %v", r.Current())
	}
}

func TestShellFollowsTheLanguage(t *testing.T) {
	s, r, d, w := newTestShell(t, 3)
	w.Resize(fyne.NewSize(1180, 820))
	s.SetStatus(widgets.SyncState{NeedsYou: 1})
	r.Page().(*testPage).text = "杭州"
	d.lines = nil
	i18n.SetLanguage(i18n.English)
	d.expect(t, "dispose a", "make a")
	if s.railItems[0].label != "Home A" || s.status.Text() != "1 needs you" {
		t.Fatalf("label %q, status %q", s.railItems[0].label, s.status.Text())
	}
	if r.Page().(*testPage).text != "杭州" {
		t.Fatal("the page forgot what was typed")
	}
	s.Dispose()
	d.lines = nil
	i18n.SetLanguage(i18n.Chinese)
	d.expect(t)
}

func TestAppBarPutsActionsAwayWhenNarrow(t *testing.T) {
	s, _, _, w := newTestShell(t, 2)
	w.Resize(fyne.NewSize(1180, 820))
	if n := len(s.bar.actions.Objects); n != 3 || s.bar.actions.Objects[0].(*widgets.Button).Text != "新建" {
		t.Fatalf("%d actions on a wide bar", n)
	}
	w.Resize(fyne.NewSize(390, 820))
	if n := len(s.bar.actions.Objects); n != narrowActions+1 || s.bar.actions.Objects[0].(*navItem).label != "新建" {
		t.Fatalf("%d actions on a narrow bar", n)
	}
	test.Tap(s.bar.actions.Objects[2].(*widgets.Button))
	if menu := menuText(w); !strings.Contains(menu, "导出") || strings.Contains(menu, "搜索") {
		t.Fatalf("the menu is %s", menu)
	}
}

// On a wide bar the title stays whole and what does not fit goes into the menu; a
// title as long as the bar leaves half of it to the actions.
func TestAppBarKeepsTheTitle(t *testing.T) {
	test.NewTempApp(t)
	bar := NewAppBar(func() {})
	actions := []Action{{Label: "Enter opening receivables and payables"}, {Label: "Enter opening balances of funds"}, {Label: "Enter opening stock"}}
	bar.Resize(fyne.NewSize(1300, 40))
	bar.Set("Enter opening balances", true, actions)
	if n := len(bar.actions.Objects); n != 3 {
		t.Fatalf("%d of 3 actions where there is room", n)
	}
	bar.Resize(fyne.NewSize(760, 40))
	title := widget.NewLabel(bar.title.Text)
	title.TextStyle, title.SizeName = bar.title.TextStyle, bar.title.SizeName
	if n := len(bar.actions.Objects); n != 2 || bar.title.Size().Width < title.MinSize().Width {
		t.Errorf("%d objects, the title has %v of %v", n, bar.title.Size().Width, title.MinSize().Width)
	}
	bar.Set(strings.Repeat("Enter opening balances ", 9), true, actions[2:])
	if n := len(bar.actions.Objects); n != 1 || bar.actions.Objects[0].(*widgets.Button).Text == "" {
		t.Error("a long title takes the action away")
	}
}

// menuText is the markup of the open menu, "" if none is open.
func menuText(w fyne.Window) string {
	markup := test.RenderToMarkup(w.Canvas())
	_, menu, _ := strings.Cut(markup, "<overlay>")
	return menu
}

// Where a page begins gets the keyboard each time the page comes into sight, and by its
// key; a number leads to a destination.
func TestPagesBegin(t *testing.T) {
	s, r, _, w := newTestShell(t, 3)
	s.dispatcher = uithread.Immediate{}
	s.Keys(w.Canvas())
	r.Reset(Route{Name: "c"})
	first := r.Page().(*testPage)
	r.Go(Route{Name: "b"})
	second := r.Page().(*testPage)
	r.Back()
	if first.started != 2 || second.started != 1 {
		t.Errorf("begun %d and %d times", first.started, second.started)
	}
	for key, act := range s.keys {
		if key.ShortcutName() == findKey.ShortcutName() {
			act()
		}
	}
	if first.started != 3 {
		t.Error("the key does not lead to where the page begins")
	}
	for key, act := range s.keys {
		if key.ShortcutName() == placeKey(2).ShortcutName() {
			act()
		}
	}
	if r.Current() != (Route{Name: "b"}) {
		t.Errorf("Alt+2 leads to %v", r.Current())
	}
}
