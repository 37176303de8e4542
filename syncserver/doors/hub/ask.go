package hub

import (
	"context"
	"slices"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// Do judges calls that do not come from a device's outbox and waits for their
// verdicts, in order. A call without a key gets the next one of its origin, and
// an id and a time if it has none; a call with a key is answered as before when
// it is sent again. The caller answers for origin and author.
func (h *Hub) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	var judged []authority.Judged
	order := &authority.Order{
		Calls: slices.Clone(calls),
		Done:  func(j []authority.Judged) { judged = slices.Clone(j) },
	}
	if h.recovering.Load() {
		return nil, Recovering.With()
	}
	var origin kernel.ID
	if len(calls) > 0 {
		origin = calls[0].Origin
	}
	var mine *share
	if len(calls) == 1 && !calls[0].Author.IsZero() { // a program; imports send groups
		mine = h.share(origin, 1, time.Now())
		if err := spend(ctx, mine.commands, 1); err != nil {
			return nil, err
		}
	}
	if err := h.give(ctx, origin, task{order: order}); err != nil {
		return nil, err
	}
	if mine != nil && judged[0].Refusal != nil {
		owe(mine.commands, refusedCost-1, time.Now())
	}
	return judged, nil
}

// Run judges a command of the server itself: founding, enrolling, jobs. What was
// refused is returned as the error.
func (h *Hub) Run(ctx context.Context, args kernel.Command) (*authority.Judged, error) {
	spec := h.Catalog.CommandFor(args)
	return h.RunEncoded(ctx, spec.Name, spec.Encode(args))
}

// RunEncoded is Run for commands that are made from data, such as user.add.
func (h *Hub) RunEncoded(ctx context.Context, name string, args []byte) (*authority.Judged, error) {
	call := kernel.Call{Name: name, Version: 1, Args: args}
	if spec := h.Catalog.Command(name); spec != nil {
		call.Version = int64(spec.Version)
	}
	judged, err := h.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	if judged[0].Refusal != nil {
		return nil, judged[0].Refusal
	}
	return &judged[0], nil
}

// State is where the company stands.
func (h *Hub) State(ctx context.Context) (authority.State, error) {
	var st authority.State
	err := h.On(ctx, func(d *authority.Desk) error {
		st = d.State()
		return nil
	})
	return st, err
}

// Missing lists the devices that a restored company still waits for.
func (h *Hub) Missing(ctx context.Context) ([]kernel.ID, error) {
	var ids []kernel.ID
	err := h.On(ctx, func(d *authority.Desk) error {
		var err error
		if d.State().Recovering {
			ids, err = d.Missing()
		}
		return err
	})
	return ids, err
}

// EndRecovery lets a restored company go on without the devices that are still
// missing.
func (h *Hub) EndRecovery(ctx context.Context) error {
	return h.On(ctx, func(d *authority.Desk) error {
		if !d.State().Recovering {
			return nil
		}
		return d.EndRecovery(h.clock.now())
	})
}

// Connected lists the devices that have a connection now.
func (h *Hub) Connected() []kernel.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	ids := make([]kernel.ID, 0, len(h.clients))
	for c := range h.clients {
		if !slices.Contains(ids, c.who.Device) {
			ids = append(ids, c.who.Device)
		}
	}
	return ids
}
