package tabular

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"heyi/shared/tools/habit"
)

// Kind tells what a cell was in the file; in a CSV every cell is Text.
type Kind uint8

// The kinds of cells.
const (
	Text Kind = iota
	// Number is exact decimal text.
	Number
	// Date is 2026-11-03, with a time 2026-11-03 08:26:00; a time alone is 08:26:00.
	Date
	// formula and fault have no value that could be used.
	formula
	fault
)

// Cell is one value of the file, without blanks around it.
type Cell struct {
	Text string
	Kind Kind
	// Shown is a number as the spreadsheet shows it where that makes a code of it:
	// 007147. It is empty for every other cell.
	Shown string
}

// Row is one line below the header; Line is where it begins in the file.
type Row struct {
	Line    int
	Cells   []Cell
	columns map[string]int
}

// Get is the text of a wanted column (of any column, by its title, when none
// was wanted); "" when the cell is empty or the optional column is absent.
func (r Row) Get(name string) string { return r.Cell(name).Text }

// Cell is like Get with the kind.
func (r Row) Cell(name string) Cell {
	if i, ok := r.columns[name]; ok && i < len(r.Cells) {
		return r.Cells[i]
	}
	return Cell{}
}

// Sheet is an open file. It must be closed.
type Sheet struct {
	options    Options
	src        source
	header     []string // as it stands in the file
	names      []string // by which columns are asked for
	headerLine int
	columns    map[string]int
	waiting    []record
	notes      []Note
	rows       int
	cut        int // line of a last record without a line end
	done       error
	nulls      map[string]bool
	totals     map[string]bool
}

// source is a file as records.
type source interface {
	// next returns io.EOF at the end and *Error for what a file can cause.
	next() (record, error)
	// begin tells where the header stands; true means that the records behind
	// it will be read again.
	begin(header record, width int) bool
	form() Form
	close() error
}

// Form is how a file was read. A workbook has no encoding and no separator.
type Form struct {
	Encoding  string
	Separator rune
	Tab       string   // the worksheet
	Tabs      []string // all that are visible
}

type record struct {
	line, last int
	cells      []Cell
	exact      bool // the number of cells means something, as in a CSV
	cut        bool // the file ended without a line end
	mergedTo   int  // last line into which a cell of this one is merged
	spans      []span
	hidden     bool // the spreadsheet does not show it
}

// span is a cell that is merged over the columns to its right.
type span struct{ from, to int }

// Close releases the file.
func (s *Sheet) Close() error { return s.src.close() }

// Header is the names of the columns: their titles without empty ones at the end.
// Columns that share a title are 金额 (1), 金额 (2); one without a title is [C].
func (s *Sheet) Header() []string { return append([]string(nil), s.names...) }

// Form says how the file was read.
func (s *Sheet) Form() Form { return s.src.form() }

// HeaderLine is the line of the header in the file.
func (s *Sheet) HeaderLine() int { return s.headerLine }

// Has tells whether a wanted column is in the file.
func (s *Sheet) Has(name string) bool {
	_, ok := s.columns[name]
	return ok
}

// Notes are what was left out or joined so far, in the order of the file.
func (s *Sheet) Notes() []Note { return append([]Note(nil), s.notes...) }

// Next returns the next row, io.EOF behind the last. An *Error that is not
// Fatal refuses one line, and Next may be called again; any other error stays.
func (s *Sheet) Next() (Row, error) {
	for s.done == nil {
		rec, err := s.pull()
		if err == nil && blank(rec.cells) {
			continue
		}
		if err == nil || lineOnly(err) {
			if s.rows++; s.rows > s.options.Limits.Rows {
				err = refuse(LimitRows, rec.line, s.options.Limits.Rows)
			}
		}
		var row Row
		if err == nil {
			if s.leftOut(rec) {
				continue
			}
			row, err = s.row(rec)
		}
		if err == nil {
			return row, nil
		}
		if lineOnly(err) {
			return Row{}, err
		}
		if errors.Is(err, io.EOF) && s.cut > 0 {
			s.notes = append(s.notes, note(NoteNoNewline, s.cut))
		}
		s.done = err
	}
	return Row{}, s.done
}

func (s *Sheet) pull() (record, error) {
	if len(s.waiting) > 0 {
		rec := s.waiting[0]
		s.waiting = s.waiting[1:]
		return rec, nil
	}
	return s.src.next()
}

// wordBytes is longer than any word that begins a line of totals, with its unit.
const wordBytes = 60

// leftOut notes lines that are no data: sums, signatures and the like below the
// table, and the header printed again.
func (s *Sheet) leftOut(rec record) bool {
	first, sum, full := "", "", 0
	for _, c := range rec.cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			if full++; full == 1 {
				first = text
			} else if len(text) <= wordBytes && strings.Contains(text, "计") && s.totals[withoutUnit(titleKey(text))] {
				sum = text // behind the number or the day that it sums up
			}
		}
	}
	if sum != "" && full+1 < len(s.header) {
		s.notes = append(s.notes, note(NoteTotal, rec.line, sum))
		return true
	}
	if len(first) <= wordBytes && s.totals[withoutUnit(titleKey(first))] {
		s.notes = append(s.notes, note(NoteTotal, rec.line, first))
		return true
	}
	if 2*full < len(s.header) && footer.MatchString(first) {
		s.notes = append(s.notes, note(NoteFooter, rec.line, first))
		return true
	}
	if len(rec.cells) < len(s.header) || s.options.DataFrom > 0 {
		return false
	}
	for i, title := range s.header {
		if strings.TrimSpace(rec.cells[i].Text) != title {
			return false
		}
	}
	s.notes = append(s.notes, note(NoteHeader, rec.line))
	return true
}

// row brings a record to the width of the header and checks its cells.
func (s *Sheet) row(rec record) (Row, error) {
	width := len(s.header)
	for len(rec.cells) > width && strings.TrimSpace(rec.cells[len(rec.cells)-1].Text) == "" {
		rec.cells = rec.cells[:len(rec.cells)-1]
	}
	switch surplus := len(rec.cells) - width; {
	case surplus > 0 && rec.exact:
		at, ok := s.columns[s.options.JoinInto]
		if !ok {
			return Row{}, long(rec, width)
		}
		rec.cells = s.joined(rec.cells, at, surplus)
		s.notes = append(s.notes, note(NoteJoined, rec.line, surplus, s.options.JoinInto))
	case surplus < 0 && rec.exact && rec.cut:
		return Row{}, refuse(FileTruncated, rec.line)
	case surplus < 0 && rec.exact:
		return Row{}, refuse(LineShort, rec.line, len(rec.cells), width)
	}
	if rec.cut {
		s.cut = rec.line
	}
	if rec.hidden {
		s.notes = append(s.notes, note(NoteHidden, rec.line))
	}
	for len(rec.cells) < width {
		rec.cells = append(rec.cells, Cell{})
	}
	for i := range rec.cells {
		text := bare(rec.cells[i].Text)
		if s.nulls[text] {
			text = ""
		}
		if utf8.RuneCountInString(text) > s.options.Limits.CellRunes {
			return Row{}, refuse(LineCell, rec.line, s.title(i), s.options.Limits.CellRunes)
		}
		if strings.ContainsRune(text, utf8.RuneError) {
			s.notes = append(s.notes, note(NoteLetter, rec.line))
		}
		rec.cells[i].Text = text
	}
	if err := s.checkWanted(rec); err != nil {
		return Row{}, err
	}
	return Row{Line: rec.line, Cells: rec.cells, columns: s.columns}, nil
}

// long is the refusal of a line with too many fields.
func long(rec record, width int) *Error {
	e := refuse(LineLong, rec.line, len(rec.cells), width)
	for _, c := range rec.cells {
		e.Cells = append(e.Cells, bare(c.Text))
	}
	return e
}

// bare is a cell's content without blanks around it and without what programs put
// there so that a spreadsheet leaves the digits of a code alone: ="0012", '0012.
func bare(text string) string {
	text = strings.TrimSpace(strings.Trim(text, "\ufeff\u200b"))
	if inner, found := strings.CutPrefix(text, `="`); found && strings.HasSuffix(inner, `"`) {
		return strings.TrimSpace(strings.TrimSuffix(inner, `"`))
	}
	if len(text) > 1 && text[0] == '\'' && text[1] >= '0' && text[1] <= '9' {
		return text[1:]
	}
	return text
}

func (s *Sheet) joined(cells []Cell, at, surplus int) []Cell {
	parts := texts(cells[:0])
	for _, c := range cells[at : at+surplus+1] {
		parts = append(parts, c.Text)
	}
	out := append([]Cell(nil), cells[:at]...)
	out = append(out, Cell{Text: strings.Join(parts, s.src.(*csvSource).joiner())})
	return append(out, cells[at+surplus+1:]...)
}

// checkWanted refuses a line in which a column that is used has no value
// although it should: formulas never computed, #N/A, codes rounded away.
func (s *Sheet) checkWanted(rec record) error {
	wanted := s.options.Want
	if len(wanted) == 0 {
		for i := range s.header {
			if err := checkCell(&rec.cells[i], rec.line, s.title(i), false); err != nil {
				return err
			}
		}
	}
	for _, w := range wanted {
		if i, ok := s.columns[w.Name]; ok {
			if err := checkCell(&rec.cells[i], rec.line, w.Name, w.Code); err != nil {
				return err
			}
			if c := &rec.cells[i]; w.Code && c.Shown != "" {
				c.Text = c.Shown
			}
		}
	}
	return nil
}

func checkCell(c *Cell, line int, title string, code bool) error {
	switch {
	case c.Kind == formula:
		return refuse(LineFormula, line, title)
	case c.Kind == fault:
		return refuse(LineFault, line, title, c.Text)
	case code && roundedCode(*c):
		return refuse(LineCode, line, title, c.Text)
	}
	return nil
}

// roundedCode tells whether a spreadsheet has made an approximate number of a
// code: 9.1E+17 in a CSV, or a number of more than the 15 digits it keeps.
func roundedCode(c Cell) bool {
	if c.Kind == Number {
		return len(strings.TrimLeft(c.Text, "-")) > 15
	}
	head, tail, found := strings.Cut(strings.ToUpper(c.Text), "E+")
	if !found || head == "" || tail == "" {
		return false
	}
	f, err := habit.Number(c.Text)
	return err == nil && f.Unit == "" && strings.Trim(head, "0123456789.") == ""
}

func (s *Sheet) title(i int) string {
	if i < len(s.names) {
		return s.names[i]
	}
	return columnName(i)
}

// footer is how lines begin that programs write below a table: who made it, when
// it was printed, how many there are.
var footer = regexp.MustCompile(`(?i)^(共\s*\d|合计\s*[:：\d]|总计\s*[:：\d]|制表|制单|打印|导出|审核|复核|备注\s*[:：]|说明\s*[:：]|注\s*[:：]|第\s*\d+\s*页|` +
	`(page|printed|exported|generated|prepared|report|records?|rows?|note)\b.*[:\d])`)

// columnName is the letter name of column i, counted from 0: A … Z, AA …
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func blank(cells []Cell) bool {
	for _, c := range cells {
		if strings.TrimSpace(c.Text) != "" || c.Kind >= formula {
			return false
		}
	}
	return true
}

func lineOnly(err error) bool {
	var e *Error
	return errors.As(err, &e) && !e.Fatal()
}

// Idle are the titled columns that nobody wanted.
func (s *Sheet) Idle() []string {
	taken := map[int]bool{}
	for _, i := range s.columns {
		taken[i] = true
	}
	var idle []string
	for i, name := range s.names {
		if !taken[i] && s.header[i] != "" {
			idle = append(idle, name)
		}
	}
	return idle
}
