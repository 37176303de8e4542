package view_test

import (
	"testing"

	"heyi/app/view"
	"heyi/shared/kernel"
)

// A rate that somebody has set is written exactly, one that was worked out to the
// hundredth, rounded like money: the same everywhere.
func TestRates(t *testing.T) {
	for _, c := range []struct {
		rate        kernel.Rate
		exact, near string
	}{{130000, "13%", "13%"}, {3850, "0.385%", "0.39%"}, {453149, "45.3149%", "45.31%"}, {453150, "45.315%", "45.32%"}, {-453150, "-45.315%", "-45.32%"}, {0, "0%", "0%"}} {
		if got := view.Rate(c.rate); got != c.exact {
			t.Errorf("%d: %s, not %s", c.rate, got, c.exact)
		}
		if got := view.Figure(kernel.Of(c.rate)); got != c.exact {
			t.Errorf("%d in a sentence: %s, not %s", c.rate, got, c.exact)
		}
		if got := view.Share(c.rate); got != c.near {
			t.Errorf("%d worked out: %s, not %s", c.rate, got, c.near)
		}
	}
}
