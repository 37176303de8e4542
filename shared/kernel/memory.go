package kernel

import "sort"

// Memory is a store of rows in memory with the declared indexes kept up to date.
// It is the overlay below a group of commands, the store of the simulator and of
// tests. It is not safe for several goroutines.
type Memory struct {
	rows   map[*Schema]map[ID]Row
	ranges map[RangeKey][]Row // sorted by the index
}

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{rows: map[*Schema]map[ID]Row{}, ranges: map[RangeKey][]Row{}}
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
	return m.ranges[RangeKey{ix, KeyString(key)}]
}

// Put stores a row, which must not change afterwards.
func (m *Memory) Put(row Row) {
	s, id := row.Base().schema, row.Base().ID
	m.Delete(s, id)
	if m.rows[s] == nil {
		m.rows[s] = map[ID]Row{}
	}
	m.rows[s][id] = row
	for _, ix := range s.Indexes {
		key := ix.KeyOf(row)
		if ix.Unique && key[0].IsZero() {
			continue
		}
		k := RangeKey{ix, KeyString(key)}
		list := m.ranges[k]
		at := sort.Search(len(list), func(i int) bool { return ix.Less(row, list[i]) })
		grown := make([]Row, 0, len(list)+1) // readers keep the old list
		grown = append(append(append(grown, list[:at]...), row), list[at:]...)
		m.ranges[k] = grown
	}
}

// Delete takes a row out.
func (m *Memory) Delete(s *Schema, id ID) {
	old, ok := m.rows[s][id]
	if !ok {
		return
	}
	delete(m.rows[s], id)
	for _, ix := range s.Indexes {
		k := RangeKey{ix, KeyString(ix.KeyOf(old))}
		list := m.ranges[k]
		for i, r := range list {
			if r.Base().ID != id {
				continue
			}
			if len(list) == 1 {
				delete(m.ranges, k)
				break
			}
			shrunk := make([]Row, 0, len(list)-1)
			m.ranges[k] = append(append(shrunk, list[:i]...), list[i+1:]...)
			break
		}
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

// Clone is a store with the same rows; rows are shared because they never change.
func (m *Memory) Clone() *Memory {
	c := NewMemory()
	for s, rows := range m.rows {
		c.rows[s] = make(map[ID]Row, len(rows))
		for id, r := range rows {
			c.rows[s][id] = r
		}
	}
	for k, list := range m.ranges {
		c.ranges[k] = list
	}
	return c
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
	top := o.Top.Range(ix, key)
	if len(o.Top.rows[ix.Schema]) == 0 {
		return base
	}
	merged := make([]Row, 0, len(base)+len(top))
	for _, row := range base {
		if o.Top.Get(ix.Schema, row.Base().ID) == nil {
			merged = append(merged, row)
		}
	}
	merged = append(merged, top...)
	sort.SliceStable(merged, func(i, j int) bool { return ix.Less(merged[i], merged[j]) })
	return merged
}

// Put writes to the layer.
func (o *Overlay) Put(row Row) { o.Top.Put(row) }
