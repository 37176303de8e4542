package client

import (
	"context"
	"encoding/json"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/wire"
)

// LookOffline says why a list ends with what the device holds.
var LookOffline = kernel.Refuse("device.look_offline",
	"本机只存 {since} 起的单据，更早的在服务器上。现在没有联网，联网后会接着列出",
	"This device holds documents from {since} on, older ones are on the server. You are offline now; they are listed when you are connected")

// Beyond is a page of what the user may see and this device does not hold. It is kept
// nowhere: what is to stay is pinned.
type Beyond struct {
	rowstore.Page
	Beside []kernel.Row // what follows the rows: lines, guarded parts
	Count  int64        // rows of all pages, as far as they were counted
}

// looking is a question on its way.
type looking struct {
	ask  wire.Look
	done chan seen // has room for the answer
}

type seen struct {
	*wire.Seen
	err error
}

// Look asks the server for a page of a query beyond what this device holds, and for the
// number of all its rows up to count. It waits for the answer; without a connection it
// is refused.
func (e *Engine) Look(ctx context.Context, q Query, count int) (b Beyond, err error) {
	query, err := json.Marshal(q.terms())
	if err != nil {
		return b, err
	}
	m, err := e.ask(ctx, wire.Look{Query: query, Count: int64(count)})
	if err != nil {
		return b, err
	}
	return e.beyond(m)
}

// Tabulate asks the server for a page of a report, a packed figures.Ask, about days of
// which this device does not hold all. The answer is a packed table.
func (e *Engine) Tabulate(ctx context.Context, ask []byte) (table []byte, err error) {
	m, err := e.ask(ctx, wire.Look{Query: ask, Report: true})
	if err != nil {
		return nil, err
	}
	return m.Table, nil
}

// ask puts a question and waits for the answer, which is no refusal.
func (e *Engine) ask(ctx context.Context, ask wire.Look) (*wire.Seen, error) {
	l := &looking{ask, make(chan seen, 1)}
	err := e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		if !e.replica.Looks() {
			return e.lookOffline()
		}
		e.lookedAt++
		l.ask.Seq = e.lookedAt
		e.looks = append(e.looks, l)
		e.pump()
		return nil
	})
	if err != nil {
		return nil, err
	}
	select {
	case s := <-l.done:
		if s.err == nil && s.Refusal.Code != "" {
			return nil, s.Refusal.Unpack()
		}
		return s.Seen, s.err
	case <-e.ended:
		return nil, ErrClosed
	case <-ctx.Done():
		e.post(func() { e.looks = slices.DeleteFunc(e.looks, func(other *looking) bool { return other == l }) })
		return nil, ctx.Err()
	}
}

// beyond reads an answer. A row that only a newer release knows is left out.
func (e *Engine) beyond(s *wire.Seen) (b Beyond, err error) {
	b.Next, b.Count = s.Next, s.Count
	for i, sent := range s.Rows {
		schema := e.options.Catalog.SchemaByNumber(uint32(sent.Entity))
		if schema == nil {
			continue
		}
		row, err := schema.Decode(sent.Body)
		if err != nil {
			return b, err
		}
		if int64(i) < s.Found {
			b.Rows = append(b.Rows, row)
		} else {
			b.Beside = append(b.Beside, row)
		}
	}
	return b, nil
}

// Beyond reads as [View.Tx] does, with rows of the server beside those of the device.
func (v *View) Beyond(b Beyond) (*kernel.Tx, error) {
	tx, err := v.Tx()
	if err != nil {
		return nil, err
	}
	rows := kernel.NewOverlay(v.Rows)
	for _, row := range slices.Concat(b.Rows, b.Beside) {
		rows.Put(row)
	}
	return kernel.NewTx(v.Catalog, rows, tx.Author.Viewer.Within(0, nil), tx.Call, tx.Author), nil
}

// Tabulate is [Engine.Tabulate] for who is reading.
func (v *View) Tabulate(ctx context.Context, ask []byte) ([]byte, error) {
	return v.engine.Tabulate(ctx, ask)
}

func (e *Engine) lookOffline() error {
	return LookOffline.With(kernel.Figure("since", e.replica.State().From))
}

// nextLook is what the server is asked next, one thing at a time.
func (e *Engine) nextLook() *wire.Look {
	if e.look != nil || len(e.looks) == 0 || !e.replica.Looks() {
		return nil
	}
	e.look, e.looks = e.looks[0], e.looks[1:]
	return &e.look.ask
}

// saw hands an answer to who asked.
func (e *Engine) saw(t *talk, m *wire.Seen) {
	if t != e.line.conn || e.look == nil || e.look.ask.Seq != m.Seq {
		return
	}
	e.look.done <- seen{m, nil}
	e.look = nil
	e.pump()
}

// blind answers what nobody will answer any more: the connection is over.
func (e *Engine) blind() {
	if e.look != nil {
		e.looks = append(e.looks, e.look)
	}
	for _, l := range e.looks {
		err := error(ErrClosed)
		if e.replica != nil {
			err = e.lookOffline()
		}
		l.done <- seen{nil, err}
	}
	e.look, e.looks = nil, nil
}
