package all

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// relocked fails for what may not be locked, else writes what is new to a file of locked
// lines where tests write what they expect.
func relocked(t *testing.T, file string, locked, now, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
	if len(faults) > 0 || slices.Equal(locked, now) {
		return
	}
	if !*update {
		t.Fatal("run make golden and commit " + file)
	}
	if err := os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
