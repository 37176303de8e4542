package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/importer"
)

// decided is an import that was judged on a draft.
type decided struct {
	job   *company.Work
	plan  *importer.Plan
	draft importer.Draft
	close func() error // of the view that it was planned on
}

// decide judges the import on a draft: what is refused is left out and told.
func (w *work) decide(ctx context.Context, job *company.Work, copied func(path string) error) (d *decided, err error) {
	m, err := importer.ReadMapping(job.Catalog, w.mapping())
	if err != nil {
		return nil, err
	}
	m.Place = w.told().Place
	view, err := job.Read()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, view.Close())
		}
	}()
	zone, err := importer.Zone(job.Catalog, view)
	if err != nil {
		return nil, err
	}
	data, report, err := importer.Load(ctx, m, zone, w.paths())
	if report != nil {
		w.report(m.Name, report)
	}
	if err != nil {
		return nil, err
	}
	if report.Lines > linesMost {
		return nil, Long.With(kernel.Int("lines", int64(report.Lines)), kernel.Int("most", linesMost))
	}
	open := func(first bool) (importer.Draft, error) {
		return job.Draft(ctx, func(path string) error {
			if !first || copied == nil {
				return nil
			}
			return copied(path)
		})
	}
	plan, draft, err := importer.Decide(ctx, job.Catalog, view, data, report, company.Now(), true, open, w.progress)
	w.report(m.Name, report)
	if err != nil {
		return nil, err
	}
	return &decided{job, plan, draft, view.Close}, nil
}

// turns are how many imports are judged at a time by all companies that are served here: one
// with all that its bounds allow takes some 800 MB of memory.
var turns = make(chan struct{}, 2)

// turn waits for the import's turn.
func turn(ctx context.Context) (end func(), err error) {
	select {
	case turns <- struct{}{}:
		return func() { <-turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// try judges the import and throws the draft away.
func (w *work) try(ctx context.Context) (err error) {
	end, err := turn(ctx)
	if err != nil {
		return err
	}
	defer end()
	job, err := w.desk.company.Work()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, job.Close(context.WithoutCancel(ctx))) }()
	d, err := w.decide(ctx, job, nil)
	if err != nil {
		return err
	}
	if err := errors.Join(d.draft.Close(), d.close()); err != nil {
		return err
	}
	w.set(func(s *wire.Import) { s.Step = wire.ImportTried })
	return nil
}

// run judges the import once more, since the company has gone on, keeps the company as it
// was for undo, and has the server judge what is not refused.
func (w *work) run(ctx context.Context) (err error) {
	end, err := turn(ctx)
	if err != nil {
		return err
	}
	defer end()
	job, err := w.desk.company.Work()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, job.Close(context.WithoutCancel(ctx))) }()
	before := filepath.Join(w.dir, ".before.gz")
	packed := false
	d, err := w.decide(ctx, job, func(path string) error {
		packed = true
		return importer.Pack(path, before)
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.draft.Close(); err != nil {
		return err
	}
	if err := w.keepMapping(d.plan.Mapping.Name); err != nil {
		return err
	}
	if packed {
		if err := job.Side(importer.KeepBefore(d.plan.Mapping.Origin(), before)); err != nil {
			return err
		}
	}
	err = d.plan.Run(ctx, &owned{w, job}, w.progress)
	w.report(d.plan.Mapping.Name, d.plan.Report)
	if err != nil {
		return err
	}
	if err := job.Side(d.plan.Keep); err != nil {
		return err
	}
	w.set(func(s *wire.Import) { s.Step = wire.ImportDone })
	if err := os.RemoveAll(w.dir); err != nil {
		w.desk.log.Warn("files of an import are left over", "error", err)
	}
	return nil
}

// owned is the company as long as the person of an import has the right to it.
type owned struct {
	of  *work
	job *company.Work
}

// Do judges calls in one group.
func (o *owned) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	if _, err := o.of.desk.author(o.of.is); err != nil {
		if _, refused := kernel.AsRefusal(err); refused {
			o.of.desk.log.Warn("an import ends with its person's right", "user", o.of.is.User.String(), "error", err)
		}
		return nil, err
	}
	return o.job.Do(ctx, calls...)
}

// keepMapping keeps what the files were taken for beside the company, by the import's name:
// who takes it back names it.
func (w *work) keepMapping(name string) error {
	text, err := os.ReadFile(w.mapping())
	if err != nil {
		return err
	}
	dir := filepath.Join(w.desk.company.Dir, "import")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".toml"), text, 0o600)
}
