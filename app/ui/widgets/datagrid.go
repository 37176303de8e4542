package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/uithread"
)

// DataGrid shows rows as a table from Wide on and as cards below. It is a
// PagedList in both shapes and not Fyne's Table, which makes an object for
// every row there is and cannot reach the last rows of big tables; so any
// number of rows may be given.
type DataGrid[T any] struct {
	widget.BaseWidget

	// OnSort is called when a heading is tapped, or chosen with [DataGrid.Beside]. The screen gives the list a
	// source in that order.
	OnSort func(columnID string, descending bool)

	columns    []DataColumn[T]
	across     []DataColumn[T] // those of the table
	list       *PagedList[T]
	heads      map[string]*headCell
	sorter     *sorter // of the cards, nil for none
	sorted     string
	descending bool
	wide       bool
	table      *fyne.Container
	body       *fyne.Container
}

// NewDataGrid returns a grid that begins to load at once.
func NewDataGrid[T any](d uithread.Dispatcher, source Source[T], columns []DataColumn[T]) *DataGrid[T] {
	g := &DataGrid[T]{}
	g.arrange(columns)
	g.list = NewPagedList(d, source, g.newCard, g.fillCard)
	g.body = container.NewStack(g.list)
	g.ExtendBaseWidget(g)
	return g
}

// arrange takes the columns and makes their headings.
func (g *DataGrid[T]) arrange(columns []DataColumn[T]) {
	g.columns, g.across, g.heads = columns, nil, map[string]*headCell{}
	for _, c := range columns {
		if !c.CardOnly {
			g.across = append(g.across, c)
		}
	}
	g.table = NewBorder(g.heading(), nil, nil, nil)
}

// SetColumns shows the same rows in other columns.
func (g *DataGrid[T]) SetColumns(columns []DataColumn[T]) {
	g.arrange(columns)
	if g.sorter != nil {
		g.sorter.offer(headings(g.across))
	}
	g.SetSorted(g.sorted, g.descending)
	wide := g.wide
	g.wide = !wide
	g.setWide(wide)
}

// List returns the list inside, for OnTapped, Empty, Reload and Dispose.
func (g *DataGrid[T]) List() *PagedList[T] { return g.list }

// SetSorted marks a heading as the one that orders the rows.
func (g *DataGrid[T]) SetSorted(columnID string, descending bool) {
	g.sorted, g.descending = columnID, descending
	for id, head := range g.heads {
		head.mark(id == columnID, descending)
	}
	if g.sorter != nil {
		g.sorter.tell()
	}
}

// CreateRenderer implements fyne.Widget.
func (g *DataGrid[T]) CreateRenderer() fyne.WidgetRenderer {
	return &gridRenderer{WidgetRenderer: widget.NewSimpleRenderer(g.body), resized: func(width float32) {
		g.setWide(width >= Wide)
	}}
}

type gridRenderer struct {
	fyne.WidgetRenderer
	resized func(width float32)
}

func (r *gridRenderer) Layout(size fyne.Size) {
	r.resized(size.Width)
	r.WidgetRenderer.Layout(size)
}

// MinSize is small: the rows scroll both ways.
func (r *gridRenderer) MinSize() fyne.Size { return fyne.NewSize(240, 120) }

func (g *DataGrid[T]) setWide(wide bool) {
	if wide == g.wide {
		return
	}
	g.wide = wide
	if wide {
		g.list.SetTemplate(g.newLine, g.fillLine)
		g.table.Objects = append(g.table.Objects[:1], g.list)
		sideways := container.NewHScroll(g.table)
		g.list.aside = func(dx float32) { sideways.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(dx, 0)}) }
		g.body.Objects = []fyne.CanvasObject{sideways}
	} else {
		g.list.SetTemplate(g.newCard, g.fillCard)
		g.body.Objects = []fyne.CanvasObject{g.list}
	}
	g.body.Refresh()
}

func (g *DataGrid[T]) widths() columnLayout {
	widths := make(columnLayout, len(g.across))
	for i, c := range g.across {
		widths[i] = max(c.Width, 40)
	}
	return widths
}

func (g *DataGrid[T]) heading() fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(g.across))
	for i, c := range g.across {
		var tapped func()
		if c.Sortable {
			tapped = func() { g.sort(c.ID) }
		}
		head := newHeadCell(c.Title, c.Align, tapped)
		g.heads[c.ID] = head
		cells[i] = head
	}
	return container.NewStack(newGround(base.ColorNameHeaderBackground, "", 0), container.New(g.widths(), cells...))
}

func (g *DataGrid[T]) sort(id string) {
	g.SetSorted(id, id == g.sorted && !g.descending)
	if g.OnSort != nil {
		g.OnSort(g.sorted, g.descending)
	}
}

func (g *DataGrid[T]) newLine() fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(g.across))
	for i, c := range g.across {
		if c.Photo != nil {
			cells[i] = container.NewCenter(NewPhoto(thumbSide, nil))
			continue
		}
		if c.Badge {
			cells[i] = container.New(inset{base.InnerPadding(), 0}, container.NewHBox(NewBadge("—", Plain)))
			continue
		}
		label := NewEllipsisLabel("")
		label.Alignment = c.Align
		cells[i] = label
	}
	return container.New(g.widths(), cells...)
}

func (g *DataGrid[T]) fillLine(row T, o fyne.CanvasObject) {
	for i, cell := range o.(*fyne.Container).Objects {
		c := g.across[i]
		if c.Photo != nil {
			c.Photo(row, cell.(*fyne.Container).Objects[0].(*Photo))
			continue
		}
		if c.Badge {
			cell.(*fyne.Container).Objects[0].(*fyne.Container).Objects[0].(*Badge).Set(c.Text(row), c.tone(row))
			continue
		}
		setCell(cell.(*EllipsisLabel), c.Text(row), c.tone(row))
	}
}

// thumbSide is how large a picture stands in a list.
const thumbSide = 32

func setCell(l *EllipsisLabel, text string, tone Tone) {
	if importance := tone.importance(); l.Importance != importance {
		l.Importance = importance
		l.Text = text
		l.Refresh()
		return
	}
	l.SetText(text)
}

// headCell is the heading of a column.
type headCell struct {
	tapArea
	title string
	label *EllipsisLabel
}

func newHeadCell(title string, align fyne.TextAlign, tapped func()) *headCell {
	label := NewEllipsisLabel(title)
	label.Alignment = align
	label.SizeName = base.SizeNameCaptionText
	label.TextStyle.Bold = true
	h := &headCell{title: title, label: label}
	h.build(h, label, tapped)
	return h
}

func (h *headCell) mark(sorted, descending bool) {
	if !sorted {
		h.label.SetText(h.title)
		return
	}
	h.label.SetText(h.title + arrow(descending))
}
