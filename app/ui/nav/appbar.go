package nav

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
)

// narrowActions is how many actions a narrow bar shows beside the title at most, and
// narrowShare of how much of it; the rest goes into a menu.
const (
	narrowActions = 2
	narrowShare   = 0.4
)

// AppBar is the line above the page: back, title, the page's actions.
type AppBar struct {
	widget.BaseWidget
	title   *widgets.EllipsisLabel
	back    *widgets.Button
	actions *fyne.Container
	list    []Action
	narrow  bool
	fitting int // how many actions stood beside the title at the last fill
	filled  bool
}

// NewAppBar returns an empty bar; back is called by its back button.
func NewAppBar(back func()) *AppBar {
	b := &AppBar{title: widgets.NewEllipsisLabel(""), actions: container.NewHBox()}
	b.title.TextStyle.Bold = true
	b.title.SizeName = base.SizeNameSubHeadingText
	b.back = widgets.NewButtonWithIcon("", base.NavigateBackIcon(), back)
	b.back.Importance = widget.LowImportance
	b.ExtendBaseWidget(b)
	return b
}

// Set shows a page's title and actions. Where both are what stands there already,
// the buttons stay, and do what the newer actions do.
func (b *AppBar) Set(title string, canBack bool, actions []Action) {
	if b.filled && title == b.title.Text && canBack == b.back.Visible() && slices.EqualFunc(actions, b.list, sameAction) {
		copy(b.list, actions)
		return
	}
	b.filled = true
	b.title.SetText(title)
	if canBack {
		b.back.Show()
	} else {
		b.back.Hide()
	}
	b.list = slices.Clone(actions)
	b.fill()
}

// sameAction tells whether two actions look alike.
func sameAction(a, b Action) bool { return a.Label == b.Label && a.Icon == b.Icon }

// Title is what stands in the bar.
func (b *AppBar) Title() string { return b.title.Text }

// Offers are the labels of the actions that the bar offers, those of its menu included.
func (b *AppBar) Offers() []string {
	labels := make([]string, len(b.list))
	for i, a := range b.list {
		labels[i] = a.Label
	}
	return labels
}

// SetNarrow chooses between icons and labelled buttons.
func (b *AppBar) SetNarrow(narrow bool) {
	if b.narrow != narrow {
		b.narrow = narrow
		b.fill()
	}
}

// Resize implements fyne.CanvasObject. Another width has room for other actions.
func (b *AppBar) Resize(size fyne.Size) {
	b.BaseWidget.Resize(size)
	if b.fit() != b.fitting {
		b.fill()
	}
}

// fit is how many actions stand beside the title: on a narrow bar a fixed number of
// icons, on a wide one as many as leave the title whole, or a half of the bar when
// it is long.
func (b *AppBar) fit() int {
	n := len(b.list)
	switch {
	case b.narrow:
		left := b.Size().Width * narrowShare
		for i := range n {
			if i == narrowActions || b.list[i].Icon == nil { // without an icon it has no room
				return i
			}
			if left -= b.item(i).MinSize().Width; left < 0 && b.Size().Width > 0 {
				return i
			}
		}
		return n
	case b.Size().Width == 0:
		return n // not laid out yet
	}
	title := widget.NewLabel(b.title.Text)
	title.TextStyle, title.SizeName = b.title.TextStyle, b.title.SizeName
	left := b.Size().Width - b.back.MinSize().Width - 2*base.Padding()
	left -= min(title.MinSize().Width, left/2)
	if b.width(n) <= left {
		return n
	}
	left -= b.moreButton(n).MinSize().Width
	for n > 0 && b.width(n) > left {
		n--
	}
	return n
}

// width is how wide the first n actions are beside each other.
func (b *AppBar) width(n int) (width float32) {
	for i := range n {
		width += b.button(i).MinSize().Width + base.Padding()
	}
	return width
}

// button is that of an action by its place in the list; what it does is looked up
// when it is tapped.
func (b *AppBar) button(i int) *widgets.Button {
	a := b.list[i]
	button := widgets.NewButtonWithIcon(a.Label, a.Icon, func() { b.act(i) })
	button.Importance = widget.LowImportance
	return button
}

// item is that of an action on a narrow bar: an icon, and below it what it does.
func (b *AppBar) item(i int) *navItem {
	item := newNavItem(b.list[i].Icon, b.list[i].Label, func() { b.act(i) })
	item.low = true
	return item
}

func (b *AppBar) fill() {
	b.actions.RemoveAll()
	b.fitting = b.fit()
	for i := range b.fitting {
		if b.narrow {
			b.actions.Add(b.item(i))
		} else {
			b.actions.Add(b.button(i))
		}
	}
	if b.fitting < len(b.list) {
		b.actions.Add(b.moreButton(b.fitting))
	}
	b.Refresh()
}

func (b *AppBar) act(i int) {
	if i < len(b.list) && b.list[i].Tapped != nil {
		b.list[i].Tapped()
	}
}

// moreButton opens a menu of the actions from a place in the list on.
func (b *AppBar) moreButton(from int) fyne.CanvasObject {
	var more *widgets.Button
	more = widgets.NewButtonWithIcon("", base.MoreVerticalIcon(), func() {
		var items []*fyne.MenuItem
		for i, a := range b.list[from:] {
			items = append(items, fyne.NewMenuItem(a.Label, func() { b.act(from + i) }))
		}
		showMenu(more, fyne.NewMenu(i18n.More.Text(), items...))
	})
	more.Importance = widget.LowImportance
	return more
}

// showMenu opens a menu at an object, inside the window.
func showMenu(at fyne.CanvasObject, menu *fyne.Menu) {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(at)
	if c == nil {
		return
	}
	popup := widget.NewPopUpMenu(menu, c)
	pos := driver.AbsolutePositionForObject(at)
	pos.X = max(0, min(pos.X, c.Size().Width-popup.MinSize().Width))
	pos.Y = max(0, min(pos.Y+at.Size().Height, c.Size().Height-popup.MinSize().Height))
	popup.ShowAtPosition(pos)
}

// CreateRenderer implements fyne.Widget.
func (b *AppBar) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.NewBorder(nil, nil, container.NewCenter(b.back), container.NewCenter(b.actions), b.title))
}
