package record

import (
	"heyi/app/view"
	"heyi/shared/kernel"
)

// A Supplement is what the page of an entity's rows says beside what follows from the
// declaration: how the process stands, a note, a command that is begun from the row.
type Supplement func(r *view.Reader, p *Page, row kernel.Row) error

var supplements = map[string][]Supplement{}

// Supply registers a supplement of the pages of an entity's rows; those who have it are in
// its module.
func Supply(entity string, s Supplement) struct{} {
	supplements[entity] = append(supplements[entity], s)
	return struct{}{}
}

// Note is a sentence that stands out on a page.
type Note struct {
	Text string
	Tone view.Tone
	Sum  string // the whole sum behind it, a tap away; "" for none
	Sync bool   // the sync page says more
}

// Panel is a part of a page that a supplement brings.
type Panel struct {
	Label string
	Notes []Note
	Steps []Step
	Lines []Kin // documents, each with its part in the row
}

// Step is one of several that a row goes through.
type Step struct {
	Label  string
	Stands view.Badge
	By, At string // who did it last, and when; "" for nobody yet
}

// supplement adds what modules say of the rows of their entities.
func (p *Page) supplement(r *view.Reader, row kernel.Row) error {
	for _, s := range supplements[p.Entity] {
		if err := s(r, p, row); err != nil {
			return err
		}
	}
	return nil
}

// Say adds a fact to the first section of a page.
func (p *Page) Say(f Fact) {
	if len(p.Parts) == 0 {
		p.Parts = []Section{{}}
	}
	p.Parts[0].Facts = append(p.Parts[0].Facts, f)
}
