package figures

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// Writer is a session of a row store in a transaction that writes.
type Writer interface {
	Source
	// Do runs a statement that answers nothing.
	Do(q *kernel.SQL) error
}

// Keeper keeps the cubes of a store. Each fact has a day through which its cubes count
// the documents; later ones are added up from their rows, so what is written today
// touches no cube. Whatever changes of a document up to that day changes the cubes in
// the transaction that changes the rows: the document is counted out before and counted
// in after. That holds for whoever writes and why, an undone prediction or an evicted
// row too, because nothing is kept but what the rows say.
type Keeper struct {
	catalog *kernel.Catalog
	facts   []*keptFact
}

// keptFact is a fact whose cubes are kept.
type keptFact struct {
	*Fact
	cubes   []*cube
	through kernel.Date // not before the day that the store has, also where a transaction was undone
}

// Change is a row that is written, or taken out where Row is nil.
type Change struct {
	Schema *kernel.Schema
	ID     kernel.ID
	Row    kernel.Row
	Was    kernel.Row // what the store has of it
	Known  bool       // Was is that; else nobody has looked
}

// NewKeeper keeps what the facts of a catalogue declare.
func NewKeeper(c *kernel.Catalog) *Keeper {
	k := &Keeper{catalog: c}
	for _, f := range facts {
		if cubes, err := f.cubes(c); err == nil && len(cubes) > 0 { // a release that lacks its entities lacks it
			k.facts = append(k.facts, &keptFact{Fact: f, cubes: cubes})
		}
	}
	return k
}

// Prepare makes the tables that are missing, and begins anew with what was made from
// another declaration.
func (k *Keeper) Prepare(on Writer) error {
	if err := do(on, `CREATE TABLE IF NOT EXISTS "_sum" ("fact" `, columnType(kernel.KindText, on.Statement().Dialect),
		` NOT NULL PRIMARY KEY, "made" TEXT NOT NULL, "through" BIGINT NOT NULL)`); err != nil {
		return fmt.Errorf("figures: keep sums: %w", err)
	}
	for _, f := range k.facts {
		through, known, err := f.horizon(on, k.catalog)
		if err != nil {
			return err
		}
		if f.through = through; known {
			continue
		}
		for _, c := range f.cubes {
			if err := do(on, "DROP TABLE IF EXISTS ", kernel.Quote(c.table)); err != nil {
				return fmt.Errorf("figures: keep sums of %s: %w", f.Name, err)
			}
			if err := c.create(on); err != nil {
				return fmt.Errorf("figures: keep sums of %s: %w", f.Name, err)
			}
		}
		if err := f.note(on, k.catalog, 0); err != nil {
			return err
		}
	}
	return nil
}

// Forget empties the cubes, as of a store whose rows go.
func (k *Keeper) Forget(on Writer) error {
	for _, f := range k.facts {
		if f.through == 0 {
			continue
		}
		for _, c := range f.cubes {
			if err := do(on, "DELETE FROM ", kernel.Quote(c.table)); err != nil {
				return fmt.Errorf("figures: forget sums of %s: %w", f.Name, err)
			}
		}
		if err := f.note(on, k.catalog, 0); err != nil {
			return err
		}
	}
	return nil
}

// Fold counts the next day that has documents into the cubes, up to a day, and tells
// whether there may be more. It belongs in a transaction of its own, so that whoever
// waits for the store waits for a day's rows at most.
func (k *Keeper) Fold(on Writer, upto kernel.Date) (more bool, err error) {
	for _, f := range k.facts {
		through, known, err := f.horizon(on, k.catalog)
		if err != nil {
			return false, err
		}
		if !known || through >= upto {
			continue
		}
		from := kernel.Date(1)
		if through != 0 {
			from = through.AddDays(1)
		}
		a := answer{Books: Books{Catalog: k.catalog, Rows: on}, query: Query{Fact: f.Fact, To: upto}}
		day, err := a.dayFrom(from)
		if err != nil {
			return false, err
		}
		last := day == 0
		if last {
			day = upto
		}
		f.through = max(f.through, day) // before it is so: whoever believes it earlier only looks at more
		for _, c := range f.cubes {
			for n := range f.Parts {
				if last {
					break
				}
				if err := c.count(on, n, 1, func(s *side, at string) {
					s.sql.Write(at, " = ")
					s.sql.Arg(int64(day))
				}); err != nil {
					return false, err
				}
			}
		}
		if err := f.note(on, k.catalog, day); err != nil {
			return false, err
		}
		more = more || !last
	}
	return more, nil
}

// note says through which day the cubes of a fact count.
func (f *keptFact) note(on Writer, c *kernel.Catalog, day kernel.Date) error {
	q := on.Statement()
	q.Write(`INSERT INTO "_sum" ("fact", "made", "through") VALUES (`)
	q.Arg(f.Name)
	q.Write(", ")
	q.Arg(f.made(c))
	q.Write(", ")
	q.Arg(int64(day))
	q.Write(`) ON CONFLICT ("fact") DO UPDATE SET "made" = excluded."made", "through" = excluded."through"`)
	if err := on.Do(q); err != nil {
		return fmt.Errorf("figures: keep sums of %s: %w", f.Name, err)
	}
	return nil
}

// horizon is the day through which a store's cubes of the fact count; known is false
// where it has none of this declaration.
func (f *Fact) horizon(on Source, c *kernel.Catalog) (day kernel.Date, known bool, err error) {
	q := on.Statement()
	q.Write(`SELECT "through" FROM "_sum" WHERE "fact" = `)
	q.Arg(f.Name)
	q.Write(` AND "made" = `)
	q.Arg(f.made(c))
	err = on.Ask(q, func(scan func(...any) error) error {
		var n int64
		known = true
		err := scan(&n)
		day = kernel.Date(n)
		return err
	})
	return day, known, err
}

// count adds the rows of a part that are chosen to the cells of the cube, or takes them
// out with the sign -1. at is the day on which they count.
func (c *cube) count(on Writer, part, sign int, choose func(s *side, at string)) error {
	for _, per := range []unit{months, years} {
		if err := c.countPer(on, per, part, sign, choose); err != nil {
			return err
		}
	}
	return nil
}

func (c *cube) countPer(on Writer, per unit, part, sign int, choose func(s *side, at string)) error {
	q := on.Statement()
	keys, sums := c.columns()
	q.Write("INSERT INTO ", kernel.Quote(c.table), " (", strings.Join(keys, ", "), ", ", strings.Join(sums, ", "), ") ")
	if err := c.rows(q, per, part, sign, choose); err != nil {
		return err
	}
	q.Write(" ON CONFLICT (", strings.Join(keys, ", "), ") DO UPDATE SET ")
	for i, sum := range sums {
		if i > 0 {
			q.Write(", ")
		}
		q.Write(sum, " = ", kernel.Quote(c.table), ".", sum, " + excluded.", sum)
	}
	if err := on.Do(q); err != nil {
		return fmt.Errorf("figures: keep %s: %w", c.table, err)
	}
	return nil
}

// rows writes what the chosen rows of a part come to, by cells.
func (c *cube) rows(q *kernel.SQL, per unit, part, sign int, choose func(s *side, at string)) error {
	s, err := c.side(part, q)
	if err != nil {
		return err
	}
	day, err := s.at(s.part.Date)
	if err != nil {
		return err
	}
	signed := strconv.Itoa(sign)
	q.Write("SELECT ", day.text, " / ", strconv.FormatInt(int64(per), 10), ` AS "period", `, strconv.Itoa(part), ` AS "part"`)
	cells := []string{"1"}
	for i, name := range c.by {
		d, _ := c.fact.dimension(name)
		key, err := s.at(of(d.Path, part))
		if err != nil {
			return err
		}
		q.Write(", ", key.text)
		cells = append(cells, strconv.Itoa(i+3))
	}
	q.Write(", ", signed, " * COUNT(*)")
	for _, m := range c.sums {
		text, err := s.figure(m)
		if err != nil {
			return err
		}
		if m.Operation == Distinct {
			q.Write(", ", signed, " * COUNT(DISTINCT ", text, ")")
			continue
		}
		q.Write(", ", signed, " * CAST(COALESCE(SUM(", text, "), 0) AS BIGINT)")
	}
	if err := (&span{side: s}).also(); err != nil {
		return err
	}
	s.tables()
	q.Write(" WHERE ")
	choose(s, day.text)
	if err := s.counts(); err != nil {
		return err
	}
	q.Write(" GROUP BY ", strings.Join(cells, ", "))
	return nil
}

// Check compares the cubes with the rows, and names the cells that differ, some of each
// cube.
func (k *Keeper) Check(on Source) (wrong []string, err error) {
	if kept, err := keeps(on); err != nil || !kept {
		return nil, err
	}
	for _, f := range k.facts {
		through, known, err := f.horizon(on, k.catalog)
		if err != nil {
			return nil, err
		}
		if !known {
			continue
		}
		for _, c := range f.cubes {
			found, err := c.differ(on, through)
			if err != nil {
				return nil, err
			}
			wrong = append(wrong, found...)
		}
	}
	return wrong, nil
}

// differing is how many cells of a cube are named.
const differing = 5

// differ lists cells that are not what the rows come to.
func (c *cube) differ(on Source, through kernel.Date) (wrong []string, err error) {
	keys, sums := c.columns()
	kept := func(q *kernel.SQL) error {
		q.Write("SELECT ", strings.Join(append(slices.Clone(keys), sums...), ", "), " FROM ", kernel.Quote(c.table))
		for i, sum := range sums {
			q.Write([]string{" WHERE ", " OR "}[min(i, 1)], sum, " <> 0")
		}
		return nil
	}
	rows := func(q *kernel.SQL) error {
		for n := range c.fact.Parts {
			for _, per := range []unit{months, years} {
				if n > 0 || per == years {
					q.Write(" UNION ALL ")
				}
				if err := c.rows(q, per, n, 1, func(s *side, at string) {
					q.Write(at, " BETWEEN 1 AND ")
					q.Arg(int64(through))
				}); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, sides := range [][2]func(*kernel.SQL) error{{kept, rows}, {rows, kept}} {
		q := on.Statement()
		q.Write(`SELECT "period", "part" FROM (SELECT * FROM (`)
		if err := sides[0](q); err != nil {
			return nil, err
		}
		q.Write(`) a EXCEPT SELECT * FROM (`)
		if err := sides[1](q); err != nil {
			return nil, err
		}
		q.Write(`) b) c LIMIT `, strconv.Itoa(differing))
		if err := on.Ask(q, func(scan func(...any) error) error {
			var period, part int64
			err := scan(&period, &part)
			wrong = append(wrong, fmt.Sprintf("%s %d %s", c.table, period, c.fact.Parts[part].Entity))
			return err
		}); err != nil {
			return nil, fmt.Errorf("figures: check %s: %w", c.table, err)
		}
	}
	return wrong, nil
}

func do(on Writer, text ...string) error {
	q := on.Statement()
	q.Write(text...)
	return on.Do(q)
}
