// Package trial runs commands of business modules in tests: a store in memory and
// the same judgement a server passes, without files and sockets.
package trial

import (
	"encoding/binary"
	"errors"
	"testing"

	"heyi/shared/kernel"
)

// World is one company's rows and a clock that moves a second per command.
type World struct {
	*kernel.Memory
	Catalog *kernel.Catalog
	Now     kernel.Time
	key     int64
}

// Open makes an empty world on a civil day, at nine in the morning in China.
func Open(day kernel.Date) *World {
	nine, err := kernel.ParseTime(day.String() + "T01:00:00Z")
	if err != nil {
		panic(err)
	}
	return &World{Memory: kernel.NewMemory(), Catalog: kernel.NewCatalog(1, kernel.Lock{}), Now: nine}
}

// Fork is a copy of the world that goes its own way.
func (w *World) Fork() *World {
	fork := *w
	fork.Memory = w.Memory.Clone()
	return &fork
}

// ID is a fixed id for a person, a party or whatever a test needs.
func ID(n int) kernel.ID {
	var b [10]byte
	binary.BigEndian.PutUint32(b[6:], uint32(n))
	return kernel.NewID(kernel.Time(n), b)
}

// System is the author that may do everything and sees everything.
func System() *kernel.Author {
	return &kernel.Author{Name: "系统", Zone: 480, Series: "S00", System: true}
}

// Call prepares a command of an author at the world's present time.
func (w *World) Call(author *kernel.Author, args kernel.Command) *kernel.Call {
	return w.call(author, w.Catalog.CommandFor(args), args)
}

// CallOf is Call for commands that several declarations share a type of.
func (w *World) CallOf(author *kernel.Author, spec *kernel.CommandSpec, args kernel.Command) *kernel.Call {
	return w.call(author, spec, args)
}

func (w *World) call(author *kernel.Author, spec *kernel.CommandSpec, args kernel.Command) *kernel.Call {
	w.key++
	w.Now += 1000
	var random [10]byte
	binary.BigEndian.PutUint64(random[2:], uint64(w.key))
	return &kernel.Call{
		ID: kernel.NewID(w.Now, random), Key: w.key, Author: author.User, Name: spec.Name, Version: int64(spec.Version),
		Args: spec.Encode(args), At: w.Now, Judged: w.Now,
	}
}

// Do judges a command and keeps what it wrote.
func (w *World) Do(author *kernel.Author, args kernel.Command) (*kernel.Call, error) {
	call := w.Call(author, args)
	return call, w.Judge(author, call)
}

// DoAt is Do for something that happened earlier than it is judged.
func (w *World) DoAt(author *kernel.Author, at kernel.Time, args kernel.Command) (*kernel.Call, error) {
	call := w.Call(author, args)
	call.At = at
	return call, w.Judge(author, call)
}

// Disagreement is a device that predicted something else than the server judged,
// though it held everything it asked for.
type Disagreement struct{ Command string }

func (d Disagreement) Error() string { return "trial: device and server disagree on " + d.Command }

// Judge runs a prepared call as its device would and then as the server does, and
// keeps what it wrote.
func (w *World) Judge(author *kernel.Author, call *kernel.Call) error {
	early := *call
	early.Judged = early.At
	predicted, noPrediction := kernel.NewTx(w.Catalog, w, author.Viewer, &early, author).Predict()
	tx := kernel.NewTx(w.Catalog, w, author.Viewer, call, author)
	judged, err := tx.Judge()
	if err != nil {
		return err
	}
	if noPrediction == nil && !predicted.NeedsServer && !judged.Wider && predicted.Digest != judged.Digest {
		return Disagreement{call.Name}
	}
	for _, write := range tx.Writes() {
		write.After.Base().Version = w.key
		w.Put(write.After)
	}
	return nil
}

// Must is Do for commands that a test takes for granted.
func (w *World) Must(t testing.TB, author *kernel.Author, args kernel.Command) *kernel.Call {
	t.Helper()
	call, err := w.Do(author, args)
	if err != nil {
		t.Fatalf("%s: %v", call.Name, err)
	}
	return call
}

// Refused fails the test unless the command is refused with the code.
func (w *World) Refused(t testing.TB, code *kernel.Code, author *kernel.Author, args kernel.Command) *kernel.Refusal {
	t.Helper()
	call, err := w.Do(author, args)
	if !errors.Is(err, code.With()) {
		t.Fatalf("%s: want %s, got %v", call.Name, code.Name, err)
	}
	r, _ := kernel.AsRefusal(err)
	return r
}

// Tx opens a transaction that sees everything, for reading in tests.
func (w *World) Tx() *kernel.Tx {
	return kernel.NewTx(w.Catalog, w, nil, &kernel.Call{At: w.Now, Judged: w.Now}, System())
}

// Sound fails the test when an invariant of any module does not hold.
func (w *World) Sound(t testing.TB) {
	t.Helper()
	findings, err := kernel.Verify(w.Catalog, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("%s %s: %s", f.Rule, f.En, f.Key)
	}
}

// All lists the rows of an entity in the order of their ids, with their guarded
// fields.
func All[T any](w *World, e *kernel.Entity[T]) []*T {
	var rows []*T
	_ = kernel.Each(w.Catalog, w, e, func(row *T) error { // visit never errs
		rows = append(rows, e.Whole(w.Get, row))
		return nil
	})
	return rows
}
