package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/cespare/xxhash/v2"
	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/kernel"
)

// A device that wants to know whether it holds what it should asks for sums over rows.
// Where they differ from its own it asks for sums over parts of them, by their ids, and
// at last for the rows of the parts that differ. Each answer is a patch that leads from
// a version to itself, so what is compared is of one version.

// Prove asks for sums over rows, or for the rows.
type Prove struct {
	Of   []Part // by entity; none is every entity, whole
	Rows bool
}

// Part is rows of an entity: those whose ids fall into some of 1<<Depth buckets.
type Part struct {
	Entity  int64
	Depth   int64
	Buckets []int64 // in order; none is all
	Finer   int64   // sums are asked for over 1<<Finer buckets
}

// Limits of what one Prove asks for.
const (
	MaxDepth   = 12
	MaxBuckets = 1 << 16 // of all parts: those named, and the finer ones
)

// Check errs on a question that nobody should answer.
func (p *Prove) Check() error {
	buckets, last := 0, int64(0)
	for _, of := range p.Of {
		if of.Entity <= last || of.Depth < 0 || of.Depth > MaxDepth || of.Finer < of.Depth || of.Finer > MaxDepth {
			return fmt.Errorf("%w: sums of entity %d by %d..%d bits", ErrFrame, of.Entity, of.Depth, of.Finer)
		}
		last = of.Entity
		for i, b := range of.Buckets {
			if b < 0 || b >= 1<<of.Depth || i > 0 && b <= of.Buckets[i-1] {
				return fmt.Errorf("%w: bucket %d of %d bits", ErrFrame, b, of.Depth)
			}
		}
		if buckets += len(of.Buckets); !p.Rows {
			buckets += 1 << of.Finer
		}
		if buckets > MaxBuckets {
			return fmt.Errorf("%w: sums over more than %d buckets", ErrFrame, MaxBuckets)
		}
	}
	return nil
}

// Bucket is into which of 1<<depth buckets an id falls. A finer bucket lies in the one
// whose number its first bits are.
func Bucket(id kernel.ID, depth int64) int64 {
	return int64(xxhash.Sum64(id[:]) >> 1 >> (63 - depth))
}

// Sum is over the rows of a bucket, in whatever order.
type Sum struct {
	Count int64
	Hash  uint64
}

// Add adds a row as it is encoded. Fields may stand in any order: a release that does
// not know one writes it behind those that it knows.
func (s *Sum) Add(body []byte) {
	var fields uint64
	for len(body) > 0 {
		_, _, size := protowire.ConsumeField(body)
		if size < 0 { // no row; what it is counts all the same
			size = len(body)
		}
		fields += xxhash.Sum64(body[:size])
		body = body[size:]
	}
	var mixed [8]byte
	binary.BigEndian.PutUint64(mixed[:], fields)
	s.Count++
	s.Hash += xxhash.Sum64(mixed[:])
}

// Tally adds up the rows of a part, by finer buckets.
type Tally struct {
	Part
	within map[int64]bool // nil is everywhere
	sums   []Sum
}

// NewTally begins to count.
func NewTally(p Part) *Tally {
	t := &Tally{Part: p}
	if len(p.Buckets) > 0 {
		t.within = make(map[int64]bool, len(p.Buckets))
		for _, b := range p.Buckets {
			t.within[b] = true
		}
	}
	return t
}

// Has tells whether a row belongs to the part.
func (t *Tally) Has(id kernel.ID) bool { return t.within == nil || t.within[Bucket(id, t.Depth)] }

// Add counts a row that belongs to it.
func (t *Tally) Add(id kernel.ID, body []byte) {
	if t.sums == nil {
		t.sums = make([]Sum, 1<<t.Finer)
	}
	t.sums[Bucket(id, t.Finer)].Add(body)
}

// Sums are those of a part's buckets that are not empty, packed.
type Sums struct {
	Entity int64
	Packed []byte // bucket and count as uvarint, then 8 bytes of the hash
}

// Sums packs what was counted.
func (t *Tally) Sums() Sums {
	s := Sums{Entity: t.Entity}
	for bucket, sum := range t.sums {
		if sum.Count == 0 {
			continue
		}
		s.Packed = binary.AppendUvarint(s.Packed, uint64(bucket))
		s.Packed = binary.AppendUvarint(s.Packed, uint64(sum.Count))
		s.Packed = binary.BigEndian.AppendUint64(s.Packed, sum.Hash)
	}
	return s
}

// Differ lists the buckets whose sums are not those that the other side says, with how
// many rows that says there are, and how many there are in all by its word.
func (t *Tally) Differ(said Sums) (buckets, counts []int64, all int64, err error) {
	own, other := make([]Sum, 1<<t.Finer), make([]Sum, 1<<t.Finer)
	copy(own, t.sums)
	for rest := said.Packed; len(rest) > 0; {
		bucket, n := binary.Uvarint(rest)
		count, m := binary.Uvarint(rest[max(n, 0):])
		if n <= 0 || m <= 0 || len(rest) < n+m+8 || bucket >= uint64(len(other)) || count > 1<<40 {
			return nil, nil, 0, fmt.Errorf("%w: sums of entity %d", ErrFrame, said.Entity)
		}
		other[bucket] = Sum{int64(count), binary.BigEndian.Uint64(rest[n+m:])}
		all += int64(count)
		rest = rest[n+m+8:]
	}
	for b, sum := range own {
		if sum != other[b] {
			buckets, counts = append(buckets, int64(b)), append(counts, other[b].Count)
		}
	}
	return buckets, counts, all, nil
}
