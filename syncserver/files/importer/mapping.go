package importer

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/BurntSushi/toml"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// Mapping says how files of one source become documents. Texts in it are
// templates: {column} is the content of a column, {column|otherwise} has a word
// for empty ones, {sheet.column} is a column of a joined sheet. Figures are
// expressions of columns and numbers with + - * / and brackets.
type Mapping struct {
	Name   string // what was imported under this name is recognised
	Zh, En string
	Place  string // code of the warehouse of goods that the source does not place

	Sheets    []Sheet    `toml:"sheet"`
	Entities  []Entity   `toml:"entity"`
	Opening   *Opening   `toml:"opening"`
	Documents []Document `toml:"document"`
	Sale      *Sale      `toml:"sale"`
	Returned  *Returned  `toml:"returned"`

	constants []Value // references to rows of the company that no line has a part in
}

// Sheet is one table of the source, in one file or several alike.
type Sheet struct {
	Name string
	File string   // patterns of file names, parted by |: "订单*"
	Tab  string   // of a workbook; the first unless given
	Null []string // words that mean empty
	Join string   `toml:"join_into"` // the column that takes the surplus of unquoted commas
	Once []string // lines that are alike in these templates are taken once
	Fill []string // columns whose empty cells mean what stands above; the first is the key of those behind it

	// How the file is written; each is found out unless given.
	Encoding  string // utf-8, gb18030, big5, utf-16le, utf-16be, windows-1252
	Separator string // of a CSV: one character
	Header    int    // line of the column titles
	DataFrom  int    `toml:"data_from"` // there are no titles: columns are [A], [B] …
	Decimal   string // "." or ",": the mark in front of a figure's fraction

	Columns []Column
	Joins   []Join
	Skip    []Skip
	Refuse  []Skip // lines that must not be taken for what they look like: another currency
	Unused  *Why   // nothing is taken of its files, and the report says so
}

// Why is a reason in both languages.
type Why struct{ Zh, En string }

// Column is a column of a sheet and what it must hold.
type Column struct {
	Name     string
	Also     []string          // further titles
	Kind     string            // text, code, date, number, whole; text unless given
	Optional bool              // the column may be missing
	Empty    bool              // cells may be empty
	Order    habit.Order       // of dates: "dmy" or "mdy" or "ymd"; found out from all lines unless given
	Cut      int               // longer texts are cut to so many characters
	Fold     string            // "upper": letters are capitals
	Null     []string          // words that mean an empty cell of this column
	Times    string            // what a figure stands for: 10000 under 金额(万元)
	Debit    string            // of figures with 借, 贷, Dr, Cr: "plus" or "minus"; the other side has the other sign
	Map      map[string]string // replaces whole contents; "*" stands for all others
}

// Join adds the columns of another sheet's line, found by a column.
type Join struct {
	Sheet    string
	On       string // column here
	To       string // column there, unique in that sheet
	Optional bool   // lines without a partner stay
}

// Condition is a test of one column.
type Condition struct {
	Column string
	Is     []string // one of these
	Prefix string
	Sign   string // negative, zero, positive; nothing is zero or empty
	Empty  *bool
	Not    bool
}

// Skip leaves out lines that are none of the source's business here.
type Skip struct {
	When   []Condition // all must hold
	Zh, En string      // why
}

// Value is what a field gets: a template, or a reference to a row.
type Value struct {
	Text string // template or expression
	Of   string // name of an [[entity]]: the row made for …
	Key  string // … this key
	Find string // entity.field: the one row of the company that has …
	Is   string // … this content
}

// Entity is one kind of master rows, one for each key.
type Entity struct {
	Name   string // by which references call it
	Entity string // of the catalogue
	Sheet  string
	Key    []string
	When   []Condition
	Match  string // field: the one row of the company that has the same content is used
	Suffix string // unique field that several keys share in the source: the later get -2, -3 …
	Fields map[string]Value

	names  []string // of Fields, sorted
	zh, en string   // of the entity
}

// Document is commands of any kind: opening balances, receipts, goods received.
// Lines with one key make one command; without a key the lines are parted as the
// command's list allows.
type Document struct {
	Command  string
	Sheet    string
	When     []Condition
	Key      []string
	Day      string           // when it is judged; without one before all that has a day
	Fields   map[string]Value // of the command, equal in all lines of a document
	List     string           // which of its lists the lines fill; need not be said where there is one
	Line     map[string]Value // of the list's items
	LinesMax int              `toml:"lines_max"`

	zh, en string // of the command
}

// Opening is the stock that must have been there when the books began. Lines of
// one product are added up.
type Opening struct {
	Place    Value
	LinesMax int `toml:"lines_max"`
	Note     string
	From     []OpeningFrom
}

// OpeningFrom is a sheet whose lines count into the opening stock.
type OpeningFrom struct {
	Sheet   string
	When    []Condition
	Product Value
	Qty     string
	Cost    string // of the whole line
}

// Sale is orders with their deliveries and receipts.
type Sale struct {
	Sheet    string
	When     []Condition
	Key      []string
	LinesMax int `toml:"lines_max"`

	Customer, From                Value
	Date, Due, Shipped            string
	Contact, Phone, Address       string
	Allow, Carrier, Note, Assumed string
	Total                         string           // of the order as its head says it; the lines must come to it
	Own                           map[string]Value // fields that the company has defined for orders
	Line                          SaleLine
	Receipt                       *Receipt
	Return                        *Return
}

// SaleLine is one product of a sale. The amount is given; the price follows.
type SaleLine struct {
	Product           Value
	Qty, Amount, Note string
}

// Receipt is money that the source does not tell of, assumed for what was shipped
// and not returned.
type Receipt struct {
	Fund          Value
	Date, Assumed string
}

// Return takes deliveries back whole that the source says came back.
type Return struct {
	When                  []Condition
	Date, Reason, Assumed string
}

// Returned is lines of goods that came back by documents of their own, such as
// cancellations, without a word of the delivery they came from.
type Returned struct {
	Sheet                 string
	When                  []Condition
	Key                   []string
	Customer, Product     Value
	Into                  Value
	Qty, Amount, Cost     string
	Date, Reason, Assumed string
	LinesMax              int `toml:"lines_max"`
}

//go:embed mappings/*.toml
var shipped embed.FS

// Shipped lists the names of the mappings that come with the program.
func Shipped() []string {
	files, _ := fs.Glob(shipped, "mappings/*.toml") // the pattern is good
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".toml")
	}
	return files
}

// Refusals of a mapping file.
var (
	NoMapping  = kernel.Refuse("import.no_mapping", "找不到映射文件 {name}；自带的有：{shipped}", "There is no mapping file {name}; those that come with the program: {shipped}")
	BadMapping = kernel.Refuse("import.mapping", "映射文件 {name} 有误：{what}", "The mapping file {name} is wrong: {what}")
)

// ReadMapping reads a mapping file, or one that comes with the program by its
// name, and checks it against the catalogue.
func ReadMapping(c *kernel.Catalog, name string) (*Mapping, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = shipped.ReadFile("mappings/" + name + ".toml")
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, NoMapping.With(kernel.Text("name", name), kernel.Text("shipped", strings.Join(Shipped(), ", ")))
	}
	if err != nil {
		return nil, fmt.Errorf("importer: %w", err)
	}
	m := &Mapping{}
	meta, err := toml.Decode(string(text), m)
	if err == nil && len(meta.Undecoded()) > 0 {
		err = fmt.Errorf("unknown key %s", meta.Undecoded()[0])
	}
	if err == nil {
		err = m.check(c)
	}
	m.words(c)
	if err != nil {
		return nil, BadMapping.With(kernel.Text("name", name), kernel.Text("what", err.Error()))
	}
	return m, nil
}

// UnmarshalTOML reads a template, or a table that refers to a row.
func (v *Value) UnmarshalTOML(data any) error {
	switch d := data.(type) {
	case string:
		v.Text = d
		return nil
	case map[string]any:
		for key, content := range d {
			text, ok := content.(string)
			into := map[string]*string{"of": &v.Of, "key": &v.Key, "find": &v.Find, "is": &v.Is}[key]
			if !ok || into == nil {
				return fmt.Errorf("a reference has of and key, or find and is, not %s = %v", key, content)
			}
			*into = text
		}
		if (v.Of != "") == (v.Find != "") || (v.Of != "") != (v.Key != "") || (v.Find != "") != (v.Is != "") {
			return fmt.Errorf("a reference has of and key, or find and is: %v", d)
		}
		return nil
	}
	return fmt.Errorf("%v is neither a template nor a reference", data)
}

func (v Value) none() bool { return v == Value{} }
