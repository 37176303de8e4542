package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// sorter is the button that orders cards: they have no headings to tap. It stands beside
// what is above the list, and is there for cards with something to be ordered by only.
type sorter struct {
	*Button
	ids     []string
	titles  []string
	choose  func(id string)
	current func() (id string, descending bool)
}

// Beside puts the button that orders the rows of a phone at the right of what stands above
// the list, as high as that is. On a wide window there are headings instead.
func (g *DataGrid[T]) Beside(above fyne.CanvasObject) fyne.CanvasObject {
	s := &sorter{choose: g.sort, current: func() (string, bool) { return g.sorted, g.descending }}
	s.Button = NewButtonWithIcon("", base.MenuDropDownIcon(), s.open)
	s.Importance = widget.LowImportance
	g.sorter = s
	s.offer(headings(g.across))
	return container.New(&besideList{sorter: s}, above, s.Button)
}

// headings are the columns that can be ordered by.
func headings[T any](columns []DataColumn[T]) (ids, titles []string) {
	for _, c := range columns {
		if c.Sortable {
			ids, titles = append(ids, c.ID), append(titles, c.Title)
		}
	}
	return ids, titles
}

// offer takes what can be ordered by.
func (s *sorter) offer(ids, titles []string) {
	s.ids, s.titles = ids, titles
	s.tell()
}

// arrow says which way the rows go.
func arrow(descending bool) string {
	if descending {
		return " ↓"
	}
	return " ↑"
}

// tell says by what the rows are ordered.
func (s *sorter) tell() {
	text := i18n.SortBy.Text()
	if id, descending := s.current(); id != "" {
		text += arrow(descending)
	}
	if s.Text != text {
		s.SetText(text)
	}
}

// menu are the headings. The one that orders the rows is marked, and turns them round.
func (s *sorter) menu() *fyne.Menu {
	now, descending := s.current()
	menu := fyne.NewMenu(i18n.SortBy.Text())
	for i, id := range s.ids {
		label := s.titles[i]
		if id == now {
			label += arrow(descending)
		}
		menu.Items = append(menu.Items, fyne.NewMenuItem(label, func() { s.choose(id) }))
	}
	return menu
}

func (s *sorter) open() {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(s.Button)
	if c == nil {
		return
	}
	popup := widget.NewPopUpMenu(s.menu(), c)
	at, size := driver.AbsolutePositionForObject(s.Button), popup.MinSize()
	at.X = max(0, min(at.X, c.Size().Width-size.Width))
	at.Y = max(0, min(at.Y+s.Size().Height, c.Size().Height-size.Height))
	popup.ShowAtPosition(at)
}

// besideList gives the button its place where the list below has cards.
type besideList struct {
	sorter *sorter
	wide   bool
}

func (b *besideList) needed() bool { return !b.wide && len(b.sorter.ids) > 0 }

func (b *besideList) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	if b.needed() {
		size.Height = max(size.Height, objects[1].MinSize().Height)
	}
	return size
}

func (b *besideList) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b.wide = size.Width+2*base.Padding() >= Wide // what stands above may have a margin
	if !b.needed() {
		objects[1].Hide()
		put(objects[0], 0, 0, size.Width, size.Height)
		return
	}
	objects[1].Show()
	width := objects[1].MinSize().Width
	put(objects[0], 0, 0, size.Width-width, size.Height)
	put(objects[1], size.Width-width, 0, width, size.Height)
}
