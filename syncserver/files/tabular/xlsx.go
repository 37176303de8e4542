package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"syscall"

	"github.com/xuri/excelize/v2"

	"heyi/shared/tools/habit"
)

// sharedStrings is the only place where the library looks for them.
const sharedStrings = "xl/sharedStrings.xml"

// xlsxSource streams one worksheet. The library reads the texts of the cells;
// their kinds come from the outline, because its iterator does not tell them.
type xlsxSource struct {
	file    *os.File
	book    *excelize.File
	rows    *excelize.Rows
	outline *outline
	line    int
	active  map[int]merge // by column
	read    Form
	limit   int64 // bytes of text in all cells
	left    int64 // of it
}

func openXLSX(f *os.File, size int64, o Options) (source, error) {
	x := &xlsxSource{file: f, active: map[int]merge{}}
	if err := x.open(size, o); err != nil {
		if x.book != nil {
			err = errors.Join(err, x.book.Close())
		}
		return nil, err
	}
	return x, nil
}

func (x *xlsxSource) open(size int64, o Options) (err error) {
	defer survive(&err)
	x.limit, x.left = o.Limits.UnpackedBytes, o.Limits.UnpackedBytes
	archive, err := zip.NewReader(x.file, size)
	if err != nil {
		// The directory of an archive stands at its end: a file that begins
		// like one and has none was cut.
		return refuse(FileTruncated, 0)
	}
	p, err := whole(archive, o.Limits)
	if err != nil {
		return err
	}
	_, top, err := p.related("")
	if err != nil {
		return err
	}
	workbook := top["officeDocument"]
	if _, ok := p[strings.ToLower(workbook)]; !ok {
		return refuse(FileBinary, 0)
	}
	x.book, err = excelize.OpenReader(io.NewSectionReader(x.file, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: o.Limits.UnpackedBytes,
		// Below this a part is kept in memory, above it in a temporary file.
		UnzipXMLSizeLimit: min(excelize.StreamChunkSize, o.Limits.UnpackedBytes),
	})
	if err != nil {
		return explain(err)
	}
	related, byType, err := p.related(workbook)
	if err != nil {
		return err
	}
	name, part, err := x.sheet(related, o.Sheet)
	if err != nil {
		return err
	}
	known, err := x.placeStrings(p, byType["sharedStrings"], o.Limits.StringBytes)
	if err != nil {
		return err
	}
	if x.outline, err = x.readOutline(p, part, known, o.Limits.Columns); err != nil {
		return err
	}
	if x.rows, err = x.book.Rows(name); err != nil {
		return explain(err)
	}
	return nil
}

// decoder reads XML in any encoding that the library reads.
func (x *xlsxSource) decoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = x.book.CharsetReader
	return d
}

func (x *xlsxSource) begin(record, int) bool { return false }

func (x *xlsxSource) form() Form { return x.read }

func (x *xlsxSource) close() error {
	return errors.Join(x.rows.Close(), x.book.Close(), x.file.Close())
}

// next returns the rows that stand in the file; a cell that is merged
// downwards has its value in every line. Numbers that are no codes are not
// copied down: a sum merged over three lines must not be counted three times.
func (x *xlsxSource) next() (rec record, err error) {
	defer survive(&err)
	if x.line >= x.outline.last || !x.rows.Next() {
		return record{}, io.EOF
	}
	x.line++
	texts, err := x.rows.Columns()
	if err != nil {
		return record{}, explain(err)
	}
	rec = record{line: x.line, last: x.line, spans: x.outline.spans[x.line], hidden: x.outline.hides(x.line)}
	for i, text := range texts {
		// A text that many cells share unpacks again in each of them.
		if x.left -= int64(len(text)); x.left < 0 {
			return record{}, refuse(FileBomb, x.line, x.limit)
		}
		rec.cells = append(rec.cells, x.cell(text, x.outline.mark(x.line, i)))
	}
	x.fillMerged(&rec)
	return rec, nil
}

func (x *xlsxSource) cell(text string, m mark) Cell {
	switch {
	case m == markFormula:
		return Cell{Kind: formula}
	case m == markFault:
		return Cell{Text: text, Kind: fault}
	case m == markBool:
		return Cell{Text: map[bool]string{true: "TRUE", false: "FALSE"}[text == "1"]}
	case m == markDate:
		return Cell{Text: strings.Replace(text, "T", " ", 1), Kind: Date}
	case m == markText, text == "":
		return Cell{Text: text}
	case m >= markShown:
		c := number(text, false, false)
		c.Shown = x.outline.shown[m-markShown].show(c.Text)
		return c
	}
	return number(text, m == markSerial, x.base1904())
}

func (x *xlsxSource) base1904() bool {
	properties := x.book.WorkBook.WorkbookPr
	return properties != nil && properties.Date1904
}

func (x *xlsxSource) fillMerged(rec *record) {
	for column, m := range x.active {
		if rec.line > m.last {
			delete(x.active, column)
			continue
		}
		for len(rec.cells) <= column {
			rec.cells = append(rec.cells, Cell{})
		}
		if rec.cells[column].Text == "" && m.value.Kind != Number {
			rec.cells[column] = m.value
		}
		rec.mergedTo = max(rec.mergedTo, m.last)
	}
	for _, m := range x.outline.merges[rec.line] {
		if m.column < len(rec.cells) {
			m.value = rec.cells[m.column]
			x.active[m.column] = m
			rec.mergedTo = max(rec.mergedTo, m.last)
		}
	}
}

// sheet finds the worksheet by name, or the first visible one, and its part.
func (x *xlsxSource) sheet(related map[string]string, name string) (found, target string, err error) {
	var names []string
	for _, s := range x.book.WorkBook.Sheets.Sheet {
		part := related[s.ID]
		if part == "" {
			continue
		}
		names = append(names, s.Name)
		hidden := s.State == "hidden" || s.State == "veryHidden"
		if !hidden {
			x.read.Tabs = append(x.read.Tabs, s.Name)
		}
		if x.read.Tab == "" && (name == "" && !hidden || name != "" && habit.Fold(s.Name) == habit.Fold(name)) {
			x.read.Tab, target = s.Name, part
		}
	}
	if target == "" {
		return "", "", refuse(SheetAbsent, 0, name, strings.Join(names, ", "))
	}
	return x.read.Tab, target, nil
}

// placeStrings counts the shared strings and puts them where the library looks
// for them; some programs keep them elsewhere.
func (x *xlsxSource) placeStrings(p parts, part string, limit int64) (int, error) {
	if part == "" {
		part = sharedStrings
	}
	f, ok := p[strings.ToLower(part)]
	if !ok {
		return 0, nil
	}
	if f.FileInfo().Size() > limit {
		return 0, refuse(FileBomb, 0, limit)
	}
	r, err := p.open(part)
	if err != nil {
		return 0, err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return 0, explain(err)
	}
	var table struct {
		Items []struct{} `xml:"si"`
	}
	if err := x.decoder(bytes.NewReader(text)).Decode(&table); err != nil {
		return 0, explain(err)
	}
	// An empty string costs memory too.
	if int64(len(text)+64*len(table.Items)) > limit {
		return 0, refuse(FileBomb, 0, limit)
	}
	if !strings.EqualFold(part, sharedStrings) {
		x.book.Pkg.Store(sharedStrings, text)
	}
	return len(table.Items), nil
}

// parts are the files of the archive by name in lower case.
type parts map[string]*zip.File

// Bounds of an archive beyond its size: real workbooks pack to a tenth, at most to
// a fiftieth, and what is not a sheet is read into memory whole.
const (
	packedMost = 150      // times
	packedFrom = 16 << 20 // bytes; smaller ones may pack as they like
	otherMost  = 32 << 20 // bytes of a part that is neither a sheet nor texts nor a picture
)

// whole reads every part once, because the library passes over a part that
// breaks off or does not match its checksum.
func whole(archive *zip.Reader, limits Limits) (parts, error) {
	p, left := parts{}, limits.UnpackedBytes
	for _, part := range archive.File {
		name := strings.ToLower(strings.Trim(strings.ReplaceAll(part.Name, `\`, "/"), "/"))
		p[name] = part
		size := part.FileInfo().Size()
		if left -= size; left < 0 {
			return nil, refuse(FileBomb, 0, limits.UnpackedBytes)
		}
		if size > packedFrom && size/packedMost > int64(min(part.CompressedSize64, 1<<40)) {
			return nil, refuse(FilePacked, 0, packedMost)
		}
		if size > otherMost && !strings.Contains(name, "/worksheets/") && !strings.Contains(name, "sharedstrings") && !strings.Contains(name, "/media/") {
			return nil, refuse(FileBomb, 0, otherMost)
		}
		r, err := part.Open()
		if err != nil {
			return nil, explain(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return nil, explain(err)
		}
	}
	return p, nil
}

func (p parts) open(part string) (io.Reader, error) {
	f, ok := p[strings.ToLower(part)]
	if !ok {
		return nil, refuse(FileDamaged, 0, part)
	}
	r, err := f.Open()
	if err != nil {
		return nil, explain(err)
	}
	return r, nil
}

// related reads the relations of a part as targets by id and by type.
func (p parts) related(part string) (byID, byType map[string]string, err error) {
	dir, name := path.Split(part)
	r, err := p.open(dir + "_rels/" + name + ".rels")
	if err != nil {
		return nil, nil, nil // a part need not have any
	}
	var list struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.NewDecoder(r).Decode(&list); err != nil {
		return nil, nil, explain(err)
	}
	byID, byType = map[string]string{}, map[string]string{}
	for _, r := range list.All {
		target := strings.TrimPrefix(path.Join("/", dir, r.Target), "/")
		if strings.HasPrefix(r.Target, "/") {
			target = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		byID[r.ID], byType[path.Base(r.Type)] = target, target
	}
	return byID, byType, nil
}

// survive turns a panic of the library, which trusts the numbers in a file,
// into a refusal.
func survive(err *error) {
	if fault := recover(); fault != nil {
		*err = refuse(FileDamaged, 0, fmt.Sprint(fault))
	}
}

// explain turns what archive and XML readers say into a refusal.
func explain(err error) error {
	var known *Error
	var syntax *xml.SyntaxError
	var fault syscall.Errno
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return refuse(FileTruncated, 0)
	case errors.As(err, &syntax):
		// An element without its end was cut, in the middle of the part or of
		// what was put into it.
		if syntax.Msg == "unexpected EOF" || strings.Contains(syntax.Msg, "closed by") {
			return refuse(FileTruncated, 0)
		}
		return refuse(FileDamaged, 0, syntax.Error())
	case errors.As(err, &fault):
		return fmt.Errorf("reading a workbook: %w", err)
	}
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err // an offset that cannot be; where the file lies is nobody's business
	}
	return refuse(FileDamaged, 0, err.Error())
}
