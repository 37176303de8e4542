package client

import (
	"heyi/shared/kernel"
)

// EditOf is the command that turns one state of a row into another: the fields
// that differ, with what was seen and what is wanted. It is nil when nothing
// differs. Fields that only commands write are left out; those of a guarded
// audience belong to their companion, entity.Guarded("cost").
func EditOf[T any](c *kernel.Catalog, entity *kernel.Entity[T], before, after *T) *kernel.EditRow {
	s := entity.In(c)
	was, is := any(before).(kernel.Row), any(after).(kernel.Row)
	edit := &kernel.EditRow{Row: was.Base().ID}
	for _, f := range s.Fields {
		if f.Derived || f.Fixed || f.Name == "id" || f.Kind == kernel.KindState || f.Kind == kernel.KindCustom {
			continue
		}
		if a, b := f.Get(was), f.Get(is); a != b {
			edit.Changes = append(edit.Changes, kernel.Change{Field: f.Name, Was: a.String(), Becomes: b.String()})
		}
	}
	edit.Changes = append(edit.Changes, customChanges(was.Base().Custom, is.Base().Custom)...)
	if len(edit.Changes) == 0 {
		return nil
	}
	return edit
}

func customChanges(was, is kernel.Custom) []kernel.Change {
	var changes []kernel.Change
	for _, v := range was.Values() {
		if now := is.Get(v.Field); now != v.Text {
			changes = append(changes, kernel.Change{Field: kernel.CustomPrefix + v.Field.String(), Was: v.Text, Becomes: now})
		}
	}
	for _, v := range is.Values() {
		if was.Get(v.Field) == "" {
			changes = append(changes, kernel.Change{Field: kernel.CustomPrefix + v.Field.String(), Becomes: v.Text})
		}
	}
	return changes
}
