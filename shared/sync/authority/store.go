// Package authority is the server's half of sync, free of I/O: it judges
// commands one after another, numbers the versions of a company, and tells each
// device what it may know of them.
//
// One authority serves one company and is the only writer of its store. It is
// driven by one goroutine; sessions read through views of their own.
package authority

import (
	"errors"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// State is where a company stands.
type State struct {
	History kernel.ID // versions count within a history; a restore opens a new one
	Branch  int64     // version at which this history left the one before it, 0 for the first
	Before  kernel.ID // the history before it
	Version int64
	Chain   []byte      // hash of the last judged command
	Saved   int64       // versions up to this one stand in a backup
	Floor   int64       // the log of changes up to this version may be gone
	Judged  kernel.Time // when the last command was judged, 0 before there was one
	// Recovering tells that the company was restored and waits for its devices to
	// push again what the backup does not hold.
	Recovering bool
}

// Judged is one command with its verdict: a line of the operation log, the
// answer to a resend, and a link of the audit chain.
type Judged struct {
	Call    kernel.Call
	Version int64
	Refusal *kernel.Refusal // nil when accepted
	Left    *Left           // of arguments that were not kept; Call.Args is nil then
	Effect  []byte          // hash of the rows it wrote
	Chain   []byte          // hash over the link before, the call, the verdict and the effect
}

// Change is a line of the log, without bodies: the rows that one version changed
// and that share one audience.
type Change struct {
	Version int64
	Before  []string // tags of the rows' roots before the version; nil when they were born in it
	After   []string
	Rows    []RowKey
}

// RowKey names a row by its entity's locked number.
type RowKey struct {
	Entity uint32
	ID     kernel.ID
}

// Commit is what a group of judged commands writes, in one transaction.
type Commit struct {
	From, To int64
	Rows     []kernel.Row // each changed row once, as it is at To
	Judged   []Judged
	Changes  []Change
	Chain    []byte

	layer   *kernel.Memory            // the rows, to be laid over the store
	before  map[kernel.Key]kernel.Row // as the rows were at From
	born    map[kernel.Key]bool       // rows whose ids the commands have made
	authors bool                      // somebody may have become another author by it
	bodies  map[kernel.Row][]byte     // the rows as the patches carry them
}

// Writes lists the changed rows with what the store held of them before, for
// stores that keep rows in memory.
func (c *Commit) Writes() []kernel.Write {
	writes := make([]kernel.Write, len(c.Rows))
	for i, row := range c.Rows {
		key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
		writes[i] = kernel.Write{Schema: key.Schema, Before: c.before[key], After: row, Born: c.born[key]}
	}
	return writes
}

// Layer is the changed rows with their indexes, to be laid over what is durable.
// It must not be changed.
func (c *Commit) Layer() *kernel.Memory { return c.layer }

// keep remembers the encoded form of a row the commit writes.
func (c *Commit) keep(row kernel.Row, body []byte) {
	if c.bodies == nil {
		c.bodies = map[kernel.Row][]byte{}
	}
	c.bodies[row] = body
}

// verdict finds what the commit has judged under the key of a call; nil when it
// has judged nothing under it.
func (c *Commit) verdict(call *kernel.Call) *Judged {
	for i := range c.Judged {
		if j := &c.Judged[i]; j.Call.Origin == call.Origin && j.Call.Key == call.Key {
			return j
		}
	}
	return nil
}

// lastKey is the highest key of an origin in the commit, 0 if there is none.
func (c *Commit) lastKey(origin kernel.ID) int64 {
	var last int64
	for i := range c.Judged {
		if call := &c.Judged[i].Call; call.Origin == origin {
			last = max(last, call.Key)
		}
	}
	return last
}

// Reader is a consistent sight of a company at one version.
type Reader interface {
	kernel.Scanner
	// Version is the version the reader sees.
	Version() int64
	// Chain is the hash of the operation log at that version.
	Chain() []byte
	// Changes visits the log after a version, in order. It fails with ErrPruned
	// when the log does not reach back to there.
	Changes(after int64, visit func(*Change) error) error
	// VerdictsOf lists the next verdicts of an origin after a version, in order and
	// at most so many. They come without arguments, which nobody is sent back.
	VerdictsOf(origin kernel.ID, after int64, most int) ([]Judged, error)
	// CommandsOf visits the whole commands of an origin, in order.
	CommandsOf(origin kernel.ID, visit func(*Judged) error) error
	// Along lists the next rows of a way, at most so many, in the order of ids after
	// one; some that the viewer does not see may be among them.
	Along(v *kernel.Viewer, way kernel.Way, after kernel.ID, most int) ([]kernel.Row, error)
	// CountAlong counts them.
	CountAlong(v *kernel.Viewer, way kernel.Way) (int64, error)
	// Led tells whether rows of a trail may follow those of its leader: what answers no
	// is not gathered.
	Led(trail kernel.Trail) (bool, error)
	// Gather lists the rows of an entity of which the field names one of the ids, in
	// the order of their own.
	Gather(s *kernel.Schema, field *kernel.Field, ids []kernel.ID) ([]kernel.Row, error)
	Close() error
}

// ErrPruned is wrapped by a reader's refusal to list changes that the log has let
// go of. Whoever lacks them loads anew.
var ErrPruned = errors.New("authority: the log of changes does not reach back so far")

// ErrMoved is wrapped by a store's refusal of a commit that does not continue its
// last version: someone else has written. Nothing of the commit was kept.
var ErrMoved = errors.New("authority: the company has moved on")

// Store is the durable truth of one company. Its methods are called from the
// authority's goroutine; Commit alone may run beside the others.
type Store interface {
	kernel.Scanner
	State() (State, error)
	// Ahead lets Get and Range see a commit that is about to be written. The one
	// before it is durable.
	Ahead(c *Commit)
	// Commit writes all of it or nothing, and returns only when it is durable.
	Commit(c *Commit) error
	// Forget takes back what Ahead has shown: only what is durable counts.
	Forget()
	// Verdict finds what was judged of (origin, key); nil when nothing was.
	Verdict(origin kernel.ID, key int64) (*Judged, error)
	// ChainAt is the hash of the durable operation log at a version, nil where it has
	// none.
	ChainAt(version int64) ([]byte, error)
	// LastKey is the highest key below [KeyMax] that was judged of an origin, 0 if
	// none was.
	LastKey(origin kernel.ID) (int64, error)
	// Commands lists those of the ids that durable commands have, of any origin.
	Commands(ids []kernel.ID) ([]kernel.ID, error)
	// Taken tells whether any of the rows is there, among what is durable.
	Taken(rows []kernel.Key) (bool, error)
	// Recovered ends the recovery after a restore.
	Recovered() error
	// View opens a reader at the last committed version.
	View() (Reader, error)
}

// verdictFor is the wire form of a judged command.
func verdictFor(j *Judged) wire.Verdict {
	return wire.Verdict{
		ID: j.Call.ID, Key: j.Call.Key, Version: j.Version, Digest: int64(j.Call.Digest),
		Refused: j.Refusal != nil, Refusal: wire.RefusalOf(j.Refusal), Name: j.Call.Name, At: j.Call.At,
	}
}
