package kernel

import "sort"

// Chain is work on more rows than one command may write: a step of a release, or
// something that the company does by itself. Its rows are found by a walk outside of
// commands and acted on by their ids inside, some hundred at a time; between two
// commands all there is of it is the id up to which it has come. So it may be cut
// anywhere, goes on where it stopped, and leaves a row alone that has what it brings.
type Chain struct {
	Name   string
	Zh, En string

	decl  *declaration // whose rows it walks; nil for work without rows
	keys  *keyed       // only those with one of some keys; nil for every row
	lacks *Schema      // only those that may lack this companion
	todo  func(Moment, Row) bool
	act   func(*Tx, Row, Moment) error
}

// keyed is an index and the keys under which a chain looks.
type keyed struct {
	index *indexDecl
	keys  [][]Value
}

// Moment is what a chain sees while it asks what is to be done.
type Moment struct {
	Catalog *Catalog
	Reader       // the rows of the company
	At      Time // for which it runs; 0 for a step of a release
	Date    Date // by the company's calendar
	Zone    int  // of that, in minutes east of UTC
}

// Rows is what a chain walks over.
type Rows[T any] struct {
	entity *Entity[T]
	keys   *keyed
}

// All is every row of an entity, those set aside among them.
func (e *Entity[T]) All() Rows[T] { return Rows[T]{entity: e} }

// With is the rows that have one of the keys, which are read together: few, such as
// documents that wait for something.
func (m Many[T, K]) With(keys ...K) Rows[T] {
	with := &keyed{index: m.index}
	for _, k := range keys {
		with.keys = append(with.keys, keyValues(k))
	}
	return Rows[T]{&Entity[T]{m.entity}, with}
}

// Beside lists the rows with the key outside of a command.
func (m Many[T, K]) Beside(at Moment, key K) []*T {
	ix := at.Catalog.byOrder[m.entity.order].index(m.index)
	rows := at.Range(ix, ix.normalKey(keyValues(key)))
	list := make([]*T, len(rows))
	for i, r := range rows {
		list[i] = any(r).(*T)
	}
	return list
}

// Beside reads a row outside of a command, nil when there is none.
func (e *Entity[T]) Beside(at Moment, ref Ref[T]) *T {
	row, _ := any(at.Get(e.In(at.Catalog), ID(ref))).(*T)
	return row
}

// Walker is a store whose rows can be walked over some at a time, in the order of
// their ids.
type Walker interface {
	Reader
	Along(v *Viewer, way Way, after ID, most int) ([]Row, error)
}

// Walking walks over a store that can only be read from its beginning on: those in
// memory.
func Walking(all Scanner) Walker { return scanned{all} }

type scanned struct{ Scanner }

// Along implements Walker. It knows no ways to a part of the rows.
func (s scanned) Along(_ *Viewer, way Way, after ID, most int) (rows []Row, err error) {
	err = s.Scan(way.Schema, func(row Row) error {
		if id := row.Base().ID; string(id[:]) > string(after[:]) && len(rows) < most && way.Field == nil {
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// Walks is the entity whose rows the chain acts on, nil for work without rows.
func (ch *Chain) Walks(c *Catalog) *Schema {
	if ch.decl == nil {
		return nil
	}
	return c.byOrder[ch.decl.order]
}

// Todo tells whether the chain has something to do about a row.
func (ch *Chain) Todo(at Moment, row Row) bool { return ch.todo(at, row) }

// walkPage is how many rows a walk holds at a time.
const walkPage = 1000

// Next finds the rows of the next part, at most so many, behind the one up to which
// the chain has come. done tells that none will be left.
func (ch *Chain) Next(all Walker, at Moment, after ID, most int) (ids []ID, done bool, err error) {
	defer Catch(&err)
	at.Reader = &recent{Reader: all}
	s := ch.Walks(at.Catalog)
	if s == nil {
		return nil, true, nil
	}
	if ch.keys != nil {
		return ch.among(s, at, after, most)
	}
	for {
		rows, err := all.Along(nil, Way{Schema: s, Lacks: ch.lacks}, after, walkPage)
		if err != nil {
			return nil, false, err
		}
		for _, row := range rows {
			if !ch.todo(at, row) {
				continue
			}
			if len(ids) == most {
				return ids, false, nil
			}
			ids = append(ids, row.Base().ID)
		}
		if len(rows) < walkPage {
			return ids, true, nil
		}
		after = rows[len(rows)-1].Base().ID
	}
}

// recent remembers what a walk has read by id: many rows ask for the same few masters.
// What it reads does not change while it walks.
type recent struct {
	Reader
	rows map[Key]Row
}

// recentRows is how many rows it remembers.
const recentRows = 4 * walkPage

// Get implements Reader.
func (r *recent) Get(s *Schema, id ID) Row {
	key := Key{s, id}
	row, known := r.rows[key]
	if known {
		return row
	}
	if len(r.rows) >= recentRows || r.rows == nil {
		r.rows = map[Key]Row{}
	}
	row = r.Reader.Get(s, id)
	r.rows[key] = row
	return row
}

// Count is how many rows there are to act on, from the first to the last.
func (ch *Chain) Count(all Walker, at Moment) (n int64, err error) {
	after := ID{}
	for {
		ids, done, err := ch.Next(all, at, after, walkPage)
		n += int64(len(ids))
		if done || err != nil {
			return n, err
		}
		after = ids[len(ids)-1]
	}
}

// among is Next among the rows with the chain's keys.
func (ch *Chain) among(s *Schema, at Moment, after ID, most int) (ids []ID, done bool, err error) {
	ix := s.index(ch.keys.index)
	for _, key := range ch.keys.keys {
		for _, row := range at.Range(ix, ix.normalKey(key)) {
			if id := row.Base().ID; string(id[:]) > string(after[:]) && ch.todo(at, row) {
				ids = append(ids, id)
			}
		}
	}
	sort.Slice(ids, func(i, j int) bool { return string(ids[i][:]) < string(ids[j][:]) })
	if len(ids) > most {
		return ids[:most], false, nil
	}
	return ids, true, nil
}

// Run acts on rows by their ids, or once for work without rows. It belongs into a
// settlement. Rows that are gone or have what the chain brings are passed over.
func (ch *Chain) Run(tx *Tx, at Moment, ids []ID) error {
	at.Catalog, at.Reader = tx.Catalog, tx.base
	s := ch.Walks(tx.Catalog)
	if s == nil {
		return ch.act(tx, nil, at)
	}
	for _, id := range ids {
		row, p := tx.get(s, id)
		if p != Found || !ch.todo(at, row) {
			continue
		}
		if err := ch.act(tx, row, at); err != nil {
			return err
		}
	}
	return nil
}
