// Package export writes everything a company has as files that other programs
// read: one CSV or XLSX file per entity, with all of its rows.
package export

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/shared/sheet"
)

// Written is one file.
type Written struct {
	Entity string
	Path   string
	Rows   int64
}

// Formats of the files.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// All writes every entity that has rows into a folder. lang is "zh" or "en", the
// language of the headings.
func All(c *kernel.Catalog, from kernel.Scanner, folder, format, lang string) ([]Written, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	var files []Written
	for _, s := range c.Schemas {
		w := Written{Entity: s.Name, Path: filepath.Join(folder, s.Name+"."+format)}
		var err error
		if w.Rows, err = one(s, from, w.Path, format, lang); err != nil {
			return files, fmt.Errorf("export %s: %w", s.Name, err)
		}
		if w.Rows == 0 {
			if err := os.Remove(w.Path); err != nil {
				return files, fmt.Errorf("export: %w", err)
			}
			continue
		}
		files = append(files, w)
	}
	return files, nil
}

// table takes the rows of one file.
type table interface {
	row(kernel.Row) error
	end() error
}

func one(s *kernel.Schema, from kernel.Scanner, path, format, lang string) (rows int64, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	t, err := open(s, file, format, lang)
	if err != nil {
		return 0, err
	}
	err = from.Scan(s, func(row kernel.Row) error {
		rows++
		return t.row(row)
	})
	return rows, errors.Join(err, t.end())
}

func open(s *kernel.Schema, w io.Writer, format, lang string) (table, error) {
	if format == XLSX {
		return openXLSX(s, w, lang)
	}
	return openCSV(s, w, lang)
}

func heading(f *kernel.Field, lang string) string {
	if lang == "zh" {
		return f.LabelZh()
	}
	return f.LabelEn()
}

// csvTable writes RFC 4180 in UTF-8 with a byte order mark, which Excel needs to
// read Chinese.
type csvTable struct {
	*csv.Writer
	schema *kernel.Schema
	line   []string
}

func openCSV(s *kernel.Schema, w io.Writer, lang string) (table, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	t := &csvTable{Writer: csv.NewWriter(w), schema: s}
	for _, f := range s.Fields {
		t.line = append(t.line, heading(f, lang))
	}
	return t, t.Write(t.line)
}

func (t *csvTable) row(row kernel.Row) error {
	for i, f := range t.schema.Fields {
		t.line[i] = text(f, row)
	}
	return t.Write(t.line)
}

func (t *csvTable) end() error {
	t.Flush()
	return t.Error()
}

// text is a field as text. What a spreadsheet could run as a formula is defused;
// numbers are left, a minus sign runs nothing.
func text(f *kernel.Field, row kernel.Row) string {
	v := f.Get(row)
	switch f.Kind {
	case kernel.KindCustom:
		return customText(kernel.Custom(v.Str))
	case kernel.KindBytes:
		return fmt.Sprintf("%x", v.Str)
	case kernel.KindText, kernel.KindChoice, kernel.KindState:
		return habit.Defuse(v.Str)
	}
	if v.IsZero() && (f.Kind == kernel.KindID || f.Kind == kernel.KindDate || f.Kind == kernel.KindTime) {
		return ""
	}
	return v.String()
}

func customText(c kernel.Custom) string {
	all := ""
	for _, v := range c.Values() {
		if all != "" {
			all += "; "
		}
		all += v.Field.String() + "=" + v.Text
	}
	return habit.Defuse(all)
}

// xlsxTable writes typed cells.
type xlsxTable struct {
	*sheet.Writer
	schema *kernel.Schema
	cells  []any
}

func openXLSX(s *kernel.Schema, w io.Writer, lang string) (table, error) {
	layout := sheet.Layout{Sheet: s.Name}
	for _, f := range s.Fields {
		layout.Columns = append(layout.Columns, sheet.Column{Title: heading(f, lang), Kind: kindOf(f)})
	}
	writer, err := sheet.NewWriter(w, layout)
	return &xlsxTable{writer, s, make([]any, len(s.Fields))}, err
}

func kindOf(f *kernel.Field) sheet.Kind {
	switch f.Kind {
	case kernel.KindMoney:
		return sheet.Money
	case kernel.KindQty, kernel.KindPrice, kernel.KindRate:
		return sheet.Quantity
	case kernel.KindDate:
		return sheet.Day
	}
	return sheet.Text
}

var scales = map[kernel.Kind]int{
	kernel.KindMoney: kernel.MoneyScale, kernel.KindQty: kernel.QtyScale, kernel.KindPrice: kernel.PriceScale,
	kernel.KindRate: kernel.RateScale,
}

func (t *xlsxTable) row(row kernel.Row) error {
	for i, f := range t.schema.Fields {
		t.cells[i] = cell(f, row)
	}
	return t.Row(t.cells...)
}

// cell is a field as a typed cell; the sheet itself keeps texts from running.
func cell(f *kernel.Field, row kernel.Row) any {
	v := f.Get(row)
	scale, figure := scales[f.Kind]
	switch {
	case figure, f.Kind == kernel.KindInt:
		return sheet.Fixed{Int: v.Int, Scale: scale}
	case f.Kind == kernel.KindDate:
		return sheet.Date(v.Int)
	case f.Kind == kernel.KindText:
		return v.Str
	}
	return text(f, row)
}

func (t *xlsxTable) end() error { return t.Close() }
