package kernel

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"

	"github.com/cespare/xxhash/v2"
)

// ID identifies a row or a command: a UUIDv7, so ids sort by the time they were
// made. The zero ID is "none".
type ID [16]byte

// Ref is the id of a row of the entity whose Go type is T.
type Ref[T any] ID

// ErrID is wrapped by errors of ParseID.
var ErrID = errors.New("kernel: not an id")

// NewID makes a UUIDv7 of an instant and 10 bytes of randomness; both are
// arguments so that the same inputs make the same id.
func NewID(at Time, random [10]byte) ID {
	var id ID
	putTime(&id, at)
	copy(id[6:], random[:])
	return stamp(id)
}

// DeriveID makes the id of a row that is known by its natural key alone, such as
// the balance of a product in a warehouse: same parts, same id, on every side.
func DeriveID(entity string, parts ...any) ID {
	var id ID
	hashInto(id[:], entity, parts)
	return stamp(id)
}

// bornID makes the id of a row born inside a command: the command's time, so it
// sorts beside it, and a hash of the command, the entity and the natural key.
func bornID(command ID, entity string, parts []any) ID {
	var id ID
	hashInto(id[:], entity, append([]any{command}, parts...))
	copy(id[:6], command[:6])
	return stamp(id)
}

func putTime(id *ID, at Time) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(at))
	copy(id[:6], b[2:])
}

func stamp(id ID) ID {
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

func hashInto(dst []byte, entity string, parts []any) {
	for half := range 2 {
		h := xxhash.NewWithSeed(uint64(half) + 1)
		_, _ = h.WriteString(entity)
		for _, p := range parts {
			_, _ = h.Write([]byte{0})
			writePart(h, p)
		}
		binary.BigEndian.PutUint64(dst[half*8:], h.Sum64())
	}
}

func writePart(h *xxhash.Digest, part any) {
	switch p := part.(type) {
	case ID:
		_, _ = h.Write(p[:])
	case string:
		_, _ = h.WriteString(p)
	case int:
		writeInt(h, int64(p))
	case int64:
		writeInt(h, p)
	case interface{ ID() ID }: // a Ref, without the price of reflection
		id := p.ID()
		_, _ = h.Write(id[:])
	default:
		v := reflect.ValueOf(part)
		switch {
		case v.Type().ConvertibleTo(reflect.TypeFor[ID]()):
			id := v.Convert(reflect.TypeFor[ID]()).Interface().(ID)
			_, _ = h.Write(id[:])
		case v.CanInt():
			writeInt(h, v.Int())
		case v.Kind() == reflect.String:
			_, _ = h.WriteString(v.String())
		default:
			panic(fmt.Sprintf("kernel: %T cannot be part of an id", part))
		}
	}
}

func writeInt(h *xxhash.Digest, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	_, _ = h.Write(b[:])
}

// IsZero tells whether the id is "none".
func (id ID) IsZero() bool { return id == ID{} }

// Time is the instant the id was made at.
func (id ID) Time() Time {
	var b [8]byte
	copy(b[2:], id[:6])
	return Time(binary.BigEndian.Uint64(b[:]))
}

// String is the usual 8-4-4-4-12 form; the zero ID is the empty string.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	x := hex.EncodeToString(id[:])
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

// ParseID reads the 8-4-4-4-12 form, or the empty string as no id.
func ParseID(s string) (ID, error) {
	var id ID
	if s == "" {
		return id, nil
	}
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, fmt.Errorf("%w: %q", ErrID, s)
	}
	plain := s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	if _, err := hex.Decode(id[:], []byte(plain)); err != nil {
		return ID{}, fmt.Errorf("%w: %q", ErrID, s)
	}
	return id, nil
}

func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseID(string(b))
	return err
}

// ID returns the reference as a plain id.
func (r Ref[T]) ID() ID { return ID(r) }

// IsZero tells whether the reference is "none".
func (r Ref[T]) IsZero() bool   { return ID(r).IsZero() }
func (r Ref[T]) String() string { return ID(r).String() }

func (r Ref[T]) MarshalText() ([]byte, error) { return ID(r).MarshalText() }
func (r *Ref[T]) UnmarshalText(b []byte) error {
	return (*ID)(r).UnmarshalText(b)
}

func (Ref[T]) target() reflect.Type { return reflect.TypeFor[T]() }

// reference is what every Ref[T] is, whatever its T.
type reference interface{ target() reflect.Type }
