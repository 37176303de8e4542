package client

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Options are what an engine is made of. Zero values have defaults, but for the
// catalogue and the enrolment.
type Options struct {
	Catalog    *kernel.Catalog
	Enrolment  Enrolment
	Window     func(kernel.Moment) kernel.Date // from when on the device holds closed documents, 0 for all; nil holds all
	Flight     bool                            // begin without connecting
	FilesQuota int64                           // bytes of copies of files that the device keeps; 0 for what is usual

	Clock   Clock
	Entropy io.Reader    // of ids and of the jitter between attempts to connect
	Log     *slog.Logger // of what a user cannot mend
	Dial    Dialer
	// Given is told of every command that the user gives, with what this device says
	// to it; nil tells nobody.
	Given func(command string, err error)
}

func (o *Options) fill() {
	if o.Clock == nil {
		o.Clock = SystemClock{}
	}
	if o.Entropy == nil {
		o.Entropy = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Dial == nil {
		o.Dial = DialWebSocket
	}
}

// What an engine refuses beside what commands do.
var (
	Wiped = kernel.Refuse("device.wiped",
		"管理员已清除本机上的公司数据，不能再操作。未提交的内容可以导出",
		"Your administrator has removed the company's data from this device. What was not sent can be exported")
	ErrClosed = errors.New("client: closed")
)

// Files of an enrolment's folder.
const (
	replicaFile = "replica.db"
	outboxFile  = "outbox.db"
)

// Engine runs one enrolment.
type Engine struct {
	options Options
	ops     chan func()
	bell    chan struct{} // rings when something has arrived
	quit    chan struct{} // closed by Close
	ended   chan struct{} // closed when the goroutine has ended
	once    sync.Once

	// Of the goroutine.
	lock     *store.Lock
	store    *store.Store
	outbox   *store.Outbox
	replica  *replica.Replica // nil while the files cannot be opened, and after a wipe
	line     line
	stops    map[string]func() // running timers, by name
	refused  int               // verdicts that need attention
	busy     time.Time         // when the last command was given
	renewed  time.Time         // when the replica was last loaded anew for its damage
	torn     bool              // the replica's file was not closed the last time, and was not proved since
	gaveUp   bool              // the last proof came to no end
	proofs   int               // how often a proof under way may begin again with another replica
	aside    sync.WaitGroup    // what runs beside the goroutine
	cramped  bool              // what the server sends has no room on the disk
	mended   *kernel.Refusal   // what became of a damaged outbox since the start
	look     *looking          // what the server was asked and has not answered
	looks    []*looking        // what it is asked after that
	lookedAt int64

	files files   // of the lane and of screens, by a lock of its own
	pad   scratch // of the goroutine's and of pages, by a lock of its own

	// Of everybody.
	mu      sync.RWMutex
	state   State
	history kernel.ID    // of the server, while connected
	offset  kernel.Time  // server's clock minus the device's
	reads   *store.Store // what screens read from; nil after a wipe
	subs    map[*subscription]struct{}
	issues  error // why the files cannot be used
}

// Open opens the files of an enrolment and begins to connect. The files of an
// enrolment belong to one process at a time.
func Open(o Options) (*Engine, error) {
	o.fill()
	e := &Engine{
		options: o, ops: make(chan func()), bell: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{}),
		stops: map[string]func(){}, subs: map[*subscription]struct{}{},
	}
	e.line.flight = o.Flight
	if err := e.openFiles(); err != nil {
		return nil, errors.Join(fmt.Errorf("client: %w", err), e.closeFiles())
	}
	e.refresh()
	go e.loop()
	e.startFiles()
	e.post(e.start)
	return e, nil
}

func (e *Engine) openFiles() (err error) {
	dir := e.options.Enrolment.Dir
	if err = store.Private(dir); err != nil {
		return err
	}
	if e.lock, err = store.TakeLock(dir); err != nil {
		return err
	}
	if err := e.openOutbox(); err != nil {
		return err
	}
	if err := e.pad.open(dir); err != nil {
		e.options.Log.Warn("what was counted or typed before cannot be read", "err", err)
	}
	if wasWiped(dir) {
		e.state.Wiped = true
		return e.pad.wipe()
	}
	return e.openReplica()
}

// OutboxMended tells of an outbox that was damaged and is whole again as far as its
// commands stood elsewhere too.
var OutboxMended = kernel.Refuse("device.outbox_mended",
	"本机保存待上传操作的文件损坏，已从另一份恢复，损坏的文件保存为 {file}。请核对下面的操作；少了什么，请先导出再联系管理员",
	"The file that keeps what waits to be sent was damaged. It was restored from a second copy, and the damaged file is kept as {file}. Please check what is listed below; if something is missing, export first and then tell your administrator")

func (e *Engine) openOutbox() (err error) {
	if e.outbox, err = store.OpenOutbox(filepath.Join(e.options.Enrolment.Dir, outboxFile)); err != nil {
		return err
	}
	if m := e.outbox.Mended; m != nil {
		e.options.Log.Error("the outbox was damaged and is set aside", "file", m.Aside, "rescued", m.Rescued)
		e.mended = OutboxMended.With(kernel.Text("file", m.Aside))
	}
	return nil
}

// reopenOutbox opens an outbox again that has turned out to be damaged.
func (e *Engine) reopenOutbox() error {
	if e.outbox != nil {
		if err := e.outbox.Close(); err != nil {
			e.options.Log.Warn("the damaged outbox did not close", "err", err)
		}
		e.outbox = nil
	}
	return e.openOutbox()
}

// openReplica opens the rows, or has them loaded anew when they cannot be used: a
// replica is a copy. The outbox is not touched by that.
func (e *Engine) openReplica() error {
	return e.mend(e.openRows())
}

// mend does about an error of the files' content what can be done.
func (e *Engine) mend(err error) error {
	if store.OutboxDamaged(err) {
		if err = e.reopenOutbox(); err == nil {
			err = e.startReplica()
		}
	}
	if err == nil || !store.Unusable(err) {
		return err
	}
	return e.rebuild(err)
}

func (e *Engine) openRows() error {
	e.torn = e.torn || wasTorn(e.options.Enrolment.Dir)
	s, err := store.Open(filepath.Join(e.options.Enrolment.Dir, replicaFile), e.options.Catalog)
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.store, e.reads = s, s
	e.mu.Unlock()
	return e.startReplica()
}

// rebuild begins with an empty replica. What the server has judged and what waits
// in the outbox comes back with the first load. What waits in the rows alone goes
// into the outbox before; where that cannot be read, the file is kept.
func (e *Engine) rebuild(cause error) error {
	e.options.Log.Warn("the replica cannot be used and is loaded anew", "err", cause)
	e.mu.Lock()
	e.reads = nil
	e.mu.Unlock()
	if e.store != nil {
		if err := e.store.Close(); err != nil {
			e.options.Log.Warn("the old replica did not close", "err", err)
		}
		e.store = nil
	}
	whole, err := e.rescue()
	if err != nil {
		return err
	}
	if !whole && e.mended != nil { // neither copy is sound
		if _, err := store.SetAside(filepath.Join(e.options.Enrolment.Dir, replicaFile)); err != nil {
			return err
		}
	}
	if err := removeReplica(e.options.Enrolment.Dir); err != nil {
		return err
	}
	return e.openRows()
}

// rescue brings into the outbox what only the rows hold of what waits. whole tells
// that all of it could be read.
func (e *Engine) rescue() (whole bool, err error) {
	calls, whole := store.SalvagePending(filepath.Join(e.options.Enrolment.Dir, replicaFile))
	entries, err := e.outbox.Entries()
	if err != nil {
		return whole, err
	}
	kept := map[int64]bool{}
	for _, entry := range entries {
		kept[entry.Call.Key] = true
	}
	for _, c := range calls {
		if kept[c.Key] || c.Origin != e.options.Enrolment.Device {
			continue
		}
		if err := e.outbox.Append(c); err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// startReplica brings files and memory together: at the start, and whenever a
// write has failed.
func (e *Engine) startReplica() error {
	e.replica = nil
	var r *replica.Replica
	err := guarded(func() (err error) {
		r, err = replica.Open(e.options.Catalog, e.identity(), e.store, e.outbox)
		return err
	})
	if err != nil {
		return err
	}
	if err := errors.Join(e.outbox.Sync(), e.store.DropSettled()); err != nil {
		return err
	}
	e.store.Forgive()
	e.replica = r
	if err := guarded(e.holdMonths); err != nil { // what it holds it goes on with
		e.options.Log.Error("the window could not be moved", "err", err)
	}
	e.proveAgain()
	return e.countAttention()
}

func (e *Engine) identity() replica.Identity {
	return replica.Identity{Device: e.options.Enrolment.Device, User: e.options.Enrolment.User}
}

func (e *Engine) countAttention() (err error) {
	e.refused, err = e.store.NeedAttention()
	return err
}

// Close ends the engine. What was saved stays saved.
func (e *Engine) Close() error {
	var err error
	e.once.Do(func() {
		close(e.quit)
		<-e.ended
		e.aside.Wait()
		err = errors.Join(e.closeContents(), e.closeFiles())
	})
	return err
}

func (e *Engine) closeFiles() error {
	e.mu.Lock()
	e.reads = nil
	e.mu.Unlock()
	errs := []error{e.pad.close()}
	if e.store != nil {
		errs = append(errs, e.store.Close())
	}
	if e.outbox != nil {
		errs = append(errs, e.outbox.Close())
	}
	if e.lock != nil {
		errs = append(errs, e.lock.Free())
	}
	return errors.Join(errs...)
}

// loop is the goroutine that owns the replica.
func (e *Engine) loop() {
	defer close(e.ended)
	for {
		select {
		case op := <-e.ops:
			op()
		case <-e.bell:
			e.arrived()
		case <-e.quit:
			e.hangUp()
			for _, stop := range e.stops {
				stop()
			}
			e.dropSubscriptions()
			return
		}
	}
}

// post hands an operation to the goroutine without waiting for it to run. It
// tells whether the engine is still there to run it.
func (e *Engine) post(op func()) bool {
	select {
	case e.ops <- op:
		return true
	case <-e.quit:
		return false
	}
}

// run hands an operation to the goroutine and waits for its end.
func (e *Engine) run(op func() error) error {
	done := make(chan error, 1)
	if !e.post(func() { done <- guarded(op) }) {
		return ErrClosed
	}
	return <-done
}

// timer runs op on the goroutine later; a timer of the same name is replaced.
func (e *Engine) timer(name string, delay time.Duration, op func()) {
	e.stop(name)
	e.stops[name] = e.options.Clock.After(delay, func() { e.post(op) })
}

func (e *Engine) stop(name string) {
	if stop := e.stops[name]; stop != nil {
		stop()
		delete(e.stops, name)
	}
}

func (e *Engine) now() kernel.Time { return timeOf(e.options.Clock.Now()) }

func (e *Engine) random() (b [10]byte, err error) {
	if _, err := io.ReadFull(e.options.Entropy, b[:]); err != nil {
		return b, fmt.Errorf("client: random bytes: %w", err)
	}
	return b, nil
}

// guarded runs f and turns the panic of a failing store into its error.
func guarded(f func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case kernel.StoreError:
			err = p
		default:
			panic(p)
		}
	}()
	return f()
}

// Enrolment is whose files the engine has open.
func (e *Engine) Enrolment() Enrolment { return e.options.Enrolment }
