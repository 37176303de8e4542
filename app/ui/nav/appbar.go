package nav

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
)

// narrowActions is how many actions a narrow bar shows beside the title; the
// rest goes into a menu.
const narrowActions = 2

// AppBar is the line above the page: back, title, the page's actions.
type AppBar struct {
	widget.BaseWidget
	title   *widgets.EllipsisLabel
	back    *widget.Button
	actions *fyne.Container
	list    []Action
	narrow  bool
}

// NewAppBar returns an empty bar; back is called by its back button.
func NewAppBar(back func()) *AppBar {
	b := &AppBar{title: widgets.NewEllipsisLabel(""), actions: container.NewHBox()}
	b.title.TextStyle.Bold = true
	b.title.SizeName = base.SizeNameSubHeadingText
	b.back = widget.NewButtonWithIcon("", base.NavigateBackIcon(), back)
	b.back.Importance = widget.LowImportance
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another page's title and actions.
func (b *AppBar) Set(title string, canBack bool, actions []Action) {
	b.title.SetText(title)
	if canBack {
		b.back.Show()
	} else {
		b.back.Hide()
	}
	b.list = actions
	b.fill()
}

// SetNarrow chooses between icons and labelled buttons.
func (b *AppBar) SetNarrow(narrow bool) {
	if b.narrow != narrow {
		b.narrow = narrow
		b.fill()
	}
}

func (b *AppBar) fill() {
	b.actions.RemoveAll()
	shown := b.list
	if b.narrow && len(shown) > narrowActions {
		shown = shown[:narrowActions]
	}
	for _, a := range shown {
		label := a.Label
		if b.narrow && a.Icon != nil {
			label = ""
		}
		button := widget.NewButtonWithIcon(label, a.Icon, a.Tapped)
		button.Importance = widget.LowImportance
		b.actions.Add(button)
	}
	if rest := b.list[len(shown):]; len(rest) > 0 {
		b.actions.Add(b.moreButton(rest))
	}
	b.Refresh()
}

func (b *AppBar) moreButton(rest []Action) fyne.CanvasObject {
	var more *widget.Button
	more = widget.NewButtonWithIcon("", base.MoreVerticalIcon(), func() {
		items := make([]*fyne.MenuItem, len(rest))
		for i, a := range rest {
			items[i] = fyne.NewMenuItem(a.Label, a.Tapped)
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
	return widget.NewSimpleRenderer(container.NewBorder(nil, nil, container.NewCenter(b.back), container.NewCenter(b.actions), b.title))
}
