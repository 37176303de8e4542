package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/syncserver/tabular"
)

// Data is the lines of all sheets, normalised: dates are 2026-11-03, numbers
// exact decimal text.
type Data struct {
	mapping *Mapping
	tables  map[string]*table
}

type table struct {
	sheet *Sheet
	at    map[string]int // position of a column
	lines []*line
}

// line is one line of the source.
type line struct {
	table   *table
	file    string
	number  int
	cells   []string
	joined  []*line // by the sheet's joins; nil without a partner
	refused bool
}

// get is the content of a column, its own or a joined one; the mapping was
// checked, so every name is known.
func (l *line) get(name string) string {
	if i, ok := l.table.at[name]; ok {
		return l.cells[i]
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
	NoFile    = kernel.Refuse("import.no_file", "没有给出「{sheet}」的文件(文件名应像 {pattern})", "No file is given for {sheet} (its name should look like {pattern})")
	OddFile   = kernel.Refuse("import.odd_file", "映射文件用不到 {file}", "The mapping has no use for {file}")
	Unusable  = kernel.Refuse("import.unusable", "文件不能用,什么也没有导入;原因见报告", "The files cannot be used and nothing was imported; the report says why")
	BadColumn = kernel.Refuse("import.cell", "「{value}」:{why}", "{value}: {why}")
)

// Load reads the files. Lines that make no sense are in the report; an error
// means that the files cannot be used at all.
func Load(ctx context.Context, m *Mapping, files []string) (*Data, *Report, error) {
	d, report := &Data{mapping: m, tables: map[string]*table{}}, &Report{}
	used := map[string]bool{}
	for i := range m.Sheets {
		s := &m.Sheets[i]
		t := &table{sheet: s, at: map[string]int{}}
		for n, c := range s.Columns {
			t.at[c.Name] = n
		}
		d.tables[s.Name] = t
		mine := matching(s.File, files)
		if len(mine) == 0 {
			return nil, report, NoFile.With(kernel.Text("sheet", s.Name), kernel.Text("pattern", s.File))
		}
		for _, file := range mine {
			used[file] = true
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
	for i := range m.Sheets {
		d.join(d.tables[m.Sheets[i].Name], report)
	}
	for i := range m.Sheets {
		d.tables[m.Sheets[i].Name].skip(report)
	}
	return d, report, nil
}

func matching(pattern string, files []string) []string {
	var mine []string
	for _, f := range files {
		base := filepath.Base(f)
		whole, _ := path.Match(pattern, base)
		bare, _ := path.Match(pattern, strings.TrimSuffix(base, filepath.Ext(base)))
		if whole || bare {
			mine = append(mine, f)
		}
	}
	slices.Sort(mine)
	return mine
}

// read reads one file. A file that is torn, or lacks a column, is refused whole.
func (t *table) read(ctx context.Context, file string, report *Report) error {
	o := tabular.Options{Sheet: t.sheet.Tab, Null: t.sheet.Null, JoinInto: t.sheet.Join}
	for _, c := range t.sheet.Columns {
		o.Want = append(o.Want, tabular.Want{Name: c.Name, Also: c.Also, Optional: c.Optional, Code: c.Kind == "code"})
	}
	name := filepath.Base(file)
	s, err := tabular.Open(file, o)
	if err != nil {
		return t.torn(name, err, report)
	}
	defer s.Close()
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
		report.Lines++
		t.lines = append(t.lines, t.normal(name, row, report))
	}
	for _, n := range s.Notes() {
		report.note(name, n.Line, strings.TrimPrefix(n.Zh(), fmt.Sprintf("第 %d 行：", n.Line)), strings.TrimPrefix(n.En(), fmt.Sprintf("line %d: ", n.Line)))
	}
	return nil
}

func (t *table) torn(file string, err error, report *Report) error {
	var torn *tabular.Error
	if !errors.As(err, &torn) {
		return fmt.Errorf("importer: %s: %w", file, err)
	}
	report.refuse(&line{file: file, number: torn.Line}, strings.Join(torn.Missing, ", "), torn)
	return Unusable.With()
}

// normal brings the cells of a row into their canonical form.
func (t *table) normal(file string, row tabular.Row, report *Report) *line {
	l := &line{table: t, file: file, number: row.Line, cells: make([]string, len(t.sheet.Columns)), joined: make([]*line, len(t.sheet.Joins))}
	for i := range t.sheet.Columns {
		c := &t.sheet.Columns[i]
		text, err := c.normal(row.Get(c.Name))
		if err != nil {
			report.refuse(l, c.Name, err)
		}
		l.cells[i] = text
	}
	return l
}

func (c *Column) normal(text string) (string, error) {
	if c.Fold == "upper" {
		text = strings.ToUpper(text)
	}
	if mapped, ok := c.Map[text]; ok {
		text = mapped
	} else if others, ok := c.Map["*"]; ok && text != "" {
		text = others
	}
	if text == "" {
		if c.Empty || c.Optional {
			return "", nil
		}
		return "", isEmpty.With()
	}
	switch c.Kind {
	case "date":
		day, err := habit.Date(text)
		return kernel.Date(day).String(), err
	case "number", "whole":
		f, err := habit.Number(text)
		if err != nil {
			return "", err
		}
		n, err := decimal.NewFromString(f.Fraction())
		if err != nil {
			return "", fmt.Errorf("importer: %q: %w", f.Fraction(), err)
		}
		if c.Kind == "whole" && !n.IsInteger() {
			return "", notWhole.With(kernel.Text("value", text))
		}
		return n.String(), nil
	}
	return text, nil
}

// join gives every line its partners.
func (d *Data) join(t *table, report *Report) {
	for n, j := range t.sheet.Joins {
		other := d.tables[j.Sheet]
		byKey, twice := map[string]*line{}, map[string]bool{}
		for _, l := range other.lines {
			key := l.get(j.To)
			if byKey[key] != nil {
				twice[key] = true
			}
			byKey[key] = l
		}
		for _, l := range t.lines {
			key := l.get(j.On)
			partner := byKey[key]
			args := []kernel.Arg{kernel.Text("sheet", j.Sheet), kernel.Text("value", key)}
			switch {
			case twice[key]:
				report.refuse(l, j.On, twicePart.With(args...))
			case partner == nil && !j.Optional && !l.refused:
				report.refuse(l, j.On, noPartner.With(args...))
			case partner != nil && partner.refused:
				report.refuse(l, j.On, withOthers.With(kernel.Int("line", int64(partner.number))))
			}
			l.joined[n] = partner
		}
	}
}

// skip leaves out what the mapping says is no document.
func (t *table) skip(report *Report) {
	t.lines = slices.DeleteFunc(t.lines, func(l *line) bool {
		for _, s := range t.sheet.Skip {
			if !l.refused && l.meets(s.When) {
				report.Skipped++
				report.note(l.file, l.number, s.Zh, s.En)
				return true
			}
		}
		return false
	})
}

// meets tells whether all conditions hold.
func (l *line) meets(list []Condition) bool {
	for _, c := range list {
		if c.holds(l.get(c.Column)) == c.Not {
			return false
		}
	}
	return true
}

func (c Condition) holds(text string) bool {
	if c.Empty != nil && *c.Empty != (text == "") || c.Prefix != "" && !strings.HasPrefix(text, c.Prefix) ||
		len(c.Is) > 0 && !slices.Contains(c.Is, text) {
		return false
	}
	if c.Sign == "" {
		return true
	}
	n, err := decimal.NewFromString(text)
	return err == nil && c.Sign == map[int]string{-1: "negative", 0: "zero", 1: "positive"}[n.Sign()]
}
