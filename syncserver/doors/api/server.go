// Package api is the HTTP interface for programs. It has no list of its own of
// what a company can do: lists, rows, commands and the OpenAPI document all come
// out of the catalogue, so that a new entity or command is there at once.
//
// Permissions are those of sync. A reader's scope is a condition of every
// statement; what he may not see is missing, never forbidden. Guarded fields, such
// as costs, are rows of their own and join their main row only for those who hold
// them; nothing can be filtered or sorted by them, so that no order of answers
// tells what they are.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
	"heyi/shared/rowstore/contents"
	"heyi/shared/sync/authority"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/hub"
	outer "heyi/syncserver/doors/reply"
)

// View is the company at one version. It belongs to one request.
type View interface {
	authority.Reader
	Query(v *kernel.Viewer, q rowstore.Query) (rowstore.Page, error)
	Count(v *kernel.Viewer, q rowstore.Query, most int) (int64, error)
	figures.Source
}

// Server answers programs for one company.
type Server struct {
	Catalog *kernel.Catalog
	Log     *slog.Logger
	Now     func() kernel.Time
	// Check finds whose token it is.
	Check func(token string) (hub.Identity, error)
	// Read opens a view; Do judges calls and gives those without a key the next one
	// of their origin.
	Read func() (View, error)
	Do   func(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error)
	// Contents are the contents of files; nil for a company that keeps none.
	Contents func() (*contents.Store, error)
	// MostOfDay and MostOfAll bound what a person brings in a day and what the company
	// keeps, in bytes; 0 is what is usual.
	MostOfDay, MostOfAll int64

	described   sync.Once
	description []byte // the OpenAPI document

	keys  keys
	gate  gate
	lanes lanes
}

// Register adds the routes. Names of entities must not be those of the fixed
// routes; a test sees to it.
func (s *Server) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v1/openapi.json", s.openapi)
	mux.HandleFunc("GET /api/v1/reports/{name}", s.signedIn(s.report))
	mux.HandleFunc("POST /api/v1/commands/{name}", s.signedIn(s.command))
	mux.HandleFunc("GET /api/v1/{entity}", s.signedIn(s.list))
	mux.HandleFunc("GET /api/v1/{entity}/{id}", s.signedIn(s.get))
	mux.HandleFunc("GET /api/v1/{entity}/{id}/{field}", s.file(s.sendFile))
	mux.HandleFunc("PATCH /api/v1/{entity}/{id}/{field}", s.file(s.takeChunk))
}

// request is one request of somebody who is known.
type request struct {
	*http.Request
	who    hub.Identity
	author *kernel.Author
	view   View
	lang   string
	today  kernel.Date // the company's, for reports
}

// signedIn finds out who asks and opens the view that the whole answer is made
// from. What can be refused is found out before the first byte leaves; the view stays
// open until the last one has.
func (s *Server) signedIn(answer func(r *request) (*reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := s.Check(auth.Token(r))
		var leave func()
		if err == nil {
			leave, err = s.gate.enter(r.Context(), who.User)
		}
		if err != nil {
			outer.Error(w, r, s.Log, statusOf(err), err)
			return
		}
		defer leave()
		if err := s.answer(w, r, who, answer); err != nil {
			outer.Error(w, r, s.Log, statusOf(err), err)
		}
	}
}

// answer opens the view, and sends what is made from it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, who hub.Identity, answer func(r *request) (*reply, error)) error {
	view, err := s.Read()
	if err != nil {
		return err
	}
	done := sync.OnceFunc(func() {
		if err := view.Close(); err != nil {
			s.Log.Error("a view was not closed", "error", err)
		}
	})
	defer done()
	a, err := s.prepare(r, who, view, answer)
	if err != nil {
		return err
	}
	if a.stream == nil {
		done() // who reads slowly holds none
	}
	if err := a.write(w); err != nil && r.Context().Err() == nil {
		s.Log.Error("an answer was cut off", "path", r.URL.Path, "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// prepare finds out who asks and makes the answer as far as it can be refused.
func (s *Server) prepare(r *http.Request, who hub.Identity, view View, answer func(r *request) (*reply, error)) (a *reply, err error) {
	defer kernel.Catch(&err)
	author, err := kernel.Identify(s.Catalog, view, who.Device, who.User)
	if err != nil {
		return nil, err
	}
	if author.System || author.Viewer == nil { // an origin of the server's own has no business here
		return nil, org.UnknownUser.With()
	}
	return answer(&request{Request: r, who: who, author: author, view: view, lang: outer.Preferred(r)})
}

// schema finds the entity of a path. The rows of guarded fields are no entities
// of their own to the outside.
func (s *Server) schema(name string) (*kernel.Schema, error) {
	schema := s.Catalog.Schema(name)
	if schema == nil || schema.Main != nil {
		return nil, rowstore.NoSuchEntity.With(kernel.Text("entity", name))
	}
	return schema, nil
}
