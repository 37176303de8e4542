package common

import (
	"context"

	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Own are the company's own fields of a document, in a form that is made by hand.
type Own struct {
	*Fields
	inputs []view.Input
}

// AddOwn asks in a form for the fields of the document that a command makes, as soon as
// they have been read. A form without them is a form.
func AddOwn(site *Site, form *widgets.FormPage, command string) *Own {
	o, fill := OwnFields(site, nil), form.AddLater()
	uithread.NewLoader[[]view.Input](site.Dispatcher).Load(func(context.Context) ([]view.Input, error) {
		return view.Load(site.Desk, func(r *view.Reader) ([]view.Input, error) {
			spec := r.Catalog.Command(command)
			if spec == nil || spec.Owns(r.Catalog) == nil {
				return nil, nil
			}
			return view.OwnOf(r, spec.Owns(r.Catalog).Name, nil), nil
		})
	}, func(inputs []view.Input, err error) {
		if err == nil && len(inputs) > 0 {
			*o = *OwnFields(site, inputs)
			fill(o.All...)
		}
	})
	return o
}

// OwnFields asks for fields that were read before.
func OwnFields(site *Site, inputs []view.Input) *Own {
	return &Own{NewFields(site, inputs), inputs}
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
