package figures

import (
	"slices"

	"heyi/shared/kernel"
)

// Around writes rows, and keeps the cubes as they are to be. The changes must be all of
// what write does, and no row may stand in them twice.
func (k *Keeper) Around(on Writer, changed func() []Change, write func() error) error {
	var old []counted
	var changes []Change
	for _, f := range k.facts {
		if f.through == 0 {
			continue
		}
		if changes == nil {
			changes = changed()
		}
		for n := range f.Parts {
			ids, err := f.old(on, k.catalog, n, changes)
			if err != nil {
				return err
			}
			if len(ids) > 0 {
				old = append(old, counted{f, n, ids})
			}
		}
	}
	for _, c := range old {
		if err := c.count(on, -1); err != nil {
			return err
		}
	}
	if err := write(); err != nil {
		return err
	}
	for _, c := range old {
		if err := c.count(on, 1); err != nil {
			return err
		}
	}
	return nil
}

// Counts tells whether cubes count rows of an entity.
func (k *Keeper) Counts(s *kernel.Schema) bool {
	if s.Main != nil {
		s = s.Main
	}
	for _, f := range k.facts {
		for _, p := range f.Parts {
			row := k.catalog.Schema(p.Entity)
			if s == row || p.Leader != "" && s == row.Target(row.Field(p.Leader)) {
				return true
			}
		}
	}
	return false
}

// counted is documents of a part that the cubes count, or may count.
type counted struct {
	fact *keptFact
	part int
	ids  []kernel.ID
}

// together is how many ids a statement names; there is one statement for all numbers.
const together = 16

func (c counted) count(on Writer, sign int) error {
	for _, ids := range chunks(c.ids) {
		for _, cube := range c.fact.cubes {
			if err := cube.count(on, c.part, sign, func(s *side, at string) {
				s.sql.Write(at, ` BETWEEN 1 AND (SELECT "through" FROM "_sum" WHERE "fact" = '`, c.fact.Name, `') AND `, s.whose(), ` IN (`)
				idsOf(s.sql, ids)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// whose is the column of the document's id.
func (s *side) whose() string {
	if s.leader != nil {
		return `d."id"`
	}
	return `t."id"`
}

// chunks cuts ids into pieces of one length, so that their statements are alike.
func chunks(ids []kernel.ID) (list [][]kernel.ID) {
	for chunk := range slices.Chunk(ids, together) {
		chunk = slices.Clone(chunk)
		for len(chunk) > 1 && len(chunk) < together {
			chunk = append(chunk, chunk[0])
		}
		list = append(list, chunk)
	}
	return list
}

func idsOf(q *kernel.SQL, ids []kernel.ID) {
	for i, id := range ids {
		if i > 0 {
			q.Write(", ")
		}
		q.Arg(slices.Clone(id[:]))
	}
	q.Write(")")
}

// touch is what changes touch of a part.
type touch struct {
	*side
	fact *keptFact
	day  *kernel.Field
	late map[kernel.ID]bool      // documents that no cube counts, before or after
	led  map[kernel.ID]kernel.ID // the documents of rows that change
	ids  []kernel.ID             // documents that the cubes count or will count
	ask  []kernel.ID             // of which nobody knows
	rows []kernel.ID             // of whose document nobody knows
	seen map[kernel.ID]bool      // what stands in ids or ask
}

// old lists the documents of a part that the cubes count before or after the changes.
func (f *keptFact) old(on Writer, c *kernel.Catalog, part int, changes []Change) ([]kernel.ID, error) {
	s, err := f.cubes[0].side(part, on.Statement())
	if err != nil {
		return nil, err
	}
	day, err := s.document()
	if err != nil {
		return nil, err
	}
	t := &touch{side: s, fact: f, day: day, late: map[kernel.ID]bool{}, led: map[kernel.ID]kernel.ID{}, seen: map[kernel.ID]bool{}}
	document := s.schema
	if s.leader != nil {
		document = s.leader.schema
	}
	for _, ch := range changes {
		if ch.Schema == document {
			t.document(ch)
		}
	}
	for _, ch := range changes {
		if s.leader != nil && ch.Schema == s.schema {
			t.row(ch)
		}
	}
	for _, ch := range changes {
		switch ch.Schema.Main {
		case nil:
		case document:
			t.asked(ch.ID)
		case s.schema:
			if id, ok := t.led[ch.ID]; ok {
				t.asked(id)
			} else {
				t.rows = append(t.rows, ch.ID)
			}
		}
	}
	return t.resolve(on, document)
}

func (t *touch) within(row kernel.Row) bool {
	if row == nil {
		return false
	}
	at := kernel.Date(t.day.Get(row).Int)
	return at > 0 && at <= t.fact.through
}

func (t *touch) document(ch Change) {
	switch {
	case t.within(ch.Row) || t.within(ch.Was):
		t.ids, t.seen[ch.ID] = append(t.ids, ch.ID), true
	case ch.Known:
		t.late[ch.ID] = true
	default:
		t.asked(ch.ID)
	}
}

func (t *touch) row(ch Change) {
	leader := t.schema.Field(t.leader.path)
	if !ch.Known && (ch.Row == nil || !leader.Fixed) {
		t.rows = append(t.rows, ch.ID)
	}
	for _, row := range []kernel.Row{ch.Was, ch.Row} {
		if row != nil {
			id := leader.Get(row).ID()
			t.led[ch.ID] = id
			t.asked(id)
		}
	}
}

func (t *touch) asked(id kernel.ID) {
	if !t.late[id] && !t.seen[id] {
		t.ask, t.seen[id] = append(t.ask, id), true
	}
}

// resolve looks into the store for what the changes do not tell.
func (t *touch) resolve(on Writer, document *kernel.Schema) ([]kernel.ID, error) {
	take := func(into func(kernel.ID)) func(scan func(...any) error) error {
		return func(scan func(...any) error) error {
			var id []byte
			err := scan(&id)
			if err == nil {
				into(kernel.ID(id))
			}
			return err
		}
	}
	for _, ids := range chunks(t.rows) {
		q := on.Statement()
		q.Write("SELECT ", kernel.Quote(t.leader.path), " FROM ", kernel.Quote(t.schema.Name), ` WHERE `, kernel.Quote(t.leader.path), " <> ",
			q.Dialect.Nothing(t.schema.Field(t.leader.path)), ` AND "id" IN (`)
		idsOf(q, ids)
		if err := on.Ask(q, take(t.asked)); err != nil {
			return nil, err
		}
	}
	for _, ids := range chunks(t.ask) {
		q := on.Statement()
		q.Write(`SELECT "id" FROM `, kernel.Quote(document.Name), " WHERE ", kernel.Quote(t.day.Name), " BETWEEN 1 AND ")
		q.Arg(int64(t.fact.through))
		q.Write(` AND "id" IN (`)
		idsOf(q, ids)
		if err := on.Ask(q, take(func(id kernel.ID) { t.ids = append(t.ids, id) })); err != nil {
			return nil, err
		}
	}
	return t.ids, nil
}
