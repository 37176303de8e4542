package powerloss

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// A database in its log mode that one process has open can be given the end that a loss
// of power would: its log as far as it was synced, and any part of what was written
// behind that. What SQLite has moved into the file itself it has synced before.

// Log looks at the log of a database while others write it. It never touches its locks:
// it opens the log and the index of the log, not the database.
type Log struct {
	path string // of the database
	last Mark
}

// LogOf is the log beside a database.
func LogOf(path string) *Log { return &Log{path: path} }

// Mark is where the log stood behind a commit. The zero value is an empty log.
type Mark struct {
	salt [8]byte // of the log's generation: it begins anew when all of it is in the file
	end  int64
}

// The format of the log and of its index, see SQLite's walformat.html.
const (
	walHead   = 32
	frameHead = 24
	saltAt    = 16 // in the log's header
	movedAt   = 96 // in the index: frames that are in the file
	movingAt  = 128
)

// Mark is where the log stands now: behind its last commit.
func (l *Log) Mark() (Mark, error) {
	f, err := os.Open(l.path + "-wal")
	if errors.Is(err, os.ErrNotExist) {
		return Mark{}, nil
	}
	if err != nil {
		return Mark{}, fmt.Errorf("powerloss: %w", err)
	}
	defer f.Close()
	var head [walHead]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return Mark{}, nil //nolint:nilerr // there is nothing in it
	}
	m := Mark{end: walHead}
	copy(m.salt[:], head[saltAt:])
	if m.salt == l.last.salt {
		m.end = max(l.last.end, walHead)
	}
	size := frameHead + int64(binary.BigEndian.Uint32(head[8:]))
	info, err := f.Stat()
	if err != nil {
		return Mark{}, fmt.Errorf("powerloss: %w", err)
	}
	frame := make([]byte, frameHead)
	for end := m.end; ; {
		if _, err := f.ReadAt(frame, end); err != nil || end+size > info.Size() || !bytes.Equal(frame[8:16], m.salt[:]) {
			l.last = m
			return m, nil
		}
		if end += size; binary.BigEndian.Uint32(frame[4:]) > 0 { // it ends a commit
			m.end = end
		}
	}
}

// Firm is up to where the file itself has what the log holds, so that no loss of power
// takes it back. It waits for who moves it there.
func (l *Log) Firm() (Mark, error) {
	m, err := l.Mark()
	if err != nil || m == (Mark{}) {
		return m, err
	}
	for {
		index, err := os.ReadFile(l.path + "-shm")
		if err != nil || len(index) < movingAt+4 {
			return Mark{}, fmt.Errorf("powerloss: the index of the log: %w", err)
		}
		moved := binary.NativeEndian.Uint32(index[movedAt:])
		if moved == 0 {
			return Mark{salt: m.salt}, nil
		}
		if binary.NativeEndian.Uint32(index[movingAt:]) == moved {
			return Mark{m.salt, walHead + int64(moved)*(frameHead+pageSize)}, nil
		}
	}
}

// pageSize is that of all our files, SQLite's own choice.
const pageSize = 4096

// Follows tells whether a mark is of the same log as another, and not before it.
func (m Mark) Follows(of Mark) bool { return m.salt == of.salt && m.end >= of.end }

// Begun is the empty log of the same generation.
func (m Mark) Begun() Mark { return Mark{salt: m.salt} }

// Cut copies a database, as it is and with its log up to a mark and part per thousand of
// what lies between that and another; nothing of it where both are the same. The
// function that it returns puts the copy in the place of the database, which nobody has
// open then.
func Cut(path string, at, behind Mark, part int64) (func() error, error) {
	end := at.end
	if behind.Follows(at) && behind.end > at.end {
		end += (behind.end - at.end) * part / 1000
	}
	file, log, err := read(path)
	if err != nil {
		return nil, err
	}
	return put(path, file, log[:min(end, int64(len(log)))])
}

// CutWithin runs a commit and makes of it what a loss of power would that came when part
// per thousand of it had been written. For the function that it returns see [Cut].
func CutWithin(path string, part int64, commit func() error) (func() error, error) {
	file, log, err := read(path)
	if err != nil {
		return nil, err
	}
	l := LogOf(path)
	before, err := l.Mark()
	if err == nil {
		err = commit()
	}
	if err != nil {
		return nil, err
	}
	after, err := l.Mark()
	if err != nil {
		return nil, err
	}
	_, written, err := read(path)
	if err == nil && after.Follows(before) { // else the log has begun anew, and its old form ends before the commit
		log = written[:before.end+(after.end-before.end)*part/1000]
	}
	if err != nil {
		return nil, err
	}
	return put(path, file, log)
}

// Replace puts a copy of another database, which has no log, in the place of one that
// nobody has open.
func Replace(with, path string) error {
	file, log, err := read(with)
	if err != nil {
		return err
	}
	place, err := put(path, file, log)
	if err != nil {
		return err
	}
	return place()
}

func read(path string) (file, log []byte, err error) {
	if file, err = os.ReadFile(path); err == nil {
		if log, err = os.ReadFile(path + "-wal"); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("powerloss: %w", err)
	}
	return file, log, nil
}

func put(path string, file, log []byte) (func() error, error) {
	copied := path + ".cut"
	if err := errors.Join(os.WriteFile(copied, file, 0o600), os.WriteFile(copied+"-wal", log, 0o600)); err != nil {
		return nil, fmt.Errorf("powerloss: %w", err)
	}
	return func() error {
		var errs []error
		for _, suffix := range []string{"-wal", "-shm"} {
			if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				errs = append(errs, err)
			}
		}
		return errors.Join(append(errs, os.Rename(copied, path), os.Rename(copied+"-wal", path+"-wal"))...)
	}, nil
}
