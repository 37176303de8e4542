package rowstore

import (
	"maps"

	"heyi/shared/kernel"
)

// A device asks for what its user may see and the device does not hold: what stands in
// months before its window. So a query may leave out what another viewer holds.

// certain tells whether conditions in SQL say which rows the answer has, see
// [kernel.Viewer.Certain].
func (q *Query) certain(v *kernel.Viewer, s *kernel.Schema) bool {
	return v.Certain(s) && q.Without.Certain(s)
}

// without leaves out what a viewer holds. Where rows have to be looked at one by one,
// that is left to who does.
func (w *queryWriter) without(held *kernel.Viewer) {
	schema := w.table.schema
	if held == nil || !held.Certain(schema) {
		return
	}
	if v := w.viewer; v != nil && maps.Equal(v.Tags, held.Tags) { // what is left is older: an index has it together
		held.Older(&w.SQL, schema, "t")
	}
	w.Write(" AND (")
	held.Where(&w.SQL, schema, "t")
	w.Write(") IS NOT TRUE")
}
