package kernel

import (
	"fmt"
	"sort"

	"github.com/cespare/xxhash/v2"
)

// UpgradeStep brings the rows of a company that an earlier release has written to
// what this program expects of them. A company has each step once: the server runs
// those that it lacks before it serves, as commands of its own, so that they stand
// in the operation log and reach every device like any other change.
//
// It is a [Chain], so it can be cut anywhere and goes on.
type UpgradeStep struct {
	Chain
	Number int // the order of steps, from 1, unique; companions come first as 0
}

var upgrades []*UpgradeStep

// Upgrade declares a step that acts once, on what it reads itself: fewer rows than
// one command may write.
func Upgrade(number int, name, zh, en string, act func(tx *Tx) error) {
	declareUpgrade(&UpgradeStep{Number: number, Chain: Chain{
		Name: name, Zh: zh, En: en, act: func(tx *Tx, _ Row, _ Moment) error { return act(tx) },
	}})
}

// UpgradeRows declares a step that acts on every row of an entity for which todo
// holds, those set aside among them. act may write settled fields and rows that are
// otherwise written once; what it writes per row must fit a command beside others.
func UpgradeRows[T any](number int, name, zh, en string, e *Entity[T], todo func(*T) bool, act func(tx *Tx, row *T) error) {
	UpgradeRowsBeside(number, name, zh, en, e, func(_ Reader, row *T) bool { return todo(row) }, act)
}

// UpgradeRowsBeside is UpgradeRows for a step that sees only beside other rows whether
// it has something to do about one.
func UpgradeRowsBeside[T any](number int, name, zh, en string, e *Entity[T], todo func(Reader, *T) bool, act func(tx *Tx, row *T) error) {
	declareUpgrade(&UpgradeStep{Number: number, Chain: Chain{
		Name: name, Zh: zh, En: en, decl: e.decl,
		todo: func(at Moment, row Row) bool { return todo(at.Reader, any(row).(*T)) },
		act:  func(tx *Tx, row Row, _ Moment) error { return act(tx, any(row).(*T)) },
	}})
}

func declareUpgrade(u *UpgradeStep) {
	if u.Number < 1 || u.Zh == "" || u.En == "" {
		panic("kernel: upgrade " + u.Name + " needs a number and both languages")
	}
	for _, other := range upgrades {
		if other.Number == u.Number || other.Name == u.Name {
			panic(fmt.Sprintf("kernel: upgrades %d %s and %d %s are one; take the next number", other.Number, other.Name, u.Number, u.Name))
		}
	}
	upgrades = append(upgrades, u)
}

// LastUpgrade is the highest number of a step, 0 when there is none.
func LastUpgrade() int {
	last := 0
	for _, u := range upgrades {
		last = max(last, u.Number)
	}
	return last
}

// Upgrades lists the steps in their order: for every companion entity one that
// gives old rows theirs, then the declared ones.
func (c *Catalog) Upgrades() []*UpgradeStep {
	var steps []*UpgradeStep
	for _, s := range c.Schemas {
		if s.Main != nil {
			steps = append(steps, companionStep(s))
		}
	}
	sort.Slice(steps, func(i, j int) bool { return steps[i].Name < steps[j].Name })
	declared := append([]*UpgradeStep(nil), upgrades...)
	sort.Slice(declared, func(i, j int) bool { return declared[i].Number < declared[j].Number })
	for _, u := range declared {
		if u.decl == nil || c.byOrder[u.decl.order] != nil {
			steps = append(steps, u)
		}
	}
	return steps
}

// UpgradeNamed finds a step; nil when this program has none of the name.
func (c *Catalog) UpgradeNamed(name string) *UpgradeStep {
	for _, u := range c.Upgrades() {
		if u.Name == name {
			return u
		}
	}
	return nil
}

// companionPrefix is the beginning of the names of steps that bring companions.
const companionPrefix = "companion."

// companionStep makes the companions that rows lack which were written before
// their entity had a field with that audience, and moves there what the rows still
// hold themselves.
func companionStep(part *Schema) *UpgradeStep {
	moved := part.moved()
	return &UpgradeStep{Chain: Chain{
		Name: companionPrefix + part.Name, decl: part.Main.decl, lacks: part,
		Zh: "补齐「" + part.Zh + "」的受控字段", En: "Guarded fields of every " + part.En,
		todo: func(at Moment, row Row) bool {
			return at.Get(part, row.Base().ID) == nil || moved != nil && holdsMoved(moved, row)
		},
		act: func(tx *Tx, row Row, _ Moment) error {
			tx.companion(part, row)
			tx.takeMoved(part, row)
			return nil
		},
	}}
}

// Run is [Chain.Run] of a step, which may change what is otherwise written once.
func (u *UpgradeStep) Run(tx *Tx, ids []ID) error {
	tx.rewriting = true
	defer func() { tx.rewriting = false }()
	return u.Chain.Run(tx, Moment{}, ids)
}

// Companion is the row of guarded fields beside a row with the id, made where there
// is none yet. e is what [Entity.Guarded] returns.
func (e *Entity[T]) Companion(tx *Tx, id ID) *T {
	part := e.In(tx.Catalog)
	row, p := tx.get(part, id)
	if p != Found {
		row = part.New()
		row.Base().ID = id
		tx.insert(part, row)
	}
	return any(row).(*T)
}

// companion makes the row of a companion beside its main row, unless it is there.
func (tx *Tx) companion(part *Schema, row Row) {
	id := row.Base().ID
	if tx.load(Key{part, id}) != nil {
		return
	}
	companion := part.New()
	companion.Base().ID = id
	for _, f := range part.own() {
		if !f.Default.IsZero() && !f.Settled {
			f.Put(companion, f.Default)
		}
	}
	tx.insert(part, companion)
}

// Weight is how many rows the command writes so far, with the companions that its
// settlement will make: what must stay within [MaxWrites].
func (tx *Tx) Weight() int {
	n := 0
	for _, h := range tx.touched {
		if h.before != nil {
			if !h.same() {
				n++
			}
			continue
		}
		n++
		for _, part := range h.schema.Parts {
			if tx.rows[Key{part, h.row.Base().ID}] == nil {
				n++
			}
		}
	}
	return n
}

// companions makes those of every row born in the command that its code did not
// make itself, at the end of the settlement: a device has no use for rows that its
// user does not see.
func (tx *Tx) companions() {
	for _, h := range tx.touched {
		if h.before != nil {
			continue
		}
		for _, part := range h.schema.Parts {
			if !tx.lacks(part) {
				tx.companion(part, h.row)
			}
		}
	}
}

// Every row has its companions, and no companion is without its row.
func init() {
	DeclareAudit("companions", "受控字段与其数据一一对应", "Every row has the rows of its guarded fields", func(c *Catalog, all Scanner, found func(string)) error {
		for _, s := range c.Schemas {
			for _, part := range s.Parts {
				if err := besides(all, s, part, found); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// besides compares the ids of two entities by count and sum, and looks closer only
// when those differ.
func besides(all Scanner, s, part *Schema, found func(string)) error {
	var counts, sums [2]uint64
	for i, one := range []*Schema{s, part} {
		err := all.Scan(one, func(row Row) error {
			id := row.Base().ID
			counts[i]++
			sums[i] += xxhash.Sum64(id[:])
			return nil
		})
		if err != nil {
			return err
		}
	}
	if counts[0] == counts[1] && sums[0] == sums[1] {
		return nil
	}
	for _, pair := range [][2]*Schema{{s, part}, {part, s}} {
		err := all.Scan(pair[0], func(row Row) error {
			if all.Get(pair[1], row.Base().ID) == nil {
				found(pair[0].Name + " " + row.Base().ID.String())
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
