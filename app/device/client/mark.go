package client

import (
	"encoding/json"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Mark is where a row stands between this device and the server.
type Mark uint8

// The marks, the most pressing last.
const (
	MarkSaved    Mark = iota // the server has it as it is shown
	MarkNoted                // a command that touched it waits; its state is the server's
	MarkWaiting              // a command that made it or changed its state waits
	MarkAdjusted             // the server did something else than was shown
	MarkRefused              // the server refused a command about it
	MarkFar                  // it is on the server only
)

// Marks lists the rows that are not simply saved. A document that a refused
// command would have made is named by the id it would have had.
func (e *Engine) Marks() (map[kernel.ID]Mark, error) {
	marks := map[kernel.ID]Mark{}
	err := e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		for _, p := range e.replica.Pending() {
			for _, u := range p.Undo {
				marks[u.ID] = max(marks[u.ID], e.touched(u))
			}
		}
		verdicts, err := e.store.Attention()
		for _, v := range verdicts {
			mark := MarkAdjusted
			if v.Refusal != nil {
				mark = MarkRefused
			}
			for _, id := range e.about(v.Call) {
				marks[id] = max(marks[id], mark)
			}
		}
		return err
	})
	return marks, err
}

// touched tells whether what a pending command wrote in a row is its state: a customer
// who rates what was shipped does not make the shipping an expectation again.
func (e *Engine) touched(u replica.UndoRow) Mark {
	s := e.options.Catalog.SchemaByNumber(uint32(u.Entity))
	if s == nil || s.StateField() == nil || u.Body == nil {
		return MarkWaiting
	}
	before, err := s.Decode(u.Body)
	after := e.store.Get(s, u.ID)
	if err != nil || after == nil || s.StateField().Get(before) != s.StateField().Get(after) {
		return MarkWaiting
	}
	return MarkNoted
}

// about lists the documents that a command refers to or would have made.
func (e *Engine) about(c kernel.Call) []kernel.ID {
	var ids []kernel.ID
	for _, s := range e.options.Catalog.Schemas {
		if s.Prefix != "" {
			ids = append(ids, kernel.AddedID(c.ID, s.Name))
		}
	}
	spec := e.options.Catalog.Command(c.Name)
	if spec == nil {
		return ids
	}
	spec = spec.As(c.Version)
	args, err := spec.Decode(c.Args)
	if err != nil {
		return ids
	}
	var content map[string]json.RawMessage
	if json.Unmarshal(spec.EncodeJSON(args), &content) != nil {
		return ids
	}
	for _, f := range spec.Fields {
		var id kernel.ID
		if f.Kind == kernel.KindID && json.Unmarshal(content[f.Name], &id) == nil && !id.IsZero() && e.documents(spec, f) {
			ids = append(ids, id)
		}
	}
	return ids
}

// documents tells whether a command's field names what the command is about: a
// document, or the row of an edit. A customer is not marked for a refused order.
func (e *Engine) documents(spec *kernel.CommandSpec, f *kernel.Field) bool {
	if spec.Schema != nil {
		return true
	}
	target := e.options.Catalog.Schemas[0].Target(f)
	return target != nil && target.StateField() != nil
}
