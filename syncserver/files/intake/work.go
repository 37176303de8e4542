package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/doors/reply"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

// work is one import.
type work struct {
	desk *Desk
	id   kernel.ID
	is   hub.Identity // whose it is, and by which device
	name string       // what he is called
	dir  string

	ctx  context.Context // ends with the import
	stop func()
	gone sync.WaitGroup

	lock   sync.Mutex
	state  wire.Import
	size   int64  // of all files, in bytes
	coming bool   // a file is being sent
	halt   func() // ends the step that goes on; nil for none
}

// told is how far it is.
func (w *work) told() *wire.Import {
	w.lock.Lock()
	defer w.lock.Unlock()
	state := w.state
	return &state
}

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

// enter lets one file come; false while another comes, or the import is at work or over.
// What was found out about the files before holds no longer.
func (w *work) enter() bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.coming || w.state.Step.Busy() || w.state.Step == wire.ImportDone || w.ctx.Err() != nil {
		return false
	}
	w.coming = true
	w.gone.Add(1)
	w.unknow()
	return true
}

func (w *work) leave() {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.coming = false
	w.gone.Done()
}

// unknow forgets what was found out about the files.
func (w *work) unknow() {
	s := &w.state
	*s = wire.Import{ID: s.ID, Step: wire.ImportEmpty, Files: s.Files, Trouble: s.Trouble}
}

// retire ends an import that makes room for another one of the person; false while it is
// at work, or a file of somebody else comes.
func (w *work) retire(by kernel.ID) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.state.Step.Busy() || w.coming && w.is.User != by {
		return false
	}
	w.stop()
	return true
}

// end ends what goes on and takes the files away.
func (w *work) end() {
	w.lock.Lock()
	w.stop() // nothing begins any more
	w.lock.Unlock()
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

// start has a step worked on beside everything else, if the import is where it may begin.
// One that fails, or is cancelled, leaves the import at the step before, with the reason.
func (w *work) start(step wire.ImportStep, may func(s *wire.Import) bool, run func(ctx context.Context) error) error {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.state.Step.Busy() || w.coming || w.ctx.Err() != nil || !may(&w.state) {
		return Late.With()
	}
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
		switch step {
		case wire.ImportLooking:
			w.unknow()
		case wire.ImportTrying:
			w.state.Step = wire.ImportLooked
		default:
			w.state.Step = wire.ImportStopped
		}
		if !errors.Is(err, context.Canceled) {
			w.state.Trouble = w.said(err)
		}
	})
	return nil
}

// caught runs a step. Files are anybody's: where they bring the program to a fault, it is
// this import's and not the end of all companies that are served.
func caught(ctx context.Context, run func(ctx context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("intake: fault: %v\n%s", p, debug.Stack())
		}
	}()
	return run(ctx)
}

// said is an error in words; what is no refusal is logged and is none of the person's
// business but for a full disk.
func (w *work) said(err error) *wire.ImportLine {
	if errors.Is(err, company.Importing.With()) {
		err = Elsewhere.With()
	}
	r, refused := kernel.AsRefusal(roomless(err))
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
			err = importer.Unread(filepath.Base(path), err)
			if _, refused := kernel.AsRefusal(err); refused { // and not one that was cancelled
				err = errors.Join(err, w.drop(path))
			}
			return err
		}
		if len(list) == 0 { // nothing but titles
			return errors.Join(Blank.With(kernel.Text("file", filepath.Base(path))), w.drop(path))
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
	lines := 0
	for _, f := range proposed.Fates {
		if f.Why == nil {
			lines += f.Lines
		}
	}
	if lines > linesMost { // they are not even read then
		return Long.With(kernel.Int("lines", int64(lines)), kernel.Int("most", linesMost))
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
