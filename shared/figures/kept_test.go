package figures_test

import (
	"errors"
	"strings"
	"testing"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// counting counts the statements that read cubes.
type counting struct {
	figures.Source
	cells int
}

func (c *counting) Ask(q *kernel.SQL, visit func(func(...any) error) error) error {
	if strings.Contains(q.String(), `FROM "_sum_`) {
		c.cells++
	}
	return c.Source.Ask(q, visit)
}

var errUndone = errors.New("undone")

// undone has now and then a transaction come to no good end, as on a full disk, and tells
// whether it did.
func (h hand) undone(t *testing.T, s *rowstore.Session, f func() error) bool {
	t.Helper()
	if h.n("undone", 3) != 0 {
		return false
	}
	err := s.Atomic(func() error { return errors.Join(f(), errUndone) })
	if err == nil || err.Error() != errUndone.Error() {
		t.Fatal(err)
	}
	return true
}

// live lets a company live: rows are written, taken out and written otherwise, of some
// of which the writer knows what the store has, and days are folded between. What the
// cubes come to is compared with the rows each time.
func (h hand) live(t *testing.T, s *rowstore.Session, k *figures.Keeper) *kernel.Memory {
	t.Helper()
	switch h.n("anew", 9) {
	case 0:
		if !h.undone(t, s, func() error { return k.Forget(s) }) {
			must(t, s.Atomic(func() error { return k.Forget(s) }))
		}
	case 1: // another release has kept them
		must(t, s.Atomic(func() error {
			q := s.Statement()
			q.Write(`UPDATE "_sum" SET "made" = 'otherwise'`)
			if err := s.Do(q); err != nil {
				return err
			}
			return k.Prepare(s)
		}))
	}
	memory := kernel.NewMemory()
	for range 1 + h.n("rounds", 2) {
		var rows []kernel.Row
		var gone []kernel.Key
		var changes []figures.Change
		for _, r := range h.rows() {
			if h.n("stays", 5) == 0 && memory.Get(r.Base().Schema(), r.Base().ID) != nil {
				continue
			}
			c := figures.Change{Schema: r.Base().Schema(), ID: r.Base().ID, Row: r}
			if h.n("gone", 8) == 0 && h.n("some", 1) == 0 {
				c.Row = nil
				gone = append(gone, kernel.Key{Schema: c.Schema, ID: c.ID})
			} else {
				rows = append(rows, r)
			}
			if c.Known = h.n("known", 1) == 0; c.Known {
				c.Was = s.Get(c.Schema, c.ID)
			}
			changes = append(changes, c)
		}
		written := func() error {
			return k.Around(s, func() []figures.Change { return changes }, func() error {
				if err := s.Delete(gone); err != nil {
					return err
				}
				return s.Upsert(rows)
			})
		}
		h.undone(t, s, written)
		must(t, s.Atomic(written))
		for _, r := range rows {
			memory.Put(r)
		}
		for _, key := range gone {
			memory.Delete(key.Schema, key.ID)
		}
		for more, upto := true, h.day("fold"); more; {
			folded := func() (err error) {
				more, err = k.Fold(s, upto)
				return err
			}
			h.undone(t, s, folded)
			must(t, s.Atomic(folded))
		}
		wrong, err := k.Check(s)
		if must(t, err); len(wrong) > 0 {
			h.Fatalf("cubes are not what the rows come to: %s", strings.Join(wrong, ", "))
		}
	}
	return memory
}
