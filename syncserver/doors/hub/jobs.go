package hub

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// jobs is what the company does by itself. The executor starts it at a beat; it looks
// at the rows beside the executor and gives commands like anybody else. Where several
// servers share a store, only the one that judges has an executor, and what another
// has begun stands in the rows.
type jobs struct {
	work    *org.Clockwork // of the goroutine at work
	running atomic.Bool
	gone    sync.WaitGroup
	quiet   atomic.Int64 // the version at which there was nothing to do
	wake    atomic.Int64 // until when, 0 for ever
}

// mindJobs begins what is due, unless nothing has happened since there was nothing.
// Nothing begins while the clock is in doubt.
func (h *Hub) mindJobs() {
	now, _, doubt := h.Clock()
	wake := kernel.Time(h.jobs.wake.Load())
	if doubt != nil || h.jobs.quiet.Load() == h.version.Load() && (wake == 0 || now < wake) {
		return
	}
	if !h.jobs.running.CompareAndSwap(false, true) {
		return
	}
	h.jobs.gone.Go(func() {
		defer h.jobs.running.Store(false)
		err := h.runJobs()
		if _, refused := kernel.AsRefusal(err); err != nil && !refused && !errors.Is(err, ErrStopped) && h.quitting.Err() == nil {
			h.Log.Warn("what the company does by itself has stopped and goes on later", "error", err)
		}
	})
}

// runJobs runs parts until nothing is due.
func (h *Hub) runJobs() error {
	for h.quitting.Err() == nil {
		now, _, doubt := h.Clock()
		if doubt != nil {
			return nil
		}
		version := h.version.Load()
		part, wake, err := h.nextPart(now)
		if err != nil {
			return err
		}
		if part == nil {
			h.jobs.wake.Store(int64(wake))
			h.jobs.quiet.Store(version)
			return nil
		}
		if err := h.runPart(part); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hub) nextPart(now kernel.Time) (*org.RunJob, kernel.Time, error) {
	view, err := h.Store.View()
	if err != nil {
		return nil, 0, err
	}
	part, wake, err := h.jobs.work.Next(view, now)
	return part, wake, errors.Join(err, view.Close())
}

func (h *Hub) runPart(part *org.RunJob) error {
	ctx, cancel := context.WithTimeout(h.quitting, time.Minute)
	defer cancel()
	_, err := h.Run(ctx, part)
	refusal, refused := kernel.AsRefusal(err)
	if err != nil && (!refused || refusal.Code == Unavailable.Name || refusal.Code == Recovering.Name) {
		return err
	}
	h.jobs.work.Ran(part, refusal)
	switch {
	case refusal == nil && part.Done:
		h.Log.Info("job done", "job", part.Name, "due", part.Due.String())
	case refusal != nil && len(part.Rows) <= 1:
		h.Log.Warn("job could not do something and goes on without it", "job", part.Name, "rows", len(part.Rows), "refusal", refusal)
	case refusal != nil:
		h.Log.Warn("job goes on in smaller parts", "job", part.Name, "rows", len(part.Rows), "refusal", refusal)
	}
	return nil
}
