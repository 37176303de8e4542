package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// Rebuilt compares a company with the one that comes out of its operation log.
type Rebuilt struct {
	Base     int64 // version of the rows that were taken as they were kept; 0 where all was judged again
	Commands int64
	Older    int64 // judged by rules that nobody keeps and that gave another outcome
	Entities []Compared
	Findings []Finding

	past past
}

// Compared is one entity on both sides, with the hashes of all of its rows.
type Compared struct {
	Entity    string
	Rows, New int64
	Equal     bool
}

// groupMax is how many commands are judged in one commit.
const groupMax = 500

// past is what the log says of the releases that have judged it.
type past struct {
	steps map[string]bool // that came after the founding
	kept  int64           // version at which the rules began to be kept; 0 where they always were
	sum   string          // of the rows before it
}

func pastOf(c *kernel.Catalog, view *store.View) (past, error) {
	p := past{steps: map[string]bool{}}
	spec := c.CommandFor(&org.Upgrade{})
	return p, view.Commands(0, func(j *authority.Judged) error {
		if j.Call.Name != spec.Name || j.Refusal != nil {
			return nil
		}
		args, err := spec.As(j.Call.Version).Decode(j.Call.Args)
		if err != nil {
			return err
		}
		u := args.(*org.Upgrade)
		if p.steps[u.Step] = true; u.Step == org.RulesKept {
			p.kept, p.sum = j.Version, u.Base
		}
		return nil
	})
}

// Rebuild judges every command of the log again, at the time it was judged then,
// in an empty company in the folder, and compares verdicts and rows. Everything
// that is stored besides what happened is a projection of it, so both must be
// equal to the byte.
//
// Each command is judged by the rules of its time: those of its version, and of the
// steps of upgrades that the company had had. Of what was judged before rules were kept
// ([org.RulesKept]) the rows are taken as they were kept then. Without those all is
// judged by today's rules; where that gives another outcome commands are counted as
// older, and the rows cannot be compared.
func Rebuild(ctx context.Context, c *kernel.Catalog, view *store.View, folder string) (*Rebuilt, error) {
	path := filepath.Join(folder, "rebuilt.db")
	fresh, err := sqlite.Create(path, c, kernel.DeriveID("rebuilt"), view.State.History, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	r := &Rebuilt{}
	if r.past, err = pastOf(c, view); err == nil && r.past.kept > 0 {
		err = r.takeBase(c, view, fresh)
	}
	if err == nil {
		err = r.replay(ctx, c, view, fresh)
	}
	if err == nil {
		err = r.compare(c, view, fresh)
	}
	err = errors.Join(err, fresh.Close())
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(path + suffix); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return r, err
}

// takeBase brings the empty company to where rules began to be kept: the rows of then,
// and the log, which the audit chain holds together. It leaves it empty where none are.
func (r *Rebuilt) takeBase(c *kernel.Catalog, view *store.View, fresh *store.Store) error {
	var rows []kernel.Row
	flush := func() error {
		err := fresh.Commit(&authority.Commit{Rows: rows})
		rows = rows[:0]
		return err
	}
	version, sum, err := view.Base(c, func(row kernel.Row) error {
		if rows = append(rows, row); len(rows) < groupMax {
			return nil
		}
		return flush()
	})
	if errors.Is(err, store.ErrNoBase) {
		return nil
	}
	if err == nil {
		err = flush()
	}
	if r.Base = r.past.kept - 1; err == nil && (version != r.Base || hex.EncodeToString(sum) != r.past.sum) {
		r.Findings = append(r.Findings, Finding{
			"base", "升级前留存的数据被改动过", "The rows that were kept before the upgrade have been altered", fmt.Sprintf("version %d", version),
		})
	}
	if err != nil {
		return err
	}
	return takeLog(view, fresh, r.Base)
}

var errPast = errors.New("audit: past what is taken")

// takeLog copies the log up to a version as it is.
func takeLog(view *store.View, fresh *store.Store, to int64) error {
	at := &authority.Commit{}
	flush := func() error {
		err := fresh.Commit(at)
		at = &authority.Commit{From: at.To, To: at.To, Chain: at.Chain}
		return err
	}
	err := view.Commands(0, func(j *authority.Judged) error {
		if j.Version > to {
			return errPast
		}
		at.Judged, at.To, at.Chain = append(at.Judged, *j), j.Version, j.Chain
		if len(at.Judged) < groupMax {
			return nil
		}
		return flush()
	})
	if err != nil && !errors.Is(err, errPast) {
		return err
	}
	return flush()
}

// replay judges the log in groups of equal times.
func (r *Rebuilt) replay(ctx context.Context, c *kernel.Catalog, view *store.View, fresh *store.Store) error {
	a, err := authority.Open(c, fresh)
	if err != nil {
		return err
	}
	a.Again(func(step string) bool { return r.past.steps[step] })
	var group []authority.Judged
	flush := func() error {
		if len(group) == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		err := r.judge(a, group)
		group = group[:0]
		return err
	}
	err = view.Commands(r.Base, func(j *authority.Judged) error {
		if len(group) > 0 && (group[0].Call.Judged != j.Call.Judged || len(group) >= groupMax) {
			if err := flush(); err != nil {
				return err
			}
		}
		group = append(group, *j)
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

func (r *Rebuilt) judge(a *authority.Authority, group []authority.Judged) error {
	judged, _, err := a.Replay(group)
	if err != nil {
		return err
	}
	for i := range group {
		r.Commands++
		want, got := &group[i], &judged[i]
		if r.Older > 0 || r.Base == 0 && want.Version < r.past.kept {
			if !bytes.Equal(want.Effect, got.Effect) || outcome(want) != outcome(got) {
				r.Older++
			}
			continue
		}
		if !bytes.Equal(want.Chain, got.Chain) {
			r.Findings = append(r.Findings, Finding{
				"replay", "重算的结果不同", "Judged again, the outcome is another",
				fmt.Sprintf("%d %s: %s, was %s", want.Version, want.Call.Name, outcome(got), outcome(want)),
			})
		}
	}
	return nil
}

func outcome(j *authority.Judged) string {
	if j.Refusal != nil {
		return j.Refusal.Code
	}
	return fmt.Sprintf("accepted (effect %x)", j.Effect[:4])
}

func (r *Rebuilt) compare(c *kernel.Catalog, view *store.View, fresh *store.Store) error {
	if r.Older > 0 {
		return nil
	}
	for _, s := range c.Schemas {
		want, rows, err := hashRows(view, s)
		if err != nil {
			return err
		}
		got, again, err := hashRows(fresh, s)
		if err != nil {
			return err
		}
		equal := bytes.Equal(got, want)
		r.Entities = append(r.Entities, Compared{s.Name, rows, again, equal})
		if !equal {
			r.Findings = append(r.Findings, Finding{
				"rebuild", "重建的数据不同", "The rebuilt rows differ", fmt.Sprintf("%s: %d rows, rebuilt %d", s.Name, rows, again),
			})
		}
	}
	return nil
}

// hashRows sums up the rows of an entity, in the order of ids.
func hashRows(from kernel.Scanner, s *kernel.Schema) (hash []byte, rows int64, err error) {
	h := sha256.New()
	var body []byte
	err = from.Scan(s, func(row kernel.Row) error {
		rows++
		body = kernel.Encode(body[:0], row)
		_, _ = fmt.Fprintf(h, "%d:", len(body)) // a hash never fails
		_, _ = h.Write(body)
		return nil
	})
	return h.Sum(nil), rows, err
}
