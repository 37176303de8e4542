package record

import (
	"strings"

	"heyi/app/view"
	"heyi/shared/kernel"
)

// Again is a command that the server has refused and that a form takes up: nothing
// that was typed is typed twice.
type Again struct {
	Entity string
	ID     kernel.ID         // of the row to change, zero for a new one
	Texts  map[string]string // canonical, by input name
	key    int64
}

// AgainOf finds the refused command with a key. A command that makes or changes no
// row by its declaration, or is refused no longer, is not found.
func AgainOf(d *view.Desk, key int64) (*Again, error) {
	page, err := d.Engine.SyncPage()
	if err != nil {
		return nil, err
	}
	for _, item := range page.Refused {
		if item.Key != key {
			continue
		}
		entity, _, _ := strings.Cut(item.Command, ".")
		s := d.Catalog.Schema(entity)
		if s == nil {
			break
		}
		if s.Main != nil {
			entity = s.Main.Name
		}
		a := &Again{Entity: entity, Texts: map[string]string{}, key: key}
		switch args := item.Args.(type) {
		case *kernel.AddRow:
			for _, v := range args.Values {
				a.Texts[v.Field] = v.Value
			}
			return a, nil
		case *kernel.EditRow:
			a.ID = args.Row
			for _, c := range args.Changes {
				a.Texts[c.Field] = c.Becomes
			}
			return a, nil
		}
	}
	return nil, kernel.NotThere.With(kernel.Words("entity", "这次操作", "This command"))
}

// Done takes the refused command off the sync page once the form is saved.
func (a *Again) Done(d *view.Desk) error { return d.Engine.MarkSeen(a.key) }
