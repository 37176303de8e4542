package api

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
	"heyi/shared/tools/sheet"
)

// What the parameters of declared reports are.
var (
	inFormat = parameter{name: "format", zh: "格式：json、csv 或 xlsx", en: "json, csv or xlsx", kind: kernel.KindText}
	atMost   = parameter{name: "limit", zh: "每页行数；不给则为全部", en: "Rows on a page; all when it is not given", kind: kernel.KindInt, low: 1, high: rowstore.MaxPage}

	// NotAFormat refuses a file that nobody writes.
	NotAFormat = kernel.Refuse("api.format", "没有「{value}」这种格式，可用 json、csv 或 xlsx", "There is no format {value}; json, csv and xlsx are written")
)

// find is the report of a name.
func find(b figures.Books, name string) (reportSpec, bool, error) {
	r, err := b.Find(name)
	if err != nil {
		return reportSpec{}, false, err
	}
	if r != nil && r.Check(b.Catalog) == nil {
		return declared(b.Catalog, r), true, nil
	}
	for _, spec := range reports {
		if spec.name == name {
			return spec, true, nil
		}
	}
	return reportSpec{}, false, nil
}

// lineup is every report that programs may ask for: those that modules have declared,
// then those that are worked out by hand.
func lineup(c *kernel.Catalog) []reportSpec {
	var list []reportSpec
	for _, r := range figures.Reports() {
		if r.Check(c) == nil { // a release that lacks its entities lacks it
			list = append(list, declared(c, r))
		}
	}
	return append(list, reports...)
}

func declared(c *kernel.Catalog, r *figures.Report) reportSpec {
	spec := reportSpec{name: r.Name, zh: r.Zh, en: r.En, parameters: []parameter{from, to}}
	for _, f := range r.Filters(c) {
		spec.parameters = append(spec.parameters, parameter{name: f.Name, zh: f.Zh, en: f.En, kind: f.Kind})
	}
	spec.parameters = append(spec.parameters, atMost, after, inFormat)
	spec.run = func(q *request, b analytics.Books, args map[string]kernel.Value) (streamed, error) {
		made := figured{report: r, books: figures.Books{Catalog: b.Catalog, Rows: b.All, Viewer: b.Viewer}, lang: q.lang}
		made.query = r.Query(day(args["from"]), day(args["to"]))
		made.query.Only = map[string][]kernel.Value{}
		for _, f := range r.Filters(c) {
			if v := args[f.Name]; !v.IsZero() {
				made.query.Only[f.Name] = []kernel.Value{v}
			}
		}
		made.limit, made.after = int(args["limit"].Int), args["after"].Str
		switch made.format = args["format"].Str; made.format {
		case "", "json":
		case "csv", "xlsx":
			if !q.author.May(analytics.MayExport.Name) {
				return nil, kernel.NotAllowed.With(kernel.Words("command", analytics.MayExport.Zh, analytics.MayExport.En))
			}
		default:
			return nil, NotAFormat.With(kernel.Label("field", inFormat.field()), kernel.Text("value", made.format))
		}
		return made.begin()
	}
	return spec
}

// figured is a declared report, put to the view as it is written: nothing of it is
// held, however long it is.
type figured struct {
	report *figures.Report
	books  figures.Books
	query  figures.Query
	format string
	lang   string
	limit  int
	after  string
	head   *figures.Table
	page   *figures.Table // where a page was asked for
}

// begin makes what can be refused before the first byte leaves.
func (f figured) begin() (streamed, error) {
	var err error
	if f.head, err = f.books.Head(f.query); err != nil {
		return nil, err
	}
	if f.limit > 0 || f.after != "" {
		f.page, err = f.books.Page(f.query, cmp.Or(f.limit, rowstore.MaxPage), f.after)
		f.head = f.page
	}
	if f.head != nil {
		f.head.Zh, f.head.En = f.report.Zh, f.report.En
	}
	return f, err
}

// each visits the rows that were asked for and returns the table with their totals.
func (f figured) each(visit func(figures.Row) error) (*figures.Table, error) {
	if f.page == nil {
		return f.books.Each(f.query, func(_ *figures.Table, r figures.Row) error { return visit(r) })
	}
	for _, r := range f.page.Rows {
		if err := visit(r); err != nil {
			return nil, err
		}
	}
	return f.page, nil
}

// record leaves the record of a file before its first byte leaves, as the program does:
// no file is without one.
func (s *Server) record(r *request, f figured) error {
	made := &analytics.Export{
		Report: f.report.Name, Title: f.say(f.report.Zh, f.report.En), Filter: f.filter(), Format: kernel.Choice(f.format),
	}
	if _, err := f.each(func(figures.Row) error { made.Rows++; return nil }); err != nil {
		return err
	}
	judged, err := s.do(r, s.call(r, s.Catalog.Command(analytics.MayExport.Name), made))
	if err == nil && judged.Refusal != nil {
		return judged.Refusal
	}
	return err
}

// filter says which rows were asked for: the days, and what else they were narrowed to.
func (f figured) filter() string {
	text := f.query.From.String() + " – " + f.query.To.String()
	for _, name := range slices.Sorted(maps.Keys(f.query.Only)) {
		for _, v := range f.query.Only[name] {
			text += "\n" + name + " " + v.String()
		}
	}
	return text
}

// kind is the media type of a file, empty for JSON.
func (f figured) kind() string {
	switch f.format {
	case "csv":
		return "text/csv; charset=utf-8"
	case "xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return ""
}

func (f figured) stream(w *bufio.Writer) error {
	switch f.format {
	case "csv":
		return f.csv(w)
	case "xlsx":
		return f.xlsx(w)
	}
	return writeTable(w, f.head, f.each)
}

func (f figured) say(zh, en string) string {
	if f.lang == "zh" {
		return zh
	}
	return en
}

// csv writes text that the office programs of Windows open as Unicode.
func (f figured) csv(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var cells []string
	for _, c := range f.head.Columns {
		cells = append(cells, habit.Defuse(f.say(c.Zh, c.En)))
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	_, err := f.each(func(r figures.Row) error {
		for i, v := range r.Cells {
			if cells[i] = v.String(); v.Kind == kernel.KindText {
				cells[i] = habit.Defuse(cells[i])
			}
		}
		return out.Write(cells)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

var sheetKinds = map[kernel.Kind]sheet.Kind{
	kernel.KindMoney: sheet.Money, kernel.KindQty: sheet.Quantity, kernel.KindDate: sheet.Day, kernel.KindInt: sheet.Quantity, kernel.KindRate: sheet.Quantity,
}

var scales = map[kernel.Kind]int{kernel.KindMoney: kernel.MoneyScale, kernel.KindQty: kernel.QtyScale, kernel.KindRate: kernel.RateScale}

func (f figured) xlsx(w io.Writer) error {
	title := f.say(f.report.Zh, f.report.En)
	layout := sheet.Layout{Sheet: title, Title: title + " " + f.query.From.String() + " – " + f.query.To.String(), TotalLabel: f.say("合计", "Total")}
	for _, c := range f.head.Columns {
		layout.Columns = append(layout.Columns, sheet.Column{Title: f.say(c.Zh, c.En), Kind: sheetKinds[c.Kind], Total: f.report.Lines && c.Kind == kernel.KindMoney})
	}
	out, err := sheet.NewWriter(w, layout)
	if err != nil {
		return err
	}
	cells := make([]any, len(f.head.Columns))
	_, err = f.each(func(r figures.Row) error {
		for i, v := range r.Cells {
			cells[i] = cellOf(v)
		}
		return out.Row(cells...)
	})
	return errors.Join(err, out.Close())
}

func cellOf(v kernel.Value) any {
	switch v.Kind {
	case kernel.KindDate:
		return sheet.Date(v.Int)
	case kernel.KindMoney, kernel.KindQty, kernel.KindRate, kernel.KindInt:
		return sheet.Fixed{Int: v.Int, Scale: scales[v.Kind]}
	}
	if v.IsZero() {
		return nil
	}
	return v.String()
}
