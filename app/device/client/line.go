package client

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// Times of the connection.
const (
	retryFirst = 500 * time.Millisecond
	retryMost  = time.Minute
	dialMost   = 20 * time.Second
	beatEvery  = wire.PingEvery * time.Millisecond
	// sleptAfter is by how much a beat must be late to show that the device was
	// asleep: its connection is then dead, whatever the system says.
	sleptAfter = 30 * time.Second
	pruneEvery = time.Hour
)

// Conn is a connection that carries frames.
type Conn interface {
	Read() ([]byte, error)
	Write(frame []byte) error
	Ping() error
	Close() error
}

// Dialer opens a connection as the device of an enrolment. An error that wraps a
// *kernel.Refusal is the server's answer: it is shown and not tried again soon.
type Dialer func(ctx context.Context, e Enrolment) (Conn, error)

// line is the connection as the goroutine sees it.
type line struct {
	flight   bool
	conn     *talk
	cancel   context.CancelFunc // of the attempt under way
	attempt  int                // numbers attempts, so that late answers are known
	failures int                // in a row
	stopped  *kernel.Refusal
	online   bool
	pruned   time.Time
	told     time.Time   // that time has passed
	pace     pace        // of a first load
	resting  bool        // what arrives waits for more
	handed   HandedIn    // since nothing waited
	met      time.Time   // when the server welcomed this device, by the device's clock
	metAt    kernel.Time // and by the server's
	stood    kernel.Time // until when the rows are known to be current, by the server's
}

// talk is one connection in use. Its writer has at most one frame at a time.
type talk struct {
	conn  Conn
	out   chan []byte
	busy  bool
	inbox *inbox
}

func (l *line) link() Link {
	switch {
	case l.online:
		return Online
	case l.conn != nil || l.cancel != nil:
		return Connecting
	}
	return Offline
}

func (e *Engine) start() {
	e.setBeat()
	e.scrubSoon(scrubFirst)
	e.timer("check", checkAfter, e.check)
	e.proveLater()
	e.keepLater()
	e.foldLater(foldAfter)
	e.dial()
}

// dial begins an attempt, unless there is a connection or should be none.
func (e *Engine) dial() {
	l := &e.line
	if l.flight || e.replica == nil || l.conn != nil || l.cancel != nil {
		return
	}
	e.stop("dial")
	l.attempt++
	number := l.attempt
	ctx, cancel := context.WithTimeout(context.Background(), dialMost)
	l.cancel = cancel
	enrolment, dial := e.options.Enrolment, e.options.Dial
	go func() {
		conn, err := dial(ctx, enrolment)
		if !e.post(func() { e.dialled(number, conn, err) }) && conn != nil {
			_ = conn.Close()
		}
	}()
	e.changed(Change{})
}

func (e *Engine) dialled(number int, conn Conn, err error) {
	l := &e.line
	if number != l.attempt || l.cancel == nil { // hung up meanwhile
		if conn != nil {
			_ = conn.Close()
		}
		return
	}
	l.cancel()
	l.cancel = nil
	if err != nil {
		if refusal, ok := kernel.AsRefusal(err); ok {
			l.stopped = refusal
		}
		e.options.Log.Info("no connection", "err", err)
		e.retry()
		e.changed(Change{})
		return
	}
	t := &talk{conn: conn, out: make(chan []byte, 1), inbox: newInbox()}
	l.conn = t
	go e.read(t)
	go e.write(t)
	e.send(wire.Encode(e.replica.Hello()))
	e.changed(Change{})
}

// read puts messages into the inbox in order. When that is full the device is
// busy with its rows, and the server waits.
func (e *Engine) read(t *talk) {
	for {
		data, err := t.conn.Read()
		var m wire.Message
		if err == nil {
			m, err = replica.Decode(e.options.Catalog, data)
		}
		if answer, ok := m.(*wire.Seen); ok { // of no version: it need not wait for what came before
			if !e.post(func() { e.saw(t, answer) }) {
				return
			}
			continue
		}
		if !t.inbox.put(m, weigh(m), err) {
			return
		}
		select {
		case e.bell <- struct{}{}:
		default: // it has not been heard yet
		}
		if err != nil {
			return
		}
	}
}

func (e *Engine) write(t *talk) {
	for data := range t.out {
		err := t.conn.Write(data)
		if !e.post(func() { e.wrote(t, err) }) || err != nil {
			return
		}
	}
}

func (e *Engine) send(data []byte) {
	e.line.conn.busy = true
	e.line.conn.out <- data
}

func (e *Engine) wrote(t *talk, err error) {
	if t != e.line.conn {
		return
	}
	if t.busy = false; err != nil {
		e.lost(err)
		return
	}
	e.pump()
}

// pump pushes the next commands.
func (e *Engine) pump() {
	t := e.line.conn
	if t == nil || t.busy {
		return
	}
	if push := e.replica.Outgoing(); push != nil {
		e.send(wire.Encode(push))
		return
	}
	if keep := e.replica.Keeping(); keep != nil {
		e.send(wire.Encode(keep))
		return
	}
	if look := e.nextLook(); look != nil {
		e.send(wire.Encode(look))
		return
	}
	if ask := e.replica.Asking(); ask != nil {
		e.send(wire.Encode(ask))
	}
}

// welcomed notes that the server talks to this device.
func (e *Engine) welcomed() {
	if l := &e.line; !l.online && e.replica.Online() {
		l.online, l.failures, l.stopped = true, 0, nil
		l.met, l.metAt = e.options.Clock.Now(), e.now()+kernel.Time(e.replica.State().Offset)
		e.prune()
	}
}

// prune lets go of accepted commands that the server has in a backup.
func (e *Engine) prune() {
	e.line.pruned = e.options.Clock.Now()
	if err := e.replica.Prune(); err != nil {
		e.options.Log.Error("the outbox could not be pruned", "err", err)
	}
}

// lost ends a connection that failed and tries again after a while.
func (e *Engine) lost(err error) {
	if !errors.Is(err, io.EOF) {
		e.options.Log.Info("connection lost", "err", err)
	}
	e.hangUp()
	e.retry()
	e.changed(Change{})
}

// hangUp ends the connection or the attempt.
func (e *Engine) hangUp() {
	l := &e.line
	e.stop("dial")
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
	if l.conn != nil {
		close(l.conn.out)
		l.conn.inbox.close()
		conn := l.conn.conn
		go func() { _ = conn.Close() }() // may wait for the network; nobody waits for it
		l.conn = nil
	}
	if e.replica != nil {
		if e.stand(); l.online {
			if err := e.replica.Stood(l.stood); err != nil {
				e.options.Log.Warn("of when the rows are could not be kept", "err", err)
			}
		}
	}
	l.online, l.pace = false, pace{}
	e.blind()
	e.stop("receive")
	l.resting = false
	if e.replica != nil {
		e.replica.Lost()
	}
}

// retry dials after a pause that doubles with every failure. Half of it is left
// to chance, so that a thousand devices do not come back in one second.
func (e *Engine) retry() {
	l := &e.line
	pause := retryMost
	if l.failures < 7 {
		pause = min(retryMost, retryFirst<<l.failures)
	}
	l.failures++
	var b [8]byte
	if _, err := io.ReadFull(e.options.Entropy, b[:]); err != nil {
		e.options.Log.Error("no random bytes", "err", err)
	}
	pause = pause/2 + time.Duration(binary.BigEndian.Uint64(b[:])%uint64(pause/2))
	e.timer("dial", pause, e.dial)
}

// setBeat has beat run after a while. Whether the device slept shows in when the
// timer fired, not in when the goroutine had time for it.
func (e *Engine) setBeat() {
	set := e.options.Clock.Now().Round(0) // by the wall: other clocks sleep too
	e.stops["beat"] = e.options.Clock.After(beatEvery, func() {
		fired := e.options.Clock.Now()
		e.post(func() { e.beat(fired.Round(0).Sub(set) - beatEvery) })
	})
}

// beat runs every few seconds: it keeps the connection alive and notices that
// the device was asleep.
func (e *Engine) beat(late time.Duration) {
	l, now := &e.line, e.options.Clock.Now()
	e.setBeat()
	switch {
	case late > sleptAfter:
		e.wake()
	case l.conn != nil:
		conn := l.conn.conn
		go func() { _ = conn.Ping() }() // a dead connection shows in Read
	}
	if now.Sub(l.told) >= time.Minute {
		l.told = now
		e.changed(Change{Idle: true})
	}
	if l.online && now.Sub(l.pruned) > pruneEvery {
		e.prune()
	}
}

// Wake connects anew at once: the device woke up or the network changed.
func (e *Engine) Wake() { e.post(e.wake) }

func (e *Engine) wake() {
	e.hangUp()
	e.line.failures = 0
	e.dial()
	e.changed(Change{})
}

// Redial ends the pause before the next attempt: who asks for a connection does not
// wait for up to a minute. What is connected or dialling is left alone.
func (e *Engine) Redial() {
	e.post(func() {
		if l := &e.line; l.conn == nil && l.cancel == nil {
			l.failures = 0
			e.dial()
		}
	})
}

// SetFlight connects or stays away, as the user wants. It returns when the
// connection is over.
func (e *Engine) SetFlight(on bool) error {
	return e.run(func() error {
		e.line.flight = on
		e.wake()
		return nil
	})
}
