package record

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
)

// Likely is the command that most likely comes next for a row, of those that may be given
// about it: the one that takes it on to the nearest further state; nil for none.
func Likely(r *view.Reader, entity string, id kernel.ID, acts []Act) *Act {
	s := r.Catalog.Schema(entity)
	row, has := r.Tx.GetRow(s, id)
	if s.StateField() == nil || has != kernel.Found {
		return nil
	}
	stands := stateAt(s, kernel.State(s.StateField().Get(row).Str))
	var next *Act
	nearest := len(s.States)
	for _, act := range acts {
		spec := r.Catalog.Command(act.Command)
		moves := spec.Moves
		if moves == nil || spec.Reason() != nil && !spec.Decides { // what has to be justified is no matter of course
			continue
		}
		for _, to := range moves.To {
			if at := stateAt(s, to); to != void && at > stands && at < nearest {
				next, nearest = &act, at
			}
		}
	}
	return next
}

// void is the state of what was taken back, by convention of all documents.
const void kernel.State = "void"

// stateAt is the place of a state in the life of a document.
func stateAt(s *kernel.Schema, state kernel.State) int {
	return slices.IndexFunc(s.States, func(o kernel.Option) bool { return o.Code == string(state) })
}
