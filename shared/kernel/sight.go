package kernel

import (
	"slices"
	"unsafe"
)

// Sight is everything that decides who sees a row, but for pins: rows with equal
// sights are seen by the same viewers. The lines of a document have one sight, and
// so have all movements of a month.
type Sight struct {
	schema *Schema // whose scope counts; for a mere follower that of its leader
	month  int64
	ids    [2]ID // what the scope's terms name, in their order
	leader *Schema
	mere   bool // the row has its leader's audience and nothing of its own
}

// SightOf finds the sight of a row; ok is false when too much decides it.
func SightOf(row Row) (sight Sight, ok bool) {
	s, base := row.Base().schema, addressOf(row)
	sight = Sight{schema: s, month: s.Bucket.month(base)}
	n := 0
	for _, t := range s.Scope {
		if t.Tag != "" {
			continue
		}
		if n == len(sight.ids) || t.follows && sight.leader != nil {
			return Sight{}, false
		}
		sight.ids[n] = *(*ID)(unsafe.Add(base, t.offset))
		n++
		if t.follows {
			sight.leader, _ = s.leader(t, base)
		}
	}
	if sight.leader != nil && s.Mere() {
		return Sight{schema: sight.leader, ids: sight.ids, mere: true}, true
	}
	return sight, true
}

// Mere tells whether rows have the audience of the one that they follow and nothing of
// their own, as the lines of a document.
func (s *Schema) Mere() bool {
	return len(s.Scope) == 1 && s.Scope[0].follows && s.Scope[0].Gate == "" && !s.Bucket.set
}

// Alike tells whether all rows of the entity are seen by the same viewers: whatever
// stands in them.
func (s *Schema) Alike() bool {
	return !s.Bucket.set && !slices.ContainsFunc(s.Scope, func(t Term) bool { return t.Tag == "" })
}

// Look is a viewer's look at many rows, of which those with one sight are looked at
// once.
type Look struct {
	viewer *Viewer
	leader func(*Schema, ID) Row
	seen   map[Sight]bool
}

// NewLook begins to look; leader finds the row that another follows, nil when it is not
// there.
func NewLook(v *Viewer, leader func(*Schema, ID) Row) *Look {
	return &Look{v, leader, map[Sight]bool{}}
}

// sightsMost bounds what a look remembers. Rows that share an audience come near to
// each other.
const sightsMost = 10_000

// Sees is [Viewer.Sees].
func (l *Look) Sees(row Row) bool {
	sight, ok := SightOf(row)
	if !ok || l.viewer.HasPins() || l.viewer != nil && l.viewer.Knew != nil { // what follows one row may have been known or not
		return l.viewer.Sees(row, l.leader)
	}
	sees, known := l.seen[sight]
	if !known {
		if len(l.seen) > sightsMost {
			clear(l.seen)
		}
		sees = l.viewer.Sees(row, l.leader)
		l.seen[sight] = sees
	}
	return sees
}

// HasPins tells whether rows of one sight may differ for the viewer, because he has
// pinned single ones.
func (v *Viewer) HasPins() bool { return v != nil && len(v.Pins) > 0 }
