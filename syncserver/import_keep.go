package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/importer"
)

// importWork is an import on its way from a draft into the company.
type importWork struct {
	in      *importFlags
	c       *company.Work
	mapping *importer.Mapping
	dry     bool
	before  string // the company before the first of the import's commands, packed; "" for none
	serving bool   // a running server judges the import, so what it has judged stands
}

// clean takes away what was packed and not kept.
func (w *importWork) clean() {
	if w.before != "" {
		_ = os.Remove(w.before) // it is there only when nothing was imported
	}
}

// draft opens a copy of the company to judge on. Of the state before the first run
// of an import a copy is kept beside, for undo.
func (w *importWork) draft(s *session) func(first bool) (importer.Draft, error) {
	return func(first bool) (importer.Draft, error) {
		d, err := w.c.Draft(s, func(path string) error {
			if !first || w.dry || w.before != "" {
				return nil
			}
			w.before = filepath.Join(w.in.data, "import-before.gz")
			return importer.Pack(path, w.before)
		})
		if err != nil {
			return nil, err
		}
		return d, nil
	}
}

// keep makes what was judged on the draft the company. Where a draft cannot become it
// (beside a running server, in a database) it is judged again in groups, and devices
// see it come.
func (w *importWork) keep(s *session, plan *importer.Plan, draft importer.Draft, readEnds func() error) error {
	d := draft.(*company.Draft)
	if !w.c.Adopts {
		err := errors.Join(d.Close())
		if err == nil && w.before != "" {
			err = w.c.Side(importer.KeepBefore(plan.Mapping.Origin(), w.before))
		}
		if w.serving = true; err == nil {
			err = plan.Run(s, w.c, s.progress("导入 import"))
		}
		if err == nil {
			err = w.c.Side(plan.Keep)
		}
		return errors.Join(err, readEnds())
	}
	err := d.Side(plan.Keep)
	if err == nil && w.before != "" {
		err = d.Side(importer.KeepBefore(plan.Mapping.Origin(), w.before))
	}
	if err = errors.Join(err, readEnds()); err != nil {
		return errors.Join(err, d.Close())
	}
	return w.c.Adopt(context.WithoutCancel(s), d)
}
