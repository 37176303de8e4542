package record

import (
	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Clash is a field that somebody else has changed meanwhile, with both contents in
// words.
type Clash struct {
	Field  string // name of the input
	Label  string
	Theirs string
	Mine   string
	Item   *client.Item // the refused edit; nil when the device itself has refused it

	entity string
	theirs string // canonical
	edit   *kernel.EditRow
}

// ClashOf reads a clash out of a refusal of this form; nil for any other error.
func (f *Form) ClashOf(d *view.Desk, err error) *Clash {
	refusal, ok := kernel.AsRefusal(err)
	if !ok {
		return nil
	}
	var c *Clash
	if err := d.Read(func(r *view.Reader) error {
		c = f.clash(r, refusal)
		return nil
	}); err != nil {
		return nil // it is shown as any other refusal
	}
	return c
}

func (f *Form) clash(r *view.Reader, refusal *kernel.Refusal) *Clash {
	if refusal.Code != kernel.Clash.Name {
		return nil
	}
	for _, in := range f.Inputs {
		if in.Label != argLabel(refusal) {
			continue
		}
		theirs, mine := refusal.Arg("theirs").String(), refusal.Arg("yours").String()
		return &Clash{
			Field: in.Name, Label: in.Label, Theirs: in.say(r, theirs), Mine: in.say(r, mine), theirs: theirs, entity: in.Entity,
		}
	}
	return nil
}

// argLabel is what the refusal calls the field it is about.
func argLabel(r *kernel.Refusal) string {
	for _, a := range r.Args {
		if a.Name == "field" {
			return view.Say(a.Zh, a.En)
		}
	}
	return ""
}

// Decide settles a clash of this form: with mine the next Save overwrites what the
// other person wrote, without it their content is kept and returned for the input.
func (f *Form) Decide(c *Clash, mine bool) (keep string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	in := f.input(c.Field)
	in.Was = c.theirs
	if mine {
		return ""
	}
	return c.theirs
}

// Settle settles an edit that the server has refused: it is sent again with what
// the author has seen now, or without the field that gives way. The rest of the
// edit is sent either way.
func (c *Clash) Settle(d *view.Desk, mine bool) error {
	again := &kernel.EditRow{Row: c.edit.Row}
	for _, change := range c.edit.Changes {
		if change.Field == c.Field {
			if !mine {
				continue
			}
			change.Was = c.theirs
		}
		again.Changes = append(again.Changes, change)
	}
	if len(again.Changes) == 0 {
		return d.Engine.MarkSeen(c.Item.Key)
	}
	_, err := d.Engine.Retry(*c.Item, again)
	return err
}

// OnFields maps the names of inputs to what a refusal says about them.
func (f *Form) OnFields(t *view.Trouble) map[string]string {
	texts := map[string]string{}
	for _, in := range f.Inputs {
		if t.Field != "" && in.Label == t.Field {
			texts[in.Name] = t.Text
		}
	}
	return texts
}
