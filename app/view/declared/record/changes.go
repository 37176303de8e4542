package record

import (
	"cmp"
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// The sentences of the trail of a field.
var (
	changeSaid = i18n.Define("record.change", "「{0}」由 {1} 改为 {2}", "{0}: {1} → {2}")
	fillSaid   = i18n.Define("record.change.filled", "「{0}」填写为 {1}", "{0} set to {1}")
	clearSaid  = i18n.Define("record.change.cleared", "「{0}」清空，原为 {1}", "{0} cleared; it was {1}")
	goneSaid   = i18n.Define("record.change.removed", "删除", "Deleted")
	backSaid   = i18n.Define("record.change.brought", "恢复", "Brought back")
	endSaid    = i18n.Define("record.change.retired", "停用", "Retired")
	useSaid    = i18n.Define("record.change.restored", "重新启用", "In use again")
	overSaid   = i18n.Define("record.change.overruled", "覆盖了他人的修改", "Replaced somebody else's change")
)

// TrailOf is what happened to a row, the newest first: the nodes of its process, and who
// changed which of its fields when.
func TrailOf(r *view.Reader, row kernel.Row) ([]view.Event, error) {
	changes, err := changesOf(r, row)
	list := append(view.TrailOf(r, row.Base().ID), changes...)
	slices.SortStableFunc(list, func(a, b view.Event) int { return cmp.Compare(b.At, a.At) })
	return list, err
}

// changesMost bounds the changes that a page tells.
const changesMost = 50

// changesOf tells who changed which field of a row when, and from what to what, the newest
// first. Fields of companions are told to who sees them: their changes follow them.
func changesOf(r *view.Reader, row kernel.Row) ([]view.Event, error) {
	s := flow.FieldChanges.In(r.Catalog)
	if !view.Shows(r, s.Name) {
		return nil, nil
	}
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: s.Name, Limit: changesMost, Sort: []rowstore.Order{{Field: "at", Desc: true}},
		Where: rowstore.Is("root", rowstore.Eq, row.Base().ID),
	}})
	list := make([]view.Event, 0, len(page.Rows))
	for _, change := range page.Rows {
		c := change.(*flow.FieldChange)
		e := view.Event{What: changeOf(r, c), When: view.DateTime(c.At, r.Author.Zone), At: c.At, Waits: c.Version == 0}
		if u, has := org.Users.Get(r.Tx, c.Author); has == kernel.Found {
			e.Who = u.Name
		}
		if c.Overruled {
			e.Note = overSaid.Text()
		}
		list = append(list, e)
	}
	return list, err
}

// changeOf is the sentence about one change.
func changeOf(r *view.Reader, c *flow.FieldChange) string {
	said := func(on, off i18n.Key) string {
		if c.Becomes == yes(true) {
			return on.Text()
		}
		return off.Text()
	}
	switch c.Field {
	case "removed":
		return said(goneSaid, backSaid)
	case "retired":
		return said(endSaid, useSaid)
	}
	field, was, becomes := changedField(r, c), contentSaid(r, c, c.Was), contentSaid(r, c, c.Becomes)
	switch {
	case was == "":
		return fillSaid.Text(field, becomes)
	case becomes == "":
		return clearSaid.Text(field, was)
	}
	return changeSaid.Text(field, was, becomes)
}
