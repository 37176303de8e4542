package habit

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// keyFormat is raised when SortKey or FindKey makes other keys of the same tables:
// the code has changed, or the dictionary.
const keyFormat = 2

// KeyVersion names what makes the keys of FindKey and SortKey. Keys stand in
// columns; whoever keeps them fills them again when they were made by another
// version.
func KeyVersion() string {
	h := sha256.New()
	for _, part := range []string{strconv.Itoa(keyFormat), severalReadings, compounds, places, simplifiedPairs} {
		h.Write([]byte(part))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
