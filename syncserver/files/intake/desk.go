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
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/doors/reply"
)

// Refusals of an import from the app.
var (
	Busy = kernel.Refuse("import.busy", "{who} 正在导入，一次只能有一个导入；请等他导完再试", "{who} is importing, and there is one import at a time; please try again when that is done")
	// Elsewhere is said on a screen, where the server's folder means nothing.
	Elsewhere = kernel.Refuse("import.elsewhere", "服务器管理员正在用工具导入，请等它结束后再试", "The server's administrator is importing with the tool; please try again when that is done")
	Over      = kernel.Refuse("import.over", "这次导入已经结束，请重新选择文件", "This import is over; please choose the files again")
	Late      = kernel.Refuse("import.step", "现在不能做这一步，请先等上一步结束", "This cannot be done now: the step before has not ended")
)

// Desk is where the imports of a company are worked on.
type Desk struct {
	company *company.Company
	log     *slog.Logger

	lock   sync.Mutex
	now    *work // the import that was begun last; nil for none
	closed bool  // with the company
}

// folder is where files lie while they are imported. What is left over is of no use.
const folder = "incoming"

// New makes the desk of a company, which ends with it.
func New(c *company.Company) *Desk {
	d := &Desk{company: c, log: c.Log}
	if err := os.RemoveAll(d.folder()); err != nil {
		d.log.Warn("files of an import are left over", "error", err)
	}
	if err := c.SweepDraft(); err != nil {
		d.log.Warn("the draft of an import is left over", "error", err)
	}
	c.BeforeClose(d.close)
	return d
}

func (d *Desk) folder() string { return filepath.Join(d.company.Dir, folder) }

func (d *Desk) close() {
	d.lock.Lock()
	w := d.now
	d.closed = true
	d.lock.Unlock()
	if w != nil {
		w.end()
	}
}

// answering answers a request of a person about an import, nil where none is named.
type answering func(a *asked, w *work) (*wire.Import, error)

// asked is a request and whose it is.
type asked struct {
	*http.Request
	answer http.ResponseWriter
	who    *kernel.Author
	is     hub.Identity
}

// Register adds the routes.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/v1/imports", d.signedIn(d.begin))
	mux.HandleFunc("GET /api/v1/imports/now", d.signedIn(d.present))
	mux.HandleFunc("GET /api/v1/imports/{id}", d.signedIn(func(_ *asked, w *work) (*wire.Import, error) { return w.told(), nil }))
	mux.HandleFunc("POST /api/v1/imports/{id}/files", d.signedIn(d.take))
	mux.HandleFunc("POST /api/v1/imports/{id}/{act}", d.signedIn(d.act))
}

// signedIn finds out who asks and about which import, and answers with how far it is.
func (d *Desk) signedIn(answer answering) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		told, err := d.answer(&asked{Request: r, answer: w}, answer)
		if err != nil {
			reply.Error(w, r, d.log, auth.Status(err), err)
			return
		}
		reply.JSON(w, http.StatusOK, told)
	}
}

func (d *Desk) answer(a *asked, answer answering) (_ *wire.Import, err error) {
	if a.is, err = d.company.Auth.Check(auth.Token(a.Request)); err != nil {
		return nil, err
	}
	if a.who, err = d.author(a.is); err != nil {
		return nil, err
	}
	var w *work
	if id := a.PathValue("id"); id != "" {
		d.lock.Lock()
		w = d.now
		d.lock.Unlock()
		if w == nil || w.id.String() != id || w.is.User != a.is.User {
			return nil, Over.With()
		}
	}
	return answer(a, w)
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
func (d *Desk) present(a *asked, _ *work) (*wire.Import, error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.now == nil || d.now.is.User != a.is.User {
		return &wire.Import{}, nil
	}
	return d.now.told(), nil
}

// begin makes an import without files. One that is not at work makes room for it; so does a
// file of one's own that still comes, for who begins anew waits for it no longer.
func (d *Desk) begin(a *asked, _ *work) (*wire.Import, error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.closed {
		return nil, hub.Stopping.With()
	}
	if d.now != nil {
		if !d.now.retire(a.is.User) {
			return nil, Busy.With(kernel.Text("who", d.now.name))
		}
		d.now.end()
	}
	id := kernel.NewID(company.Now(), company.Random())
	w := &work{desk: d, id: id, is: a.is, name: a.who.Name, dir: filepath.Join(d.folder(), id.String()), state: wire.Import{ID: id, Step: wire.ImportEmpty}}
	w.ctx, w.stop = context.WithCancel(context.Background())
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return nil, roomless(fmt.Errorf("intake: %w", err))
	}
	d.now = w
	return w.told(), nil
}

// take takes a file in, or all files of an archive: one at a time, and none while the
// server is at work on those that are there.
func (d *Desk) take(a *asked, w *work) (*wire.Import, error) {
	if !w.enter() {
		return nil, Late.With()
	}
	defer w.leave()
	body := &coming{from: a.Body, deadline: http.NewResponseController(a.answer), ctx: w.ctx, until: time.Now().Add(uploadTime)}
	defer context.AfterFunc(w.ctx, body.cut)()
	name := called(a.URL.Query().Get("name"))
	err := w.receive(name, body)
	switch {
	case w.ctx.Err() != nil:
		err = Over.With()
	case body.broken:
		err = Torn.With(kernel.Text("file", name))
	}
	return w.told(), roomless(err)
}

// act goes on with an import, or ends what it is at.
func (d *Desk) act(a *asked, w *work) (*wire.Import, error) {
	_, _ = io.Copy(io.Discard, io.LimitReader(a.Body, 1<<10)) // nothing is asked for in it
	var err error
	switch a.PathValue("act") {
	case "cancel":
		w.cancel()
	case "look":
		err = w.start(wire.ImportLooking, func(s *wire.Import) bool { return len(s.Files) > 0 && s.Step != wire.ImportDone }, w.look)
	case "try":
		place := a.URL.Query().Get("place")
		err = w.start(wire.ImportTrying, func(s *wire.Import) bool {
			may := s.Known && (s.Step == wire.ImportLooked || s.Step == wire.ImportTried)
			if may {
				s.Place = place
			}
			return may
		}, w.try)
	case "run":
		err = w.start(wire.ImportRunning, func(s *wire.Import) bool {
			may := s.Step == wire.ImportTried && len(s.Made) > 0 || s.Step == wire.ImportStopped
			if may {
				d.log.Info("import begins", "name", s.Name, "files", s.Files, "user", a.is.User.String(), "lines", s.Lines, "refused", s.Refused)
			}
			return may
		}, w.run)
	default:
		err = Late.With()
	}
	return w.told(), err
}
