package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"heyi/shared/authority"
	"heyi/shared/kernel"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// Rebuilt compares a company with the one that comes out of its operation log.
type Rebuilt struct {
	Commands int64
	Older    int64 // judged by an earlier release whose rules gave another outcome
	Entities []Compared
	Findings []Finding

	upgraded int64 // version of the last part of an upgrade, 0 for a company of this release alone
}

// Compared is one entity on both sides, with the hashes of all of its rows.
type Compared struct {
	Entity    string
	Rows, New int64
	Equal     bool
}

// groupMax is how many commands are judged in one commit.
const groupMax = 500

// upgradedAt finds the last command of an upgrade. What stands before it was judged
// by an earlier release.
func upgradedAt(view *store.View) (version int64, err error) {
	err = view.Commands(0, func(j *authority.Judged) error {
		if j.Call.Name == "org.upgrade" {
			version = j.Version
		}
		return nil
	})
	return version, err
}

// Rebuild judges every command of the log again, at the time it was judged then,
// in an empty company in the folder, and compares verdicts and rows. Everything
// that is stored besides what happened is a projection of it, so both must be
// equal to the byte. Commands of an earlier release are judged by today's rules like
// all others; where that gives another outcome, they are counted as older, and the
// rows, which were upgraded since, cannot be compared.
func Rebuild(ctx context.Context, c *kernel.Catalog, view *store.View, folder string) (*Rebuilt, error) {
	path := filepath.Join(folder, "rebuilt.db")
	fresh, err := sqlite.Create(path, c, kernel.DeriveID("rebuilt"), view.State.History, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	r := &Rebuilt{}
	upgraded, err := upgradedAt(view)
	if err == nil {
		r.upgraded = upgraded
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

// replay judges the log in groups of equal times.
func (r *Rebuilt) replay(ctx context.Context, c *kernel.Catalog, view *store.View, fresh *store.Store) error {
	a, err := authority.Open(c, fresh)
	if err != nil {
		return err
	}
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
	err = view.Commands(0, func(j *authority.Judged) error {
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
		if r.Older > 0 || want.Version <= r.upgraded {
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
