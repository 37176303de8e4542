package importer

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// Refusals of a field's content.
var (
	notFile   = kernel.Refuse("import.file", "表格里不能带文件，「{value}」请导入后在页面上添加", "A table carries no files; add {value} on its page after the import")
	notFlag   = kernel.Refuse("import.flag", "「{value}」不是「是」或「否」", "{value} is neither yes nor no")
	notChoice = kernel.Refuse("import.choice", "「{value}」不在 {field} 的选项中：{options}", "{value} is none of the choices of {field}: {options}")
	several   = kernel.Refuse("import.several", "公司里有多个 {entity}「{value}」，不知道是哪一个", "The company has several of {entity} called {value}")
)

// flags are the words that mean yes and no.
var flags = map[string]string{
	"true": "true", "1": "true", "yes": "true", "y": "true", "是": "true", "有": "true", "√": "true", "✓": "true", "启用": "true", "正常": "true", "on": "true", "active": "true",
	"false": "false", "0": "false", "no": "false", "n": "false", "否": "false", "无": "false", "×": "false", "停用": "false", "禁用": "false", "off": "false", "inactive": "false",
}

// content is the canonical text that a field gets of a line: an exact figure
// rounded to what the field holds, a day, a choice by its code or its words, the id
// of a row.
func (p *Plan) content(l *line, f *kernel.Field, v Value) (string, error) {
	if v.Of != "" || v.Find != "" {
		if p.omits(l, v) {
			return "", nil
		}
		id, err := p.resolve(l, v)
		return id.String(), err
	}
	t, err := parseTemplate(v.Text)
	if err != nil {
		return "", err
	}
	text := t.render(l)
	if text == "" {
		return "", nil
	}
	switch f.Kind {
	case kernel.KindMoney, kernel.KindQty, kernel.KindPrice, kernel.KindRate, kernel.KindInt:
		return figureOf(l, f, v.Text, text)
	case kernel.KindFile:
		return "", notFile.With(kernel.Text("value", text))
	case kernel.KindBool:
		flag, ok := flags[habit.Fold(text)]
		if !ok {
			return "", notFlag.With(kernel.Text("value", text))
		}
		return flag, nil
	case kernel.KindDate:
		day, err := habit.Date(text)
		return kernel.Date(day).String(), err
	case kernel.KindChoice:
		return p.choice(f, text)
	}
	return f.Normal(text), nil
}

// omits tells whether a line says nothing about a reference: it is left empty.
func (p *Plan) omits(l *line, v Value) bool {
	t, err := parseTemplate(v.Key + v.Is)
	return err == nil && len(t.columns()) > 0 && t.render(l) == ""
}

// figureOf rounds a figure to what a field of its kind holds. What is no
// expression is a number as people write them.
func figureOf(l *line, f *kernel.Field, text, rendered string) (string, error) {
	n, err := decimal.Zero, error(nil)
	if _, wrong := parseExpr(text); wrong == nil {
		n, err = figure(l, text)
	} else {
		var typed habit.Figure
		if typed, err = habit.Number(rendered); err == nil {
			n, err = decimal.NewFromString(typed.Fraction())
		}
	}
	if err != nil {
		return "", err
	}
	var rounded interface{ String() string }
	switch f.Kind {
	case kernel.KindMoney:
		rounded, err = kernel.MoneyOf(n)
	case kernel.KindQty:
		rounded, err = kernel.QtyOf(n)
	case kernel.KindPrice:
		rounded, err = kernel.PriceOf(n)
	case kernel.KindRate:
		rounded, err = kernel.RateOf(n)
	default:
		if !n.IsInteger() {
			return "", notWhole.With(kernel.Text("value", n.String()))
		}
		return n.String(), nil
	}
	if err != nil {
		return "", kernel.OutOfRange.With(kernel.Label("field", f))
	}
	return rounded.String(), nil
}

func (p *Plan) choice(f *kernel.Field, text string) (string, error) {
	options := p.catalog.Schemas[0].ChoicesOf(f) // any schema knows them
	var words []string
	for _, o := range options {
		if slices.Contains([]string{o.Code, habit.Fold(o.Zh), habit.Fold(o.En)}, habit.Fold(text)) {
			return o.Code, nil
		}
		words = append(words, o.Code+" "+o.Zh)
	}
	return "", notChoice.With(kernel.Text("value", text), kernel.Label("field", f), kernel.Text("options", strings.Join(words, ", ")))
}

// lookup is the company's one row with a content in a field, nil without one.
func (p *Plan) lookup(name, content string) (kernel.Row, error) {
	if ix := uniqueIndex(p.catalog, name); ix != nil {
		return p.unique(ix, content), nil
	}
	if p.rows[name] == nil {
		if err := p.index(name); err != nil {
			return nil, err
		}
	}
	switch found := p.standing(p.rows[name][habit.Fold(content)]); len(found) {
	case 0:
		return nil, nil
	case 1:
		return found[0], nil
	}
	entity, _, _ := strings.Cut(name, ".")
	s := p.catalog.Schema(entity)
	return nil, several.With(kernel.Words("entity", s.Zh, s.En), kernel.Text("value", content))
}

// standing are the rows of which several may have been merged into one. A single one
// is left as it is: whoever is merged is followed by the command that names him, and
// a file that is read again says what it said.
func (p *Plan) standing(found []kernel.Row) []kernel.Row {
	if len(found) < 2 {
		return found
	}
	var list []kernel.Row
	seen := map[kernel.ID]bool{}
	for _, row := range found {
		if row = kernel.Standing(p.view, row); !seen[row.Base().ID] {
			seen[row.Base().ID] = true
			list = append(list, row)
		}
	}
	return list
}

// index reads an entity once, by the content of a field.
func (p *Plan) index(name string) error {
	entity, field, _ := strings.Cut(name, ".")
	s := p.catalog.Schema(entity)
	f, byContent := s.Field(field), map[string][]kernel.Row{}
	err := p.view.Scan(s, func(row kernel.Row) error {
		if !row.Base().Removed {
			key := habit.Fold(f.Get(row).String())
			byContent[key] = append(byContent[key], row)
		}
		return nil
	})
	p.rows[name] = byContent
	return err
}
