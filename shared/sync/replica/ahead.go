package replica

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// Ahead is a patch whose rows were decoded before the replica saw it. What reads
// a connection has time for that while the replica is busy.
type Ahead struct {
	*wire.Patch
	rows []kernel.Row // as in Rows; nil when nothing was decoded, or for what has no row
}

// Decode reads a frame, and the rows of a patch with it. It knows nothing of a
// replica: any goroutine may call it. A row that cannot be read is an error of
// the frame.
func Decode(c *kernel.Catalog, frame []byte) (wire.Message, error) {
	m, err := wire.Decode(frame)
	p, ok := m.(*wire.Patch)
	if err != nil || !ok {
		return m, err
	}
	a := &Ahead{Patch: p}
	rows := make([]kernel.Row, len(p.Rows))
	for i := range rows {
		if rows[i], err = a.row(c, i); err != nil {
			return nil, err
		}
	}
	a.rows = rows
	return a, nil
}

// aheadOf is a patch in either form, nil for what is none.
func aheadOf(m wire.Message) *Ahead {
	switch m := m.(type) {
	case *Ahead:
		return m
	case *wire.Patch:
		return &Ahead{Patch: m}
	}
	return nil
}

// row is the i-th row, nil for one to evict and one of an entity that only a newer
// release knows: it is fetched after the update.
func (a *Ahead) row(c *kernel.Catalog, i int) (kernel.Row, error) {
	if a.rows != nil {
		return a.rows[i], nil
	}
	sent := &a.Rows[i]
	s := c.SchemaByNumber(uint32(sent.Entity))
	if s == nil || len(sent.Body) == 0 {
		return nil, nil
	}
	return s.Decode(sent.Body)
}
