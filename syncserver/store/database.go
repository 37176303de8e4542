package store

import (
	"context"
	"database/sql"
	"errors"

	"heyi/shared/kernel"
)

// Database is what differs between the databases, at the place of one company.
type Database interface {
	Dialect() kernel.Dialect
	// Place names where the company is, for people: a path, or an address without its
	// password.
	Place() string
	// Connect opens connections for a purpose.
	Connect(For) (*sql.DB, error)
	// Tune prepares the one connection that commits.
	Tune(conn *sql.Conn) error
	// Check has the database look at its own structure. It returns what it found, at
	// most so many lines.
	Check(ctx context.Context, on Querier, most int) ([]string, error)
}

// Sender is a database that a commit's statements go to in one piece: each would wait
// for its answer otherwise.
type Sender interface {
	Database
	// Send runs the statements in one transaction of the connection. The first must
	// change a row, or the error wraps ErrNothing and nothing is done.
	Send(conn *sql.Conn, statements []Statement) error
}

// Statement is a text with its arguments.
type Statement struct {
	Text string
	Args []any
}

// ErrNothing is returned by Send when the first statement has found no row.
var ErrNothing = errors.New("store: no row was found")

// For is what connections are for.
type For uint8

// The purposes.
const (
	Commits For = iota + 1 // of the executor, one at a time
	Reads                  // of the executor while it commits
	Sides                  // of transactions on the server's own tables
	Views                  // of sights at one version
)

// Querier is a connection, a pool or a transaction.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Why a company is not opened.
var (
	ErrNoCompany = errors.New("store: there is no company here")
	ErrExists    = errors.New("store: there is something here already")
	ErrNewer     = errors.New("store: the company was written by a newer release")
)

// ErrFull is returned by a commit of a company that has used up what it is allowed.
var ErrFull = errors.New("store: the company has used up the space that it is allowed")

// Why a backup is not taken.
var (
	// ErrDamaged is returned for a backup that is not what was written.
	ErrDamaged = errors.New("store: the backup is damaged")
	// ErrNoHash is returned for a backup without the file that says what was written.
	ErrNoHash = errors.New("store: the backup's hash cannot be read")
)

// ErrBroken is a company's data that is not sound.
var ErrBroken = errors.New("store: the company's data is damaged")

// Fault is what kind of failure an error of a database is.
type Fault uint8

// The kinds. An error that is none of them is the program's.
const (
	NoFault    Fault = iota
	Unwritable       // full, broken or read-only: nothing was kept of what was to be written
	Damaged          // what stands there is not sound: a restore helps
	Away             // the database does not answer; what it was doing may be done or not
)

// faults tell the errors of the linked databases apart.
var faults []func(error) Fault

// Classify adds what a database's errors mean. It belongs into an init function.
func Classify(f func(error) Fault) { faults = append(faults, f) }

// FaultOf tells what kind of failure an error is.
func FaultOf(err error) Fault {
	if err == nil {
		return NoFault
	}
	if errors.Is(err, ErrBroken) {
		return Damaged
	}
	if errors.Is(err, ErrFull) {
		return Unwritable
	}
	for _, f := range faults {
		if kind := f(err); kind != NoFault {
			return kind
		}
	}
	return NoFault
}
