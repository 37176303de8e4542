package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"unicode/utf8"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// An Idempotency-Key becomes the random part of the command's id, so the
// operation log itself remembers it: a second request under the key finds the
// command and its verdict, also after the server was restarted or restored. No
// table can disagree with the log about what was judged.

// maxKey bounds an Idempotency-Key, in characters.
const maxKey = 200

// keyed is what of a command's id does not depend on the time.
type keyed [10]byte

func keyedOf(id kernel.ID) keyed { return keyed(id[6:]) }

// keys remembers the commands of each origin that has sent some since the start.
type keys struct {
	mu      sync.Mutex
	origins map[kernel.ID]*origin
}

// told is a command that was judged.
type told struct {
	id  kernel.ID
	key int64
}

// origin is one token's commands.
type origin struct {
	mu     sync.Mutex
	known  map[keyed]told
	asked  map[keyed]chan struct{}
	loaded bool
}

func (k *keys) of(id kernel.ID) *origin {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.origins == nil {
		k.origins = map[kernel.ID]*origin{}
	}
	if k.origins[id] == nil {
		k.origins[id] = &origin{known: map[keyed]told{}, asked: map[keyed]chan struct{}{}}
	}
	return k.origins[id]
}

// judge has a command judged, once for each Idempotency-Key.
func (s *Server) judge(r *request, call kernel.Call) (judged *authority.Judged, replayed bool, err error) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		judged, err = s.give(r, call)
		return judged, false, err
	}
	if utf8.RuneCountInString(key) > maxKey {
		return nil, false, BadKey.With(kernel.Int("max", maxKey))
	}
	hash := sha256.Sum256(append(call.Origin[:], key...))
	call.ID = kernel.NewID(call.At, [10]byte(hash[:10]))
	o := s.keys.of(call.Origin)
	earlier, err := s.claim(r, o, keyedOf(call.ID))
	if err != nil {
		return nil, false, err
	}
	if earlier == nil {
		judged, err = s.give(r, call)
		o.settle(keyedOf(call.ID), judged)
		return judged, false, err
	}
	call.ID, call.Key = earlier.id, earlier.key
	if judged, err = s.do(r, call); err != nil {
		return nil, false, err
	}
	if r := judged.Refusal; r != nil && errors.Is(r, authority.Forged.With()) { // under the key stands another command
		return nil, false, KeyReused.With()
	}
	return judged, true, nil
}

// give is do for a command that was not given before: nobody here acts without knowing
// what the company has switched off.
func (s *Server) give(r *request, call kernel.Call) (*authority.Judged, error) {
	if err := r.author.Gives(s.Catalog.Command(call.Name)); err != nil {
		return nil, err
	}
	return s.do(r, call)
}

// do brings a command to its end even if the client has gone: it was asked for.
func (s *Server) do(r *request, call kernel.Call) (*authority.Judged, error) {
	judged, err := s.Do(context.WithoutCancel(r.Context()), call)
	if err != nil {
		return nil, err
	}
	return &judged[0], nil
}

// claim returns the command that was judged under a key. Without one the caller
// is the first: others with the same key wait until it settles.
func (s *Server) claim(r *request, o *origin, k keyed) (*told, error) {
	for {
		o.mu.Lock()
		if err := s.load(r.who.Device, o); err != nil {
			o.mu.Unlock()
			return nil, err
		}
		if t, ok := o.known[k]; ok {
			o.mu.Unlock()
			return &t, nil
		}
		running := o.asked[k]
		if running == nil {
			o.asked[k] = make(chan struct{})
			o.mu.Unlock()
			return nil, nil
		}
		o.mu.Unlock()
		select {
		case <-running:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// load reads once what the origin has sent before this server was started, and
// again after a failure, which may have left a verdict that nobody was told. The
// request's own view may be older than that verdict.
func (s *Server) load(id kernel.ID, o *origin) (err error) {
	if o.loaded {
		return nil
	}
	view, err := s.Read()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	for after := int64(0); ; {
		page, err := view.VerdictsOf(id, after, loadPage)
		if err != nil {
			return err
		}
		for i := range page {
			c := &page[i].Call
			o.known[keyedOf(c.ID)] = told{c.ID, c.Key}
		}
		if len(page) < loadPage {
			o.loaded = true
			return nil
		}
		after = page[len(page)-1].Version
	}
}

// loadPage is how many commands of an origin are read at a time.
const loadPage = 2000

// settle ends a claim with its verdict, nil when there is none.
func (o *origin) settle(k keyed, judged *authority.Judged) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if judged != nil {
		o.known[k] = told{judged.Call.ID, judged.Call.Key}
	} else {
		o.loaded = false
	}
	close(o.asked[k])
	delete(o.asked, k)
}
