package kernel

import "sort"

// Guard is an invariant of one row: it must hold for every row that a command
// touched, and for all rows in the audit.
type Guard struct {
	Code   *Code
	Schema *Schema
	check  func(*Tx, Row) error
}

// GuardRow declares an invariant of each row of an entity.
func (e *Entity[T]) GuardRow(code *Code, check func(tx *Tx, row *T) error) {
	e.decl.guards = append(e.decl.guards, &Guard{
		Code: code, check: func(tx *Tx, row Row) error { return check(tx, any(row).(*T)) },
	})
}

// Earlier is a row as it was before the command, nil for one born in it.
func Earlier[T any](tx *Tx, row *T) *T {
	b := any(row).(Row).Base()
	if h := tx.rows[Key{b.schema, b.ID}]; h != nil && h.before != nil {
		return any(h.before).(*T)
	}
	return nil
}

// Check runs the invariant on a row.
func (g *Guard) Check(tx *Tx, row Row) error { return g.check(tx, row) }

// guard checks everything that must hold of the touched rows.
func (tx *Tx) guard() error {
	for _, h := range tx.touched {
		if h.before != nil && h.same() {
			continue
		}
		if err := tx.guardForm(h); err != nil {
			return err
		}
		if tx.server {
			tx.guardAtHand(h)
		}
		if err := tx.guardUnique(h); err != nil {
			return err
		}
		if err := tx.guardFollow(h.row); err != nil {
			return err
		}
		for _, g := range h.schema.Guards {
			if err := g.check(tx, h.row); err != nil {
				return err
			}
		}
	}
	return nil
}

// guardForm refuses content that breaks a field's declaration.
func (tx *Tx) guardForm(h *held) error {
	for _, f := range h.schema.Fields {
		v := f.Get(h.row)
		if h.before != nil && v == f.Get(h.before) {
			continue
		}
		if f.Required && v.IsZero() && !f.Settled {
			return Missing.With(Label("field", f))
		}
		if err := f.check(v); err != nil {
			return err
		}
		if (f.Kind == KindChoice || f.Kind == KindState) && !v.IsZero() && !isOption(h.schema.ChoicesOf(f), v.Str) {
			return BadChoice.With(Label("field", f), Text("value", v.Str))
		}
		if err := tx.guardRef(h.schema, f, v); err != nil {
			return err
		}
	}
	return nil
}

// guardRef refuses a reference to a row that is not there. What the author lacks
// is missing, never forbidden.
func (tx *Tx) guardRef(s *Schema, f *Field, v Value) error {
	if f.Kind != KindID || f.ref == nil || v.IsZero() {
		return nil
	}
	target := s.Target(f)
	if target == nil {
		return nil
	}
	if _, p := tx.get(target, v.ID()); p == Absent {
		return NotThere.With(Words("entity", target.Zh, target.En))
	}
	return nil
}

// guardAtHand holds code to its promise that it writes an id, its own as a twin or
// one that an index looks up, only beside the row with that id. What a command
// holds was there before or is born with it.
func (tx *Tx) guardAtHand(h *held) {
	if h.schema.Twin && h.before == nil && !tx.holds(h.row.Base().ID, h) {
		panic("kernel: " + h.schema.Name + " has the id of a row that is not at hand")
	}
	for _, ix := range h.schema.Indexes {
		if !ix.AtHand {
			continue
		}
		id := ix.Fields[0].Get(h.row).ID()
		if !id.IsZero() && (h.before == nil || ix.Fields[0].Get(h.before).ID() != id) && !tx.holds(id, h) {
			panic("kernel: " + ix.Name + " names a row that is not at hand")
		}
	}
}

// holds tells whether the transaction has a row with the id, other than one.
func (tx *Tx) holds(id ID, other *held) bool {
	for _, h := range tx.touched {
		if h != other && h.row.Base().ID == id {
			return true
		}
	}
	for key, h := range tx.rows {
		if key.ID == id && h != nil && h != other {
			return true
		}
	}
	return false
}

// guardFollow refuses rows that follow each other in a circle or too far: nobody
// could tell who may see them.
func (tx *Tx) guardFollow(row Row) error {
	for range maxFollow + 1 {
		s, id := Leader(row)
		if s == nil || id.IsZero() {
			return nil
		}
		h := tx.load(Key{s, id})
		if h == nil {
			return nil
		}
		row = h.row
	}
	return FollowsInCircle.With(Words("entity", row.Base().schema.Zh, row.Base().schema.En))
}

func (tx *Tx) guardUnique(h *held) error {
	if h.row.Base().Removed {
		return nil
	}
	for _, ix := range h.schema.Indexes {
		if !ix.Unique || ix.Fields[0].Get(h.row).IsZero() {
			continue
		}
		key := ix.KeyOf(h.row)
		if h.before != nil && !h.before.Base().Removed && ix.Matches(h.before, key) {
			continue // it had the key; one that was removed had let it go
		}
		rows, _ := tx.rangeOf(ix, key)
		for _, r := range rows {
			if r.Base().ID != h.row.Base().ID {
				return Taken.With(Label("field", ix.Fields[0]), Arg{Name: "value", Value: key[0]})
			}
		}
	}
	return nil
}

// Scanner walks all rows of an entity, for the audit.
type Scanner interface {
	Reader
	// Scan calls visit for every row in the order of ids, until it errs.
	Scan(s *Schema, visit func(Row) error) error
}

// Audit is an invariant that spans rows: a balance and its moves, the ledger and
// the receivables. It runs in verify, in the nightly audit and in the simulator.
type Audit struct {
	Name   string // "F5"
	Zh, En string
}

// walk is how audits are made, mostly one.
type walk struct {
	audits []*Audit
	run    func(c *Catalog, all Scanner, found func(rule, key string)) error
}

var walks []walk

// DeclareAudit adds an audit. run reports each violation by a key an accountant
// could look up.
func DeclareAudit(name, zh, en string, run func(c *Catalog, all Scanner, found func(string)) error) {
	DeclareAudits([]*Audit{{name, zh, en}}, func(c *Catalog, all Scanner, found func(rule, key string)) error {
		return run(c, all, func(key string) { found(name, key) })
	})
}

// DeclareAudits adds audits that are made in one walk through the rows.
func DeclareAudits(audits []*Audit, run func(c *Catalog, all Scanner, found func(rule, key string)) error) {
	walks = append(walks, walk{audits, run})
}

// Audits lists the declared audits by name.
func Audits() []*Audit {
	var sorted []*Audit
	for _, w := range walks {
		sorted = append(sorted, w.audits...)
	}
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Name < sorted[j].Name })
	return sorted
}

// audit makes the audits of a walk.
func (w walk) audit(c *Catalog, all Scanner) (findings []Finding, err error) {
	err = w.run(c, all, func(rule, key string) {
		for _, a := range w.audits {
			if a.Name == rule {
				findings = append(findings, Finding{a.Name, a.Zh, a.En, key})
				return
			}
		}
		panic("kernel: a finding of " + rule + ", which the walk does not declare")
	})
	return findings, err
}

// Each scans the rows of an entity as their Go type.
func Each[T any](c *Catalog, all Scanner, e *Entity[T], visit func(*T) error) error {
	return all.Scan(e.In(c), func(r Row) error { return visit(any(r).(*T)) })
}

// Finding is one violated invariant.
type Finding struct {
	Rule   string
	Zh, En string
	Key    string
}

// Verify runs every guard on every row and every audit.
func Verify(c *Catalog, all Scanner) ([]Finding, error) {
	var findings []Finding
	tx := NewTx(c, all, nil, &Call{}, &Author{System: true})
	for _, s := range c.Schemas {
		if len(s.Guards) == 0 {
			continue
		}
		err := all.Scan(s, func(row Row) error {
			tx.reset()
			tx.points, tx.ranges = map[Key]bool{}, map[RangeKey]bool{}
			for _, g := range s.Guards {
				if err := g.check(tx, row); err != nil {
					findings = append(findings, Finding{g.Code.Name, g.Code.Zh, g.Code.En, s.Name + " " + row.Base().ID.String()})
				}
			}
			return nil
		})
		if err != nil {
			return findings, err
		}
	}
	var across []Finding
	for _, w := range walks {
		some, err := w.audit(c, all)
		if across = append(across, some...); err != nil {
			return append(findings, across...), err
		}
	}
	sort.SliceStable(across, func(i, j int) bool { return across[i].Rule < across[j].Rule })
	return append(findings, across...), nil
}
