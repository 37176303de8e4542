package client

import (
	"context"
	"errors"
	"time"

	"heyi/app/device/store"
)

// What leaves the scope of a user is to leave his device, not only his screens. The
// files overwrite what they delete, and their logs are emptied soon after.
const (
	scrubFirst = time.Second      // after rows went
	scrubAgain = 10 * time.Second // while a screen reads an older version, and between two scrubs
	checkAfter = 20 * time.Second // the start, which is busy enough
)

// scrubSoon has the logs emptied after a while, unless that is to happen already.
func (e *Engine) scrubSoon(after time.Duration) {
	if e.stops["scrub"] == nil {
		e.timer("scrub", after, e.scrub)
	}
}

func (e *Engine) scrub() {
	delete(e.stops, "scrub")
	done := true
	if e.replica != nil && e.store.Dirty() { // what was done as predicted holds words of rows that may be gone
		if err := errors.Join(e.outbox.Sync(), e.store.DropSettled()); err != nil {
			e.options.Log.Warn("settled verdicts could not be dropped", "err", err)
		}
	}
	for _, f := range e.logged() {
		if !f.Dirty() {
			continue
		}
		clean, err := f.Scrub()
		if err != nil {
			e.options.Log.Warn("a log could not be emptied", "err", err)
		}
		done = done && clean
	}
	if e.replica != nil && e.store.Evicted() {
		clean := false
		if idle := e.options.Clock.Now().Sub(e.busy); !e.store.Heavy() || idle > idleFor {
			var err error
			if clean, err = e.store.Rewrite(); err != nil {
				e.options.Log.Warn("the replica could not be written anew", "err", err)
			}
		}
		done = done && clean
	}
	if !done {
		e.scrubSoon(scrubAgain)
	}
}

// idleFor is how long nothing must have been done before a large file is written
// anew, which takes seconds.
const idleFor = 30 * time.Second

// logged are the files with a log.
func (e *Engine) logged() []interface {
	Dirty() bool
	Scrub() (bool, error)
} {
	var list []interface {
		Dirty() bool
		Scrub() (bool, error)
	}
	if e.store != nil {
		list = append(list, e.store)
	}
	if e.outbox != nil {
		list = append(list, e.outbox)
	}
	return list
}

// makeRoom empties the logs when files have failed: on a full disk it may be they
// that fill it, and nothing else would shrink them.
func (e *Engine) makeRoom() {
	for _, f := range e.logged() {
		if _, err := f.Scrub(); err != nil {
			e.options.Log.Info("a log could not be emptied", "err", err)
		}
	}
}

// check looks at the whole of the replica's file beside everything else, once after
// the start, and has it loaded anew when it is damaged.
func (e *Engine) check() {
	s := e.store
	if s == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.stops["check"] = cancel
	e.aside.Go(func() {
		if err := s.Check(ctx); ctx.Err() == nil && store.Damaged(err) {
			e.misread(s, err)
		}
		cancel()
	})
}

// misread has the replica loaded anew because something in its file cannot be read.
func (e *Engine) misread(s *store.Store, err error) {
	e.post(func() {
		if e.store == s && e.replica != nil {
			e.renew(err)
		}
	})
}
