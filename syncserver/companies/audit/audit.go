// Package audit holds a company against everything that must be true of it: the
// file, the audit chain, every invariant of every row and across rows; and it
// can judge the whole operation log anew to see whether the same company comes
// out.
package audit

import (
	"errors"
	"fmt"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
)

// Finding is one thing that is not as it must be.
type Finding struct {
	Rule   string // "F5", "row.taken", "chain", "file"
	Zh, En string
	Key    string // what an accountant or administrator can look up
}

// Verified is what a verification has looked at.
type Verified struct {
	Version  int64
	Commands int64
	Rows     int64
	Findings []Finding
}

// Verify checks a view of a company.
func Verify(c *kernel.Catalog, view *store.View) (v *Verified, err error) {
	defer kernel.Catch(&err)
	v = &Verified{Version: view.Version()}
	damages, err := view.Intact()
	if err != nil {
		return v, err
	}
	for _, d := range damages {
		v.add("file", "文件损坏", "The file is damaged", d)
	}
	if err := v.chain(view); err != nil {
		return v, err
	}
	findings, err := kernel.Verify(c, &counted{view, &v.Rows})
	if err != nil {
		return v, fmt.Errorf("audit: %w", err)
	}
	for _, f := range findings {
		v.add(f.Rule, f.Zh, f.En, f.Key)
	}
	sums, err := view.CheckSums(c)
	if err != nil {
		return v, fmt.Errorf("audit: %w", err)
	}
	for _, cell := range sums {
		v.add("sums", "留存的月度合计与明细不符", "A monthly sum that is kept differs from its rows", cell)
	}
	return v, nil
}

func (v *Verified) add(rule, zh, en, key string) {
	v.Findings = append(v.Findings, Finding{rule, zh, en, key})
}

// errBroken ends the walk at the first line that does not fit: all later ones
// hang on it.
var errBroken = errors.New("audit: the chain is broken")

func (v *Verified) chain(view *store.View) error {
	var chain authority.Chain
	accepted := map[kernel.ID]bool{}
	err := view.Commands(0, func(j *authority.Judged) error {
		v.Commands++
		if j.Refusal == nil {
			if accepted[j.Call.ID] {
				v.add("call", "两个操作使用了同一编号", "Two commands have one id", fmt.Sprintf("version %d %s", j.Version, j.Call.Name))
			}
			accepted[j.Call.ID] = true
		}
		if err := chain.Check(j); err != nil {
			v.add("chain", "审计链在此断开或被改动", "The audit chain was cut or altered here", plain(err))
			return errBroken
		}
		return nil
	})
	if errors.Is(err, errBroken) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := chain.End(view.State); err != nil {
		v.add("chain", "审计链的末尾缺失", "The end of the audit chain is missing", plain(err))
	}
	return nil
}

func plain(err error) string { return strings.TrimPrefix(err.Error(), "authority: audit chain") }

// counted counts the rows that a verification has read.
type counted struct {
	*store.View
	rows *int64
}

// Scan visits the rows of an entity and counts them.
func (c *counted) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return c.View.Scan(s, func(row kernel.Row) error {
		*c.rows++
		return visit(row)
	})
}

// Gather finds rows that hang on others and counts them.
func (c *counted) Gather(s *kernel.Schema, field *kernel.Field, ids []kernel.ID) ([]kernel.Row, error) {
	rows, err := c.View.Gather(s, field, ids)
	*c.rows += int64(len(rows))
	return rows, err
}
