package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
)

// fetchTime bounds the fetching of one file.
const fetchTime = 10 * time.Minute

// fetchTries is how often a line that dies is taken up again for one who waits.
const fetchTries = 5

// fetch is a content on its way here; many may wait for it.
type fetch struct {
	done chan struct{}
	err  error
}

// fetchOnce fetches a content, once for all who want it.
func (e *Engine) fetchOnce(ctx context.Context, kept *store.Files, at FileAt, n kernel.Named, thumbnail bool) error {
	c := n.Of(thumbnail)
	e.files.mu.Lock()
	under := e.files.fetching[c]
	if under == nil {
		under = &fetch{done: make(chan struct{})}
		e.files.fetching[c] = under
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTime)
			defer cancel()
			under.err = e.fetch(ctx, kept, at, n, thumbnail)
			e.files.mu.Lock()
			delete(e.files.fetching, c)
			e.files.mu.Unlock()
			close(under.done)
		}()
	}
	e.files.mu.Unlock()
	select {
	case <-under.done:
		return under.err
	case <-ctx.Done():
		return ctx.Err() // it goes on coming
	}
}

func (e *Engine) fetch(ctx context.Context, kept *store.Files, at FileAt, n kernel.Named, thumbnail bool) error {
	if e.State().Link != Online {
		return FileAway.With(kernel.Text("name", n.Name))
	}
	var err error
	for range fetchTries {
		if err = e.fetchRest(ctx, kept, at, n, thumbnail); err == nil {
			return nil
		}
		if _, refused := kernel.AsRefusal(err); refused || ctx.Err() != nil {
			return err
		}
	}
	return fmt.Errorf("%w (%w)", FileAway.With(kernel.Text("name", n.Name)), err)
}

// fetchRest fetches what there is not yet of a content.
func (e *Engine) fetchRest(ctx context.Context, kept *store.Files, at FileAt, n kernel.Named, thumbnail bool) error {
	w := store.Waiting{Content: n.Of(thumbnail), Thumbnail: thumbnail}
	have, err := kept.Begin(ctx, n, thumbnail, e.Now())
	if err != nil || have == w.Content.Size {
		return err
	}
	r, err := e.fileRequest(ctx, http.MethodGet, at, w, nil, http.Header{
		"Range": {"bytes=" + strconv.FormatInt(have, 10) + "-"}, "If-Range": {strconv.Quote(w.Content.String())},
	})
	if err != nil {
		return err
	}
	defer r.Body.Close()
	switch r.StatusCode {
	case http.StatusPartialContent:
	case http.StatusOK:
		if _, err := io.CopyN(io.Discard, r.Body, have); err != nil {
			return fmt.Errorf("client: files: %w", err)
		}
	default:
		return answered(r)
	}
	chunk := make([]byte, chunkSize)
	for have < w.Content.Size {
		got, failed := io.ReadFull(r.Body, chunk[:min(chunkSize, w.Content.Size-have)])
		if got == 0 {
			return fmt.Errorf("client: files: %w", errors.Join(failed, io.ErrUnexpectedEOF))
		}
		if have, err = kept.Take(ctx, w.Content, have, chunk[:got], e.Now()); err != nil {
			return err
		}
	}
	return nil
}

var _ io.ReadSeeker = (*contents.Reader)(nil)
