package intake

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// How long a file may take to come: in all, and to say anything more.
const (
	uploadTime = 10 * time.Minute
	pieceTime  = 30 * time.Second
)

// coming is a file on its way. It may take longer than other requests, as long as it goes
// on, and ends with its import.
type coming struct {
	from     io.Reader
	deadline *http.ResponseController
	ctx      context.Context
	until    time.Time
	broken   bool // it did not come whole
}

// Read reads on.
func (c *coming) Read(p []byte) (int, error) {
	next := time.Now().Add(pieceTime)
	if next.After(c.until) {
		next = c.until
	}
	_ = c.deadline.SetReadDeadline(next) // HTTP/1 and 2 can
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.from.Read(p)
	c.broken = c.broken || err != nil && !errors.Is(err, io.EOF)
	return n, err
}

// cut ends a file that nobody waits for any more.
func (c *coming) cut() { _ = c.deadline.SetReadDeadline(time.Now()) } // HTTP/1 and 2 can
