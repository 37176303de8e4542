package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
)

// TableColumn is a column of a Table.
type TableColumn struct {
	Title  string
	Figure bool    // at the right
	Width  float32 // at least
	Grows  bool    // takes what room is left
}

// TableRow is a row of a Table: a text for each column, and the same as a line where
// there is no room for columns.
type TableRow struct {
	Cells  []string
	Line   Line
	Tapped func() // nil for nothing
}

// NewTable shows the rows of a document: in columns where there is room, below each other
// on a phone. sums stand below the last row, one for each column, "" for none; nil for no
// such row. It is as high as its rows and does not scroll.
func NewTable(columns []TableColumn, rows []TableRow, sums []string) fyne.CanvasObject {
	t := &table{columns: columns, rows: rows, sums: sums}
	return container.New(t, t.lines(), NewStacked())
}

// table shows one of its two objects: lines, and columns, which are made when there is room
// for them for the first time.
type table struct {
	columns []TableColumn
	rows    []TableRow
	sums    []string
	width   float32 // at the last layout, which decides the height
	made    bool    // there are columns
}

func (t *table) wide() bool { return t.width >= Wide && t.width >= t.least() }

func (t *table) least() (width float32) {
	for _, c := range t.columns {
		width += c.Width
	}
	return width
}

// at is what is shown in the present width.
func (t *table) at(objects []fyne.CanvasObject) (shown, hidden fyne.CanvasObject) {
	lines, grid := objects[0], objects[1].(*fyne.Container)
	if !t.wide() {
		return lines, grid
	}
	if !t.made {
		t.made = true
		t.fill(grid)
	}
	return grid, lines
}

// MinSize implements fyne.Layout.
func (t *table) MinSize(objects []fyne.CanvasObject) fyne.Size {
	shown, _ := t.at(objects)
	return fyne.NewSize(objects[0].MinSize().Width, shown.MinSize().Height)
}

// Layout implements fyne.Layout.
func (t *table) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	t.width = size.Width
	shown, hidden := t.at(objects)
	hidden.Hide()
	shown.Show()
	shown.Resize(size)
	shown.Move(fyne.NewPos(0, 0))
}

// lines are the rows below each other.
func (t *table) lines() fyne.CanvasObject {
	stack := NewStacked()
	for _, row := range t.rows {
		stack.Add(NewLineRow(row.Line, row.Tapped))
	}
	for i, sum := range t.sums {
		if sum != "" {
			stack.Add(NewLabelled(t.columns[i].Title, sum, Plain))
		}
	}
	return stack
}

// fill makes the columns.
func (t *table) fill(grid *fyne.Container) {
	heads := make([]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = c.Title
	}
	grid.Add(container.NewStack(newGround(base.ColorNameHeaderBackground, "", 0), t.row(heads, true)))
	for _, row := range t.rows {
		grid.Add(newTableLine(t.row(row.Cells, false), row.Tapped))
	}
	if t.sums != nil {
		grid.Add(t.row(t.sums, true))
	}
}

func (t *table) row(texts []string, bold bool) fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(texts))
	for i, text := range texts {
		label := NewEllipsisLabel(text)
		label.TextStyle.Bold = bold
		if t.columns[i].Figure {
			label.Alignment = fyne.TextAlignTrailing
		}
		cells[i] = label
	}
	return container.New(tableRow(t.columns), cells...)
}

// tableRow gives each column its width; those that grow share what is left.
type tableRow []TableColumn

// MinSize implements fyne.Layout.
func (r tableRow) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	for i, o := range objects {
		size.Width += r[i].Width
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}

// Layout implements fyne.Layout.
func (r tableRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, growing := size.Width, float32(0)
	for _, c := range r {
		left -= c.Width
		if c.Grows {
			growing++
		}
	}
	x := float32(0)
	for i, o := range objects {
		width := r[i].Width
		if r[i].Grows {
			width += max(0, left/growing)
		}
		put(o, x, 0, width, size.Height)
		x += width
	}
}

// tableLine is a row that can be tapped.
type tableLine struct{ tapArea }

func newTableLine(row fyne.CanvasObject, tapped func()) *tableLine {
	l := &tableLine{}
	ground := newGround("", "", 0)
	l.hovered = func(in bool) {
		if in {
			ground.setFill(base.ColorNameHover)
			return
		}
		ground.setFill("")
	}
	l.build(l, container.NewStack(ground, row), tapped)
	return l
}
