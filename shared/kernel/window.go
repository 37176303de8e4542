package kernel

import (
	"slices"
	"sort"
	"unsafe"
)

// A device holds what is open and what lies within its window, from a month on; what is
// older stays on the server. A document that is opened all the same is pinned: it comes
// with what follows it, and stays as it is on the server until it is let go of. Only the
// device knows its window, and tells it: by no clock of the server's do rows leave.

// Within is the viewer with another window. Without a window there is nothing to pin.
func (v *Viewer) Within(since Date, pins []ID) *Viewer {
	if v == nil {
		return nil
	}
	w := &Viewer{Tags: v.Tags, Since: since}
	if since != 0 && len(pins) > 0 {
		w.Pins = make(map[ID]bool, len(pins))
		for _, id := range pins {
			w.Pins[id] = true
		}
	}
	return w
}

// Pinned lists the pins in order.
func (v *Viewer) Pinned() []ID {
	if v == nil || len(v.Pins) == 0 {
		return nil
	}
	list := make([]ID, 0, len(v.Pins))
	for id, pinned := range v.Pins {
		if pinned {
			list = append(list, id)
		}
	}
	sort.Slice(list, func(i, j int) bool { return string(list[i][:]) < string(list[j][:]) })
	return list
}

// MonthOf is the field by which rows stand in months, nil where they do not.
func (s *Schema) MonthOf() *Field {
	if !s.Bucket.set {
		return nil
	}
	return s.byOffset[s.Bucket.dateAt]
}

// FollowsInMonths tells whether rows follow others and stand in months of their own.
func (s *Schema) FollowsInMonths() bool {
	return s.Bucket.set && slices.ContainsFunc(s.Scope, func(t Term) bool { return t.follows })
}

// Holds tells whether the viewer has all rows of an entity from a date on, as far as he
// may see them: it is not before his window.
func (v *Viewer) Holds(s *Schema, from Date) bool {
	return v == nil || v.Since == 0 || !s.Bucket.set || from.YearMonth() >= v.Since.YearMonth()
}

// looksBack tells whether the viewer's window reaches further back than another's.
func (v *Viewer) looksBack(than *Viewer) bool {
	return than.Since != 0 && (v.Since == 0 || v.Since.YearMonth() < than.Since.YearMonth())
}

// pinsMore tells whether the viewer has pinned what another has not.
func (v *Viewer) pinsMore(than *Viewer) bool {
	return slices.ContainsFunc(v.Pinned(), func(id ID) bool { return !than.Pins[id] })
}

func (v *Viewer) inWindow(s *Schema, base unsafe.Pointer, id ID) bool {
	if v.Since == 0 || !s.Bucket.set || v.Pins[id] {
		return true
	}
	m := s.Bucket.month(base)
	return m == 0 || m >= v.Since.YearMonth()
}

// Older appends the condition that a row stands before the viewer's window, as far as
// its own month says so: nothing where it may lie outside of it otherwise.
func (v *Viewer) Older(q *SQL, s *Schema, alias string) {
	if v.Since != 0 && s.Bucket.set && !s.FollowsInMonths() {
		q.Write(" AND ", column(alias, s.byOffset[s.Bucket.dateAt]), " < ")
		q.Arg(int64(v.Since) / 100 * 100)
	}
}
