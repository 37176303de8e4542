package auth

import (
	"context"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"
)

// Hashes are computed a few at a time, which bounds their memory. Strangers wait in
// a short queue, few from one address; devices that are known do not wait behind
// them.
const (
	hashesMax   = 2
	hashesKnown = 1 // beside them
	hashWait    = 5 * time.Second
	queueMax    = 32
	queueAtOne  = 4 // of one address
	anybody     = ""
)

// running bounds the hashes of all companies of this process; one company, however
// often its sign-in is tried, takes no more than its own share of them.
var running = make(chan struct{}, 2*hashesMax)

// hasher computes hashes, a few at a time.
type hasher struct {
	strangers, known chan struct{}

	mu      sync.Mutex
	waiting map[string]int // by address
	queue   int
}

func newHasher() *hasher {
	return &hasher{strangers: make(chan struct{}, hashesMax), known: make(chan struct{}, hashesKnown), waiting: map[string]int{}}
}

// derive is argon2id. addr is a stranger's; anybody for who is known.
func (h *hasher) derive(ctx context.Context, addr, password string, salt []byte) ([]byte, error) {
	places := h.known
	if addr != anybody {
		places = h.strangers
		if !h.join(addr) {
			return nil, Busy.With()
		}
		defer h.part(addr)
	}
	wait := time.NewTimer(hashWait)
	defer wait.Stop()
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	case <-wait.C:
		return nil, Busy.With()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case running <- struct{}{}:
		defer func() { <-running }()
	case <-wait.C:
		return nil, Busy.With()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashLanes, hashLen), nil
}

// join takes a place in the queue, if there is one.
func (h *hasher) join(addr string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.queue >= queueMax || h.waiting[addr] >= queueAtOne {
		return false
	}
	h.queue++
	h.waiting[addr]++
	return true
}

func (h *hasher) part(addr string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue--
	if h.waiting[addr]--; h.waiting[addr] == 0 {
		delete(h.waiting, addr)
	}
}
