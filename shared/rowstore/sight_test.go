package rowstore_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// Rows with equal sights are seen by the same viewers, unless one is pinned, and
// have the same tags.
func TestEqualSightsAreSeenAlike(t *testing.T) {
	d, c, m := newDice(11), catalog(), kernel.NewMemory()
	for _, row := range d.fill(c, 24) {
		m.Put(row)
	}
	alike, total := 0, 0
	for range 60 {
		v := d.viewer()
		v.Pins = nil
		seen, tags := map[kernel.Sight]bool{}, map[kernel.Sight]string{}
		for _, s := range c.Schemas {
			for range 60 {
				row := d.row(s, d.id(24))
				sight, ok := kernel.SightOf(row)
				if !ok {
					continue
				}
				sees := v.Sees(row, m.Get)
				if before, known := seen[sight]; known {
					alike++
					if before != sees {
						t.Fatalf("rows of one sight: %s is seen: %v", show(row), sees)
					}
				}
				text := strings.Join(kernel.TagsOf(row), " ")
				if before, known := tags[sight]; known && before != text {
					t.Fatalf("rows of one sight have the tags %q and %q", before, text)
				}
				seen[sight], tags[sight] = sees, text
				total++
			}
		}
	}
	if alike < total/20 {
		t.Errorf("only %d of %d rows share a sight: the test proves little", alike, total)
	}
}
