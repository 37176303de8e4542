package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"heyi/shared/tools/habit"
	"heyi/syncserver/files/tabular"
)

// Look is what can be seen of an unknown file.
type Look struct {
	Path       string
	Paths      []string // of further files of the same columns
	Form       tabular.Form
	HeaderLine int // 0 for a file without a header
	Lines      int
	Columns    []*Seen
	Notes      []tabular.Note
	Refused    []*tabular.Error // the first few lines that cannot be read
	Bad        int              // all of them

	rows   [][]string // the first ones
	long   [][]string // lines with too many fields
	asked  tabular.Options
	roles  map[role]string
	ours   map[string]bool // columns that are called like fields of the company's own
	byName map[string]*Seen
}

// Seen is a column of an unknown file.
type Seen struct {
	Name    string
	Kind    string // text, code, date, number
	Filled  int
	Longest int      // characters
	Nothing []string // words that mean an empty cell
	Words   []string // words among figures or days: 面议
	Samples []string
	Order   habit.Order // of dates, where it can be told

	cells    int            // that hold anything
	empties  map[string]int // words that mean nothing, and how often
	looked   int            // cells whose kind was looked at
	values   map[string]int // contents and how often, up to a bound
	many     bool           // there are more
	days     int
	figures  int
	ordered  int
	fits     map[habit.Order]int
	years    map[habit.Order]map[int64]bool
	pointed  int
	comma    int
	fraction bool // every figure lies in 0 … 1
	negative int
	zero     int
	mark     string         // a currency in front of figures
	sided    bool           // figures with 借, 贷, Cr, Dr
	plain    map[string]int // cells that are no figure although others are
}

const (
	rowsKept    = 3000
	valuesKept  = 20_000
	samples     = 3
	refusedKept = 5
	cellsLooked = 100_000 // of a column; a later one that is of no such kind is refused by its line
)

// LookAt reads a file through and says what is in it.
func LookAt(ctx context.Context, path string, o tabular.Options) (*Look, error) {
	s, err := tabular.Open(path, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	k := &Look{Path: path, Form: s.Form(), HeaderLine: s.HeaderLine(), asked: o, byName: map[string]*Seen{}}
	if o.DataFrom > 0 {
		k.HeaderLine = 0
	}
	for _, name := range s.Header() {
		c := newSeen(name)
		k.Columns = append(k.Columns, c)
		k.byName[name] = c
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var torn *tabular.Error
		switch {
		case errors.As(err, &torn) && !torn.Fatal():
			if k.Bad++; len(k.Refused) < refusedKept {
				k.Refused = append(k.Refused, torn)
			}
			if torn.Code == tabular.LineLong && len(k.long) < longKept {
				k.long = append(k.long, torn.Cells)
			}
			continue
		case err != nil:
			return nil, err
		}
		k.see(row)
	}
	for _, c := range k.Columns {
		c.judge()
	}
	k.Notes = s.Notes()
	if o.JoinInto = k.overflowing(); o.JoinInto != "" {
		return LookAt(ctx, path, o)
	}
	return k, nil
}

func newSeen(name string) *Seen {
	return &Seen{
		Name: name, values: map[string]int{}, fits: map[habit.Order]int{}, years: map[habit.Order]map[int64]bool{},
		plain: map[string]int{}, empties: map[string]int{}, fraction: true,
	}
}

func (k *Look) see(row tabular.Row) {
	k.Lines++
	cells := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		if i < len(row.Cells) {
			cell := row.Cells[i]
			if cell.Shown != "" && !titleSaysFigure(c.Name) {
				cell.Text, cell.Kind = cell.Shown, tabular.Text
			}
			cells[i] = cell.Text
			c.see(cell)
		}
	}
	if len(k.rows) < rowsKept {
		k.rows = append(k.rows, cells)
	}
}

func (c *Seen) see(cell tabular.Cell) {
	text := cell.Text
	if text == "" {
		return
	}
	c.cells++
	c.Longest = max(c.Longest, utf8.RuneCountInString(text))
	_, known := c.values[text]
	if known || len(c.values) < valuesKept {
		c.values[text]++
	} else {
		c.many = true
	}
	if !known && len(c.Samples) < samples {
		c.Samples = append(c.Samples, text)
	}
	if nothings[habit.Fold(text)] {
		c.empties[text]++
		return
	}
	if c.looked == cellsLooked {
		return
	}
	c.looked++
	c.seeDay(cell)
	c.seeFigure(text)
}

// seeDay counts days. Five digits may be a spreadsheet's day, but hardly ever are.
func (c *Seen) seeDay(cell tabular.Cell) {
	if !habit.Ordered(cell.Text) {
		_, err := habit.Date(cell.Text)
		whole, _, _ := strings.Cut(strings.TrimSpace(cell.Text), ".")
		if err == nil && (cell.Kind == tabular.Date || len(whole) != 5 || strings.Trim(whole, "0123456789") != "" || titleSaysDay(c.Name)) {
			c.days++
		}
		return
	}
	fits := false
	for _, o := range habit.Orders {
		if day, err := habit.DateIn(cell.Text, o); err == nil {
			fits = true
			c.fits[o]++
			if c.years[o] == nil {
				c.years[o] = map[int64]bool{}
			}
			c.years[o][day/10000] = true
		}
	}
	if fits { // what is a day in no order is refused at its line
		c.ordered++
	}
}

func (c *Seen) seeFigure(text string) {
	f, err := habit.Number(text)
	withComma, err2 := habit.NumberComma(text)
	if err != nil && err2 != nil || len(f.Unit)+len(withComma.Unit) > 12 {
		if c.plain[text]++; len(c.plain) > 50 {
			c.plain = map[string]int{text: 50}
		}
		return
	}
	c.figures++
	switch {
	case err == nil && err2 != nil:
		c.pointed++
	case err != nil && err2 == nil:
		c.comma++
		f = withComma
	}
	dec := f.Fraction()
	if f.Mark != "" {
		c.mark = f.Mark
	}
	if signs[strings.ToLower(f.Unit)] {
		c.sided = true
	}
	switch {
	case strings.HasPrefix(dec, "-"):
		c.negative++
	case dec == "0":
		c.zero++
	}
	if dec != "0" && dec != "1" && !strings.HasPrefix(dec, "0.") {
		c.fraction = false
	}
}

// likelyOrder is the order that a mapping should write down: the one that fits
// all, and day first of two that do. Whoever reads the mapping sees it there.
func (c *Seen) likelyOrder() habit.Order {
	var best habit.Order
	for _, o := range []habit.Order{habit.DayFirst, habit.MonthFirst, habit.YearFirst} {
		if c.ordered > 0 && c.fits[o] == c.ordered && (best == "" || 2*len(c.years[o]) <= len(c.years[best])) {
			best = o
		}
	}
	return best
}

// title is the bare name of a file, by which a mapping finds its like.
func (k *Look) title() string {
	return strings.TrimSuffix(filepath.Base(k.Path), filepath.Ext(k.Path))
}

// sheet is what a mapping calls the table: the file, and of a workbook of which a
// sheet was asked for, that sheet.
func (k *Look) sheet() string {
	if k.asked.Sheet != "" && len(k.Form.Tabs) > 1 {
		return k.title() + " " + k.Form.Tab
	}
	return k.title()
}

// Titles are the columns that hold anything, and that a proposal has taken.
func (k *Look) Titles(without []string) (titles []string) {
	for _, c := range k.Columns {
		if c.Filled > 0 && !slices.Contains(without, c.Name) {
			titles = append(titles, c.Name)
		}
	}
	return titles
}

// Sheet is what a mapping calls the table.
func (k *Look) Sheet() string { return k.sheet() }

// LookAtAll looks at every visible sheet of a workbook that has titles and lines,
// or at the one table of a CSV.
func LookAtAll(ctx context.Context, path string, o tabular.Options) ([]*Look, error) {
	first, err := LookAt(ctx, path, o)
	if err != nil || len(first.Form.Tabs) < 2 {
		return []*Look{first}, err
	}
	var looks []*Look
	for _, tab := range first.Form.Tabs {
		o.Sheet = tab
		k, err := LookAt(ctx, path, o)
		var torn *tabular.Error
		switch {
		case errors.As(err, &torn):
			continue // an empty sheet, or one of pictures and text
		case err != nil:
			return nil, err
		case k.Lines > 0:
			looks = append(looks, k)
		}
	}
	return looks, nil
}

// Describe is what a person should see of the file, in both languages.
func (k *Look) Describe() string {
	var b strings.Builder
	form := "XLSX「" + k.Form.Tab + "」"
	if k.Form.Encoding != "" {
		form = fmt.Sprintf("CSV %s，分隔符 separator %q", k.Form.Encoding, k.Form.Separator)
	}
	fmt.Fprintf(&b, "%s\n  %s，表头在第 %d 行 header in line %d, %d 行数据 lines", filepath.Base(k.Path), form, k.HeaderLine, k.HeaderLine, k.Lines)
	if k.Bad > 0 {
		fmt.Fprintf(&b, "，另有 %d 行读不出 cannot be read", k.Bad)
	}
	b.WriteByte('\n')
	if len(k.Form.Tabs) > 1 {
		fmt.Fprintf(&b, "  工作表 sheets: %s\n", strings.Join(k.Form.Tabs, ", "))
		if k.asked.Sheet == "" {
			b.WriteString("  只看了这一张；看另一张用 --tab 名称，全部一起用 --tab '*'。Only this one was looked at: --tab NAME for another, --tab '*' for all together.\n")
		}
	}
	means := map[string]role{}
	for r, name := range k.roles {
		means[name] = r
	}
	for _, c := range k.Columns {
		kind := c.Kind
		if c.Order != "" {
			kind += " " + string(c.Order)
		}
		fmt.Fprintf(&b, "  %-20s %-9s %6d  %-14s %s\n", clip(c.Name, 20), kind, c.Filled, means[c.Name], clip(strings.Join(c.Samples, " | "), 60))
	}
	for _, r := range k.Refused {
		fmt.Fprintf(&b, "  ✗ %d: %s\n       %s\n", r.Line, r.Zh(), r.En())
	}
	for i, n := range k.Notes {
		if i < refusedKept {
			fmt.Fprintf(&b, "  · %d: %s / %s\n", n.Line, n.Zh(), n.En())
		}
	}
	return b.String()
}
