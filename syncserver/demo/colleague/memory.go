package colleague

import (
	"fmt"
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/replica"
)

// memory is a replica's store and outbox without files: a scripted device that
// ends forgets everything and loads anew the next time.
type memory struct {
	*image
	entries []replica.Entry
	lastKey int64
}

type image struct {
	*kernel.Memory
	state    replica.State
	pending  map[int64]replica.Pending
	verdicts map[int64]replica.Verdict
	staged   [][]byte
}

// newMemory is empty; lastKey is the highest key that the device has used before.
func newMemory(lastKey int64) *memory {
	return &memory{lastKey: lastKey, image: &image{
		Memory: kernel.NewMemory(), state: replica.State{LastKey: lastKey},
		pending: map[int64]replica.Pending{}, verdicts: map[int64]replica.Verdict{},
	}}
}

// Load implements replica.Store.
func (m *memory) Load() (replica.State, []*replica.Pending, error) { return m.state, nil, nil }

// Verdict implements replica.Store.
func (m *memory) Verdict(key int64) (*replica.Verdict, error) {
	v, found := m.verdicts[key]
	if !found {
		return nil, nil
	}
	return &v, nil
}

// Update implements replica.Store: what fails leaves no trace.
func (m *memory) Update(run func(replica.Writer) error) error {
	next := &image{
		Memory: m.Clone(), state: m.state, pending: maps.Clone(m.pending), verdicts: maps.Clone(m.verdicts),
		staged: slices.Clone(m.staged),
	}
	if err := run(next); err != nil {
		return fmt.Errorf("colleague: update: %w", err)
	}
	m.image = next
	return nil
}

// Checkpoint implements replica.Store.
func (m *memory) Checkpoint() error { return nil }

// Clear and the rest implement replica.Writer.
func (w *image) Clear()                        { w.Memory = kernel.NewMemory() }
func (w *image) PutState(s replica.State)      { w.state = s }
func (w *image) PutPending(p *replica.Pending) { w.pending[p.Call.Key] = *p }
func (w *image) DropPending(key int64)         { delete(w.pending, key) }
func (w *image) PutVerdict(v replica.Verdict)  { w.verdicts[v.Call.Key] = v }
func (w *image) Stage(part []byte)             { w.staged = append(w.staged, part) }
func (w *image) ClearStaged()                  { w.staged = nil }
func (w *image) Staged(visit func([]byte) error) error {
	parts := w.staged
	w.staged = nil
	for _, p := range parts {
		if err := visit(p); err != nil {
			return err
		}
	}
	return nil
}

// outbox keeps what is not judged yet.
type outbox struct{ *memory }

// Append implements replica.Outbox.
func (o outbox) Append(call kernel.Call) error {
	o.memory.entries = append(o.memory.entries, replica.Entry{Call: call})
	o.memory.lastKey = call.Key
	return nil
}

// Entries implements replica.Outbox.
func (o outbox) Entries() ([]replica.Entry, error) { return slices.Clone(o.entries), nil }

// Accept implements replica.Outbox.
func (o outbox) Accept(key, version int64) error {
	for i := range o.memory.entries {
		if o.memory.entries[i].Call.Key == key {
			o.memory.entries[i].Accepted = version
		}
	}
	return nil
}

// Forget implements replica.Outbox.
func (o outbox) Forget(keys ...int64) error {
	o.memory.entries = slices.DeleteFunc(o.memory.entries, func(e replica.Entry) bool { return slices.Contains(keys, e.Call.Key) })
	return nil
}

// LastKey implements replica.Outbox.
func (o outbox) LastKey() (int64, error) { return o.lastKey, nil }
