package authority

import (
	"encoding/binary"
	"errors"
	"strings"

	"heyi/shared/kernel"
)

// How stores keep the two lists of a log line.

// FormatTags keeps tags as text: "all owner:…/202611".
func FormatTags(tags []string) string { return strings.Join(tags, " ") }

// ParseTags reads what FormatTags wrote.
func ParseTags(s string) []string { return strings.Fields(s) }

// PackRows keeps row keys as entity number (uvarint) and id, one after another.
func PackRows(rows []RowKey) []byte {
	packed := make([]byte, 0, 18*len(rows))
	for _, r := range rows {
		packed = binary.AppendUvarint(packed, uint64(r.Entity))
		packed = append(packed, r.ID[:]...)
	}
	return packed
}

var errPacked = errors.New("authority: a log line lists broken row keys")

// UnpackRows reads what PackRows wrote.
func UnpackRows(packed []byte) ([]RowKey, error) {
	var rows []RowKey
	for len(packed) > 0 {
		n, size := binary.Uvarint(packed)
		if size <= 0 || len(packed) < size+len(kernel.ID{}) {
			return nil, errPacked
		}
		rows = append(rows, RowKey{uint32(n), kernel.ID(packed[size : size+16])})
		packed = packed[size+16:]
	}
	return rows, nil
}
