package client

import (
	"bytes"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// WaitingAbout lists the commands that the server has not judged and that concern one
// of the rows, in the order in which they were given: those whose arguments name it,
// those about a row that refers to it, and those that changed it or wrote a document that
// refers to it. What only the server can work out is on no row before it has; so a page
// learns here what was given. What has made the row itself is told by its mark.
func (e *Engine) WaitingAbout(ids ...kernel.ID) ([]Item, error) {
	var list []Item
	err := e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		for _, p := range e.replica.Pending() {
			if !e.concerns(p, ids) {
				continue
			}
			item := e.item(p.Call, p.Failed)
			if p.Failed != nil {
				item.Standing = Doubtful
			}
			list = append(list, item)
		}
		return nil
	})
	return list, err
}

// concerns looks at what is at hand first; of rows it reads the document that a command
// makes and the one that it is about.
func (e *Engine) concerns(p *replica.Pending, ids []kernel.ID) bool {
	if names(p.Call.Args, ids) {
		return true
	}
	for _, u := range p.Undo {
		s := e.options.Catalog.SchemaByNumber(uint32(u.Entity))
		if u.Body != nil && (slices.Contains(ids, u.ID) || names(u.Body, ids)) {
			return true
		}
		if u.Body == nil && s != nil && s.Prefix != "" && e.refers(s, u.ID, ids) {
			return true
		}
	}
	spec := e.options.Catalog.Command(p.Call.Name)
	if spec == nil {
		return false
	}
	spec = spec.As(p.Call.Version)
	args, err := spec.Decode(p.Call.Args)
	if err != nil || spec.About() == nil {
		return false
	}
	target := e.options.Catalog.TargetOf(spec.About())
	return target != nil && e.refers(target, spec.Subject(args), ids)
}

// refers tells whether a row of this device names one of the ids.
func (e *Engine) refers(s *kernel.Schema, id kernel.ID, ids []kernel.ID) bool {
	row := e.store.Get(s, id)
	if row == nil {
		return false
	}
	for _, f := range s.Fields {
		if f.Kind == kernel.KindID && slices.Contains(ids, f.Get(row).ID()) {
			return true
		}
	}
	return false
}

// names tells whether encoded arguments or an encoded row have one of the ids in them:
// as it is stored, or in the words of an edit.
func names(data []byte, ids []kernel.ID) bool {
	for _, id := range ids {
		if bytes.Contains(data, id[:]) || bytes.Contains(data, []byte(id.String())) {
			return true
		}
	}
	return false
}
