package hub

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// Store is a company's store with what the hub asks of it beside.
type Store interface {
	authority.Store
	// LastKey is the highest key that an origin has used; for the executor.
	LastKey(origin kernel.ID) (int64, error)
	// Saved is the version up to which a backup holds the company; for anybody.
	Saved() (int64, error)
}

// Refusals of the hub; devices know them.
var (
	Unavailable = wire.Unavailable
	Stopping    = wire.Stopping
	Recovering  = wire.Recovering
	TooSlow     = wire.TooSlow
	BadFrame    = wire.BadFrame
	TooLong     = wire.FrameTooBig
	TooManyPins = wire.TooManyPins
	NoHello     = wire.NoHello
	Elsewhere   = wire.Elsewhere
	WrongDevice = wire.WrongDevice
)

// Config is what a hub works with. Zero limits take their defaults.
type Config struct {
	Catalog *kernel.Catalog
	Store   Store
	Log     *slog.Logger
	Now     func() kernel.Time   // the server's clock; what the company goes by is its own, see Clock
	Elapsed func() time.Duration // the monotonic clock, through sleep too; nil is the system's
	Seen    kernel.Time          // when the company was last served, 0 if that is not known
	Hold    bool                 // do not follow the clock over a pause of more than a month
	Random  func() [10]byte      // for ids
	// Admit is asked about a connection once End would find it, so that nobody slips
	// in whose token ends at this moment; nil admits everybody.
	Admit func(who Identity) error
	// Heard is told which version a device says it holds whole; nil tells nobody.
	Heard func(device kernel.ID, version int64)

	GroupMax  int           // commands after which a group is closed: small enough that judging and writing overlap, large enough to share a sync
	LaneBytes int           // waiting for one connection beyond which it is too slow
	Beat      time.Duration // between signs of life to idle devices
	Pulse     time.Duration // that what everybody sees waits for more of its kind
	HelloTime time.Duration // within which a connection must introduce itself
	PingEvery time.Duration
	PongTime  time.Duration // without a sign of life for so long a peer is gone
	WriteTime time.Duration // for one frame
	StallTime time.Duration // for a catch-up to get on

	CommandsAMinute int // of one device, in the long run; a refused one counts for ten
	BytesAMinute    int // of one device's pushes, decompressed
	LinksOfDevice   int // connections; one more ends the oldest
	LinksOfPerson   int
}

func (c *Config) fill() {
	if c.Elapsed == nil {
		c.Elapsed = elapsed()
	}
	orDefault(&c.GroupMax, 64)
	orDefault(&c.LaneBytes, 16<<20)
	orDefault(&c.Beat, 3*time.Second)
	orDefault(&c.Pulse, 50*time.Millisecond)
	orDefault(&c.HelloTime, 10*time.Second)
	orDefault(&c.PingEvery, wire.PingEvery*time.Millisecond)
	orDefault(&c.PongTime, wire.SilenceMost*time.Millisecond)
	orDefault(&c.WriteTime, 20*time.Second)
	orDefault(&c.StallTime, 60*time.Second)
	orDefault(&c.CommandsAMinute, 12_000)
	orDefault(&c.BytesAMinute, 64<<20)
	orDefault(&c.LinksOfDevice, 4)
	orDefault(&c.LinksOfPerson, 60)
}

func orDefault[T comparable](v *T, otherwise T) {
	if *v == *new(T) {
		*v = otherwise
	}
}

// Hub is one company at work.
type Hub struct {
	Config
	quitting context.Context // ends with the executor
	quitted  context.CancelFunc
	clock    *clock
	minding  atomic.Bool // a command of the clock is under way
	jobs     jobs
	sums     sums
	desk     *authority.Desk // nil while the store fails; the executor's own
	lastKey  map[kernel.ID]int64
	writing  *writing // the group on its way to the disk, nil while none is
	rest     rest     // after failures of the store
	pulse    *pulse   // sends what waits for others like it

	version    atomic.Int64 // of the company, for who is not the executor
	recovering atomic.Bool

	tasks *queue
	quit  chan struct{}
	done  chan struct{}

	shares  shares
	waiting *semaphore.Weighted // bytes of long pushes that are not judged yet
	fills   *semaphore.Weighted // catch-ups that are sending
	views   *semaphore.Weighted // catch-ups that have a view open: sending, or waiting for their device
	proofs  *semaphore.Weighted // answers to devices that ask what they should hold
	bad     *blacklist
	era     atomic.Int64 // grows when the desk is given up: what was sent before is void
	mu      sync.Mutex
	clients map[*client]bool
	stopped bool
	ended   sync.WaitGroup // of clients
}

// task is work for the executor: an order of commands, or anything else.
type task struct {
	order *authority.Order
	do    func(d *authority.Desk) error
	era   int64           // of the hub when an order was sent; 0 for what is always done
	end   func(err error) // told of what failed, nil once it is done or judged; does not block
}

const (
	fillsMax = 8
	viewsMax = 24
)

// ErrStopped is returned to whoever asks a hub that has stopped.
var ErrStopped = errors.New("hub: stopped")

// Open starts the executor of a company.
func Open(c Config) (*Hub, error) {
	c.fill()
	h := &Hub{
		Config: c, lastKey: map[kernel.ID]int64{}, pulse: newPulse(), tasks: newQueue(), quit: make(chan struct{}),
		done: make(chan struct{}), waiting: semaphore.NewWeighted(waitingAll),
		fills: semaphore.NewWeighted(fillsMax), views: semaphore.NewWeighted(viewsMax), proofs: semaphore.NewWeighted(proofsMax), clients: map[*client]bool{}, bad: newBlacklist(),
	}
	h.quitting, h.quitted = context.WithCancel(context.Background())
	h.era.Store(1)
	if err := h.reopen(); err != nil {
		return nil, err
	}
	state := h.desk.State()
	h.jobs.work = org.NewClockwork(h.Catalog, 0)
	h.clock = newClock(h.Now, h.Elapsed, max(h.Seen, state.Judged), h.Hold && !state.Recovering)
	go h.execute()
	return h, nil
}

// reopen takes the store's word for where the company stands: at the start, and
// after a failure whose commit may be durable all the same.
func (h *Hub) reopen() error {
	h.desk = nil
	clear(h.lastKey)
	a, err := authority.Open(h.Catalog, h.Store)
	if err != nil {
		return err
	}
	a.Broken = func(call *kernel.Call, failure error) {
		h.Log.Error("command failed", "command", call.Name, "id", call.ID.String(), "error", failure)
	}
	h.desk = authority.NewDesk(a)
	h.desk.Awaited = h.awaited
	h.publish()
	return nil
}

func (h *Hub) publish() {
	state := h.desk.State()
	h.version.Store(state.Version)
	h.recovering.Store(state.Recovering)
}

// awaited lists the devices that keep an outbox and may still come.
func (h *Hub) awaited() ([]kernel.ID, error) {
	var ids []kernel.ID
	err := h.Store.Scan(org.Devices.In(h.Catalog), func(row kernel.Row) error {
		d := row.(*org.Device)
		if keeps := d.Kind == "tablet" || d.Kind == "desktop" || d.Kind == "phone"; keeps && !d.Revoked {
			ids = append(ids, d.ID)
		}
		return nil
	})
	return ids, err
}

// number completes the calls of the server's own origins.
func (h *Hub) number(o *authority.Order, now kernel.Time) error {
	if o.Seat != nil {
		return nil // a device numbers its own
	}
	for i := range o.Calls {
		c := &o.Calls[i]
		if c.Key != 0 {
			continue
		}
		last, known := h.lastKey[c.Origin]
		if !known {
			var err error
			if last, err = h.Store.LastKey(c.Origin); err != nil {
				return err
			}
		}
		c.Key = last + 1
		h.lastKey[c.Origin] = c.Key
		if c.At == 0 {
			c.At = now
		}
		if c.ID.IsZero() {
			c.ID = kernel.NewID(c.At, h.Random())
		}
	}
	return nil
}

func (h *Hub) beat(d *authority.Desk) error {
	saved, err := h.Store.Saved()
	if err != nil {
		return err
	}
	d.Saved(saved)
	if d.State().Recovering {
		missing, err := d.Missing()
		if err != nil || len(missing) > 0 {
			return err
		}
		return d.EndRecovery(h.clock.now())
	}
	h.mindClock()
	h.mindJobs()
	h.mindSums()
	return d.Beat()
}

// On runs something on the executor and waits for it. Nothing else is judged
// meanwhile; the company's store may be read as the executor reads it.
func (h *Hub) On(ctx context.Context, do func(d *authority.Desk) error) error {
	return h.onFor(ctx, kernel.ID{}, do)
}

// onFor is On in the line of an origin.
func (h *Hub) onFor(ctx context.Context, origin kernel.ID, do func(d *authority.Desk) error) error {
	return h.give(ctx, origin, task{do: func(d *authority.Desk) error {
		defer clear(h.lastKey) // it may have used keys of its own
		return do(d)
	}})
}

func (h *Hub) give(ctx context.Context, origin kernel.ID, t task) error {
	ended := make(chan error, 1)
	t.end = func(err error) { ended <- err }
	select {
	case <-h.done:
		return ErrStopped
	default:
		h.tasks.put(origin, t)
	}
	select {
	case err := <-ended:
		return err
	case <-h.done:
		select {
		case err := <-ended:
			return err
		default:
			return ErrStopped
		}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Version is the company's last version.
func (h *Hub) Version() int64 { return h.version.Load() }

// Close stops: no connection is taken any more, what waits is judged, devices
// are told, connections are closed.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	already := h.stopped
	h.stopped = true
	h.mu.Unlock()
	if already {
		return nil
	}
	h.dropAll(Stopping.With())
	gone := make(chan struct{})
	go func() {
		h.ended.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-ctx.Done():
		h.cutAll()
		<-gone
	}
	close(h.quit)
	<-h.done
	h.jobs.gone.Wait()
	h.sums.gone.Wait()
	return nil
}
