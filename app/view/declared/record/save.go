package record

import (
	"encoding/json"
	"fmt"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Save makes or changes the row out of canonical texts by input name. Only what
// differs from what the form showed is sent. A row whose guarded fields are filled
// too takes a command for each audience; when a later one is refused, the form has
// become that of the saved row.
func (f *Form) Save(d *view.Desk, texts map[string]string) error {
	if f.writer != nil {
		return f.send(d, texts)
	}
	if f.ID.IsZero() {
		if err := f.add(d, texts); err != nil {
			return err
		}
	}
	for _, entity := range f.entities() {
		changes := f.changes(entity, texts)
		if err := d.Edit(entity, f.ID, changes); err != nil {
			return err
		}
		f.saved(entity, texts)
	}
	return nil
}

func (f *Form) add(d *view.Desk, texts map[string]string) error {
	var pairs []string
	for _, in := range f.Inputs {
		if text := texts[in.Name]; in.Entity == f.Entity && text != in.Empty() {
			pairs = append(pairs, in.Name, text)
		}
	}
	id, err := d.Add(f.Entity, pairs...)
	if err != nil {
		return err
	}
	f.ID = id
	f.bear()
	f.saved(f.Entity, texts)
	if f.Entity == org.Users.Name() {
		return takeSeat(d, id)
	}
	return nil
}

// takeSeat puts somebody new into the seat that was chosen for him, unless another holds
// it: without a seat he could sign in and do nothing.
func takeSeat(d *view.Desk, user kernel.ID) error {
	var vacant kernel.ID
	err := d.Read(func(r *view.Reader) error {
		u, err := view.Get(r, org.Users, user)
		if err != nil || !r.Author.May(org.Seats.Name()+".edit") {
			return err
		}
		if seat, p := org.Seats.Get(r.Tx, u.Seat); p == kernel.Found && seat.Holder.IsZero() {
			vacant = seat.ID
		}
		return nil
	})
	if err != nil || vacant.IsZero() {
		return err
	}
	return d.Edit(org.Seats.Name(), vacant, []kernel.Change{{Field: "holder", Becomes: user.String()}})
}

// entities lists those that the inputs belong to, the row's own first.
func (f *Form) entities() []string {
	list := []string{f.Entity}
	for _, in := range f.Inputs {
		if in.Entity != list[len(list)-1] && in.Entity != f.Entity {
			list = append(list, in.Entity)
		}
	}
	return list
}

func (f *Form) changes(entity string, texts map[string]string) []kernel.Change {
	var changes []kernel.Change
	for _, in := range f.Inputs {
		if now, has := texts[in.Name]; has && in.Entity == entity && now != in.Was {
			changes = append(changes, kernel.Change{Field: in.Name, Was: in.Was, Becomes: now})
		}
	}
	return changes
}

// bear forgets what a new form was prefilled with: companions are born empty.
func (f *Form) bear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.Inputs {
		f.Inputs[i].Was = f.Inputs[i].Empty()
	}
}

func (f *Form) saved(entity string, texts map[string]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.Inputs {
		in := &f.Inputs[i]
		if now, has := texts[in.Name]; has && in.Entity == entity {
			in.Was = now
		}
	}
}

// A writer is the command that writes the rows of an entity kept by commands, for
// entities that are masters to people all the same.
type writer struct {
	command string
	edits   bool              // it also changes a row
	was     map[string]string // fields of the command that take what the author saw of a field
}

var writers = map[string]*writer{
	product.CustomerPrices.Name(): {command: "product.price.set", edits: true, was: map[string]string{"was": "price"}},
	ledger.Accounts.Name():        {command: "ledger.account.add"},
}

// Writers are the commands that write the rows of an entity, with the entity whose form
// gives them.
func Writers() map[string]string {
	entities := map[string]string{}
	for entity, w := range writers {
		entities[w.command] = entity
	}
	return entities
}

// commandInputs are the fields of the writer's arguments. What tells the row apart
// is not changed afterwards.
func (f *Form) commandInputs(r *view.Reader, s *kernel.Schema) {
	spec := r.Catalog.Command(f.writer.command)
	for _, field := range spec.Fields {
		if _, hidden := f.writer.was[field.Name]; hidden {
			continue
		}
		in := inputOf(r, s, field, nil)
		if same := s.Field(field.Name); f.row != nil && same != nil {
			if field.Kind == kernel.KindID {
				continue
			}
			in.Was = same.Get(f.row).String()
		}
		f.Inputs = append(f.Inputs, in)
	}
}

// send gives the writer's command. Arguments go through their JSON form, which is
// how a command is made of texts.
func (f *Form) send(d *view.Desk, texts map[string]string) error {
	args := map[string]string{}
	for _, in := range f.Inputs {
		args[in.Name] = texts[in.Name]
	}
	for name, of := range f.writer.was {
		if in := f.input(of); in != nil && in.Was != in.Empty() {
			args[name] = in.Was
		}
	}
	spec := d.Catalog.Command(f.writer.command)
	if f.row != nil {
		s := f.row.Base().Schema()
		for _, field := range spec.Fields {
			if same := s.Field(field.Name); field.Kind == kernel.KindID && same != nil {
				args[field.Name] = same.Get(f.row).String()
			}
		}
	}
	encoded, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("record: %s: %w", spec.Name, err)
	}
	command, err := spec.DecodeJSON(encoded)
	if err != nil {
		return err
	}
	if _, err := d.Engine.DoNamed(spec.Name, command); err != nil {
		return err
	}
	f.saved(f.Entity, texts)
	return nil
}
