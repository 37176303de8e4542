package importer

import (
	"fmt"
	"strings"
	"sync"

	"github.com/shopspring/decimal"
)

// maxDecimals is how far a quotient is worked out; products and sums are exact.
const maxDecimals = 16

// template is a text with columns in it.
type template struct {
	parts []part
}

type part struct {
	text      string // as it stands, or
	column    string // the content of a column, or
	otherwise string // this where it is empty
}

// templates and exprs keep what was parsed: a mapping has a few dozen of them and
// a source a hundred thousand lines.
var templates, exprs sync.Map

func parseTemplate(s string) (template, error) {
	if t, known := templates.Load(s); known {
		return t.(template), nil
	}
	t, err := newTemplate(s)
	if err == nil {
		templates.Store(s, t)
	}
	return t, err
}

func newTemplate(s string) (template, error) {
	var t template
	for s != "" {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			open = len(s)
		}
		if open > 0 {
			t.parts = append(t.parts, part{text: s[:open]})
			s = s[open:]
			continue
		}
		inner, rest, closed := strings.Cut(s[1:], "}")
		if !closed || inner == "" {
			return t, fmt.Errorf("a column is not closed: %s", s)
		}
		column, otherwise, _ := strings.Cut(inner, "|")
		t.parts = append(t.parts, part{column: column, otherwise: otherwise})
		s = rest
	}
	return t, nil
}

func (t template) columns() []string {
	var names []string
	for _, p := range t.parts {
		if p.column != "" {
			names = append(names, p.column)
		}
	}
	return names
}

func (t template) render(l *line) string {
	var b strings.Builder
	for _, p := range t.parts {
		if p.column == "" {
			b.WriteString(p.text)
			continue
		}
		switch content := l.get(p.column); {
		case content == "" && strings.HasPrefix(p.otherwise, "@"):
			b.WriteString(l.get(p.otherwise))
		case content == "":
			b.WriteString(p.otherwise)
		default:
			b.WriteString(content)
		}
	}
	return strings.TrimSpace(b.String())
}

// expr is a figure of columns and numbers.
type expr interface {
	value(l *line) (decimal.Decimal, error)
	columns() []string
}

type literal struct{ n decimal.Decimal }

func (e literal) value(*line) (decimal.Decimal, error) { return e.n, nil }
func (literal) columns() []string                      { return nil }

type operand struct{ column string }

// value of an empty column is zero: the column's own rule says whether it may be.
func (e operand) value(l *line) (decimal.Decimal, error) {
	text := l.get(e.column)
	if text == "" {
		return decimal.Zero, nil
	}
	n, err := decimal.NewFromString(text)
	if err != nil {
		return n, fmt.Errorf("%s is %q, which is no number", e.column, text)
	}
	return n, nil
}
func (e operand) columns() []string { return []string{e.column} }

type operation struct {
	sign byte
	a, b expr
}

func (e operation) columns() []string { return append(e.a.columns(), e.b.columns()...) }

func (e operation) value(l *line) (decimal.Decimal, error) {
	a, err := e.a.value(l)
	if err != nil {
		return a, err
	}
	b, err := e.b.value(l)
	if err != nil {
		return b, err
	}
	switch e.sign {
	case '+':
		return a.Add(b), nil
	case '-':
		return a.Sub(b), nil
	case '*':
		return a.Mul(b), nil
	}
	if b.IsZero() {
		return b, fmt.Errorf("a division by zero")
	}
	return a.DivRound(b, maxDecimals), nil
}

// parseExpr reads "{数量} * ({单价} - 0.5)".
func parseExpr(s string) (expr, error) {
	if e, known := exprs.Load(s); known {
		return e.(expr), nil
	}
	p := &parser{rest: s}
	e, err := p.sum()
	if err == nil && p.peek() != 0 {
		err = fmt.Errorf("%q is left over", p.rest)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	exprs.Store(s, e)
	return e, nil
}

type parser struct{ rest string }

// peek is the next character, zero at the end.
func (p *parser) peek() byte {
	p.rest = strings.TrimLeft(p.rest, " \t\n")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

func (p *parser) sum() (expr, error)     { return p.chain("+-", p.product) }
func (p *parser) product() (expr, error) { return p.chain("*/", p.factor) }

func (p *parser) chain(signs string, next func() (expr, error)) (expr, error) {
	a, err := next()
	for err == nil && p.peek() != 0 && strings.IndexByte(signs, p.peek()) >= 0 {
		sign := p.rest[0]
		p.rest = p.rest[1:]
		var b expr
		if b, err = next(); err == nil {
			a = operation{sign, a, b}
		}
	}
	return a, err
}

func (p *parser) factor() (expr, error) {
	switch c := p.peek(); {
	case c == '-':
		p.rest = p.rest[1:]
		e, err := p.factor()
		return operation{'-', literal{}, e}, err
	case c == '(':
		p.rest = p.rest[1:]
		e, err := p.sum()
		if err == nil && p.peek() != ')' {
			return nil, fmt.Errorf("a bracket is not closed")
		}
		if err == nil {
			p.rest = p.rest[1:]
		}
		return e, err
	case c == '{':
		column, rest, closed := strings.Cut(p.rest[1:], "}")
		if !closed || column == "" {
			return nil, fmt.Errorf("a column is not closed")
		}
		p.rest = rest
		return operand{column}, nil
	}
	end := 0
	for end < len(p.rest) && strings.IndexByte("0123456789.", p.rest[end]) >= 0 {
		end++
	}
	n, err := decimal.NewFromString(p.rest[:end])
	if err != nil {
		return nil, fmt.Errorf("neither a number nor a column at %q", p.rest)
	}
	p.rest = p.rest[end:]
	return literal{n}, nil
}
