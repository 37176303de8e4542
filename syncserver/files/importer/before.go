package importer

import (
	"compress/gzip"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/syncserver/store"
)

// The company as it was before an import stands packed in the company's own file,
// so that a backup has it too and the import can be taken back after a restore.

var beforeTable = store.Declare(store.Table{
	Name:    "_import_before",
	Columns: []store.Column{{Name: "origin", Kind: store.Bytes}, {Name: "part", Kind: store.Int}, {Name: "bytes", Kind: store.Bytes}},
	Key:     []string{"origin", "part"},
})

// beforePart is how many bytes one row of it holds.
const beforePart = 1 << 20

// ErrNoBefore is returned for an import of which nothing is kept.
var ErrNoBefore = errors.New("importer: the state before this import is not kept")

// Pack packs a copy of a company that nobody has open. What it keeps of earlier
// imports stays in the company and need not be kept twice.
func Pack(path, to string) (err error) {
	lean, err := withoutBefores(path)
	if err != nil {
		return err
	}
	if lean != path {
		defer os.Remove(lean)
	}
	in, err := os.Open(lean)
	if err != nil {
		return fmt.Errorf("importer: pack: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("importer: pack: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	z, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := io.Copy(z, in); err != nil {
		return fmt.Errorf("importer: pack: %w", err)
	}
	return z.Close()
}

// withoutBefores is the path of a copy that holds no state before earlier imports:
// the copy itself where there is none.
func withoutBefores(path string) (lean string, err error) {
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?mode=rw")
	if err != nil {
		return "", fmt.Errorf("importer: pack: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var there int
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE name = '_import_before'`).Scan(&there); err != nil || there == 0 {
		return path, err
	}
	lean = path + ".lean"
	if err := os.Remove(lean); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	if err := os.WriteFile(lean, nil, 0o600); err != nil {
		return "", err
	}
	if _, err := db.Exec(`VACUUM INTO ?`, lean); err != nil {
		return "", fmt.Errorf("importer: pack: %w", err)
	}
	copied, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: filepath.ToSlash(lean)}).EscapedPath()+"?mode=rw")
	if err != nil {
		return "", err
	}
	_, err = copied.Exec(`DELETE FROM _import_before; VACUUM`)
	return lean, errors.Join(err, copied.Close())
}

// KeepBefore keeps a packed company as the state before an import. It takes the
// file away.
func KeepBefore(origin kernel.ID, packed string) func(tx *sql.Tx) error {
	return func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM _import_before WHERE origin = $1`, origin[:]); err != nil {
			return fmt.Errorf("importer: keep the state before: %w", err)
		}
		in, err := os.Open(packed)
		if err != nil {
			return fmt.Errorf("importer: keep the state before: %w", err)
		}
		defer in.Close()
		for part := 0; ; part++ {
			bytes := make([]byte, beforePart)
			n, err := io.ReadFull(in, bytes)
			if n > 0 {
				if _, err := tx.Exec(`INSERT INTO _import_before (origin, part, bytes) VALUES ($1, $2, $3)`, origin[:], part, bytes[:n]); err != nil {
					return fmt.Errorf("importer: keep the state before: %w", err)
				}
			}
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return os.Remove(packed)
			}
			if err != nil {
				return fmt.Errorf("importer: keep the state before: %w", err)
			}
		}
	}
}

// Sider runs transactions on the tables that only the server knows.
type Sider interface {
	Side(run func(tx *sql.Tx) error) error
}

// Unpack writes the company as it was before an import to a file.
func Unpack(from Sider, origin kernel.ID, to string) error {
	return from.Side(func(tx *sql.Tx) (err error) {
		rows, err := tx.Query(`SELECT bytes FROM _import_before WHERE origin = $1 ORDER BY part`, origin[:])
		if err != nil {
			return fmt.Errorf("importer: unpack: %w", err)
		}
		defer rows.Close()
		if !rows.Next() {
			return errors.Join(ErrNoBefore, rows.Err())
		}
		out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("importer: unpack: %w", err)
		}
		defer func() { err = errors.Join(err, out.Close()) }()
		z, err := gzip.NewReader(&rowReader{rows: rows, first: true})
		if err != nil {
			return fmt.Errorf("importer: unpack: %w", err)
		}
		if _, err := io.Copy(out, z); err != nil {
			return fmt.Errorf("importer: unpack: %w", err)
		}
		return out.Sync()
	})
}

// rowReader reads the bytes of rows one after another.
type rowReader struct {
	rows  *sql.Rows
	first bool // the first row is there already
	left  []byte
}

func (r *rowReader) Read(p []byte) (int, error) {
	for len(r.left) == 0 {
		if !r.first && !r.rows.Next() {
			if err := r.rows.Err(); err != nil {
				return 0, err
			}
			return 0, io.EOF
		}
		r.first = false
		if err := r.rows.Scan(&r.left); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}
