package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
	"heyi/syncserver/files/tabular"
)

// Data is the lines of all sheets, normalised: dates are 2026-11-03, numbers
// exact decimal text.
type Data struct {
	mapping *Mapping
	tables  map[string]*table
	zone    int // minutes east of Greenwich, where the company is
}

type table struct {
	sheet *Sheet
	at    map[string]int // position of a column
	lines []*line
	semi  bool // a file of it has semicolons between its cells
	eve   kernel.Date
	fate  *Fate
	tabs  map[string]map[string]bool // by workbook: its sheets that no mapping may have asked for
	zone  int
	texts map[string]string // contents that were met, each kept once
	cells []string          // room for the cells of further lines
}

// line is one line of the source.
type line struct {
	table   *table
	file    string
	number  int
	cells   []string
	joined  []*line // by the sheet's joins; nil without a partner
	refused bool
	skipped bool
}

// Columns that every line has.
const (
	lineColumn = "@line" // its number
	fileColumn = "@file" // the name of its file
	eveColumn  = "@eve"  // the day before the books begin, on which opening balances stand
)

// get is the content of a column, its own or a joined one; the mapping was
// checked, so every name is known.
func (l *line) get(name string) string {
	if i, ok := l.table.at[name]; ok {
		return l.cells[i]
	}
	switch name {
	case lineColumn:
		return strconv.Itoa(l.number)
	case fileColumn:
		return l.file
	case eveColumn:
		return l.table.eve.String()
	}
	for i, j := range l.table.sheet.Joins {
		if column, ok := strings.CutPrefix(name, j.Sheet+"."); ok && l.joined[i] != nil {
			return l.joined[i].get(column)
		}
	}
	return ""
}

// Refusals of the files as a whole.
var (
	NoFile   = kernel.Refuse("import.no_file", "没有给出「{sheet}」的文件（文件名应像 {pattern}）", "No file is given for {sheet} (its name should look like {pattern})")
	OddFile  = kernel.Refuse("import.odd_file", "映射文件用不到 {file}", "The mapping has no use for {file}")
	tooMany  = kernel.Refuse("import.lines", "一次最多导入 {most} 行，请按月份分成几个文件，各用自己的映射名称", "An import takes at most {most} lines; part the source by months, each with a mapping name of its own")
	Unusable = kernel.Refuse("import.unusable", "文件不能用，什么也没有导入；原因见报告", "The files cannot be used and nothing was imported; the report says why")
)

// linesAtOnce bounds what an import keeps in memory.
const linesAtOnce = 1_000_000

// Load reads the files for a company so many minutes east of Greenwich. Lines that
// make no sense are in the report; an error means that the files cannot be used at
// all.
func Load(ctx context.Context, m *Mapping, zone int, files []string) (*Data, *Report, error) {
	d, report := &Data{mapping: m, tables: map[string]*table{}, zone: zone}, &Report{}
	used := map[string]bool{}
	for i := range m.Sheets {
		s := &m.Sheets[i]
		t := &table{sheet: s, at: map[string]int{}, zone: zone, texts: map[string]string{}, fate: &Fate{Sheet: s.Name, Became: m.becomes(s.Name), Why: s.Unused}, tabs: map[string]map[string]bool{}}
		for n, c := range s.Columns {
			t.at[c.Name] = n
		}
		d.tables[s.Name] = t
		report.Sheets = append(report.Sheets, t.fate)
		mine := matching(s.File, files)
		if len(mine) == 0 {
			return nil, report, NoFile.With(kernel.Text("sheet", s.Name), kernel.Text("pattern", s.File))
		}
		for _, file := range mine {
			used[file] = true
			if s.Unused != nil {
				continue
			}
			if err := t.read(ctx, file, report); err != nil {
				return nil, report, err
			}
		}
	}
	for _, file := range files {
		if !used[file] {
			return nil, report, OddFile.With(kernel.Text("file", file))
		}
	}
	d.otherTabs(report)
	for i := range m.Sheets {
		if err := d.tables[m.Sheets[i].Name].normalise(report); err != nil {
			return nil, report, err
		}
	}
	for i := range m.Sheets {
		d.join(d.tables[m.Sheets[i].Name], report)
	}
	for i := range m.Sheets {
		d.tables[m.Sheets[i].Name].skip(report)
	}
	for i := range m.Sheets {
		d.tables[m.Sheets[i].Name].leaveOut(report)
	}
	report.read = slices.Clone(report.Notes)
	return d, report, nil
}

func matching(pattern string, files []string) []string {
	var mine []string
	for _, f := range files {
		if slices.ContainsFunc(strings.Split(pattern, "|"), func(one string) bool { return fitsFile(one, filepath.Base(f)) }) {
			mine = append(mine, f)
		}
	}
	slices.Sort(mine)
	return mine
}

// fitsFile tells whether a pattern means a file, with or without its extension.
func fitsFile(pattern, base string) bool {
	whole, _ := path.Match(pattern, base)
	bare, _ := path.Match(pattern, strings.TrimSuffix(base, filepath.Ext(base)))
	return whole || bare
}

// options say how the files of a sheet are to be read.
func (s *Sheet) options() tabular.Options {
	o := tabular.Options{
		Sheet: s.Tab, Null: s.Null, JoinInto: s.Join, Encoding: s.Encoding, Header: s.Header, DataFrom: s.DataFrom,
	}
	for _, r := range s.Separator {
		o.Separator = r
	}
	for _, c := range s.Columns {
		o.Want = append(o.Want, tabular.Want{Name: c.Name, Also: c.Also, Optional: c.Optional, Code: c.Kind == "code"})
	}
	return o
}

// read reads one file as it stands. A file that is torn, or lacks a column, is
// refused whole.
func (t *table) read(ctx context.Context, file string, report *Report) error {
	name := filepath.Base(file)
	s, err := tabular.Open(file, t.sheet.options())
	if err != nil {
		return t.torn(name, err, report)
	}
	defer s.Close()
	t.semi = t.semi || s.Form().Separator == ';'
	t.met(s, name)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var torn *tabular.Error
		switch {
		case errors.As(err, &torn) && !torn.Fatal():
			report.Lines++
			report.refuse(&line{file: name, number: torn.Line}, "", torn)
			continue
		case err != nil:
			return t.torn(name, err, report)
		}
		if report.Lines++; report.Lines > linesAtOnce {
			return tooMany.With(kernel.Int("most", linesAtOnce))
		}
		l := &line{table: t, file: name, number: row.Line, cells: t.room()}
		for i, c := range t.sheet.Columns {
			l.cells[i] = t.kept(row.Get(c.Name))
		}
		t.lines = append(t.lines, l)
		t.fate.Lines++
	}
	for _, n := range s.Notes() {
		report.note(name, n.Line, n.Zh(), n.En())
	}
	return nil
}

// linesTogether is for how many lines room is made at once.
const linesTogether = 512

// room is the room for the cells of a line.
func (t *table) room() []string {
	n := len(t.sheet.Columns)
	if len(t.cells) < n {
		t.cells = make([]string, n*linesTogether)
	}
	cells := t.cells[:n:n]
	t.cells = t.cells[n:]
	return cells
}

// textsKept bounds the contents of which only one copy is kept.
const textsKept = 400_000

// kept is a content that does not hold on to the line it was read from.
func (t *table) kept(text string) string {
	if text == "" {
		return ""
	}
	if known, ok := t.texts[text]; ok {
		return known
	}
	text = strings.Clone(text)
	if len(t.texts) < textsKept {
		t.texts[text] = text
	}
	return text
}

func (t *table) torn(file string, err error, report *Report) error {
	var torn *tabular.Error
	if !errors.As(err, &torn) {
		return fmt.Errorf("importer: %s: %w", file, err)
	}
	report.refuse(&line{file: file, number: torn.Line}, strings.Join(torn.Missing, ", "), torn)
	return Unusable.With()
}
