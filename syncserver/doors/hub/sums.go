package hub

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// folder is a store that keeps sums of days that are over.
type folder interface {
	FoldSums(upto kernel.Date) (more bool, err error)
}

// sums is the work on them, of one goroutine at a time.
type sums struct {
	running atomic.Bool
	gone    sync.WaitGroup
	through atomic.Int64 // the day up to which nothing is to be done
}

// mindSums counts the days that are over everywhere, one by one and as long again at
// rest, so that commands never wait for long.
func (h *Hub) mindSums() {
	to, keeps := h.Store.(folder)
	over := h.clock.now().Date(-12 * 60).AddDays(-1)
	if !keeps || kernel.Date(h.sums.through.Load()) >= over || !h.sums.running.CompareAndSwap(false, true) {
		return
	}
	h.sums.gone.Go(func() {
		defer h.sums.running.Store(false)
		for h.quitting.Err() == nil {
			begun := time.Now()
			more, err := to.FoldSums(over)
			if err != nil {
				if h.quitting.Err() == nil && !errors.Is(err, authority.ErrMoved) {
					h.Log.Warn("sums of days that are over were not kept and are tried again later", "error", err)
				}
				return
			}
			if !more {
				h.sums.through.Store(int64(over))
				return
			}
			select {
			case <-h.quitting.Done():
			case <-time.After(time.Since(begun)):
			}
		}
	})
}
