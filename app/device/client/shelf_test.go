package client_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/rigs/litetest"
	"heyi/shared/rowstore/contents"
	"heyi/shared/sync/replica"
)

// shelf is where the company keeps the contents of files: what a server's door does, and
// faults on the way.
type shelf struct {
	c    *company
	kept *contents.Store

	mu     sync.Mutex
	faults func(r *http.Request) fault
	took   int // chunks
	asked  []string
}

// fault is what goes wrong with a request.
type fault int

const (
	fine     fault = iota
	cutFirst       // the line dies before the server has heard anything
	cutLast        // the server has done it, and its answer is lost
	busy           // the server has no time
	stands         // the server says that it is where it was
)

func (c *company) shelve() *shelf {
	c.t.Helper()
	db := litetest.File(c.t, filepath.Join(c.t.TempDir(), "files.db"))
	kept, err := contents.Open(c.t.Context(), db, kernel.SQLite)
	must(c.t, err)
	c.shelf = &shelf{c: c, kept: kept}
	return c.shelf
}

// forget loses everything, as a restore of a backup without files does.
func (s *shelf) forget() {
	for _, table := range []string{"_content", "_content_part", "_content_chunk"} {
		_, err := s.kept.DB().Exec("DELETE FROM " + table)
		must(s.c.t, err)
	}
}

// unreliable has requests cut by chance.
func (s *shelf) unreliable(seed uint64, often int) {
	r := rand.New(rand.NewPCG(seed, 77))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = func(*http.Request) fault {
		if r.IntN(often) == 0 {
			return 1 + fault(r.IntN(2))
		}
		return fine
	}
}

func (s *shelf) serve(w http.ResponseWriter, r *http.Request, who replica.Identity) {
	s.mu.Lock()
	f := fine
	if s.faults != nil {
		f = s.faults(r)
	}
	s.asked = append(s.asked, r.Method+" "+r.Header.Get("Upload-Offset"))
	s.mu.Unlock()
	switch f {
	case cutFirst:
		panic(http.ErrAbortHandler)
	case busy:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case stands:
		w.Header().Set("Upload-Offset", "0")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	part, name := s.find(r, who)
	if part == nil {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"code":"` + name + `","zh":"没有","en":"No"}`))
		return
	}
	given, err := s.kept.Given(context.Background(), part.Content, part.For)
	must(s.c.t, err)
	at, err := s.kept.Progress(context.Background(), part)
	must(s.c.t, err)
	switch r.Method {
	case http.MethodGet:
		s.send(w, r, part, given, f)
		return
	case http.MethodHead:
		if given {
			at = part.Content.Size
		}
	case http.MethodPatch:
		chunk, _ := io.ReadAll(r.Body)
		from, _ := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
		s.mu.Lock()
		s.took++
		s.mu.Unlock()
		if at, err = s.kept.Append(context.WithoutCancel(r.Context()), part, from, chunk, s.c.now()); errors.Is(err, contents.ErrOffset) {
			w.Header().Set("Upload-Offset", strconv.FormatInt(at, 10))
			w.WriteHeader(http.StatusConflict)
			return
		}
		if err != nil {
			s.c.t.Errorf("a chunk at %d: %v", from, err)
		}
	}
	if f == cutLast {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(at, 10))
	w.WriteHeader(http.StatusNoContent)
}

// send sends a content; a line that dies in the middle has brought some of it.
func (s *shelf) send(w http.ResponseWriter, r *http.Request, part *contents.Part, given bool, f fault) {
	if !given {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"code":"file.not_yet","zh":"还没有传到","en":"Not yet"}`))
		return
	}
	from, err := s.kept.Open(context.Background(), part.Content)
	must(s.c.t, err)
	w.Header().Set("ETag", strconv.Quote(part.Content.String()))
	if f == cutLast {
		w = &dying{ResponseWriter: w, left: int(part.Content.Size / 3)}
	}
	http.ServeContent(w, r, "", time.Time{}, from)
}

// dying is a line that dies after some bytes.
type dying struct {
	http.ResponseWriter
	left int
}

func (d *dying) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		panic(http.ErrAbortHandler)
	}
	return d.ResponseWriter.Write(p)
}

// find is the content that a request means, through the eyes of who asks.
func (s *shelf) find(r *http.Request, who replica.Identity) (*contents.Part, string) {
	path := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	schema := s.c.catalog.Schema(path[0])
	id, err := kernel.ParseID(path[1])
	if schema == nil || err != nil {
		return nil, "kernel.missing"
	}
	author, err := kernel.Identify(s.c.catalog, s.c.disk, who.Device, who.User)
	row := s.c.disk.Get(schema, id)
	if err != nil || row == nil || !author.Viewer.Sees(row, s.c.disk.Get) {
		return nil, "kernel.missing"
	}
	c := schema.Field(path[2]).FileOf(row).Named().Of(r.URL.Query().Has("thumbnail"))
	if of := r.URL.Query().Get("of"); c.IsZero() || of != "" && of != c.String() {
		return nil, "file.other"
	}
	return &contents.Part{Content: c, For: strings.Join(path, "/"), By: who.Device, Person: who.User}, ""
}

// photo is a picture as a camera makes it, as far as a lane can tell.
func photo(seed uint64, size int) (n kernel.Named, content, thumbnail []byte) {
	r := rand.New(rand.NewPCG(seed, 3))
	fill := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	content, thumbnail = fill(size), fill(2000)
	at := func(b []byte) kernel.Content { return kernel.Content{Sum: sha256.Sum256(b), Size: int64(len(b))} }
	return kernel.Named{Content: at(content), Thumbnail: at(thumbnail), Media: "image/jpeg", Name: fmt.Sprintf("照片%d.jpg", seed)}, content, thumbnail
}

// pictured gives the command that puts a picture to a product.
func pictured(e *client.Engine, product kernel.ID, was kernel.File, n kernel.Named) error {
	_, err := e.DoNamed("product.edit", &kernel.EditRow{Row: product, Changes: []kernel.Change{{Field: "picture", Was: string(was), Becomes: string(n.File())}}})
	return err
}
