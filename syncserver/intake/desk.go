package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/wire"
	"heyi/syncserver/auth"
	"heyi/syncserver/company"
	"heyi/syncserver/hub"
	"heyi/syncserver/reply"
)

// Refusals of an import from the app.
var (
	Busy = kernel.Refuse("import.busy", "{who} 正在导入，一次只能有一个导入；请等他导完再试", "{who} is importing, and there is one import at a time; please try again when that is done")
	Over = kernel.Refuse("import.over", "这次导入已经结束，请重新选择文件", "This import is over; please choose the files again")
	Late = kernel.Refuse("import.step", "现在不能做这一步，请先等上一步结束", "This cannot be done now: the step before has not ended")
)

// Desk is where the imports of a company are worked on.
type Desk struct {
	company *company.Company
	log     *slog.Logger

	lock sync.Mutex
	now  *work // the import that was begun last; nil for none
}

// folder is where files lie while they are imported. What is left over is of no use.
const folder = "incoming"

// New makes the desk of a company, which ends with it.
func New(c *company.Company) *Desk {
	d := &Desk{company: c, log: c.Log}
	if err := os.RemoveAll(d.folder()); err != nil {
		d.log.Warn("files of an import are left over", "error", err)
	}
	c.BeforeClose(d.close)
	return d
}

func (d *Desk) folder() string { return filepath.Join(d.company.Dir, folder) }

func (d *Desk) close() {
	d.lock.Lock()
	w := d.now
	d.lock.Unlock()
	if w != nil {
		w.end()
	}
}

// Register adds the routes.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/v1/imports", d.signedIn(d.begin))
	mux.HandleFunc("GET /api/v1/imports/now", d.signedIn(d.present))
	mux.HandleFunc("GET /api/v1/imports/{id}", d.signedIn(func(_ *http.Request, _ *kernel.Author, w *work) (*wire.Import, error) { return w.told(), nil }))
	mux.HandleFunc("POST /api/v1/imports/{id}/files", d.signedIn(d.take))
	mux.HandleFunc("POST /api/v1/imports/{id}/{act}", d.signedIn(d.act))
}

// signedIn finds out who asks and about which import, and answers with how far it is.
func (d *Desk) signedIn(answer func(r *http.Request, who *kernel.Author, w *work) (*wire.Import, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		told, err := d.answer(r, answer)
		if err != nil {
			reply.Error(w, r, d.log, auth.Status(err), err)
			return
		}
		reply.JSON(w, http.StatusOK, told)
	}
}

func (d *Desk) answer(r *http.Request, answer func(r *http.Request, who *kernel.Author, w *work) (*wire.Import, error)) (*wire.Import, error) {
	who, err := d.company.Auth.Check(auth.Token(r))
	if err != nil {
		return nil, err
	}
	author, err := d.author(who)
	if err != nil {
		return nil, err
	}
	var w *work
	if id := r.PathValue("id"); id != "" {
		d.lock.Lock()
		w = d.now
		d.lock.Unlock()
		if w == nil || w.id.String() != id || w.user != who.User {
			return nil, Over.With()
		}
	}
	return answer(r, author, w)
}

// author is who asks, if he may import.
func (d *Desk) author(who hub.Identity) (author *kernel.Author, err error) {
	defer kernel.Catch(&err)
	view, err := d.company.Store.Read()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	if author, err = kernel.Identify(d.company.Catalog, view, who.Device, who.User); err != nil {
		return nil, err
	}
	if author.System || author.Viewer == nil {
		return nil, org.UnknownUser.With()
	}
	return author, org.MayImport.Check(kernel.NewTx(d.company.Catalog, view, author.Viewer, &kernel.Call{}, author))
}

// present is the person's own import, an empty one for none.
func (d *Desk) present(_ *http.Request, who *kernel.Author, _ *work) (*wire.Import, error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.now == nil || d.now.user != who.User {
		return &wire.Import{}, nil
	}
	return d.now.told(), nil
}

// begin makes an import without files. One that is not at work makes room for it.
func (d *Desk) begin(_ *http.Request, who *kernel.Author, _ *work) (*wire.Import, error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.now != nil {
		if d.now.busy() {
			return nil, Busy.With(kernel.Text("who", d.now.name))
		}
		d.now.end()
	}
	id := kernel.NewID(company.Now(), company.Random())
	w := &work{desk: d, id: id, user: who.User, name: who.Name, dir: filepath.Join(d.folder(), id.String()), state: wire.Import{ID: id, Step: wire.ImportEmpty}}
	w.ctx, w.stop = context.WithCancel(context.Background())
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	d.now = w
	return w.told(), nil
}

// take takes a file in, or all files of an archive.
func (d *Desk) take(r *http.Request, _ *kernel.Author, w *work) (*wire.Import, error) {
	if w.busy() || w.over() {
		return nil, Late.With()
	}
	err := w.receive(r.URL.Query().Get("name"), r.Body)
	return w.told(), err
}

// act goes on with an import, or ends what it is at.
func (d *Desk) act(r *http.Request, who *kernel.Author, w *work) (*wire.Import, error) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 1<<10)) // nothing is asked for in it
	step := w.told()
	var err error
	switch act := r.PathValue("act"); {
	case act == "cancel":
		w.cancel()
	case act == "look" && len(step.Files) > 0 && !w.over():
		err = w.start(wire.ImportLooking, w.look)
	case act == "try" && step.Known && (step.Step == wire.ImportLooked || step.Step == wire.ImportTried):
		place := r.URL.Query().Get("place")
		w.set(func(s *wire.Import) { s.Place = place })
		err = w.start(wire.ImportTrying, w.try)
	case act == "run" && (step.Step == wire.ImportTried && len(step.Made) > 0 || step.Step == wire.ImportStopped):
		d.log.Info("import begins", "name", step.Name, "files", step.Files, "user", who.User.String(), "lines", step.Lines, "refused", step.Refused)
		err = w.start(wire.ImportRunning, w.run)
	default:
		err = Late.With()
	}
	return w.told(), err
}
