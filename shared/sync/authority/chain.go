package authority

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// The audit chain: each judged command's hash covers the one before it, so a
// changed, missing or reordered line of the operation log is found, and the
// first bad one is named.

// effectOf is the hash of the rows a command wrote, whatever their order. The
// encoded rows are handed to keep, because the patches need them too.
func effectOf(writes []kernel.Write, keep func(kernel.Row, []byte)) []byte {
	bodies := make([][]byte, len(writes))
	for i, w := range writes {
		bodies[i] = kernel.Encode(binary.BigEndian.AppendUint32(nil, w.Schema.Number), w.After)
		keep(w.After, bodies[i][4:])
	}
	sort.Slice(bodies, func(i, j int) bool { return bytes.Compare(bodies[i], bodies[j]) < 0 })
	h := sha256.New()
	for _, b := range bodies {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	return h.Sum(nil)
}

// link is the chain's next hash.
func link(before []byte, j *Judged) []byte {
	h := sha256.New()
	field := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	number := func(n int64) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	field(before)
	number(j.Version)
	for _, id := range []kernel.ID{j.Call.ID, j.Call.Origin, j.Call.Author} {
		field(id[:])
	}
	number(j.Call.Key)
	number(int64(j.Call.At))
	number(int64(j.Call.Judged))
	field([]byte(j.Call.Name))
	number(j.Call.Version)
	if j.Left == nil {
		field(j.Call.Args)
	} else { // no field is as long as this
		h.Write(binary.BigEndian.AppendUint32(nil, ^uint32(0)))
		number(j.Left.Len)
		field(j.Left.Hash)
	}
	field(wire.EncodeRefusal(j.Refusal))
	field(j.Effect)
	return h.Sum(nil)
}

// Chain checks the operation log line by line.
type Chain struct {
	last    []byte
	version int64
}

// Check takes the next line; it errs on the first that does not fit.
func (c *Chain) Check(j *Judged) error {
	if j.Version != c.version+1 {
		return fmt.Errorf("authority: audit chain: version %d follows %d", j.Version, c.version)
	}
	if want := link(c.last, j); !bytes.Equal(want, j.Chain) {
		return fmt.Errorf("authority: audit chain: version %d (%s) was altered", j.Version, j.Call.Name)
	}
	c.last, c.version = j.Chain, j.Version
	return nil
}

// End compares the chain's end with the company's state, so that a cut tail is
// found too.
func (c *Chain) End(s State) error {
	if c.version != s.Version || !bytes.Equal(c.last, s.Chain) {
		return fmt.Errorf("authority: audit chain ends at version %d, the company stands at %d", c.version, s.Version)
	}
	return nil
}
