package common

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

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
	return AddOwnFrom(site, form, command, nil)
}

// AddOwnFrom is AddOwn of a form that goes on with what was typed before, as [Fields.Texts]
// tells it.
func AddOwnFrom(site *Site, form *widgets.FormPage, command string, typed map[string]string) *Own {
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
		for i, in := range inputs {
			if text, was := typed[in.Name]; was {
				inputs[i].Text = text
			}
		}
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

// readOwn adds the columns of the company's own fields to a list, once they are read.
func (l *List[T]) readOwn() {
	if len(l.spec.Of) == 0 || !view.TakesOwn(l.site.Desk.Catalog, l.spec.Of[0]) {
		return
	}
	if _, shows := any(*new(T)).(owning); !shows {
		panic("common: the rows of a list have no view.OwnCells: " + l.spec.Of[0])
	}
	uithread.NewLoader[[]view.OwnColumn](l.site.Dispatcher).Load(func(context.Context) ([]view.OwnColumn, error) {
		return view.Load(l.site.Desk, func(r *view.Reader) ([]view.OwnColumn, error) { return view.OwnColumns(r, l.spec.Of[0]), nil })
	}, func(own []view.OwnColumn, err error) {
		if err != nil || len(own) == 0 {
			return
		}
		l.own = nil
		for _, c := range own {
			l.own = append(l.own, ownColumn[T](c))
		}
		l.grid.SetColumns(slices.Concat(l.columns, l.own))
	})
}

type owning interface{ Own(column string) string }

// ownWidth is the width of a column that the company has defined.
const ownWidth = 110

func ownColumn[T any](c view.OwnColumn) widgets.DataColumn[T] {
	column := widgets.DataColumn[T]{
		ID: c.Name, Title: c.Label, Width: ownWidth, Card: widgets.CardHidden, Sortable: c.Sortable,
		Text: func(row T) string { return any(row).(owning).Own(c.Name) },
	}
	switch c.Kind {
	case kernel.KindInt, kernel.KindQty, kernel.KindMoney, kernel.KindRate:
		column.Align = fyne.TextAlignTrailing
	}
	return column
}
