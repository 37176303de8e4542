package kernel

import "slices"

// eyes are what a scope is held against: those of a viewer, or those that note
// whatever a row can be seen by.
type eyes interface {
	within(row Row) bool                  // the row lies in the window
	scope(s *Schema) Scope                // of the rows of an entity
	opens(t Term) bool                    // the term counts
	past(t Term) eyes                     // for the row that is followed
	has(row Row, t Term, tag string) bool // the tag that the term gives the row is held
}

// seen walks the scope of a row until something is held.
func seen(e eyes, row Row, leader func(*Schema, ID) Row, steps int) bool {
	s, base := row.Base().schema, addressOf(row)
	if !e.within(row) {
		return false
	}
	for _, t := range e.scope(s) {
		if !e.opens(t) {
			continue
		}
		if t.follows {
			if s, id := s.leader(t, base); s != nil && !id.IsZero() {
				if l := leader(s, id); l != nil && steps > 0 && seen(e.past(t), l, leader, steps-1) {
					return true
				}
			}
		} else if tag := t.tagOf(base); tag != "" && e.has(row, t, tag) {
			return true
		}
	}
	return false
}

// Ground is one thing by which a row is seen: a tag that somebody holds, with others
// that he must hold besides.
type Ground struct {
	Tag   string
	Gates []string
	Of    Row   // whose audience it is: the row, or one that it follows
	dated []Row // on the way there, which a device may hold or not by its window
}

// Held tells whether the viewer sees the row by the ground.
func (g Ground) Held(v *Viewer) bool {
	return v == nil || v.Tags[g.Tag] && !slices.ContainsFunc(g.Gates, func(gate string) bool { return !v.Tags[gate] })
}

// shows tells whether the viewer's device has the row by the ground.
func (g Ground) shows(v *Viewer) bool {
	return g.Held(v) && !slices.ContainsFunc(g.dated, func(on Row) bool { return !v.within(on) })
}

// SeenBy is [Viewer.Sees] of the row whose grounds these are, without a walk. It goes by
// the scopes as they are: a viewer who knew others asks Sees.
func SeenBy(v *Viewer, grounds []Ground) bool {
	return v == nil || slices.ContainsFunc(grounds, func(g Ground) bool { return g.shows(v) })
}

// Grounds lists what a row is seen by, whoever looks, in the order of its scope.
func Grounds(row Row, leader func(*Schema, ID) Row) []Ground {
	n := &noting{found: &[]Ground{}}
	seen(n, row, leader, maxFollow)
	return *n.found
}

// Grounds lists what a row is seen by, and tells whether that is all of it: on a device a
// row that it follows may be missing.
func (tx *Tx) Grounds(row Row) (list []Ground, whole bool) {
	whole = true
	list = Grounds(row, func(s *Schema, id ID) Row {
		l := tx.leader(s, id)
		whole = whole && (l != nil || tx.SeesAll())
		return l
	})
	return list, whole
}

// noting is everybody's eyes: nothing is held and all is noted.
type noting struct {
	gates []string
	dated []Row
	found *[]Ground
}

func (n *noting) within(row Row) bool {
	if row.Base().schema.Bucket.set {
		n.dated = append(slices.Clone(n.dated), row)
	}
	return true
}

func (n *noting) scope(s *Schema) Scope { return s.Scope }

func (n *noting) opens(Term) bool { return true }

func (n *noting) past(t Term) eyes { return &noting{n.with(t), n.dated, n.found} }

func (n *noting) has(row Row, t Term, tag string) bool {
	*n.found = append(*n.found, Ground{tag, n.with(t), row, n.dated})
	return false
}

func (n *noting) with(t Term) []string {
	if t.Gate == "" {
		return n.gates
	}
	return append(slices.Clone(n.gates), t.Gate)
}
