package sheet

import (
	"strconv"
	"testing"
	"time"
)

// Serials agree with the standard library for two centuries and at the ends.
func TestSerials(t *testing.T) {
	day := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
	for want := 61; want < 80_000; want++ {
		ymd, err := strconv.ParseInt(day.Format("20060102"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := serialOf(ymd); !ok || got != want {
			t.Fatalf("%d is day %d, want %d", ymd, got, want)
		}
		day = day.AddDate(0, 0, 1)
	}
	if got, ok := serialOf(99991231); !ok || got != 2958465 {
		t.Errorf("the last day is %d", got)
	}
	for _, ymd := range []int64{0, -1, 19000228, 20260229, 21000229, 20261301, 20260431, 20260400, 100000101} {
		if got, ok := serialOf(ymd); ok {
			t.Errorf("%d is day %d", ymd, got)
		}
	}
}
