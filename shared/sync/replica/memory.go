package replica

import (
	"fmt"
	"maps"
	"slices"

	"heyi/shared/kernel"
)

// Memory is a replica's store and its outbox without files: of a device that
// forgets everything when it ends, and of the simulator's disks.
type Memory struct {
	now     *Image
	entries []Entry
	lastKey int64
}

// Image is everything that a store holds at one moment. It never changes.
type Image struct {
	rows     *kernel.Memory
	state    State
	pending  map[int64]Pending
	verdicts map[int64]Verdict
	staged   [][]byte
}

// NewMemory is empty; lastKey is the highest key that the device has used before.
func NewMemory(lastKey int64) *Memory {
	return &Memory{lastKey: lastKey, now: &Image{
		rows: kernel.NewMemory(), state: State{LastKey: lastKey}, pending: map[int64]Pending{}, verdicts: map[int64]Verdict{},
	}}
}

// Image is what the store holds now; Restore goes back to it. The outbox stays as
// it is: it is another file.
func (m *Memory) Image() *Image    { return m.now }
func (m *Memory) Restore(i *Image) { m.now = i }

// Migrate brings the rows of one catalogue to another, as a file would whose
// program is replaced: what the other one does not know is gone.
func (m *Memory) Migrate(from, to *kernel.Catalog) error {
	next := *m.now
	next.rows = kernel.NewMemory()
	for _, s := range from.Schemas {
		target := to.SchemaByNumber(s.Number)
		if target == nil {
			continue
		}
		err := m.Scan(s, func(row kernel.Row) error {
			again, err := target.Decode(kernel.Encode(nil, row))
			if err == nil {
				next.rows.Put(again)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("replica: migrate %s: %w", s.Name, err)
		}
	}
	m.now = &next
	return nil
}

// Get implements kernel.Reader.
func (m *Memory) Get(s *kernel.Schema, id kernel.ID) kernel.Row { return m.now.rows.Get(s, id) }

// Range implements kernel.Reader.
func (m *Memory) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	return m.now.rows.Range(ix, key)
}

// Scan implements kernel.Scanner.
func (m *Memory) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return m.now.rows.Scan(s, visit)
}

// Load implements Store. What it says of a pending command is what a file would
// hold: the call and its undo image.
func (m *Memory) Load() (State, []*Pending, error) {
	var pending []*Pending
	for _, key := range slices.Sorted(maps.Keys(m.now.pending)) {
		p := m.now.pending[key]
		pending = append(pending, &Pending{Call: p.Call, Undo: p.Undo, Failed: p.Failed, Shown: p.Shown, Made: p.Made})
	}
	return m.now.state, pending, nil
}

// Verdict implements Store.
func (m *Memory) Verdict(key int64) (*Verdict, error) {
	v, found := m.now.verdicts[key]
	if !found {
		return nil, nil
	}
	return &v, nil
}

// Update implements Store: what fails leaves no trace.
func (m *Memory) Update(run func(Writer) error) error {
	next := &Image{
		rows: m.now.rows.Clone(), state: m.now.state, pending: maps.Clone(m.now.pending),
		verdicts: maps.Clone(m.now.verdicts), staged: slices.Clone(m.now.staged),
	}
	if err := run(memoryWriter{next}); err != nil {
		return fmt.Errorf("replica: update: %w", err)
	}
	m.now = next
	return nil
}

// Checkpoint implements Store.
func (m *Memory) Checkpoint() error { return nil }

// View implements Store: an image never changes.
func (m *Memory) View() (View, error) { return imageView{m.now}, nil }

type imageView struct{ i *Image }

func (v imageView) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return v.i.rows.Scan(s, visit)
}

func (v imageView) Close() error { return nil }

// memoryWriter changes an image that nobody else has yet.
type memoryWriter struct{ i *Image }

func (w memoryWriter) Get(s *kernel.Schema, id kernel.ID) kernel.Row { return w.i.rows.Get(s, id) }

func (w memoryWriter) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	return w.i.rows.Range(ix, key)
}

func (w memoryWriter) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	return w.i.rows.Scan(s, visit)
}

func (w memoryWriter) Put(row kernel.Row)                    { w.i.rows.Put(row) }
func (w memoryWriter) Delete(s *kernel.Schema, id kernel.ID) { w.i.rows.Delete(s, id) }
func (w memoryWriter) Clear()                                { w.i.rows = kernel.NewMemory() }
func (w memoryWriter) PutState(s State)                      { w.i.state = s }
func (w memoryWriter) PutPending(p *Pending)                 { w.i.pending[p.Call.Key] = *p }
func (w memoryWriter) DropPending(key int64)                 { delete(w.i.pending, key) }
func (w memoryWriter) PutVerdict(v Verdict)                  { w.i.verdicts[v.Call.Key] = v }
func (w memoryWriter) Reread()                               {}
func (w memoryWriter) Stage(part []byte)                     { w.i.staged = append(w.i.staged, part) }
func (w memoryWriter) ClearStaged()                          { w.i.staged = nil }

func (w memoryWriter) Staged(visit func([]byte) error) error {
	parts := w.i.staged
	w.i.staged = nil
	for _, p := range parts {
		if err := visit(p); err != nil {
			return err
		}
	}
	return nil
}

// Outbox is the outbox beside the store.
func (m *Memory) Outbox() Outbox { return (*memoryOutbox)(m) }

type memoryOutbox Memory

func (o *memoryOutbox) Append(call kernel.Call) error {
	o.entries = append(o.entries, Entry{Call: call})
	o.lastKey = call.Key
	return nil
}

func (o *memoryOutbox) Entries() ([]Entry, error) { return slices.Clone(o.entries), nil }
func (o *memoryOutbox) LastKey() (int64, error)   { return o.lastKey, nil }

func (o *memoryOutbox) Accept(key, version int64) error {
	for i := range o.entries {
		if o.entries[i].Call.Key == key {
			o.entries[i].Accepted = version
		}
	}
	return nil
}

func (o *memoryOutbox) Forget(keys ...int64) error {
	o.entries = slices.DeleteFunc(o.entries, func(e Entry) bool { return slices.Contains(keys, e.Call.Key) })
	return nil
}
