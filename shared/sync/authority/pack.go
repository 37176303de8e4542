package authority

import (
	"encoding/binary"
	"errors"
	"strings"

	"heyi/shared/kernel"
)

// How stores keep the two lists of a log line.

// unborn is the audience before of a row that is born in the version. One that is there
// and that nobody sees has an empty one.
const unborn = "-"

// FormatTags keeps tags as text: "all owner:…/202611". None at all, nil, are kept as
// other than an empty list of them.
func FormatTags(tags []string) string {
	if tags == nil {
		return unborn
	}
	return strings.Join(tags, " ")
}

// ParseTags reads what FormatTags wrote. Where a program of earlier wrote nothing at all,
// the row may have been there.
func ParseTags(s string) []string {
	if s == unborn {
		return nil
	}
	return append([]string{}, strings.Fields(s)...)
}

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
