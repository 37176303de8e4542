package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"heyi/shared/kernel"
)

// Digest is the SHA-256 of everything that a view of a company shows: the rows of
// every entity, both logs, where it stands, and what only the server knows. It is
// the same in both databases. What belongs to a place and not to the company, such
// as the epoch of who may write, is left out.
func (v *View) Digest(c *kernel.Catalog) (string, error) {
	h := sha256.New()
	var body []byte
	for _, schema := range c.Schemas {
		put(h, []byte(schema.Name))
		err := v.Scan(schema, func(row kernel.Row) error {
			body = kernel.Encode(body[:0], row)
			put(h, body)
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	for _, t := range Tables() {
		put(h, []byte(t.Name))
		err := t.read(v.conn, func(cells []any) error {
			for i, cell := range cells {
				if t == stateTable && t.Columns[i].Name == "epoch" {
					continue
				}
				switch cell := cell.(type) {
				case int64:
					put(h, binary.BigEndian.AppendUint64(nil, uint64(cell)))
				case string:
					put(h, []byte(cell))
				case []byte:
					put(h, cell)
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// put adds bytes in such a way that no two lists of them make the same stream.
func put(h hash.Hash, b []byte) {
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(b)))
	h.Write(size[:])
	h.Write(b)
}
