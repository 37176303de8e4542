package kernel

import (
	"bytes"
	"maps"
	"slices"
	"sort"
)

// Memory is a store of rows in memory with the declared indexes kept up to date.
// It is the overlay below a group of commands, the store of the simulator and of
// tests. It is not safe for several goroutines.
type Memory struct {
	rows   map[*Schema]map[ID]Row
	ranges map[*Index]map[string]*memoryRange // by the key's bytes
	shared map[*Schema]bool                   // entities that a clone holds, too: copied before they change
}

// memoryRange is the rows with one key, sorted by the index. A change makes a new
// list, because readers keep the old one.
type memoryRange struct{ rows []Row }

// keyRoom is room for the bytes of most keys without an allocation.
type keyRoom [96]byte

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{rows: map[*Schema]map[ID]Row{}, ranges: map[*Index]map[string]*memoryRange{}}
}

// Get finds a row.
func (m *Memory) Get(s *Schema, id ID) Row {
	if row, ok := m.rows[s][id]; ok {
		return row
	}
	return nil
}

// Range lists the rows with the key.
func (m *Memory) Range(ix *Index, key []Value) []Row {
	var room keyRoom
	if r := m.ranges[ix][string(AppendKey(room[:0], key))]; r != nil {
		return r.rows
	}
	return nil
}

// Put stores a row, which must not change afterwards.
func (m *Memory) Put(row Row) {
	s, id := row.Base().schema, row.Base().ID
	m.own(s)
	rows := m.rows[s]
	if rows == nil {
		rows = map[ID]Row{}
		m.rows[s] = rows
	}
	old := rows[id]
	rows[id] = row
	for _, ix := range s.Indexes {
		var room, oldRoom keyRoom
		key := ix.AppendKeyOf(room[:0], row)
		if old != nil {
			if oldKey := ix.AppendKeyOf(oldRoom[:0], old); !bytes.Equal(key, oldKey) {
				m.leave(ix, oldKey, id)
			}
		}
		if !ix.Unique || !ix.Fields[0].Get(row).IsZero() {
			m.join(ix, key, row)
		}
	}
}

// join puts a row into a range, in the place of the one with its id.
func (m *Memory) join(ix *Index, key []byte, row Row) {
	ranges := m.ranges[ix]
	if ranges == nil {
		ranges = map[string]*memoryRange{}
		m.ranges[ix] = ranges
	}
	r := ranges[string(key)]
	if r == nil {
		ranges[string(key)] = &memoryRange{[]Row{row}}
		return
	}
	list := without(r.rows, row.Base().ID)
	at := sort.Search(len(list), func(i int) bool { return ix.Less(row, list[i]) })
	grown := make([]Row, 0, len(list)+1)
	r.rows = append(append(append(grown, list[:at]...), row), list[at:]...)
}

// leave takes a row out of a range.
func (m *Memory) leave(ix *Index, key []byte, id ID) {
	ranges := m.ranges[ix]
	r := ranges[string(key)]
	if r == nil {
		return
	}
	if r.rows = without(r.rows, id); len(r.rows) == 0 {
		delete(ranges, string(key))
	}
}

// without is the list without the row with the id; the list itself where there is
// none.
func without(list []Row, id ID) []Row {
	for i, r := range list {
		if r.Base().ID == id {
			shrunk := make([]Row, 0, len(list)-1)
			return append(append(shrunk, list[:i]...), list[i+1:]...)
		}
	}
	return list
}

// Delete takes a row out.
func (m *Memory) Delete(s *Schema, id ID) {
	old, ok := m.rows[s][id]
	if !ok {
		return
	}
	m.own(s)
	delete(m.rows[s], id)
	for _, ix := range s.Indexes {
		var room keyRoom
		m.leave(ix, ix.AppendKeyOf(room[:0], old), id)
	}
}

// Scan visits the rows of an entity in the order of ids.
func (m *Memory) Scan(s *Schema, visit func(Row) error) error {
	ids := make([]ID, 0, len(m.rows[s]))
	for id := range m.rows[s] {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return string(ids[i][:]) < string(ids[j][:]) })
	for _, id := range ids {
		if err := visit(m.rows[s][id]); err != nil {
			return err
		}
	}
	return nil
}

// Len counts the rows of an entity.
func (m *Memory) Len(s *Schema) int { return len(m.rows[s]) }

// Clone is a store with the same rows; rows are shared because they never change,
// and those of an entity as a whole until one of the two changes one.
func (m *Memory) Clone() *Memory {
	if m.shared == nil {
		m.shared = make(map[*Schema]bool, len(m.rows))
	}
	for s := range m.rows {
		m.shared[s] = true
	}
	return &Memory{rows: maps.Clone(m.rows), ranges: maps.Clone(m.ranges), shared: maps.Clone(m.shared)}
}

// own copies what is shared of an entity.
func (m *Memory) own(s *Schema) {
	if !m.shared[s] {
		return
	}
	delete(m.shared, s)
	m.rows[s] = maps.Clone(m.rows[s])
	for _, ix := range s.Indexes {
		ranges := make(map[string]*memoryRange, len(m.ranges[ix]))
		for key, r := range m.ranges[ix] {
			ranges[key] = &memoryRange{r.rows}
		}
		m.ranges[ix] = ranges
	}
}

// Overlay is rows written on top of a store: the layer a group of commands runs
// on before it is committed.
type Overlay struct {
	Base Reader
	Top  *Memory
}

// NewOverlay puts an empty layer over a store.
func NewOverlay(base Reader) *Overlay { return &Overlay{Base: base, Top: NewMemory()} }

// Get finds a row in the layer, else in the store.
func (o *Overlay) Get(s *Schema, id ID) Row {
	if row := o.Top.Get(s, id); row != nil {
		return row
	}
	return o.Base.Get(s, id)
}

// Range merges the layer and the store.
func (o *Overlay) Range(ix *Index, key []Value) []Row {
	base := o.Base.Range(ix, key)
	layer := o.Top.rows[ix.Schema]
	if len(layer) == 0 {
		return base
	}
	top := o.Top.Range(ix, key)
	covered := slices.ContainsFunc(base, func(row Row) bool { return layer[row.Base().ID] != nil })
	switch {
	case !covered && len(top) == 0:
		return base
	case len(base) == 0:
		return top
	}
	merged := make([]Row, 0, len(base)+len(top))
	for _, row := range base {
		if layer[row.Base().ID] == nil {
			merged = append(merged, row)
		}
	}
	if len(merged) == 0 {
		return top
	}
	if len(top) > 0 {
		merged = append(merged, top...)
		sort.SliceStable(merged, func(i, j int) bool { return ix.Less(merged[i], merged[j]) })
	}
	return merged
}

// Put writes to the layer.
func (o *Overlay) Put(row Row) { o.Top.Put(row) }
