package authority_test

import (
	"slices"
	"testing"

	"heyi/shared/sync/authority"
)

// A row that is born has no audience before, which is not the empty one of a row that is
// there and that nobody sees: with the one only the row comes, with the other everything
// that follows it.
func TestTagsTellWhatIsBorn(t *testing.T) {
	for _, tags := range [][]string{nil, {}, {"all"}, {"owner:1/202611", "all", "moved"}} {
		got := authority.ParseTags(authority.FormatTags(tags))
		if !slices.Equal(got, tags) || (got == nil) != (tags == nil) {
			t.Errorf("%#v comes back as %#v", tags, got)
		}
	}
	if authority.ParseTags("") == nil {
		t.Error("a line of an earlier program is taken for one of a row that is born")
	}
}
