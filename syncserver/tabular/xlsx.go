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
	"regexp"
	"strings"
	"syscall"

	"heyi/shared/habit"
)

// maxMerges bounds the merged areas that are kept in memory.
const maxMerges = 200_000

// xlsxSource streams one worksheet. The parts of the archive are read through
// one budget of decompressed bytes; parts that are not needed are not touched.
type xlsxSource struct {
	book   *workbook
	cells  *cellReader
	merges map[int][]merge // by first line
	active []merge
}

type merge struct {
	column, first, last int
	value               Cell
}

func openXLSX(f *os.File, size int64, o Options) (*xlsxSource, error) {
	archive, err := zip.NewReader(f, size)
	if err != nil {
		// The directory of an archive stands at its end: a file that begins
		// like one and has none was cut.
		return nil, refuse(FileTruncated, 0)
	}
	book := &workbook{file: f, parts: map[string]*zip.File{}, budget: o.Limits.UnpackedBytes, limit: o.Limits.UnpackedBytes}
	for _, part := range archive.File {
		book.parts[strings.ToLower(strings.Trim(strings.ReplaceAll(part.Name, `\`, "/"), "/"))] = part
	}
	if err := book.read(o.Limits.StringBytes); err != nil {
		return nil, err
	}
	part, err := book.sheet(o.Sheet)
	if err != nil {
		return nil, err
	}
	merges, err := book.merges(part)
	if err != nil {
		return nil, err
	}
	r, err := book.open(part)
	if err != nil {
		return nil, err
	}
	cells := &cellReader{book: book, xml: xml.NewDecoder(r), maxColumns: o.Limits.Columns}
	return &xlsxSource{book: book, cells: cells, merges: merges}, nil
}

func (x *xlsxSource) begin(record, int) bool { return false }

func (x *xlsxSource) close() error { return x.book.file.Close() }

// next returns the rows that stand in the file; a cell that is merged
// downwards has its value in every line. Numbers that are no codes are not
// copied down: a sum merged over three lines must not be counted three times.
func (x *xlsxSource) next() (record, error) {
	rec, err := x.cells.row()
	if x.cells.done {
		return record{}, io.EOF
	}
	if err != nil {
		return record{}, x.book.explain(err)
	}
	var still []merge
	for _, m := range x.active {
		if rec.line > m.last {
			continue
		}
		for len(rec.cells) <= m.column {
			rec.cells = append(rec.cells, Cell{})
		}
		if rec.cells[m.column].Text == "" && m.value.Kind != Number {
			rec.cells[m.column] = m.value
		}
		still = append(still, m)
		rec.mergedTo = max(rec.mergedTo, m.last)
	}
	x.active = still
	for _, m := range x.merges[rec.line] {
		if m.column < len(rec.cells) {
			m.value = rec.cells[m.column]
			x.active = append(x.active, m)
			rec.mergedTo = max(rec.mergedTo, m.last)
		}
	}
	return rec, nil
}

// workbook is what stands beside the worksheets.
type workbook struct {
	file     *os.File
	parts    map[string]*zip.File
	budget   int64
	limit    int64
	sheets   []sheetPart
	strings  []string
	dates    []bool // by index of the cell style
	base1904 bool
}

type sheetPart struct {
	name, part string
	hidden     bool
}

var errBomb = errors.New("too many decompressed bytes")

// budgetReader counts what comes out of the archive.
type budgetReader struct {
	r    io.ReadCloser
	book *workbook
}

func (b *budgetReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.book.budget -= int64(n); b.book.budget < 0 {
		return 0, errBomb
	}
	return n, err
}

func (w *workbook) open(part string) (io.Reader, error) {
	f, ok := w.parts[strings.ToLower(part)]
	if !ok {
		return nil, refuse(FileDamaged, 0, part)
	}
	r, err := f.Open()
	if err != nil {
		return nil, w.explain(err)
	}
	return &budgetReader{r, w}, nil
}

// explain turns what archive and XML readers say into a refusal.
func (w *workbook) explain(err error) error {
	var known *Error
	var syntax *xml.SyntaxError
	var fault syscall.Errno
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return refuse(FileTruncated, 0)
	case errors.Is(err, errBomb):
		return refuse(FileBomb, 0, w.limit)
	case errors.As(err, &syntax):
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

type relations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// related reads the relations of a part as targets by id and by type.
func (w *workbook) related(part string) (byID, byType map[string]string, err error) {
	dir, name := path.Split(part)
	rels := dir + "_rels/" + name + ".rels"
	byID, byType = map[string]string{}, map[string]string{}
	if _, ok := w.parts[strings.ToLower(rels)]; !ok {
		return byID, byType, nil
	}
	var list relations
	if err := w.decode(rels, &list); err != nil {
		return nil, nil, err
	}
	for _, r := range list.List {
		target := strings.TrimPrefix(path.Join("/", dir, r.Target), "/")
		if strings.HasPrefix(r.Target, "/") {
			target = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		byID[r.ID], byType[path.Base(r.Type)] = target, target
	}
	return byID, byType, nil
}

// decode reads a small part whole.
func (w *workbook) decode(part string, into any) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	if err := xml.NewDecoder(io.LimitReader(r, 32<<20)).Decode(into); err != nil {
		if errors.Is(err, io.EOF) {
			return refuse(FileDamaged, 0, part)
		}
		return w.explain(err)
	}
	return nil
}

func (w *workbook) read(stringBytes int64) error {
	_, top, err := w.related("")
	if err != nil {
		return err
	}
	main := top["officeDocument"]
	if main == "" {
		main = "xl/workbook.xml"
	}
	if _, ok := w.parts[strings.ToLower(main)]; !ok {
		return refuse(FileBinary, 0)
	}
	var doc struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(main, &doc); err != nil {
		return err
	}
	w.base1904 = doc.Properties.Date1904 == "1" || doc.Properties.Date1904 == "true"
	byID, byType, err := w.related(main)
	if err != nil {
		return err
	}
	for _, s := range doc.Sheets {
		for _, a := range s.Attrs {
			if target := byID[a.Value]; a.Name.Local == "id" && a.Name.Space != "" && target != "" {
				w.sheets = append(w.sheets, sheetPart{s.Name, target, s.State == "hidden" || s.State == "veryHidden"})
			}
		}
	}
	if part := byType["styles"]; part != "" {
		if err := w.readStyles(part); err != nil {
			return err
		}
	}
	if part := byType["sharedStrings"]; part != "" {
		return w.readStrings(part, stringBytes)
	}
	return nil
}

// sheet finds the worksheet by name, or the first visible one.
func (w *workbook) sheet(name string) (string, error) {
	var names []string
	for _, s := range w.sheets {
		names = append(names, s.name)
		if (name == "" && !s.hidden) || (name != "" && habit.Fold(s.name) == habit.Fold(name)) {
			return s.part, nil
		}
	}
	return "", refuse(SheetAbsent, 0, name, strings.Join(names, ", "))
}

var mergeMark = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"`)

// merges looks through the worksheet once: merged areas stand behind the rows,
// and reading to the end proves that the part is whole.
func (w *workbook) merges(part string) (map[int][]merge, error) {
	before := w.budget
	r, err := w.open(part)
	if err != nil {
		return nil, err
	}
	out, count := map[int][]merge{}, 0
	buf, kept := make([]byte, 256<<10), 0
	for {
		n, err := fill(r, buf[kept:])
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, w.explain(err)
		}
		chunk, consumed := buf[:kept+n], 0
		var marks [][]int
		if bytes.Contains(chunk, []byte("mergeCell")) { // much faster than the expression
			marks = mergeMark.FindAllSubmatchIndex(chunk, -1)
		}
		for _, m := range marks {
			consumed = m[1]
			area := merge{
				column: columnIndex(string(chunk[m[2]:m[3]])),
				first:  rowNumber(string(chunk[m[4]:m[5]])),
				last:   rowNumber(string(chunk[m[8]:m[9]])),
			}
			if count++; count <= maxMerges && area.last > area.first {
				out[area.first] = append(out[area.first], area)
			}
		}
		if err != nil {
			w.budget = before // the rows are the same bytes, read once more
			return out, nil
		}
		// A mark may be cut by the end of the buffer; 256 bytes hold any.
		tail := max(consumed, len(chunk)-256)
		kept = copy(buf, chunk[tail:])
	}
}

// fill reads until the buffer is full. Unlike io.ReadFull it tells the end of
// the part from an archive that was cut.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	return n, err
}
