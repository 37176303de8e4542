package powerloss

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// kind says what a record tells. testdata/recorder.c writes all but kindAck.
type kind byte

const (
	kindOpen     kind = 'o' // handle now means the file data (a path); at 1: it was emptied
	kindOpenDir  kind = 'd' // handle now means the directory data (a path, "" is the root)
	kindWrite    kind = 'w' // data at byte at of handle
	kindTruncate kind = 't' // handle is now at bytes long
	kindSync     kind = 's' // fsync or fdatasync of handle has returned
	kindUnlink   kind = 'u' // data (a path) was removed
	kindRename   kind = 'r' // data is old path, NUL, new path
	kindAck      kind = 'a' // the child acknowledged the transaction data
)

// record is one step of a child. Paths are below the recorded directory.
type record struct {
	kind   kind
	handle uint32
	at     int64 // bytes
	data   []byte
}

// headerSize is the fixed part of a record in bytes: kind, 3 unused, handle,
// at, length of data; all little-endian.
const headerSize = 24

// encode gives the bytes of r in the log.
func encode(r record) []byte {
	out := make([]byte, headerSize, headerSize+len(r.data))
	out[0] = byte(r.kind)
	binary.LittleEndian.PutUint32(out[4:], r.handle)
	binary.LittleEndian.PutUint64(out[8:], uint64(r.at))
	binary.LittleEndian.PutUint64(out[16:], uint64(len(r.data)))
	return append(out, r.data...)
}

// parse reads a whole log; the records share its memory. It refuses a log that
// is cut or holds a kind or handle that no recorder writes.
func parse(log []byte) ([]record, error) {
	var records []record
	opened := map[uint32]bool{}
	for rest := log; len(rest) > 0; {
		if len(rest) < headerSize {
			return nil, fmt.Errorf("the log ends inside record %d", len(records))
		}
		r := record{
			kind:   kind(rest[0]),
			handle: binary.LittleEndian.Uint32(rest[4:]),
			at:     int64(binary.LittleEndian.Uint64(rest[8:])),
		}
		length := binary.LittleEndian.Uint64(rest[16:])
		rest = rest[headerSize:]
		if length > uint64(len(rest)) {
			return nil, fmt.Errorf("the log ends inside record %d", len(records))
		}
		r.data, rest = rest[:length], rest[length:]
		if err := r.valid(opened); err != nil {
			return nil, fmt.Errorf("record %d: %w", len(records), err)
		}
		records = append(records, r)
	}
	return records, nil
}

// valid checks r against the handles opened so far, and adds its own.
func (r record) valid(opened map[uint32]bool) error {
	switch r.kind {
	case kindOpen, kindOpenDir:
		opened[r.handle] = true
	case kindWrite, kindTruncate, kindSync:
		if !opened[r.handle] {
			return fmt.Errorf("%c of handle %d, which was not opened", r.kind, r.handle)
		}
		if r.at < 0 {
			return fmt.Errorf("%c at %d", r.kind, r.at)
		}
	case kindRename:
		if strings.Count(string(r.data), "\x00") != 1 {
			return fmt.Errorf("a rename needs two paths, has %q", r.data)
		}
	case kindUnlink, kindAck:
	default:
		return fmt.Errorf("unknown kind %q", byte(r.kind))
	}
	return nil
}
