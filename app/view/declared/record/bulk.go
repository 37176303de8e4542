package record

import (
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Done is what became of one row of several that a command was given about.
type Done struct {
	ID      kernel.ID
	Title   string
	Refused *view.Trouble // nil where it was done
}

// BulkActs are the commands that can be given about several rows of an entity at once: they
// ask for the same of each, and for no lines.
func BulkActs(r *view.Reader, entity string) (list []Act) {
	s := r.Catalog.Schema(entity)
	for _, spec := range r.Catalog.Commands {
		about := spec.About()
		if about == nil || r.Catalog.TargetOf(about) != s || !gives(r, spec) || spec.Owns(r.Catalog) != nil && spec.Owns(r.Catalog) != s {
			continue
		}
		if !asksAlike(spec, about) {
			continue
		}
		list = append(list, Act{spec.Name, view.Say(spec.Zh, spec.En)})
	}
	return list
}

// asksAlike tells whether what a command asks for beside its row can be the same of several:
// no lines, no files, no other row that hangs on the first.
func asksAlike(spec *kernel.CommandSpec, about *kernel.Field) bool {
	for _, f := range spec.Fields {
		switch {
		case f == about:
		case f.Kind == kernel.KindList || f.Kind == kernel.KindStruct || f.Kind == kernel.KindFile || f.RefBy != "":
			return false
		case f.Required && (f.Kind == kernel.KindMoney || f.Kind == kernel.KindQty):
			return false
		}
	}
	return true
}

// BulkForm asks for the arguments of a command once for all rows.
func BulkForm(r *view.Reader, command string) (*ActForm, error) {
	f, err := LoadAct(r, command, kernel.ID{})
	if err != nil {
		return nil, err
	}
	about := f.spec.About().Name
	var inputs []Input
	for _, in := range f.Inputs {
		if in.Name != about && !in.Own {
			inputs = append(inputs, in)
		}
	}
	f.Inputs = inputs
	return f, nil
}

// Bulk gives a command about rows, one after the other, and says of each what became of it.
// A refusal of one holds up none of the others.
func Bulk(d *view.Desk, command string, rows []kernel.ID, texts map[string]string, told func(done, total int)) ([]Done, error) {
	list := make([]Done, len(rows))
	for i, id := range rows {
		list[i].ID = id
		f, err := view.Load(d, func(r *view.Reader) (*ActForm, error) {
			spec := r.Catalog.Command(command)
			if spec != nil && spec.About() != nil {
				list[i].Title = TitleOf(r, r.Catalog.TargetOf(spec.About()).Name, id)
			}
			return LoadAct(r, command, id)
		})
		if err == nil {
			err = f.Do(d, texts, nil)
		}
		if _, refused := kernel.AsRefusal(err); err != nil && !refused {
			return list[:i], err
		}
		list[i].Refused = view.Explain(err)
		told(i+1, len(rows))
	}
	return list, nil
}
