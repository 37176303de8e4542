package replica_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A patch that may make its user another author has everything that waits run again,
// whatever that has read: what he may do is read by none of it.
func TestAnotherAuthorRunsAllAgain(t *testing.T) {
	before := kernel.Identifies
	t.Cleanup(func() { kernel.Identifies = before })
	for _, identifies := range []bool{false, true} {
		kernel.Identifies = func(*kernel.Schema) bool { return false }
		_, r := loaded(t)
		if _, err := do(r, "一"); err != nil {
			t.Fatal(err)
		}
		kernel.Identifies = func(*kernel.Schema) bool { return identifies }
		news := receive(t, r, &wire.Patch{From: 5, To: 6, Rows: []wire.Row{row(90, "谁")}})
		if again := news.Again == 1; again != identifies {
			t.Errorf("the rows say who he is: %v; %d commands ran again", identifies, news.Again)
		}
	}
}

// A device knows the log at its own version: by the patch that brought it there, by a
// later one of the same version, and not by an answer that says nothing of it.
func TestADeviceKnowsTheLogAtItsVersion(t *testing.T) {
	_, r := loaded(t)
	for _, step := range []struct {
		from, to int64
		chain    string
		want     string
	}{
		{5, 5, "five", "five"},
		{5, 5, "", "five"},
		{5, 7, "seven", "seven"},
		{6, 6, "six", "seven"},
		{7, 7, "", "seven"},
		{7, 8, "", ""}, // of a server that does not say
		{8, 8, "eight", "eight"},
	} {
		p := &wire.Patch{From: step.from, To: step.to}
		if step.chain != "" {
			p.Chain = []byte(step.chain)
		}
		receive(t, r, p)
		if st := r.State(); string(st.Chain) != step.want {
			t.Errorf("after %d..%d %q: %q at version %d, want %q", step.from, step.to, step.chain, st.Chain, st.Version, step.want)
		}
	}
}
