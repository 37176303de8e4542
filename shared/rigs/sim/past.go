package sim

import (
	"slices"
	"sort"

	"heyi/shared/kernel"
)

// past is what the rows of one history were at every version at which something
// became durable: the truth that a device is held against which is not up to date.
type past struct {
	rows map[kernel.Key][]kernel.Row // as they were, oldest first
	keys map[*kernel.Schema][]kernel.Key
}

func newPast() *past {
	return &past{rows: map[kernel.Key][]kernel.Row{}, keys: map[*kernel.Schema][]kernel.Key{}}
}

func (p *past) note(rows []kernel.Row) {
	for _, row := range rows {
		key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
		if p.rows[key] == nil {
			p.keys[key.Schema] = append(p.keys[key.Schema], key)
		}
		p.rows[key] = append(p.rows[key], row)
	}
}

// until is the past of a history that left this one at a version.
func (p *past) until(version int64) *past {
	branch := newPast()
	for s, keys := range p.keys {
		for _, key := range keys {
			rows := p.rows[key]
			if n := seenAt(rows, version); n > 0 {
				branch.keys[s] = append(branch.keys[s], key)
				branch.rows[key] = slices.Clip(rows[:n])
			}
		}
	}
	return branch
}

// seenAt counts the states of a row that a version has seen.
func seenAt(rows []kernel.Row, version int64) int {
	return sort.Search(len(rows), func(i int) bool { return rows[i].Base().Version > version })
}

// then is a company as it was at a version. It is made for comparing, not for speed.
type then struct {
	*past
	version int64
}

// Get implements kernel.Reader.
func (t then) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	rows := t.rows[kernel.Key{Schema: s, ID: id}]
	if n := seenAt(rows, t.version); n > 0 {
		return rows[n-1]
	}
	return nil
}

// Range implements kernel.Reader.
func (t then) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	var rows []kernel.Row
	for _, k := range t.keys[ix.Schema] {
		if row := t.Get(k.Schema, k.ID); row != nil && ix.Matches(row, key) && !(ix.Unique && ix.Fields[0].Get(row).IsZero()) {
			rows = append(rows, row)
		}
	}
	sort.Slice(rows, func(i, j int) bool { return ix.Less(rows[i], rows[j]) })
	return rows
}
