package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
)

// Files travel in a lane of their own, over HTTP: a socket that is busy with one would
// hold up commands, and commands hold up nothing here either but the next chunk. Both
// sides know how far a content is, so a line that dies goes on where it was.

// What the lane keeps to.
const (
	chunkSize   = 128 << 10 // a command waits for no more than that
	chunkTime   = time.Minute
	yieldEvery  = 20 * time.Millisecond
	yieldMost   = 2 * time.Second // before a chunk; commands that wait for longer wait for something else
	laneMost    = time.Minute
	laneIdle    = 10 * time.Minute
	justKept    = 10 * time.Minute
	unnamedMost = 30 * 24 * time.Hour // that a file waits which no row names
)

// laneFirst is the first pause after a failure; a chunk that arrives begins anew with it.
var laneFirst = 500 * time.Millisecond

// offsetHeader says where a chunk begins, and how far a content is.
const offsetHeader = "Upload-Offset"

// lane sends what waits until ctx ends.
func (e *Engine) lane(ctx context.Context, kept *store.Files, bell, ended chan struct{}) {
	defer close(ended)
	failures, sent := 0, int64(0)
	for {
		err := e.sendFiles(ctx, kept)
		if now := e.files.chunks.Load(); now != sent {
			failures, sent = 0, now
		}
		if ctx.Err() != nil {
			return
		}
		pause := laneIdle
		if err != nil {
			pause = min(laneMost, laneFirst<<min(failures, 6))
			failures++
			e.options.Log.Info("files are not sent now", "err", err)
		} else {
			failures = 0
		}
		pausing := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			pausing.Stop()
			return
		case <-bell:
			failures = 0
		case <-pausing.C:
		}
		pausing.Stop()
	}
}

// sendFiles sends what waits and can be sent now, once.
func (e *Engine) sendFiles(ctx context.Context, kept *store.Files) error {
	st := e.State()
	if st.Wiped {
		return nil
	}
	if err := e.followHistory(ctx, kept); err != nil {
		return err
	}
	waiting, err := kept.Waiting(ctx)
	if err == nil && len(waiting) == 0 {
		err = e.forgetUnseen(ctx, kept)
	}
	if e.tellFiles(ctx, kept, nil); err != nil || len(waiting) == 0 || st.Link != Online {
		return err // it is rung for when there is a connection
	}
	for _, w := range waiting {
		err := e.sendFile(ctx, kept, w)
		if refusal, ok := kernel.AsRefusal(err); ok {
			if full[codeOf(refusal)] {
				e.tellFiles(ctx, kept, refusal)
				return err
			}
			continue // of this row; another time
		}
		if err != nil {
			return err
		}
	}
	e.tellFiles(ctx, kept, nil)
	return nil
}

// wanted leaves out what no row names and no command will: of refused commands, and of
// those that were overtaken. It is kept for a while, and nobody need wait for it.
func (e *Engine) wanted(waiting []store.Waiting) []store.Waiting {
	if s := e.State(); s.Waiting > 0 || s.Attention > 0 {
		return waiting
	}
	return slices.DeleteFunc(slices.Clone(waiting), func(w store.Waiting) bool {
		if e.Now()-w.Since < kernel.Time(justKept.Milliseconds()) { // its command is about to be given
			return false
		}
		_, found, err := e.rowNaming(w.Of)
		return err == nil && !found
	})
}

// full are the answers after which nothing else is worth sending now.
var full = map[string]bool{"file.day_full": true, "file.company_full": true, "api.busy": true, "auth.token": true}

// codeOf is the code of a refusal, the server's own where it is the server's.
func codeOf(r *kernel.Refusal) string {
	if r.Code == Said.Name {
		return r.Arg("code").Str
	}
	return r.Code
}

// followHistory has everything looked after again once the server is in another history.
func (e *Engine) followHistory(ctx context.Context, kept *store.Files) error {
	e.mu.RLock()
	history := e.history
	e.mu.RUnlock()
	if history.IsZero() {
		return nil
	}
	return kept.Follow(ctx, history)
}

// forgetUnseen lets go of copies that no row of this device names any more: what has left
// the scope of its user leaves with its row.
func (e *Engine) forgetUnseen(ctx context.Context, kept *store.Files) error {
	cached, err := kept.Cached(ctx)
	if err != nil {
		return err
	}
	for _, c := range cached {
		_, found, err := e.rowNaming(c.Of)
		if err == nil && !found {
			err = kept.Drop(ctx, c.Content)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellFiles counts what waits. It is counted and noted in one, so that whoever counts last
// has seen the newest.
func (e *Engine) tellFiles(ctx context.Context, kept *store.Files, trouble *kernel.Refusal) {
	e.files.mu.Lock()
	defer e.files.mu.Unlock()
	waiting, err := kept.Waiting(ctx)
	if err != nil {
		return
	}
	s := FilesState{Trouble: trouble}
	s.count(e.wanted(waiting))
	news := e.files.state != s
	e.files.state = s
	if news {
		go e.post(func() { e.changed(Change{}) }) // beside: the engine may be waiting for the lane to end
	}
}

// sendFile sends one content, from where the server has it.
func (e *Engine) sendFile(ctx context.Context, kept *store.Files, w store.Waiting) error {
	at, found, err := e.rowNaming(w.Of)
	if err != nil {
		return err
	}
	if !found {
		return e.unnamed(ctx, kept, w)
	}
	reader, err := kept.Open(ctx, w.Content, e.Now())
	if errors.Is(err, contents.ErrNone) { // it was never kept whole, and no command was given
		return kept.Drop(ctx, w.Content)
	}
	if err != nil {
		return err
	}
	done, err := e.askProgress(ctx, at, w)
	chunk := make([]byte, chunkSize)
	for from := int64(-1); err == nil && done < w.Content.Size; {
		if done <= from { // asked again at once it would say the same
			return fmt.Errorf("client: files: the server stands at byte %d", done)
		}
		from = done
		e.yieldToCommands(ctx)
		if _, err = reader.Seek(done, io.SeekStart); err != nil {
			return err
		}
		n, failed := io.ReadFull(reader, chunk[:min(chunkSize, w.Content.Size-done)])
		if failed != nil {
			return failed
		}
		if done, err = e.sendChunk(ctx, at, w, done, chunk[:n]); err == nil {
			e.files.chunks.Add(1)
		}
	}
	if err != nil {
		return err
	}
	return kept.Sent(ctx, w.Content)
}

// unnamed deals with a file that no row names: its command waits, was refused, or was
// overtaken. When nothing waits any more for long enough, nobody will ask for it.
func (e *Engine) unnamed(ctx context.Context, kept *store.Files, w store.Waiting) error {
	if s := e.State(); s.Waiting > 0 || s.Attention > 0 || e.Now()-w.Since < kernel.Time(unnamedMost.Milliseconds()) {
		return nil
	}
	return kept.Drop(ctx, w.Content)
}

// yieldToCommands lets commands go first.
func (e *Engine) yieldToCommands(ctx context.Context) {
	for waited := time.Duration(0); waited < yieldMost && e.State().Waiting > 0 && ctx.Err() == nil; waited += yieldEvery {
		time.Sleep(yieldEvery)
	}
}

func (e *Engine) fileURL(at FileAt, w store.Waiting) string {
	query := url.Values{"of": {w.Content.String()}}
	if w.Thumbnail {
		query.Set("thumbnail", "")
	}
	return "/api/v1/" + at.Entity + "/" + at.Row.String() + "/" + at.Field + "?" + query.Encode()
}

// askProgress asks how much of a content the server has. A refusal is about this file; a
// server that has no time or is in trouble is asked again soon.
func (e *Engine) askProgress(ctx context.Context, at FileAt, w store.Waiting) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, chunkTime)
	defer cancel()
	r, err := e.fileRequest(ctx, http.MethodHead, at, w, nil, nil)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	switch { // the answer to HEAD has no words
	case r.StatusCode >= http.StatusInternalServerError || r.StatusCode == http.StatusTooManyRequests:
		return 0, fmt.Errorf("client: files: the server answers %d", r.StatusCode)
	case r.StatusCode != http.StatusNoContent:
		return 0, NotNow.With(kernel.Int("status", int64(r.StatusCode)))
	}
	return offsetOf(r, w.Content)
}

// NotNow is the refusal of a server that does not take a file now.
var NotNow = kernel.Refuse("file.not_now", "服务器现在不接收这个文件（状态 {status}），稍后自动再试", "The server does not take this file now (status {status}); it is tried again")

// sendChunk sends the next chunk and learns where the server stands. A chunk that came
// twice or too early is no failure: the server says where to go on.
func (e *Engine) sendChunk(ctx context.Context, at FileAt, w store.Waiting, from int64, chunk []byte) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, chunkTime)
	defer cancel()
	r, err := e.fileRequest(ctx, http.MethodPatch, at, w, bytes.NewReader(chunk), http.Header{
		"Content-Type": {"application/octet-stream"}, offsetHeader: {strconv.FormatInt(from, 10)},
	})
	if err != nil {
		return from, err
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusNoContent || r.StatusCode == http.StatusConflict && r.Header.Get(offsetHeader) != "" {
		return offsetOf(r, w.Content)
	}
	return from, answered(r)
}

func offsetOf(r *http.Response, c kernel.Content) (int64, error) {
	at, err := strconv.ParseInt(r.Header.Get(offsetHeader), 10, 64)
	if err != nil || at < 0 || at > c.Size {
		return 0, notHeyi(r)
	}
	return at, nil
}

func (e *Engine) fileRequest(ctx context.Context, method string, at FileAt, w store.Waiting, body io.Reader, header http.Header) (*http.Response, error) {
	o := e.options.Enrolment
	r, err := http.NewRequestWithContext(ctx, method, o.Server+e.fileURL(at, w), body)
	if err != nil {
		return nil, fmt.Errorf("client: files: %w", err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.Header.Set("Authorization", "Bearer "+o.Token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("client: files: %w", err)
	}
	return response, nil
}
