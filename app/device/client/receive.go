package client

import (
	"sync"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// inboxRows bounds what waits to be taken in, in rows. One message is taken
// however long it is.
const inboxRows = 8000

// weigh is the number of rows that a message brings, and one for itself.
func weigh(m wire.Message) int {
	if a, ok := m.(*replica.Ahead); ok {
		return 1 + len(a.Rows)
	}
	return 1
}

// inbox is what has arrived on a connection and is not taken in yet.
type inbox struct {
	mu       sync.Mutex
	room     *sync.Cond
	messages []wire.Message
	weight   int
	err      error // the connection's end
	closed   bool
}

func newInbox() *inbox {
	b := &inbox{}
	b.room = sync.NewCond(&b.mu)
	return b
}

// put waits for room. It is false once nobody takes any more.
func (b *inbox) put(m wire.Message, weight int, err error) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed && err == nil && b.weight > 0 && b.weight+weight > inboxRows {
		b.room.Wait()
	}
	if b.err = err; err == nil {
		b.messages = append(b.messages, m)
		b.weight += weight
	}
	return !b.closed
}

// take empties the inbox. The error is the connection's and comes behind all
// messages.
func (b *inbox) take() ([]wire.Message, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	messages := b.messages
	b.messages, b.weight = nil, 0
	b.room.Broadcast()
	return messages, b.err
}

func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.room.Broadcast()
}

// A device that is at work while much arrives would do nothing but predict its
// pending commands again. So when that took long, the next messages wait as long,
// at most restMost, and are taken in together: half of the time is free for
// what the user does, and no verdict is noticeably late.
const (
	restFrom = 5 * time.Millisecond
	restMost = 150 * time.Millisecond
)

// arrived takes in what has come, or lets it wait for more.
func (e *Engine) arrived() {
	t := e.line.conn
	if t == nil || e.line.resting {
		return
	}
	messages, err := t.inbox.take()
	if len(messages) > 0 {
		began := e.options.Clock.Now()
		again := e.receive(messages)
		if took := e.options.Clock.Now().Sub(began); again && took >= restFrom && t == e.line.conn {
			e.line.resting = true
			e.timer("receive", min(took, restMost), func() {
				e.line.resting = false
				e.arrived()
			})
		}
	}
	if err != nil && t == e.line.conn {
		e.lost(err)
	}
}

// receive takes messages into the replica and tells whether pending commands had
// to be predicted again.
func (e *Engine) receive(messages []wire.Message) (again bool) {
	c := Change{}
	stood := e.replica.State().Version
	err := guarded(func() error {
		news, err := e.replica.ReceiveAll(messages, e.now())
		if err != nil {
			return err
		}
		again = news.Again > 0
		if c.Whole = news.Whole; !c.Whole {
			c.add(news.Rows)
		}
		if news.Compare != nil {
			e.compare(news.Compare)
		}
		e.line.handed.judged(news.Verdicts)
		if len(news.Verdicts) > 0 {
			e.ringFiles() // a row that names a file may be there now
			err = e.countAttention()
		}
		if news.Bye != nil {
			e.line.stopped = news.Bye
		}
		if news.Wipe {
			e.wipe()
		}
		return err
	})
	switch {
	case e.replica == nil: // wiped
	case err != nil:
		e.options.Log.Error("a message could not be taken in", "err", err)
		e.cramped = store.NoRoom(err)
		if r := e.replica; store.Damaged(err) {
			if e.renew(err); e.replica != r {
				return false
			}
		}
		e.reopen()
		return false
	case e.line.stopped != nil && !e.replica.Online():
		e.lost(e.line.stopped)
		return false
	default:
		e.cramped = e.cramped && e.replica.State().Version == stood
		e.welcomed()
		e.pump()
	}
	e.changed(c)
	for _, f := range e.logged() {
		if f.Dirty() {
			e.scrubSoon(scrubFirst)
		}
	}
	return again
}

// add names rows that changed.
func (c *Change) add(rows []kernel.Key) {
	keys := make(map[kernel.Key]bool, len(rows))
	for _, k := range rows {
		keys[k] = true
	}
	c.merge(Change{Keys: keys, State: c.State})
}
