package wire

import "io"

// Both ends say something every few seconds, so a connection of which one end has
// vanished without a word is noticed by the other soon.
const (
	PingEvery   = 5_000  // milliseconds
	SilenceMost = 15_000 // milliseconds; without a byte for so long the peer is gone
)

// Heard is a reader that tells of everything that comes: a slow line is not a dead one.
func Heard(r io.Reader, tell func() error) io.Reader { return heard{r, tell} }

type heard struct {
	io.Reader
	tell func() error
}

func (h heard) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	if n > 0 && err == nil {
		err = h.tell()
	}
	return n, err
}
