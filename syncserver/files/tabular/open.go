package tabular

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Open opens a CSV or XLSX file, by its content whatever its name, and finds
// the header. What the file can cause is an *Error, which is always Fatal here.
// Of a workbook it is the first visible sheet that has a table with the columns,
// unless one is named.
func Open(path string, o Options) (*Sheet, error) {
	o = o.withDefaults()
	s, tabs, err := open(path, o)
	if o.Sheet != "" || len(tabs) < 2 {
		return s, err
	}
	for _, tab := range tabs[1:] {
		var e *Error
		if !errors.As(err, &e) || e.Code != FileEmpty && e.Code != HeaderMissing {
			break
		}
		o.Sheet = tab
		if other, _, failed := open(path, o); failed == nil {
			return other, nil
		}
	}
	return s, err
}

// open opens one sheet, and tells which others there are.
func open(path string, o Options) (*Sheet, []string, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, refuse(FileAbsent, 0, path)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("opening a sheet: %w", err)
	}
	src, err := openSource(f, o)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	s := &Sheet{options: o, src: src, nulls: map[string]bool{}, totals: map[string]bool{}}
	for _, word := range o.Null {
		s.nulls[word] = true
	}
	for _, word := range o.Totals {
		s.totals[titleKey(word)] = true
	}
	if err := s.findHeader(); err != nil {
		src.close()
		return nil, src.form().Tabs, err
	}
	if coded := s.Form().Encoding; o.Encoding == "" && (coded == latin.name || coded == big5.name) {
		s.notes = append(s.notes, note(NoteEncoding, 0, coded))
	}
	return s, src.form().Tabs, nil
}

func openSource(f *os.File, o Options) (source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening a sheet: %w", err)
	}
	switch {
	case info.IsDir():
		return nil, refuse(FileBinary, 0)
	case info.Size() == 0:
		return nil, refuse(FileEmpty, 0)
	case info.Size() > o.Limits.FileBytes:
		return nil, refuse(FileLarge, 0, info.Size(), o.Limits.FileBytes)
	}
	magic := make([]byte, 2048)
	n, err := f.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("opening a sheet: %w", err)
	}
	switch head := string(magic[:n]); {
	case strings.HasPrefix(head, "PK\x03\x04"), strings.HasPrefix(head, "PK\x05\x06"):
		return openXLSX(f, info.Size(), o)
	case strings.HasPrefix(head, "\xd0\xcf\x11\xe0"):
		return nil, refuse(FileOldExcel, 0)
	case strings.HasPrefix(head, "%PDF"):
		return nil, refuse(FileBinary, 0)
	}
	if name := statement(string(magic[:n])); name != "" {
		return nil, refuse(FileStatement, 0, name)
	}
	return openCSV(f, o)
}
