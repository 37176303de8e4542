package api

import (
	"net/url"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// parameter is a parameter of a request as it is declared: the request is read by
// it, and the OpenAPI document describes it.
type parameter struct {
	name, zh, en string
	kind         kernel.Kind
	required     bool
	low, high    int64 // of a number; 0 and 0 for none
	month        bool  // the number is a period, yyyymm, of a year between those bounds
}

// What parameters are refused for, besides what fields are.
var (
	NoParameter   = kernel.Refuse("api.parameter", "这里没有参数「{field}」", "There is no parameter {field} here")
	OutOfBounds   = kernel.Refuse("api.bounds", "参数「{field}」应在 {low} 与 {high} 之间", "The parameter {field} is between {low} and {high}")
	NotRefers     = kernel.Refuse("api.with", "没有以「{value}」为名、指向{entity}的数据", "Nothing called {value} refers to {entity}")
	EndsFirst     = kernel.Refuse("api.range", "「{field}」早于起始，请调换", "{field} lies before the beginning; please exchange them")
	NotPeriod     = kernel.Refuse("api.period", "参数「{field}」应为六位的会计期间，如 202611，月份从 01 到 12，不是「{value}」", "The parameter {field} is a period of six digits, such as 202611, with a month from 01 to 12, not {value}")
	TwiceTheValue = kernel.Refuse("api.twice", "参数「{field}」只能给一次", "The parameter {field} is given once only")
)

// field lets the kernel's refusals speak of the parameter, by the name that the
// request has for it.
func (p parameter) field() *kernel.Field { return &kernel.Field{Name: p.name, Kind: p.kind} }

// read is the parameter's value; zero where it is not given and need not be.
func (p parameter) read(given url.Values) (kernel.Value, error) {
	texts := given[p.name]
	if len(texts) == 0 || texts[0] == "" && len(texts) == 1 {
		if p.required {
			return kernel.Value{}, kernel.Missing.With(kernel.Label("field", p.field()))
		}
		return kernel.Value{Kind: p.kind}, nil
	}
	if len(texts) > 1 {
		return kernel.Value{}, TwiceTheValue.With(kernel.Label("field", p.field()))
	}
	v, err := kernel.ParseValue(p.kind, texts[0])
	switch {
	case p.month && (err != nil || !isPeriod(texts[0], v.Int)):
		return kernel.Value{}, NotPeriod.With(kernel.Label("field", p.field()), kernel.Text("value", texts[0]))
	case err != nil:
		return kernel.Value{}, p.field().Unreadable(texts[0], err)
	case p.high != 0 && (v.Int < p.low || v.Int > p.high):
		return kernel.Value{}, OutOfBounds.With(kernel.Label("field", p.field()), kernel.Int("low", p.low), kernel.Int("high", p.high))
	}
	return v, nil
}

// isPeriod tells whether a text is a year and one of its months.
func isPeriod(text string, n int64) bool {
	const digits = 6
	return len(text) == digits && n%100 >= 1 && n%100 <= 12
}

// readAll reads the parameters of a request that takes no others.
func readAll(declared []parameter, given url.Values) (map[string]kernel.Value, error) {
	values := map[string]kernel.Value{}
	for _, p := range declared {
		v, err := p.read(given)
		if err != nil {
			return nil, err
		}
		values[p.name] = v
	}
	for name := range given {
		if !slices.ContainsFunc(declared, func(p parameter) bool { return p.name == name }) {
			return nil, NoParameter.With(kernel.Text("field", name))
		}
	}
	return values, nil
}

// The parameters of lists that are no conditions on fields.
var (
	words   = parameter{name: "q", zh: "搜索", en: "Words that must all be found in the row", kind: kernel.KindText}
	sorted  = parameter{name: "sort", zh: "排序", en: "Fields, separated by commas; -field is descending", kind: kernel.KindText}
	most    = parameter{name: "limit", zh: "每页行数", en: "Rows on a page", kind: kernel.KindInt, low: 1, high: rowstore.MaxPage}
	after   = parameter{name: "after", zh: "上一页的 next", en: "next of the page before", kind: kernel.KindText}
	removed = parameter{name: "removed", zh: "含已删除", en: "Also rows set aside", kind: kernel.KindBool}
	options = []parameter{words, sorted, most, after, removed}
)

// isOption tells whether a list takes the name as an option and not as a field.
func isOption(name string) bool {
	return slices.ContainsFunc(options, func(p parameter) bool { return p.name == name })
}
