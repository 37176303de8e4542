package sim

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// ServerDisk is the store of a company in memory. A commit is all there or not
// at all, and survives every crash once it has returned. Its Memory is what is
// durable.
type ServerDisk struct {
	*kernel.Memory
	file     CompanyFile     // nil in memory
	paged    bool            // its file lists other rows that nobody sees than memory does
	copied   string          // of a backup: where the file's is
	ahead    *kernel.Overlay // with what is on its way; nil while nothing is
	state    authority.State
	judged   []authority.Judged
	byKey    map[callKey]int
	byID     map[kernel.ID]bool
	changes  []authority.Change
	past     *past
	failNext func() error // runs before a commit is durable
	stutter  int          // reads until one fails; 0 for never
	sums     *sums        // in the database beside it; nil without
}

type callKey struct {
	origin kernel.ID
	key    int64
}

// NewServerDisk makes an empty company.
func NewServerDisk(history kernel.ID) *ServerDisk {
	return &ServerDisk{
		Memory: kernel.NewMemory(), byKey: map[callKey]int{}, byID: map[kernel.ID]bool{}, past: newPast(), state: authority.State{History: history},
	}
}

// State implements authority.Store.
func (d *ServerDisk) State() (authority.State, error) {
	state := d.state
	if n := len(d.judged); n > 0 {
		state.Judged = d.judged[n-1].Call.Judged
	}
	return state, nil
}

// Accepted are the commands that were accepted, in the order of judgement.
func (d *ServerDisk) Accepted() iter.Seq[kernel.Call] {
	return func(yield func(kernel.Call) bool) {
		for _, j := range d.judged {
			if j.Refusal == nil && !yield(j.Call) {
				return
			}
		}
	}
}

var errStutter = errors.New("sim: the disk did not answer")

// hiccup fails the read that stutter has come to.
func (d *ServerDisk) hiccup() {
	if d.stutter > 0 {
		if d.stutter--; d.stutter == 0 {
			panic(kernel.StoreError{Err: errStutter})
		}
	}
}

// Get implements kernel.Reader for the authority.
func (d *ServerDisk) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	d.hiccup()
	if d.ahead != nil {
		return d.ahead.Get(s, id)
	}
	return d.Memory.Get(s, id)
}

// Range implements kernel.Reader for the authority.
func (d *ServerDisk) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	if d.ahead != nil {
		return d.ahead.Range(ix, key)
	}
	return d.Memory.Range(ix, key)
}

// Ahead implements authority.Store.
func (d *ServerDisk) Ahead(c *authority.Commit) {
	d.ahead = &kernel.Overlay{Base: d.Memory, Top: c.Layer()}
}

// Forget implements authority.Store.
func (d *ServerDisk) Forget() { d.ahead = nil }

// Commit implements authority.Store.
func (d *ServerDisk) Commit(c *authority.Commit) error {
	if d.failNext != nil {
		if err := d.failNext(); err != nil {
			return err
		}
	}
	if c.From != d.state.Version {
		return fmt.Errorf("sim: commit %d..%d: %w", c.From, c.To, authority.ErrMoved)
	}
	for _, row := range c.Rows {
		d.Put(row)
	}
	d.keep(c)
	d.past.note(c.Rows)
	for _, j := range c.Judged {
		d.byKey[callKey{j.Call.Origin, j.Call.Key}] = len(d.judged)
		d.byID[j.Call.ID] = true
		d.judged = append(d.judged, j)
	}
	d.changes = append(d.changes, c.Changes...)
	d.state.Version, d.state.Chain = c.To, c.Chain
	d.ahead = nil
	return nil
}

// keep has the database beside written what a commit writes.
func (d *ServerDisk) keep(c *authority.Commit) {
	if d.sums == nil {
		return
	}
	var changes []figures.Change
	for _, w := range c.Writes() {
		if d.sums.keeper.Counts(w.Schema) {
			changes = append(changes, figures.Change{Schema: w.Schema, ID: w.After.Base().ID, Row: w.After, Was: w.Before, Known: true})
		}
	}
	d.sums.write(changes)
}

// ChainAt implements authority.Store.
func (d *ServerDisk) ChainAt(version int64) ([]byte, error) {
	if version < 1 || version > int64(len(d.judged)) {
		return nil, nil
	}
	return d.judged[version-1].Chain, nil
}

// LastKey implements authority.Store.
func (d *ServerDisk) LastKey(origin kernel.ID) (int64, error) {
	last := int64(0)
	for k := range d.byKey {
		if k.origin == origin && k.key < authority.KeyMax {
			last = max(last, k.key)
		}
	}
	return last, nil
}

// Commands implements authority.Store.
func (d *ServerDisk) Commands(ids []kernel.ID) (used []kernel.ID, err error) {
	for _, id := range ids {
		if d.byID[id] {
			used = append(used, id)
		}
	}
	return used, nil
}

// Taken implements authority.Store.
func (d *ServerDisk) Taken(rows []kernel.Key) (bool, error) {
	return slices.ContainsFunc(rows, func(k kernel.Key) bool { return d.Memory.Get(k.Schema, k.ID) != nil }), nil
}

// Recovered implements authority.Store.
func (d *ServerDisk) Recovered() error {
	d.state.Recovering = false
	return nil
}

// Verdict implements authority.Store.
func (d *ServerDisk) Verdict(origin kernel.ID, key int64) (*authority.Judged, error) {
	i, ok := d.byKey[callKey{origin, key}]
	if !ok {
		return nil, nil
	}
	j := d.judged[i]
	return &j, nil
}

// View implements authority.Store. Rows never change, so sharing them is a
// snapshot.
func (d *ServerDisk) View() (authority.Reader, error) {
	return &serverView{Memory: d.Clone(), version: d.state.Version, chain: d.state.Chain, floor: d.state.Floor, judged: slices.Clip(d.judged), changes: slices.Clip(d.changes)}, nil
}

// Prune lets go of the log of changes up to a version.
func (d *ServerDisk) Prune(floor int64) error {
	if d.file != nil {
		if err := d.file.Prune(floor); err != nil {
			return err
		}
	}
	d.state.Floor = max(d.state.Floor, floor)
	d.changes = slices.DeleteFunc(slices.Clone(d.changes), func(c authority.Change) bool { return c.Version <= d.state.Floor })
	return nil
}

// Restore goes back to an older copy and opens a new history.
func (d *ServerDisk) Restore(backup *ServerDisk, history kernel.ID) error {
	if d.file != nil {
		if err := d.file.Restore(backup.copied, history); err != nil {
			return err
		}
	}
	before, was := d.state.History, d.past
	d.become(backup)
	d.past = was.until(d.state.Version)
	d.state.Before, d.state.Branch, d.state.History = before, d.state.Version, history
	d.state.Recovering = true
	return nil
}

// PutBack is an older copy in its place, of which nobody says a word.
func (d *ServerDisk) PutBack(backup *ServerDisk) error {
	if d.file != nil {
		if err := d.file.PutBack(backup.copied); err != nil {
			return err
		}
	}
	d.become(backup)
	return nil
}

// become takes over what a copy holds, and forgets what was on its way.
func (d *ServerDisk) become(backup *ServerDisk) {
	file, paged, beside := d.file, d.paged, d.sums
	*d = *backup.Copy()
	d.file, d.paged, d.sums = file, paged, beside
	d.sums.anew(d.Memory)
}

// BackUp is a copy that is noted as one.
func (d *ServerDisk) BackUp() (*ServerDisk, error) {
	backup := d.Copy()
	d.state.Saved = backup.state.Version
	if d.file == nil {
		return backup, nil
	}
	var err error
	backup.copied, err = d.file.Backup()
	return backup, err
}

// Copy is a copy.
func (d *ServerDisk) Copy() *ServerDisk {
	return &ServerDisk{
		Memory: d.Clone(), state: d.state, judged: slices.Clip(d.judged), changes: slices.Clip(d.changes),
		byKey: maps.Clone(d.byKey), byID: maps.Clone(d.byID), past: d.past.until(d.state.Version),
	}
}

type serverView struct {
	*kernel.Memory
	version int64
	chain   []byte
	floor   int64
	judged  []authority.Judged
	changes []authority.Change
}

func (v *serverView) Version() int64 { return v.version }
func (v *serverView) Chain() []byte  { return v.chain }
func (v *serverView) Close() error   { return nil }

func (v *serverView) Changes(after int64, visit func(*authority.Change) error) error {
	if after < v.floor {
		return fmt.Errorf("sim: changes after %d: %w", after, authority.ErrPruned)
	}
	for i := range v.changes {
		if v.changes[i].Version > after {
			if err := visit(&v.changes[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *serverView) VerdictsOf(origin kernel.ID, after int64, most int) ([]authority.Judged, error) {
	var list []authority.Judged
	for _, j := range v.judged {
		if j.Call.Origin == origin && j.Version > after && len(list) < most {
			j.Call.Args = nil
			list = append(list, j)
		}
	}
	return list, nil
}

func (v *serverView) CommandsOf(origin kernel.ID, visit func(*authority.Judged) error) error {
	for i := range v.judged {
		if v.judged[i].Call.Origin == origin {
			if err := visit(&v.judged[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *serverView) Along(eyes *kernel.Viewer, way kernel.Way, after kernel.ID, most int) ([]kernel.Row, error) {
	var list []kernel.Row
	err := v.Scan(way.Schema, func(row kernel.Row) error {
		if id := row.Base().ID; len(list) < most && string(id[:]) > string(after[:]) && way.Leads(eyes, row) {
			list = append(list, row)
		}
		return nil
	})
	return list, err
}

func (v *serverView) CountAlong(eyes *kernel.Viewer, way kernel.Way) (n int64, err error) {
	list, err := v.Along(eyes, way, kernel.ID{}, math.MaxInt)
	return int64(len(list)), err
}

func (v *serverView) Led(kernel.Trail) (bool, error) { return true, nil }

func (v *serverView) Gather(s *kernel.Schema, field *kernel.Field, ids []kernel.ID) ([]kernel.Row, error) {
	var list []kernel.Row
	err := v.Scan(s, func(row kernel.Row) error {
		if slices.Contains(ids, field.Get(row).ID()) {
			list = append(list, row)
		}
		return nil
	})
	return list, err
}
