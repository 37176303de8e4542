package common

import (
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Own are the company's own fields of a document, in a form that is made by hand.
type Own struct {
	*Fields
	inputs []view.Input
}

// NewOwn asks for the fields of the document that a command makes.
func NewOwn(site *Site, command string) *Own {
	inputs, _ := view.Load(site.Desk, func(r *view.Reader) ([]view.Input, error) {
		spec := r.Catalog.Command(command)
		if spec == nil || spec.Owns(r.Catalog) == nil {
			return nil, nil
		}
		return view.OwnOf(r, spec.Owns(r.Catalog).Name, nil), nil
	}) // a form without them is a form
	return OwnFields(site, inputs)
}

// OwnFields asks for fields that were read before.
func OwnFields(site *Site, inputs []view.Input) *Own {
	return &Own{NewFields(site, inputs), inputs}
}

// AddTo puts the fields into a form.
func (o *Own) AddTo(form *widgets.FormPage) {
	if len(o.All) > 0 {
		form.Add(o.All...)
	}
}

// Custom is what was filled in, as commands take it.
func (o *Own) Custom() kernel.Custom { return view.Fill(o.inputs, o.Texts()) }

// OwnFacts are own fields in words.
func OwnFacts(own []view.Option) []widgets.Fact {
	facts := make([]widgets.Fact, len(own))
	for i, o := range own {
		facts[i] = widgets.Fact{Label: o.Code, Value: o.Label}
	}
	return facts
}
