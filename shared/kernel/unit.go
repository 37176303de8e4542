package kernel

import "strings"

// NoUnit is the unit of a quantity whose goods the row does not know.
const NoUnit = "-"

// UnitOf is the unit of measure of a row's quantity, "" where it is not known.
func UnitOf(tx *Tx, row Row, f *Field) string {
	path := strings.Split(f.Unit, ".")
	for _, step := range path[:len(path)-1] {
		s := row.Base().Schema()
		by := s.Field(step)
		if by == nil || s.Target(by) == nil {
			return ""
		}
		next, p := tx.GetRow(s.Target(by), by.Get(row).ID())
		if p != Found {
			return ""
		}
		row = next
	}
	if name := row.Base().Schema().Field(path[len(path)-1]); name != nil {
		return name.Get(row).Str
	}
	return ""
}

// UnitField is the field that a quantity's unit stands in; nil where the declaration
// leads nowhere.
func (s *Schema) UnitField(f *Field) *Field {
	path := strings.Split(f.Unit, ".")
	for _, step := range path[:len(path)-1] {
		by := s.Field(step)
		if by == nil || s.Target(by) == nil {
			return nil
		}
		s = s.Target(by)
	}
	return s.Field(path[len(path)-1])
}
