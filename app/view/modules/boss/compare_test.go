package boss

import (
	"testing"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
)

// A comparison is a percentage only where that says something.
func TestCompared(t *testing.T) {
	for _, c := range []struct {
		now, then kernel.Money
		want      string
	}{
		{112_300_00, 100_000_00, "比上月同期 增 12.3% ↑"},
		{50_000_00, 100_000_00, "比上月同期 减 50% ↓"},
		{560_000_00, 100_000_00, "上月同期 10.00 万 ↑"},
		{5_000_00, 12_00, "上月同期 12.00 ↑"},
		{0, 100_00, "比上月同期 减 100% ↓"},
		{5_000_00, 0, "上月同期无数据"},
		{-300_00, 900_00, "上月同期 900.00 ↓"},
		{100_00, -900_00, "上月同期 -900.00 ↑"},
	} {
		if got := compared(Card{}, c.now, c.then).Comparison; got != c.want {
			t.Errorf("%s after %s: %q, want %q", c.now, c.then, got, c.want)
		}
	}
	i18n.SetLanguage(i18n.English)
	defer i18n.SetLanguage(i18n.Chinese)
	if got := compared(Card{}, 560_000_00, 100_000_00).Comparison; got != "Last month 100,000 ↑" {
		t.Errorf("%q", got)
	}
}
