package sim

import "heyi/shared/kernel"

// Facts is checked where a command is given and where its verdict comes.
var Facts = Promised("facts-pass", "What has happened is not refused because an invariant of the books is in its way: the misfit is posted to suspense.")

// checkFact errs when a fact was refused by the guard of a row.
func (w *World) checkFact(name string, r *kernel.Refusal) error {
	spec := w.Catalog.Command(name)
	if r == nil || spec == nil || !spec.Fact {
		return nil
	}
	for _, s := range w.Catalog.Schemas {
		for _, g := range s.Guards {
			if g.Code.Name == r.Code {
				return Facts.Broken("%s was refused: %v", name, r)
			}
		}
	}
	return nil
}
