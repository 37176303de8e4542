package company

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/reply"
	"heyi/syncserver/store"
)

// Work is a company that an administrator's program works on for a while: opened
// by itself or, where a server has it open, beside that server. Then rows are
// read from the file and commands are judged at the server's control door, so
// files to import are read with the administrator's rights and never go through
// the server.
type Work struct {
	Catalog *kernel.Catalog
	Beside  bool // a server has the company open
	Adopts  bool // a draft may become the company: it is in a file that nobody else has open
	// Read opens a view at the last committed version.
	Read func() (*store.View, error)
	// Side runs a transaction on tables that only the server knows.
	Side func(run func(tx *sql.Tx) error) error

	place Place
	own   *Company // nil beside a server
	judge func(ctx context.Context, calls []kernel.Call) ([]authority.Judged, error)
	close func(ctx context.Context) error
}

// Importing is the refusal of a second program that works on a company beside
// its server: both would number their commands alike.
var Importing = kernel.Refuse("server.importing", "{dir} 里已有另一个导入正在进行", "Another import is at work in {dir}")

// OpenWork opens the company, or joins the server that has it open.
func (p Place) OpenWork(log *slog.Logger) (*Work, error) {
	c, err := p.Open(log)
	if err == nil {
		return &Work{
			Catalog: c.Catalog, Read: c.Store.Read, Side: c.Store.Side, close: c.Close, place: p, own: c, Adopts: !p.Shared(),
			judge: func(ctx context.Context, calls []kernel.Call) ([]authority.Judged, error) {
				return c.Hub.Do(ctx, calls...)
			},
		}, nil
	}
	if !errors.Is(err, Locked.With()) {
		return nil, err
	}
	door, err := p.findDoor(err)
	if err != nil {
		return nil, err
	}
	return p.join(door)
}

func (p Place) join(door *controlFile) (*Work, error) {
	l, err := p.home.takeBeside(context.Background())
	if err != nil {
		return nil, p.Explain(err)
	}
	catalog := all.Catalog(all.Latest)
	views, err := p.home.views(context.Background(), catalog)
	if err != nil {
		return nil, errors.Join(err, l.free())
	}
	return &Work{
		Catalog: catalog, Beside: true, Read: views.Read, judge: door.judge, place: p,
		Side:  func(run func(tx *sql.Tx) error) error { return store.Beside(p.home.database(), run) },
		close: func(context.Context) error { return errors.Join(views.Close(), l.free()) },
	}, nil
}

// Work is the company for an import that its own server runs: the hub judges, and devices
// see it come. There is one at a time, by whatever way it was begun.
func (c *Company) Work() (*Work, error) {
	l, err := c.home.takeBeside(context.Background())
	if err != nil {
		return nil, c.Explain(err)
	}
	return &Work{
		Catalog: c.Catalog, Beside: true, Read: c.Store.Read, Side: c.Store.Side, place: c.Place,
		judge: func(ctx context.Context, calls []kernel.Call) ([]authority.Judged, error) {
			return c.Hub.Do(ctx, calls...)
		},
		close: func(context.Context) error { return l.free() },
	}, nil
}

// SweepDraft takes away what an import that was cut off has left of its draft, which may
// be as large as the company. One that is at work keeps it.
func (c *Company) SweepDraft() error {
	l, err := c.home.takeBeside(context.Background())
	if errors.Is(err, Importing.With()) {
		return nil
	}
	if err != nil {
		return c.Explain(err)
	}
	path := filepath.Join(c.Dir, draftFile)
	return errors.Join(removeFile(path), removeFile(path+".lean"), l.free())
}

// Do judges calls in one group that is written whole or not at all.
func (w *Work) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	return w.judge(ctx, calls)
}

// Close ends the work. Views must be closed before.
func (w *Work) Close(ctx context.Context) error { return w.close(ctx) }

// judgement is a judged command as it goes through the control door.
type judgement struct {
	Version int64  `json:"version"`
	Refusal []byte `json:"refusal,omitempty"` // as on the wire
}

// Bounds of a group of commands at the control door.
const (
	judgeBytes = 256 << 20
	judgeTime  = 10 * time.Minute
)

// judgeAtDoor has the running hub judge what a program beside it brings. Whoever
// knows the secret of the door owns the company's file, so origin and author are
// believed.
func (c *Company) judgeAtDoor(w http.ResponseWriter, r *http.Request) {
	var calls []kernel.Call
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, judgeBytes)).Decode(&calls); err != nil {
		reply.Error(w, r, c.Log, http.StatusBadRequest, reply.BadRequest.With())
		return
	}
	judged, err := c.Hub.Do(r.Context(), calls...)
	if err != nil {
		reply.Error(w, r, c.Log, auth.Status(err), err)
		return
	}
	answer := make([]judgement, len(judged))
	for i := range judged {
		answer[i] = judgement{judged[i].Version, wire.EncodeRefusal(judged[i].Refusal)}
	}
	reply.JSON(w, http.StatusOK, answer)
}

func (f *controlFile) judge(ctx context.Context, calls []kernel.Call) ([]authority.Judged, error) {
	body, err := json.Marshal(calls)
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	var answer []judgement
	err = f.post(ctx, "/judge", body, judgeTime, func(r io.Reader) error { return json.NewDecoder(r).Decode(&answer) })
	if err == nil && len(answer) != len(calls) {
		err = fmt.Errorf("company: control: %d verdicts for %d commands", len(answer), len(calls))
	}
	if err != nil {
		return nil, err
	}
	judged := make([]authority.Judged, len(calls))
	for i, a := range answer {
		judged[i] = authority.Judged{Call: calls[i], Version: a.Version}
		if judged[i].Refusal, err = wire.DecodeRefusal(a.Refusal); err != nil {
			return nil, fmt.Errorf("company: control: %w", err)
		}
	}
	return judged, nil
}
