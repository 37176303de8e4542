package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"heyi/shared/kernel"
	"heyi/shared/wire"
	"heyi/syncserver/company"
	"heyi/syncserver/importer"
	"heyi/syncserver/reply"
	"heyi/syncserver/tabular"
)

// work is one import.
type work struct {
	desk *Desk
	id   kernel.ID
	user kernel.ID // whose it is
	name string    // what he is called
	dir  string

	ctx  context.Context // ends with the import
	stop func()
	gone sync.WaitGroup

	lock  sync.Mutex
	state wire.Import
	halt  func() // ends the step that goes on; nil for none
}

// told is how far it is.
func (w *work) told() *wire.Import {
	w.lock.Lock()
	defer w.lock.Unlock()
	state := w.state
	return &state
}

func (w *work) busy() bool { return w.told().Step.Busy() }

func (w *work) over() bool { return w.told().Step == wire.ImportDone }

// set changes the state, whose lists are made anew and never written to.
func (w *work) set(change func(s *wire.Import)) {
	w.lock.Lock()
	defer w.lock.Unlock()
	change(&w.state)
}

// progress tells how far the step is.
func (w *work) progress(done, total int) {
	w.set(func(s *wire.Import) { s.Done, s.Total = done, total })
}

// end ends what goes on and takes the files away.
func (w *work) end() {
	w.stop()
	w.gone.Wait()
	if err := os.RemoveAll(w.dir); err != nil {
		w.desk.log.Warn("files of an import are left over", "error", err)
	}
}

// cancel ends the step that goes on.
func (w *work) cancel() {
	w.lock.Lock()
	halt := w.halt
	w.lock.Unlock()
	if halt != nil {
		halt()
		w.gone.Wait()
	}
}

// start has a step worked on beside everything else. One that fails, or is cancelled,
// leaves the import where it was, with the reason.
func (w *work) start(step wire.ImportStep, run func(ctx context.Context) error) error {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.state.Step.Busy() || w.ctx.Err() != nil {
		return Late.With()
	}
	was := w.state.Step
	w.state.Step, w.state.Done, w.state.Total, w.state.Trouble = step, 0, 0, nil
	ctx, halt := context.WithCancel(w.ctx)
	w.halt = halt
	w.gone.Go(func() {
		defer halt()
		err := caught(ctx, run)
		w.lock.Lock()
		defer w.lock.Unlock()
		w.halt = nil
		if err == nil {
			return
		}
		w.state.Step = was
		if step == wire.ImportRunning {
			w.state.Step = wire.ImportStopped
		}
		if !errors.Is(err, context.Canceled) {
			w.state.Trouble = w.said(err)
		}
	})
	return nil
}

func caught(ctx context.Context, run func(ctx context.Context) error) (err error) {
	defer kernel.Catch(&err)
	return run(ctx)
}

// said is an error in words; what is no refusal is logged and is none of the person's
// business but for a full disk.
func (w *work) said(err error) *wire.ImportLine {
	r, refused := kernel.AsRefusal(w.desk.company.Explain(err))
	if !refused {
		w.desk.log.Error("an import failed", "error", err)
		r = reply.Internal.With()
	}
	return &wire.ImportLine{Zh: r.Sentence("zh", nil), En: r.Sentence("en", nil)}
}

// paths are the files.
func (w *work) paths() (paths []string) {
	for _, name := range w.told().Files {
		paths = append(paths, filepath.Join(w.dir, name))
	}
	return paths
}

// mapping is where the mapping that was made of the files stands.
func (w *work) mapping() string { return filepath.Join(w.dir, ".mapping.toml") }

// look reads the files through and makes the mapping.
func (w *work) look(ctx context.Context) error {
	var looks []*importer.Look
	for _, path := range w.paths() {
		list, err := importer.LookAtAll(ctx, path, tabular.Options{})
		if err != nil {
			return errors.Join(importer.Unread(filepath.Base(path), err), w.drop(path))
		}
		looks = append(looks, list...)
	}
	view, err := w.desk.company.Store.Read()
	if err != nil {
		return err
	}
	own, err := importer.OwnFields(w.desk.company.Catalog, view)
	if err = errors.Join(err, view.Close()); err != nil {
		return err
	}
	proposed := importer.Propose(w.desk.company.Catalog, looks, own...)
	if err := os.WriteFile(w.mapping(), []byte(proposed.TOML), 0o600); err != nil {
		return err
	}
	sheets := make([]wire.ImportSheet, len(proposed.Fates))
	for i, f := range proposed.Fates {
		zh, en := f.Words()
		sheets[i] = wire.ImportSheet{Name: f.Sheet, Lines: f.Lines, Zh: zh, En: en, Used: f.Why == nil && len(f.Became) > 0, Idle: f.Idle}
		for _, k := range looks {
			if k.Sheet() == f.Sheet {
				sheets[i].Titles = k.Titles(f.Idle)
			}
		}
	}
	w.set(func(s *wire.Import) {
		s.Step, s.Sheets, s.Known = wire.ImportLooked, sheets, proposed.Known
		s.Lines, s.Skipped, s.Changed, s.Refused, s.Made, s.Bad, s.Notes = 0, 0, 0, 0, nil, nil, nil
	})
	return nil
}

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

// try judges the import and throws the draft away.
func (w *work) try(ctx context.Context) (err error) {
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
	err = d.plan.Run(ctx, job, w.progress)
	w.report(d.plan.Mapping.Name, d.plan.Report)
	if err != nil {
		return err
	}
	if err := job.Side(d.plan.Keep); err != nil {
		return err
	}
	w.set(func(s *wire.Import) { s.Step = wire.ImportDone })
	return os.RemoveAll(w.dir)
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

// shownMost bounds the lines that are told; the count is of all.
const shownMost = 200

// report tells what came of it.
func (w *work) report(name string, r *importer.Report) {
	made := make([]wire.ImportMade, len(r.Made))
	for i, m := range r.Made {
		made[i] = wire.ImportMade{Zh: m.Zh, En: m.En, New: m.New, Known: m.Known, Amount: m.Amount, Priced: m.Priced}
	}
	var bad, notes []wire.ImportLine
	for _, b := range r.Refused[:min(shownMost, len(r.Refused))] {
		bad = append(bad, wire.ImportLine{File: filepath.Base(b.File), Line: b.Line, Column: b.Column, Count: 1, Zh: b.Zh, En: b.En})
	}
	for _, n := range r.Notes[:min(shownMost, len(r.Notes))] {
		notes = append(notes, wire.ImportLine{File: filepath.Base(n.File), Line: n.Line, Count: n.Count, Zh: n.Zh, En: n.En})
	}
	w.set(func(s *wire.Import) {
		s.Name, s.Lines, s.Skipped, s.Changed, s.Refused = name, r.Lines, r.Skipped, r.Changed, len(r.Refused)
		s.Made, s.Bad, s.Notes = made, bad, notes
	})
}
