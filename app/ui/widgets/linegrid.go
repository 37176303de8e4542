package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
)

// LineColumn is the heading of a cell of a LineGrid and its share of the width.
type LineColumn struct {
	Title  string
	Weight float32
	Align  fyne.TextAlign
}

// LineCells is one editable line: its cells in the order of Enter and what stands
// below them.
type LineCells struct {
	Cells []fyne.CanvasObject // fields of this package, or what takes no keyboard
	Below fyne.CanvasObject   // may be nil
}

// labelled is a cell that can do without its label, which the heading has.
type labelled interface{ SetBare(on bool) }

// chosen is a cell that may stand already, so that the keyboard passes it over:
// what is typed next on a line with its product is a quantity.
type chosen interface{ Chosen() bool }

// passed is a cell that Enter goes past.
type passed interface{ Passed() bool }

// finder is a cell that can be asked to look a text up.
type finder interface{ Find(text string) }

// opener is a cell that opens a list of choices below itself.
type opener interface{ OnOpened(opened func()) }

// LineGrid edits the lines of a document: a table on wide windows, a card per
// line on a phone. Enter goes to the next cell; in the last cell it goes to the
// next line, and makes a new one behind the last. Enter in a last line that nobody has
// begun goes on behind the lines.
type LineGrid struct {
	widget.BaseWidget

	// OnAdd makes the cells of a new line that is added behind the last.
	OnAdd func() LineCells
	// Buttonless grids stand above a button of the page's own that adds lines.
	Buttonless bool
	// OnRemove is told which line was taken out.
	OnRemove func(line int)
	// OnSave is what Ctrl+Enter does.
	OnSave func()
	// OnLeave is where Enter goes from a last line that nobody has begun; nil keeps the
	// keyboard among the lines.
	OnLeave func()
	// OnNext is asked before Enter goes from a line to the next one; it answers true if it
	// has put the keyboard elsewhere. May be nil.
	OnNext func() bool
	// OnOpened is told of a cell that has opened its list of choices, which the page may
	// have to scroll to. May be nil.
	OnOpened func(cell fyne.CanvasObject)
	// Narrowest is the least width of a cell on a phone, 0 for one that suits its
	// number of cells.
	Narrowest float32

	columns []LineColumn
	lines   []LineCells
	blank   map[fyne.CanvasObject][]bool // which cells of a line were empty when it was added, by its first cell
	box     *fyne.Container
	wide    bool
}

// NewLineGrid returns a grid without lines.
func NewLineGrid(columns []LineColumn) *LineGrid {
	g := &LineGrid{columns: columns, blank: map[fyne.CanvasObject][]bool{}, box: NewStacked()}
	g.ExtendBaseWidget(g)
	return g
}

// Len is the number of lines.
func (g *LineGrid) Len() int { return len(g.lines) }

// Add appends a line.
func (g *LineGrid) Add(cells LineCells) {
	g.bind(cells)
	g.lines = append(g.lines, cells)
	g.arrange()
}

// Set shows these lines and no others, without telling OnRemove.
func (g *LineGrid) Set(lines []LineCells) {
	clear(g.blank)
	g.lines = nil
	for _, cells := range lines {
		g.bind(cells)
		g.lines = append(g.lines, cells)
	}
	g.arrange()
}

// Replace shows a line anew, such as after a scan, and touches no other: a scanner
// sends twenty codes a second, and a count has hundreds of lines.
func (g *LineGrid) Replace(line int, cells LineCells) {
	delete(g.blank, g.lines[line].Cells[0])
	g.bind(cells)
	g.lines[line] = cells
	at := line
	if g.wide {
		at++ // the heading
	}
	g.box.Objects[at] = g.shown(cells)
	g.box.Refresh()
}

// bind leads Enter through the cells of a line.
func (g *LineGrid) bind(cells LineCells) {
	fields := formFields(cells)
	for n, f := range fields {
		g.blank[cells.Cells[0]] = append(g.blank[cells.Cells[0]], blank(f))
		if list, ok := f.(opener); ok {
			list.OnOpened(func() {
				if g.OnOpened != nil {
					g.OnOpened(f)
				}
			})
		}
		next := func() { g.leave(cells) }
		for _, after := range fields[n+1:] {
			if p, ok := after.(passed); !ok || !p.Passed() {
				next = after.Focus
				break
			}
		}
		f.Bind(func() {
			if g.ends(cells, n) {
				g.OnLeave()
				return
			}
			next()
		}, g.save)
	}
}

// Clear takes all lines out without telling OnRemove.
func (g *LineGrid) Clear() {
	g.lines = nil
	clear(g.blank)
	g.arrange()
}

// Focus gives the keyboard to the first cell of a line in which nothing is chosen yet.
func (g *LineGrid) Focus(line int) {
	if line < 0 || line >= len(g.lines) {
		return
	}
	fields := formFields(g.lines[line])
	for _, f := range fields {
		if c, ok := f.(chosen); !ok || !c.Chosen() {
			f.Focus()
			return
		}
	}
	if len(fields) > 0 {
		fields[0].Focus()
	}
}

// Enter gives the keyboard to the last line, as Enter before the lines does.
func (g *LineGrid) Enter() { g.Focus(len(g.lines) - 1) }

// ends tells whether Enter in a cell ends the lines: it is the first of the last line
// in which something is to be filled in, and nothing was in any.
func (g *LineGrid) ends(line LineCells, cell int) bool {
	if g.OnLeave == nil || g.lines[len(g.lines)-1].Cells[0] != line.Cells[0] || g.begun(line) {
		return false
	}
	return slices.IndexFunc(formFields(line), blank) == cell
}

// begun tells whether somebody has filled in a cell of a line since it was added. What
// stood there from the beginning, the fund of a receipt, the day of a debt, nobody has.
func (g *LineGrid) begun(line LineCells) bool {
	was := g.blank[line.Cells[0]]
	for n, f := range formFields(line) {
		if was[n] != blank(f) {
			return true
		}
	}
	return false
}

// blank tells whether nothing stands in the box of a cell.
func blank(f FormField) bool {
	b, ok := f.(interface{ Blank() bool })
	return ok && b.Blank()
}

// Find lets the last line look for a text, as if it had been typed into its picker.
func (g *LineGrid) Find(text string) {
	if len(g.lines) == 0 {
		return
	}
	for _, f := range formFields(g.lines[len(g.lines)-1]) {
		if find, ok := f.(finder); ok {
			find.Find(text)
			return
		}
	}
}

// NewLine adds a line and gives it the keyboard, as Enter in the last cell does.
func (g *LineGrid) NewLine() {
	if g.OnAdd != nil {
		g.Add(g.OnAdd())
		g.Focus(len(g.lines) - 1)
	}
}

func (g *LineGrid) save() {
	if g.OnSave != nil {
		g.OnSave()
	}
}

// leave goes on from the last cell of a line.
func (g *LineGrid) leave(from LineCells) {
	if g.OnNext != nil && g.OnNext() {
		return
	}
	for n, l := range g.lines {
		if len(l.Cells) > 0 && l.Cells[0] == from.Cells[0] && n+1 < len(g.lines) {
			g.Focus(n + 1)
			return
		}
	}
	g.NewLine()
}

func (g *LineGrid) remove(gone LineCells) {
	for n, l := range g.lines {
		if l.Cells[0] == gone.Cells[0] {
			g.lines = append(g.lines[:n:n], g.lines[n+1:]...)
			delete(g.blank, gone.Cells[0])
			g.arrange()
			if g.OnRemove != nil {
				g.OnRemove(n)
			}
			return
		}
	}
}

func formFields(l LineCells) []FormField {
	var fields []FormField
	for _, c := range l.Cells {
		if f, ok := c.(FormField); ok {
			fields = append(fields, f)
		}
	}
	return fields
}

const removeWidth = 40

func (g *LineGrid) arrange() {
	g.box.RemoveAll()
	if g.wide {
		g.box.Add(g.heading())
	}
	for _, l := range g.lines {
		g.box.Add(g.shown(l))
	}
	if g.OnAdd != nil && !g.Buttonless { // a finger has no Enter
		g.box.Add(container.NewHBox(NewButtonWithIcon(i18n.AddLine.Text(), base.ContentAddIcon(), g.NewLine)))
	}
	g.Refresh()
}

// shown is a line as it stands in the grid.
func (g *LineGrid) shown(l LineCells) fyne.CanvasObject {
	for _, c := range l.Cells {
		if b, ok := c.(labelled); ok {
			b.SetBare(g.wide)
		}
	}
	drop := NewButtonWithIcon("", base.CancelIcon(), func() { g.remove(l) })
	drop.Importance = widget.LowImportance
	if g.wide {
		return g.tableLine(l, drop)
	}
	return g.card(l, drop)
}

func (g *LineGrid) heading() fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(g.columns))
	for i, c := range g.columns {
		l := NewEllipsisLabel(c.Title)
		l.Alignment, l.SizeName, l.TextStyle.Bold = c.Align, base.SizeNameCaptionText, true
		cells[i] = l
	}
	row := container.New(g.weights(), cells...)
	return container.NewStack(newGround(base.ColorNameHeaderBackground, "", 0), container.New(besideDrop{}, row))
}

func (g *LineGrid) weights() shares {
	w := make(shares, len(g.columns))
	for i, c := range g.columns {
		w[i] = c.Weight
	}
	return w
}

func (g *LineGrid) tableLine(l LineCells, drop fyne.CanvasObject) fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(l.Cells))
	for i, c := range l.Cells {
		cells[i] = container.New(inset{2, 2}, c)
	}
	rows := NewStacked(container.New(besideDrop{}, container.New(g.weights(), cells...), drop))
	if l.Below != nil {
		rows.Add(l.Below)
	}
	return rows
}

func (g *LineGrid) card(l LineCells, drop fyne.CanvasObject) fyne.CanvasObject {
	first := NewBorder(nil, nil, nil, container.New(upright{}, drop), l.Cells[0])
	narrowest := float32(100)
	if len(l.Cells) > 4 {
		narrowest = 140 // days and long figures need as much; few cells share one row
	}
	if g.Narrowest > 0 {
		narrowest = g.Narrowest
	}
	rest := container.New(NewColumns(narrowest, 5))
	for _, c := range l.Cells[1:] {
		rest.Add(c)
	}
	body := NewStacked(first, rest)
	if l.Below != nil {
		body.Add(l.Below)
	}
	return container.New(inset{0, 3}, container.NewStack(newGround(theme.Surface, theme.Line, 6), container.New(inset{6, 4}, body)))
}

// besideDrop leaves room for the remove button at the right of a table line.
type besideDrop struct{}

func (besideDrop) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(removeWidth, 0)
}

func (besideDrop) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width-removeWidth, size.Height)
	if len(objects) > 1 {
		put(objects[1], size.Width-removeWidth, 0, removeWidth, min(size.Height, objects[1].MinSize().Height))
	}
}

// CreateRenderer implements fyne.Widget.
func (g *LineGrid) CreateRenderer() fyne.WidgetRenderer {
	return &lineGridRenderer{widget.NewSimpleRenderer(g.box), g}
}

type lineGridRenderer struct {
	fyne.WidgetRenderer
	grid *LineGrid
}

// MinSize is as high as the lines and narrow, since the cells share the width.
func (r *lineGridRenderer) MinSize() fyne.Size {
	return fyne.NewSize(240, r.grid.box.MinSize().Height)
}

func (r *lineGridRenderer) Layout(size fyne.Size) {
	if wide := size.Width >= Wide; wide != r.grid.wide {
		r.grid.wide = wide
		r.grid.arrange()
	}
	r.WidgetRenderer.Layout(size)
}
