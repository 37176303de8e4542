// Package replica is the device's half of sync, free of I/O: it runs commands at
// once against the local rows, keeps them in a durable outbox until the server
// has judged them, and re-runs what is pending when the server's rows arrive.
//
// A replica is driven by one goroutine.
package replica

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// State is what a replica knows about where it stands. It is stored in the same
// transaction as the rows it describes.
type State struct {
	History kernel.ID
	Version int64       // every row of the scope is held as of this version
	Scope   int64       // digest of the scope it holds
	LastKey int64       // the newest outbox key whose prediction the rows contain
	Offset  int64       // server's clock minus the device's, in milliseconds
	AsOf    kernel.Time // by the server's clock: when Version was the newest
	Loading bool        // a first load is under way: the rows are not whole
	Resume  Resume
	Saved   int64       // versions up to this one stand in a backup of the server
	Catalog int64       // what the rows were loaded for, see [CatalogDigest]
	Known   []Known     // the declarations under which they came; empty where a program did not say so
	Held    string      // tags of the scope it holds, see [wire.Tags]
	From    kernel.Date // start of the window it holds
	Pins    []kernel.ID // older documents that it holds besides
	Wants   wire.Keep   // the window that its user wants
	Chain   []byte      // of the server's operation log at Version, nil when it is not known
	Proof   *Proof      // the last one that came to its end, nil before there was one
}

// Resume is where a catch-up was cut.
type Resume struct {
	Place   wire.Place // behind the last part that came
	Catalog int64      // for which it came
	Done    int64      // of the load: rows with an audience of their own that have come
	Total   int64      // rows that the whole load has, 0 when the server did not say
}

// Pending is a command that the rows contain as a prediction.
type Pending struct {
	Call   kernel.Call
	Undo   []UndoRow
	Failed *kernel.Refusal // the prediction no longer holds; the server decides
	Shown  kernel.Made     // of the document its user saw first, empty before there was one
	Made   kernel.Made     // of the document as it is predicted now

	reads  *reads // nil after a restart: then every change is taken to touch it
	writes []kernel.Key
	after  map[kernel.Key]kernel.Row // what it made of the rows it wrote
	whole  bool                      // after is all that it did
}

// UndoRow is a row as it was before a prediction; no body when it was not there.
type UndoRow struct {
	Entity int64
	ID     kernel.ID
	Body   []byte
}

type reads struct {
	points map[kernel.Key]bool
	ranges map[kernel.RangeKey]bool
}

// Verdict is the server's answer as the device keeps it for its user.
type Verdict struct {
	Call    kernel.Call // with what the device knows of it
	Version int64
	Refusal *kernel.Refusal
	// Adjusted tells that the server's effect differs from the last prediction, or
	// that one had already changed the document that the user was shown at first.
	Adjusted bool
	// Dated is when the server took the command to be given, where it did not believe
	// the device's clock; 0 where it did.
	Dated kernel.Time
	Seen  bool // the user has dealt with it
}

// Writer is a transaction on the replica's file.
type Writer interface {
	kernel.Scanner
	Put(row kernel.Row)
	Delete(s *kernel.Schema, id kernel.ID)
	// Clear takes out every row.
	Clear()
	PutState(State)
	PutPending(*Pending)
	DropPending(key int64)
	PutVerdict(Verdict)
	// Reread forgets what was read of rows before: the file may have been changed by
	// somebody else.
	Reread()
	// Stage keeps a part of a catch-up; Staged visits and removes all parts.
	Stage(part []byte)
	Staged(visit func(part []byte) error) error
	ClearStaged()
}

// Store is the replica's file. It may lose its newest transactions in a power
// loss, never their order: it can be rebuilt from the server and the outbox.
type Store interface {
	kernel.Scanner
	Load() (State, []*Pending, error)
	// Verdict finds the verdict the file holds of a command, nil when it holds none.
	Verdict(key int64) (*Verdict, error)
	// Update runs one transaction: all of it or nothing.
	Update(func(Writer) error) error
	// View opens a sight of what is written now.
	View() (View, error)
	// Checkpoint makes everything written so far survive a power loss.
	Checkpoint() error
}

// Entry is a command in the outbox.
type Entry struct {
	Call     kernel.Call
	Accepted int64 // version at which the server accepted it; 0 while it waits; −version when a restored server has to get it again
}

// Outbox keeps commands from the moment the user was told "saved". It is a file
// of its own with every append synced.
type Outbox interface {
	// Append returns when the command survives a power loss.
	Append(call kernel.Call) error
	// Entries lists what is kept, by key.
	Entries() ([]Entry, error)
	// Accept keeps an accepted command until the server has it in a backup, with
	// the version or its negative, see Entry.
	Accept(key, version int64) error
	// Forget drops a command.
	Forget(keys ...int64) error
	// LastKey is the highest key ever appended, also of forgotten commands.
	LastKey() (int64, error)
}
