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

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/sheet"
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

// All writes every entity into a folder, also those without rows: a file that is
// not there could be one that was lost. lang is "zh" or "en", the language of the
// headings.
func All(c *kernel.Catalog, from kernel.Scanner, folder, format, lang string) ([]Written, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	own, err := ownFields(c, from)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	titles := &titles{from: from, known: map[kernel.Key]string{}}
	files := make([]Written, 0, len(c.Schemas))
	for _, s := range c.Schemas {
		w := Written{Entity: s.Name, Path: filepath.Join(folder, s.Name+"."+format)}
		var err error
		if w.Rows, err = one(columnsOf(s, own[s.Name], titles, lang), s, from, w.Path, format); err != nil {
			return files, fmt.Errorf("export %s: %w", s.Name, err)
		}
		files = append(files, w)
	}
	return files, nil
}

// ownFields are those that the company has defined, by entity.
func ownFields(c *kernel.Catalog, from kernel.Scanner) (map[string][]kernel.CustomField, error) {
	fields := map[string][]kernel.CustomField{}
	for _, f := range org.SettingFields() {
		fields[f.Entity] = append(fields[f.Entity], f)
	}
	err := from.Scan(org.CustomFields.In(c), func(row kernel.Row) error {
		if f := row.(*org.CustomField); !f.Removed {
			fields[f.Entity] = append(fields[f.Entity], f.Field())
		}
		return nil
	})
	return fields, err
}

// table takes the rows of one file.
type table interface {
	row(kernel.Row) error
	end() error
}

func one(columns []column, s *kernel.Schema, from kernel.Scanner, path, format string) (rows int64, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	t, err := open(columns, s.Name, file, format)
	if err != nil {
		return 0, err
	}
	err = from.Scan(s, func(row kernel.Row) error {
		rows++
		return t.row(row)
	})
	return rows, errors.Join(err, t.end())
}

func open(columns []column, name string, w io.Writer, format string) (table, error) {
	if format == XLSX {
		return openXLSX(columns, name, w)
	}
	return openCSV(columns, w)
}

// csvTable writes RFC 4180 in UTF-8 with a byte order mark, which Excel needs to
// read Chinese.
type csvTable struct {
	*csv.Writer
	columns []column
	line    []string
}

func openCSV(columns []column, w io.Writer) (table, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	t := &csvTable{csv.NewWriter(w), columns, make([]string, len(columns))}
	for i, c := range columns {
		t.line[i] = c.title
	}
	return t, t.Write(t.line)
}

func (t *csvTable) row(row kernel.Row) error {
	for i, c := range t.columns {
		t.line[i] = c.text(row)
	}
	return t.Write(t.line)
}

func (t *csvTable) end() error {
	t.Flush()
	return t.Error()
}

// xlsxTable writes typed cells.
type xlsxTable struct {
	*sheet.Writer
	columns []column
	cells   []any
}

func openXLSX(columns []column, name string, w io.Writer) (table, error) {
	layout := sheet.Layout{Sheet: name}
	for _, c := range columns {
		layout.Columns = append(layout.Columns, sheet.Column{Title: c.title, Kind: c.kind})
	}
	writer, err := sheet.NewWriter(w, layout)
	return &xlsxTable{writer, columns, make([]any, len(columns))}, err
}

func (t *xlsxTable) row(row kernel.Row) error {
	for i, c := range t.columns {
		t.cells[i] = c.cell(row)
	}
	return t.Row(t.cells...)
}

func (t *xlsxTable) end() error { return t.Close() }
