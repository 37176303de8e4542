package client

import (
	"fmt"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// reopenAfter is how long files that failed are left alone.
const reopenAfter = 5 * time.Second

// Do runs a command now. Without an error the command is saved: it survives a
// power loss and the server will judge it. Saved.NeedsServer tells that its
// effect shows only then. A *kernel.Refusal means that nothing was kept and what
// the user can do; any other error is the program's.
func (e *Engine) Do(args kernel.Command) (replica.Saved, error) {
	spec := e.options.Catalog.CommandFor(args)
	if spec == nil {
		return replica.Saved{}, kernel.NoSuchCommand.With(kernel.Text("command", fmt.Sprintf("%T", args)))
	}
	return e.DoNamed(spec.Name, args)
}

// DoNamed is Do for commands that belong to an entity: "party.add" with a
// kernel.AddRow, "party.edit" with a kernel.EditRow.
func (e *Engine) DoNamed(name string, args kernel.Command) (saved replica.Saved, err error) {
	spec := e.options.Catalog.Command(name)
	if spec == nil {
		return saved, kernel.NoSuchCommand.With(kernel.Text("command", name))
	}
	encoded := spec.Encode(args)
	err = e.run(func() error {
		saved, err = e.do(name, encoded)
		return err
	})
	if e.options.Given != nil {
		e.options.Given(name, err)
	}
	return saved, err
}

func (e *Engine) do(name string, args []byte) (replica.Saved, error) {
	if err := e.usable(); err != nil {
		return replica.Saved{}, err
	}
	e.busy = e.options.Clock.Now()
	random, err := e.random()
	if err != nil {
		return replica.Saved{}, err
	}
	if len(e.replica.Pending()) == 0 {
		e.line.handed = HandedIn{}
	}
	var saved replica.Saved
	err = guarded(func() (err error) {
		saved, err = e.replica.DoEncoded(name, args, e.now(), random)
		return err
	})
	if e.store.Failed() || store.OutboxDamaged(err) {
		e.reopen()
		return saved, err
	}
	if err != nil {
		return saved, err
	}
	e.pump()
	e.changed(Change{Keys: e.effect(saved.Call.Key)})
	return saved, nil
}

// usable tells why there is no replica to work with.
func (e *Engine) usable() error {
	switch {
	case e.replica != nil:
		return nil
	case e.state.Wiped:
		return Wiped.With()
	}
	return e.issues
}

// effect lists the rows that the newest command has touched.
func (e *Engine) effect(key int64) map[kernel.Key]bool {
	pending := e.replica.Pending()
	if len(pending) == 0 || pending[len(pending)-1].Call.Key != key {
		return nil
	}
	keys := map[kernel.Key]bool{}
	for _, u := range pending[len(pending)-1].Undo {
		if s := e.options.Catalog.SchemaByNumber(uint32(u.Entity)); s != nil {
			keys[kernel.Key{Schema: s, ID: u.ID}] = true
		}
	}
	return keys
}

// reopen starts the replica again after a write has failed, now or, when that
// fails too, later: memory may be ahead of the files.
func (e *Engine) reopen() {
	e.hangUp()
	e.makeRoom()
	e.resume(e.openAgain())
}

// openAgain opens what is not open and mends what turns out to be damaged.
func (e *Engine) openAgain() error {
	if e.outbox == nil {
		if err := e.openOutbox(); err != nil {
			return err
		}
	}
	if e.store == nil {
		return e.openReplica()
	}
	return e.mend(e.startReplica())
}

// renew has the replica loaded anew, because its file is damaged where nobody has
// looked until now.
func (e *Engine) renew(cause error) {
	now := e.options.Clock.Now()
	if !e.renewed.IsZero() && now.Sub(e.renewed) < renewEvery {
		return // a program that misreads sound rows must not load them over and over
	}
	e.renewed = now
	e.hangUp()
	e.resume(e.rebuild(cause))
}

// renewEvery is the shortest time between two.
const renewEvery = time.Hour

// filesRetry bounds how long the connection is left alone because of the files: it is
// by what the server sends that they show whether they have room again.
const filesRetry = 4

// resume goes on after the files were opened again, or tries that later.
func (e *Engine) resume(err error) {
	if e.issues = err; e.issues != nil {
		e.options.Log.Error("the replica's files fail", "err", e.issues)
		if _, known := kernel.AsRefusal(e.issues); !known {
			e.issues = store.DiskBroken.With()
		}
		e.timer("reopen", reopenAfter, e.reopen)
	} else {
		e.line.failures = min(e.line.failures, filesRetry)
		e.retry()
	}
	e.changed(Change{Whole: true})
}
