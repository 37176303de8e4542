package view

import (
	"strings"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
)

// Trouble is an error as a person reads it: what is wrong, where, and what can be
// done about it.
type Trouble struct {
	Code    string // of the refusal; "" for an error of the program
	Text    string
	Lines   []string // per line of a document
	Field   string   // the form's field it is about, "" for none
	Repairs []Way
}

// Way is a way out that a button offers.
type Way struct {
	Name    string // stable: "ship_rest"
	Label   string
	Answers kernel.Answers // what the command is given anew with, nil for a way of another kind
}

var internal = i18n.Define("view.internal", "程序出错了，没有保存。请重试；如仍不行，请把时间告诉管理员", "Something went wrong in the program; nothing was saved. Please try again, and tell your administrator if it persists")

// Explain puts an error into words. It is nil for no error.
func Explain(err error) *Trouble {
	if err == nil {
		return nil
	}
	r, refused := kernel.AsRefusal(err)
	if !refused {
		return &Trouble{Text: internal.Text()}
	}
	return ExplainRefusal(r)
}

// ExplainRefusal puts a refusal into words.
func ExplainRefusal(r *kernel.Refusal) *Trouble {
	t := &Trouble{Code: r.Code, Text: r.Sentence(Lang(), Figure)}
	for i := range r.Details {
		t.Lines = append(t.Lines, r.Details[i].Sentence(Lang(), Figure))
	}
	for _, a := range r.Args {
		if a.Name == "field" && a.Zh != "" {
			t.Field = Say(a.Zh, a.En)
		}
	}
	if c := kernel.CodeOf(r.Code); c != nil {
		for _, w := range c.Repairs {
			t.Repairs = append(t.Repairs, Way{w.Name, Say(w.Zh, w.En), w.Answers})
		}
	}
	return t
}

// Whole is the text with its lines below it.
func (t *Trouble) Whole() string {
	return strings.Join(append([]string{t.Text}, t.Lines...), "\n")
}

// OnFields maps the names of fields of an entity to what is wrong with them, for
// a form; it is empty when the trouble is about no field of the entity.
func (t *Trouble) OnFields(s *kernel.Schema) map[string]string {
	texts := map[string]string{}
	for _, f := range s.Fields {
		if t.Field != "" && FieldLabel(f) == t.Field {
			texts[f.Name] = t.Text
		}
	}
	return texts
}
