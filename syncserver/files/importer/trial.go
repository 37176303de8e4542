package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// Trial is a company that an import can be tried on: what is written stays in
// memory, over a view that is not changed.
type Trial struct {
	*authority.Authority
	store *trialStore
	now   kernel.Time
}

// NewTrial opens a trial over a view, which must stay open.
func NewTrial(c *kernel.Catalog, view authority.Reader, now kernel.Time) (*Trial, error) {
	store := &trialStore{Overlay: kernel.NewOverlay(&sparse{Reader: view, empty: map[*kernel.Schema]bool{}}), base: view, version: view.Version(), keys: map[kernel.ID]int64{}}
	a, err := authority.Open(c, store)
	if err != nil {
		return nil, err
	}
	t := &Trial{Authority: a, store: store, now: now}
	return t, nil
}

// Do judges calls as the company would.
func (t *Trial) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i := range calls {
		c := &calls[i]
		if c.Key == 0 {
			t.store.keys[c.Origin]++
			c.Key = 1<<40 + t.store.keys[c.Origin] // beyond any that the company has given
			c.ID = kernel.DeriveID("import_trial", c.Origin, c.Key)
		}
	}
	judged, _, err := t.Judge(calls, t.now)
	return judged, err
}

// Rows is what the company would hold afterwards.
func (t *Trial) Rows() kernel.Scanner { return t.store }

// trialStore keeps commits in memory.
type trialStore struct {
	*kernel.Overlay
	base    authority.Reader
	version int64
	ahead   *authority.Commit // the last whose rows are kept
	keys    map[kernel.ID]int64
}

func (s *trialStore) State() (authority.State, error) {
	return authority.State{History: kernel.DeriveID("import_trial"), Version: s.version}, nil
}

// ChainAt knows of no log: no device asks for it.
func (s *trialStore) ChainAt(int64) ([]byte, error) { return nil, nil }

// Ahead keeps the rows of a commit.
func (s *trialStore) Ahead(c *authority.Commit) {
	for _, row := range c.Rows {
		s.Put(row)
	}
	s.ahead = c
}

// Commit has nothing to write.
func (s *trialStore) Commit(c *authority.Commit) error {
	if s.ahead != c {
		s.Ahead(c)
	}
	s.version = c.To
	return nil
}

// Forget has nothing to take back: a commit in memory does not fail.
func (s *trialStore) Forget() {}

// Verdict knows none: an import sends nothing again that it knows to be judged.
func (s *trialStore) Verdict(kernel.ID, int64) (*authority.Judged, error) { return nil, nil }

// LastKey is of no use without verdicts.
func (s *trialStore) LastKey(kernel.ID) (int64, error) { return 0, nil }

// Commands knows none either, and Taken no row: a plan's ids are its own.
func (s *trialStore) Commands([]kernel.ID) ([]kernel.ID, error) { return nil, nil }

// Taken is never asked in vain, see Commands.
func (s *trialStore) Taken([]kernel.Key) (bool, error) { return false, nil }

// Recovered has nothing to end.
func (s *trialStore) Recovered() error { return nil }

var errNoView = errors.New("importer: a trial has no sessions to open views for")

func (s *trialStore) View() (authority.Reader, error) { return nil, errNoView }

// Scan visits the rows of the view and of the trial, in the order of ids.
func (s *trialStore) Scan(schema *kernel.Schema, visit func(kernel.Row) error) error {
	newest := map[kernel.ID]kernel.Row{}
	var ids []kernel.ID
	for _, from := range []kernel.Scanner{s.base, s.Top} {
		err := from.Scan(schema, func(row kernel.Row) error {
			id := row.Base().ID
			if newest[id] == nil {
				ids = append(ids, id)
			}
			newest[id] = row
			return nil
		})
		if err != nil {
			return fmt.Errorf("importer: trial: %w", err)
		}
	}
	slices.SortFunc(ids, func(a, b kernel.ID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range ids {
		if err := visit(newest[id]); err != nil {
			return err
		}
	}
	return nil
}

// sparse is a view that knows which of its tables hold nothing. A trial asks for
// the rows around every row it makes, and a new company has hardly any.
type sparse struct {
	authority.Reader
	empty map[*kernel.Schema]bool
}

var errSome = errors.New("importer: some")

func (s *sparse) nothing(schema *kernel.Schema) bool {
	empty, known := s.empty[schema]
	if !known {
		empty = s.Reader.Scan(schema, func(kernel.Row) error { return errSome }) == nil
		s.empty[schema] = empty
	}
	return empty
}

// Get asks the view unless the table is empty.
func (s *sparse) Get(schema *kernel.Schema, id kernel.ID) kernel.Row {
	if s.nothing(schema) {
		return nil
	}
	return s.Reader.Get(schema, id)
}

// Range asks the view unless the table is empty.
func (s *sparse) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	if s.nothing(ix.Schema) {
		return nil
	}
	return s.Reader.Range(ix, key)
}
