package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"hash"

	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/kernel"
)

// The base is the rows of a company as a release has left them whose rules no program
// keeps any more. Its log is judged again from there on. It belongs to the company like
// its log: copies and backups have it.
var baseTable = Declare(Table{
	Name: "_base",
	Columns: []Column{
		{"version", Int}, // of the company
		{"n", Int},
		{"rows", Bytes}, // compressed: number of the entity, length and body of each
	},
	Key: []string{"version", "n"},
})

// baseBytes is about how much of the rows stands in one part.
const baseBytes = 1 << 20

// KeepBase keeps the rows as they are, in the place of what was kept before, and
// returns the hash of them all. Nobody may write meanwhile.
func (s *Store) KeepBase() (sum []byte, err error) {
	view, err := s.Read()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("store: keep the base: %w", err)
	}
	defer z.Close()
	k := &baseKeeper{view: view, hash: sha256.New(), zstd: z, insert: baseTable.insertText(1, s.db.Dialect())}
	err = s.Side(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM _base`); err != nil {
			return fmt.Errorf("store: keep the base: %w", err)
		}
		k.tx = tx
		for _, schema := range s.catalog.Schemas {
			if err := view.Scan(schema, k.add); err != nil {
				return err
			}
		}
		return k.flush()
	})
	return k.hash.Sum(nil), err
}

type baseKeeper struct {
	view   *View
	tx     *sql.Tx
	hash   hash.Hash
	zstd   *zstd.Encoder
	insert string
	n      int64
	rows   []byte
	body   []byte
}

func (k *baseKeeper) add(row kernel.Row) error {
	k.body = kernel.Encode(k.body[:0], row)
	k.rows = protowire.AppendVarint(k.rows, uint64(row.Base().Schema().Number))
	k.rows = protowire.AppendBytes(k.rows, k.body)
	if len(k.rows) < baseBytes {
		return nil
	}
	return k.flush()
}

// flush writes a part. The last one may be empty: it says that there is a base.
func (k *baseKeeper) flush() error {
	_, _ = k.hash.Write(k.rows) // a hash never fails
	_, err := k.tx.Exec(k.insert, k.view.State.Version, k.n, k.zstd.EncodeAll(k.rows, nil))
	if err != nil {
		return fmt.Errorf("store: keep the base: %w", err)
	}
	k.n, k.rows = k.n+1, k.rows[:0]
	return nil
}

// ErrNoBase is wrapped by the answer of a company that keeps no base.
var ErrNoBase = errors.New("store: no base is kept")

// Base visits the rows of the base and returns the version at which they were so, and
// their hash.
func (v *View) Base(c *kernel.Catalog, visit func(kernel.Row) error) (version int64, sum []byte, err error) {
	has, err := columnsOf(v.conn, v.Dialect, baseTable.Name)
	if err != nil || len(has) == 0 {
		return 0, nil, errors.Join(err, ErrNoBase)
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return 0, nil, fmt.Errorf("store: read the base: %w", err)
	}
	defer z.Close()
	rows, err := v.conn.QueryContext(context.Background(), `SELECT version, rows FROM _base ORDER BY version, n`)
	if err != nil {
		return 0, nil, fmt.Errorf("store: read the base: %w", err)
	}
	defer rows.Close()
	h, parts := sha256.New(), 0
	for ; rows.Next(); parts++ {
		var packed []byte
		if err := rows.Scan(&version, &packed); err != nil {
			return 0, nil, fmt.Errorf("store: read the base: %w", err)
		}
		part, err := z.DecodeAll(packed, nil)
		if err != nil {
			return 0, nil, fmt.Errorf("store: read the base: %w", err)
		}
		_, _ = h.Write(part)
		if err := eachOf(c, part, visit); err != nil {
			return 0, nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, nil, fmt.Errorf("store: read the base: %w", err)
	}
	if parts == 0 {
		return 0, nil, ErrNoBase
	}
	return version, h.Sum(nil), nil
}

func eachOf(c *kernel.Catalog, part []byte, visit func(kernel.Row) error) error {
	for len(part) > 0 {
		number, n := protowire.ConsumeVarint(part)
		if n < 0 {
			return fmt.Errorf("store: read the base: %w", protowire.ParseError(n))
		}
		body, m := protowire.ConsumeBytes(part[n:])
		s := c.SchemaByNumber(uint32(number))
		if m < 0 || s == nil {
			return fmt.Errorf("store: read the base: a row of entity %d: %w", number, kernel.ErrCodec)
		}
		row, err := s.Decode(body)
		if err != nil {
			return fmt.Errorf("store: read the base: %w", err)
		}
		if err := visit(row); err != nil {
			return err
		}
		part = part[n+m:]
	}
	return nil
}
