package hub

import (
	"fmt"
	"runtime/debug"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// The executor is one goroutine that judges; beside it runs at most one that
// writes. While a group is on its way to the disk the next is judged on top of it.
// Nobody is told of a group before it is durable.

// writing is a group on its way to the disk.
type writing struct {
	tasks []task
	group *authority.Drafted
	done  chan struct{} // closed when the write has returned
	panic error         // of the write
}

func (h *Hub) execute() {
	defer close(h.done)
	defer h.quitted()
	beat := time.NewTicker(h.Beat)
	defer beat.Stop()
	defer h.pulse.timer.Stop()
	for {
		var written <-chan struct{}
		if h.writing != nil {
			written = h.writing.done
		}
		select {
		case <-h.tasks.wake:
			if t, ok := h.tasks.take(); ok {
				h.work(t)
			}
		case <-written:
			_ = h.tell() // who waits for it was answered
		case <-beat.C:
			h.perform(task{do: h.beat})
		case <-h.pulse.timer.C:
			h.pulse.beat(h.desk, h.Pulse)
		case <-h.quit:
			h.finish()
			return
		}
	}
}

// finish does what waits and writes it.
func (h *Hub) finish() {
	for {
		t, ok := h.tasks.take()
		if !ok {
			_ = h.tell() // who waits for it was answered
			return
		}
		h.work(t)
	}
}

// work takes every order that waits already, so that one sync serves many, and
// waits for none: an idle hub adds no delay.
func (h *Hub) work(first task) {
	var group []task
	commands := 0
	for t, more := first, true; more; t, more = h.tasks.take() {
		switch {
		case t.order == nil:
			h.take(group)
			group, commands = nil, 0
			h.perform(t)
		case t.era != 0 && t.era != h.era.Load(): // its device was told to come again
			answer([]task{t}, Unavailable.With())
		default:
			group = append(group, t)
			commands += len(t.order.Calls)
		}
		if commands >= h.GroupMax {
			break
		}
	}
	h.take(group)
}

// take judges a group and sends it on its way to the disk.
func (h *Hub) take(group []task) {
	if len(group) == 0 {
		return
	}
	drafted, err := h.draft(group)
	if drafted == nil || h.tell() != nil {
		if err == nil && drafted != nil {
			err = Unavailable.With() // the group below it has failed
		}
		answer(group, err)
		return
	}
	w := &writing{tasks: group, group: drafted, done: make(chan struct{})}
	h.writing = w
	h.desk.Send(drafted.Group)
	go w.write()
}

// draft judges a group on top of the one that is being written. A recovering
// company collects its orders instead; what becomes of them is known at once.
func (h *Hub) draft(group []task) (*authority.Drafted, error) {
	now := h.clock.now()
	var drafted *authority.Drafted
	err := h.guarded(func(d *authority.Desk) error {
		orders := make([]authority.Order, len(group))
		for i, t := range group {
			if err := h.number(t.order, now); err != nil {
				return err
			}
			orders[i] = *t.order
		}
		if d.State().Recovering {
			return d.Take(orders, now)
		}
		var err error
		drafted, err = d.Draft(orders, now, h.tellInTime)
		return err
	})
	return drafted, err
}

func (w *writing) write() {
	defer close(w.done)
	defer func() {
		if p := recover(); p != nil {
			w.panic = fmt.Errorf("hub: panic: %v\n%s", p, debug.Stack())
		}
	}()
	w.group.Write()
}

// tellInTime tells of the group that is being written as soon as it is, even in
// the middle of judging the next.
func (h *Hub) tellInTime() error {
	if h.writing == nil {
		return nil
	}
	select {
	case <-h.writing.done:
		return h.tell()
	default:
		return nil
	}
}

// tell waits for the group that is being written and tells everybody of it.
func (h *Hub) tell() error {
	w := h.writing
	if w == nil {
		return nil
	}
	<-w.done
	h.writing = nil
	err := h.guarded(func(d *authority.Desk) error {
		if w.panic != nil {
			return w.panic
		}
		if err := d.Written(w.group.Group); err != nil {
			return err
		}
		h.publish() // who hears of it finds the version there
		return d.Deliver(w.group)
	})
	if err == nil {
		h.rest.recovered()
	}
	answer(w.tasks, err)
	return err
}

func answer(group []task, err error) {
	for _, t := range group {
		if t.end != nil {
			t.end(err)
		}
	}
}

// perform runs what is no order when nothing is on its way any more.
func (h *Hub) perform(t task) {
	_ = h.tell() // who waits for it was answered
	err := h.guarded(t.do)
	if t.end != nil {
		t.end(err)
	}
}

// guarded runs something on the desk. Refusals are answers; any other error puts
// the desk's state in doubt: all devices are asked to reconnect, and the desk is
// opened anew from what the store holds.
func (h *Hub) guarded(run func(d *authority.Desk) error) (err error) {
	if h.desk == nil {
		if h.rest.holds(time.Now()) {
			return Unavailable.With()
		}
		if err := h.reopen(); err != nil {
			h.rest.failed(time.Now())
			h.Log.Error("the store is not available", "error", err)
			return Unavailable.With()
		}
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("hub: panic: %v\n%s", p, debug.Stack())
		}
		if h.desk != nil {
			h.publish()
			h.pulse.follow(h.desk, h.Pulse)
		}
		if _, refused := kernel.AsRefusal(err); err == nil || refused {
			return
		}
		h.fail(err)
		err = Unavailable.With()
	}()
	return run(h.desk)
}

// fail gives the desk up. What is being written comes to its end; whether it is
// durable, resends will tell.
func (h *Hub) fail(err error) {
	pause := h.rest.failed(time.Now())
	h.Log.Error("the executor failed and starts again from the store", "version", h.version.Load(), "pause", pause, "error", err)
	h.era.Add(1)
	h.dropAll(Unavailable.With())
	h.desk = nil
	if w := h.writing; w != nil {
		<-w.done
		h.writing = nil
		answer(w.tasks, Unavailable.With())
	}
}
