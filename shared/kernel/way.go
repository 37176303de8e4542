package kernel

import "slices"

// What a viewer sees is reached from roots, rows with an audience of their own, and
// what follows them comes with them. A store that is read through many eyes keeps an
// index for each way to them, so that a list, a load or a gain costs what it brings,
// whatever else the company has.

// Way is one way to rows: to those of an entity that name one id, to those that the
// viewer has pinned, or to all of them.
type Way struct {
	Schema *Schema
	Field  *Field // holds ID; nil for a way to every row
	ID     ID
	Pinned bool
	Lacks  *Schema // only rows that may lack this companion; a store that cannot tell gives all
}

// Leads tells whether the way leads the viewer to the row, which is of its entity.
func (w Way) Leads(v *Viewer, row Row) bool {
	switch {
	case w.Pinned:
		return v.Pins[row.Base().ID]
	case w.Field == nil:
		return true
	}
	return *(*ID)(w.Field.at(addressOf(row))) == w.ID
}

// WaysTo lists the ways on which the viewer sees rows of an entity that have an
// audience of their own. It is one way to every row where he holds them all.
func (v *Viewer) WaysTo(s *Schema) []Way {
	if v.Whole(s) {
		return []Way{{Schema: s}}
	}
	var ways []Way
	for _, t := range v.scope(s) {
		if t.follows || t.Tag != "" || !v.opens(t) {
			continue
		}
		for _, id := range v.ids(t.Prefix) {
			w := Way{Schema: s, Field: s.byOffset[t.offset], ID: id}
			if !slices.Contains(ways, w) {
				ways = append(ways, w)
			}
		}
	}
	return ways
}

// Ways lists the ways by which the viewer comes to what another has not, nil for one
// who has nothing: entities in the order of the catalogue. Besides these rows he sees
// what follows them.
func (c *Catalog) Ways(v, was *Viewer) []Way {
	var ways []Way
	for _, s := range c.Schemas {
		if was == nil {
			ways = append(ways, v.WaysTo(s)...)
		} else {
			ways = append(ways, v.gained(s, was)...)
		}
	}
	return ways
}

// gained lists the ways of one entity. Where the window has come to reach further back,
// those that he had bring more than they did.
func (v *Viewer) gained(s *Schema, was *Viewer) (ways []Way) {
	back := s.Bucket.set && v.looksBack(was)
	held, all := was.WaysTo(s), Way{Schema: s}
	switch {
	case !back && slices.Contains(held, all):
	case v.opened(s, was), back && v.Follows(s):
		return []Way{all}
	default:
		for _, w := range v.WaysTo(s) {
			if back || !slices.Contains(held, w) {
				ways = append(ways, w)
			}
		}
	}
	if s.Bucket.set && !back && v.pinsMore(was) && !v.blind(s, maxFollow) {
		ways = append(ways, Way{Schema: s, Pinned: true})
	}
	return ways
}

// opened tells whether rows that follow others have come to the viewer with a gate,
// so that he may hold their leaders already.
func (v *Viewer) opened(s *Schema, was *Viewer) bool {
	return slices.ContainsFunc(s.Scope, func(t Term) bool {
		return t.follows && v.opens(t) && !(was.opens(t) && slices.Contains(was.scope(s), t))
	})
}

// Whole tells whether the viewer sees every row of the entity that is within his
// window.
func (v *Viewer) Whole(s *Schema) bool { return v.whole(s, maxFollow) }

func (v *Viewer) whole(s *Schema, steps int) bool {
	if v == nil {
		return true
	}
	return slices.ContainsFunc(v.scope(s), func(t Term) bool {
		switch {
		case !v.opens(t):
			return false
		case t.Tag != "":
			return v.Tags[t.Tag]
		case t.follows && !t.anyEntity && steps > 0:
			leader := s.catalog.byType[t.target]
			return leader != nil && v.whole(leader, steps-1)
		}
		return false
	})
}

// blind tells whether the viewer surely sees no row of the entity, so that nobody looks
// for one.
func (v *Viewer) blind(s *Schema, steps int) bool {
	return !slices.ContainsFunc(s.Scope, func(t Term) bool {
		switch {
		case !v.opens(t):
			return false
		case t.anyEntity || t.follows && steps == 0:
			return true
		case t.follows:
			leader := s.catalog.byType[t.target]
			return leader != nil && !v.blind(leader, steps-1)
		}
		return v.holds(t)
	})
}

// Follows tells whether the viewer may see a row of the entity because he sees the one
// that it follows.
func (v *Viewer) Follows(s *Schema) bool {
	return slices.ContainsFunc(s.Scope, func(t Term) bool { return t.follows && v.opens(t) })
}

// Led tells whether the viewer sees rows of an entity only by rows of another, which by
// names and which have an audience of their own; nil where there are other grounds.
func (v *Viewer) Led(s *Schema) (leader *Schema, by *Field) {
	for _, t := range s.Scope {
		switch {
		case !v.opens(t), !t.follows && !v.holds(t):
			continue
		case !t.follows, t.anyEntity, leader != nil:
			return nil, nil
		}
		leader, by = s.catalog.byType[t.target], s.byOffset[t.offset]
	}
	if leader == nil || v.Follows(leader) || v.Whole(leader) {
		return nil, nil
	}
	return leader, by
}

// holds tells whether the viewer has a tag that a term gives to some row.
func (v *Viewer) holds(t Term) bool {
	if t.Tag != "" {
		return v.Tags[t.Tag]
	}
	return len(v.holders(t.Prefix)) > 0
}

// Mixed tells whether a row may be seen by itself and because it follows another.
func (s *Schema) Mixed() bool {
	follows := func(t Term) bool { return t.follows }
	return slices.ContainsFunc(s.Scope, follows) && slices.ContainsFunc(s.Scope, func(t Term) bool { return !t.follows })
}

// FollowsSeveral tells whether a row may follow more than one other.
func (s *Schema) FollowsSeveral() bool {
	n := 0
	for _, t := range s.Scope {
		if t.follows {
			n++
		}
	}
	return n > 1
}

// ids are the ids of the viewer's tags with the prefix, in order.
func (v *Viewer) ids(prefix string) []ID {
	args := v.holders(prefix)
	list := make([]ID, len(args))
	for i, a := range args {
		list[i] = ID(a.([]byte))
	}
	return list
}

// Trail is the rows of one entity that follow rows of another: those whose field names
// them.
type Trail struct {
	Schema *Schema
	Field  *Field
	Leader *Schema // the other entity

	term Term
}

// Trails lists what may follow rows of an entity, companions first.
func (c *Catalog) Trails(of *Schema) []Trail {
	var trails []Trail
	for _, part := range of.Parts {
		trails = append(trails, Trail{part, part.Field("id"), of, part.Scope[0]})
	}
	for _, s := range c.Schemas {
		for _, t := range s.Scope {
			if s.Main == nil && t.follows && (t.anyEntity || c.byType[t.target] == of) {
				trails = append(trails, Trail{s, s.byOffset[t.offset], of, t})
			}
		}
	}
	return trails
}

// Leads tells whether a row whose field names one of the leaders' ids follows it: an
// id alone may be that of a row of another entity.
func (t Trail) Leads(row Row) bool {
	s, _ := t.Schema.leader(t.term, addressOf(row))
	return s == t.Leader
}

// LeaderName is the field that names the entity of the row that is followed, nil where
// that is the same one for all rows, or where they follow none.
func (s *Schema) LeaderName() *Field {
	for _, t := range s.Scope {
		if t.anyEntity {
			return s.byOffset[t.entityAt]
		}
	}
	return nil
}

// ownWays lists the fields of the schema by which its rows are come to.
func (s *Schema) ownWays() []*Field {
	var fields []*Field
	for _, t := range s.Scope {
		if t.follows || t.Tag != "" {
			continue
		}
		if f := s.byOffset[t.offset]; !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// Certain tells whether the condition that [Viewer.Where] writes is all there is to
// say: what may follow rows of any entity has to be looked at row by row.
func (v *Viewer) Certain(s *Schema) bool { return v.certain(s, maxFollow) }

func (v *Viewer) certain(s *Schema, steps int) bool {
	if v.Whole(s) {
		return true
	}
	return !slices.ContainsFunc(s.Scope, func(t Term) bool {
		if !t.follows || !v.opens(t) {
			return false
		}
		if t.anyEntity || steps == 0 {
			return true
		}
		leader := s.catalog.byType[t.target]
		return leader != nil && !v.certain(leader, steps-1)
	})
}

// Near is what rows at hand follow, and what that follows, read together.
type Near map[Key]Row // nil for what is not there

// Read reads what the rows follow. gather lists the rows of an entity of which the
// field names one of the ids.
func (n Near) Read(rows []Row, gather func(*Schema, *Field, []ID) ([]Row, error)) error {
	wanted := map[*Schema][]ID{}
	for _, row := range rows {
		schema, id := Leader(row)
		key := Key{schema, id}
		if _, met := n[key]; schema != nil && !id.IsZero() && !met {
			n[key] = nil
			wanted[schema] = append(wanted[schema], id)
		}
	}
	for schema, ids := range wanted {
		found, err := gather(schema, schema.Field("id"), ids)
		if err != nil {
			return err
		}
		for _, row := range found {
			n[Key{schema, row.Base().ID}] = row
		}
		if err := n.Read(found, gather); err != nil {
			return err
		}
	}
	return nil
}
