package importer

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"heyi/shared/tools/habit"
)

// quote is a text as TOML has it, which knows fewer escapes than Go.
func quote(s string) string {
	return goEscapes.ReplaceAllStringFunc(strconv.Quote(s), func(escape string) string {
		switch {
		case escape == `\a`:
			return `\u0007`
		case escape == `\v`:
			return `\u000b`
		case strings.HasPrefix(escape, `\x`):
			return `\u00` + escape[2:]
		}
		return escape
	})
}

var goEscapes = regexp.MustCompile(`\\(\\|a|v|x[0-9a-f]{2})`)

// sheet describes a file with the columns that are used, or all of them.
func (w *proposal) sheet(k *Look) string {
	var b strings.Builder
	zh, en := w.fate(k).Words()
	fmt.Fprintf(&b, "\n# 「%s」%s。\n# %s: %s.\n[[sheet]]\nname = %s\nfile = %s\n", oneLine(k.sheet()), oneLine(zh), oneLine(k.sheet()), oneLine(en), quote(k.sheet()), quote(w.pattern(k)))
	if len(k.Form.Tabs) > 1 {
		fmt.Fprintf(&b, "tab = %s\n", quote(k.Form.Tab))
	}
	if why, unused := w.unused[k]; unused && w.body.Len() > 0 {
		fmt.Fprintf(&b, "unused = { zh = %s, en = %s }\n", quote(why.Zh), quote(why.En))
		return b.String()
	}
	if k.asked.DataFrom > 0 {
		fmt.Fprintf(&b, "data_from = %d\n", k.asked.DataFrom)
	} else if k.HeaderLine > 1 {
		fmt.Fprintf(&b, "header = %d\n", k.HeaderLine)
	}
	if k.Form.Encoding != "" && k.Form.Encoding != "utf-8" {
		fmt.Fprintf(&b, "encoding = %s\n", quote(k.Form.Encoding))
	}
	if k.commas() {
		b.WriteString("decimal = \",\"\n")
	}
	if k.asked.JoinInto != "" {
		fmt.Fprintf(&b, "# 有些行因为没加引号的分隔符多出字段，并入这一列。\n# Some lines have too many fields, for a separator stands in an unquoted text: this one takes the surplus.\njoin_into = %s\n", quote(k.asked.JoinInto))
	}
	if fill := w.fills[k]; len(fill) > 0 {
		fmt.Fprintf(&b, "fill = [%s]\n", quoted(fill))
	}
	b.WriteString("columns = [\n")
	used := w.columns[k]
	for _, c := range k.Columns {
		code, wanted := used[c.Name]
		if len(used) == 0 || wanted {
			fmt.Fprintf(&b, "  %s,\n", w.describe(k, c, code))
		}
	}
	b.WriteString("]\n")
	b.WriteString(w.extra[k])
	if len(w.joins[k]) > 0 {
		fmt.Fprintf(&b, "joins = [%s]\n", strings.Join(w.joins[k], ", "))
	}
	b.WriteString(w.skips[k])
	return b.String()
}

// pattern is what the files of a sheet are called: one name, or what several have in
// common as long as no other file has it too.
func (w *proposal) pattern(k *Look) string {
	names := []string{k.title()}
	for _, path := range k.Paths {
		names = append(names, (&Look{Path: path}).title())
	}
	first, last := names[0], names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, first) {
			_, size := utf8.DecodeLastRuneInString(first)
			first = first[:len(first)-size]
		}
		for !strings.HasSuffix(name, last) {
			_, size := utf8.DecodeRuneInString(last)
			last = last[size:]
		}
	}
	if common := escapePattern(first) + "*" + escapePattern(last); len(names) > 1 && len(first)+len(last) > 3 {
		others := slices.ContainsFunc(w.looks, func(o *Look) bool {
			return o != k && slices.ContainsFunc(append([]string{o.Path}, o.Paths...), func(path string) bool { return fitsFile(common, filepath.Base(path)) })
		})
		mine := !slices.ContainsFunc(names, func(name string) bool { return !fitsFile(common, name) })
		if mine && !others {
			return common
		}
	}
	for i, name := range names {
		names[i] = escapePattern(name)
	}
	return strings.Join(names, "|")
}

// oneLine keeps a text within a comment.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func escapePattern(name string) string {
	return strings.NewReplacer("[", `\[`, "*", `\*`, "?", `\?`).Replace(name)
}

func (k *Look) commas() bool {
	points, commas := 0, 0
	for _, c := range k.Columns {
		if c.Kind == "number" {
			points, commas = points+c.pointed, commas+c.comma
		}
	}
	return commas > points
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = quote(s)
	}
	return strings.Join(out, ", ")
}

// keys are the roles whose words are never empty cells: somebody is called so.
var keys = append(slices.Clone(codes), aPartyName, aGoodsName, aSupplier, aPlace, aFund)

// describe is a column's line in the mapping.
func (w *proposal) describe(k *Look, c *Seen, code bool) string {
	s := "{ name = " + quote(c.Name)
	kind := c.Kind
	if code {
		kind = "code"
	}
	if kind != "text" {
		s += ", kind = " + quote(kind)
	}
	if kind == "date" && c.Order != "" {
		s += ", order = " + quote(string(c.Order))
	}
	null := w.nulls(k, c, kind)
	if c.cells-c.count(null) < k.Lines && !w.must[k][c.Name] && !w.filled(k, c) {
		s += ", empty = true"
	}
	if len(null) > 0 {
		s += ", null = [" + quoted(null) + "]"
	}
	if times := timesOf(c.Name); times != "" && kind == "number" {
		s += ", times = " + quote(times)
	}
	if side := w.debits[k][c.Name]; side != "" {
		s += ", debit = " + quote(side)
	}
	if cut := w.cuts[k][c.Name]; cut > 0 && c.Longest > cut {
		s += fmt.Sprintf(", cut = %d", cut)
	}
	var pairs []string
	for text, known := range w.maps[k][c.Name] {
		pairs = append(pairs, quote(text)+" = "+quote(known))
	}
	if slices.Sort(pairs); len(pairs) > 0 {
		s += ", map = { " + strings.Join(pairs, ", ") + " }"
	}
	return s + " }"
}

// filled tells whether empty cells of a column get what stands above.
func (w *proposal) filled(k *Look, c *Seen) bool {
	return slices.Contains(w.fills[k], c.Name) && c.Filled == k.Lines
}

// nulls are the words that mean an empty cell of a column: never in a key, a code
// or a quantity, where they are what they say, or wrong.
func (w *proposal) nulls(k *Look, c *Seen, kind string) []string {
	if kind == "code" || c.Name == k.roles[aQty] || c.Name == k.roles[aStockQty] || slices.ContainsFunc(keys, func(r role) bool { return k.roles[r] == c.Name }) {
		return nil
	}
	null := slices.DeleteFunc(slices.Clone(c.Nothing), func(word string) bool { return word == "0" })
	if w.lists[k] && kind == "number" {
		null = append(null, c.Words...)
	}
	return null
}

// count is how many cells hold one of the words.
func (c *Seen) count(words []string) (n int) {
	for _, word := range words {
		n += c.values[word]
	}
	return n
}

var bracketed = regexp.MustCompile(`[(（]([^()（）]*)[)）]\s*$`)

// timesOf is what a figure under a title stands for: 10000 under 金额(万元).
func timesOf(title string) string {
	found := bracketed.FindStringSubmatch(title)
	if found == nil {
		return ""
	}
	unit := habit.Fold(found[1])
	unit = strings.TrimSpace(strings.TrimPrefix(unit, "单位:"))
	if f, err := habit.Number("1" + unit); err == nil && f.Dec != "1" && (f.Unit == "" || habit.IsCurrency(f.Unit)) {
		return f.Dec
	}
	if contains(unit, "thousand", "'000") || unit == "000s" || unit == "000" {
		return "1000"
	}
	return ""
}

// mobile tells whether all contents of a column are numbers that can be dialled,
// taxNo whether they are credit codes: otherwise they are better kept as a note.
func (c *Seen) mobile() bool {
	return c.every(func(s string) bool { _, err := habit.Phone(s); return err == nil })
}

func (c *Seen) taxNo() bool {
	return c.every(func(s string) bool { _, _, err := habit.CreditCode(s); return err == nil })
}

func (c *Seen) every(is func(string) bool) bool {
	for text := range c.values {
		if !nothings[habit.Fold(text)] && !is(text) {
			return false
		}
	}
	return true
}
