package view_test

import (
	"slices"
	"testing"

	"heyi/app/view"
)

func TestAmongFindsBySoundAndPart(t *testing.T) {
	places := []string{"乐从总仓", "番禺展厅仓", "重庆 2 号仓", "Van A"}
	for search, want := range map[string][]string{
		"": places, "展厅": {"番禺展厅仓"}, "pyzt": {"番禺展厅仓"}, "panyu": {"番禺展厅仓"}, "lc": {"乐从总仓"},
		"cq": {"重庆 2 号仓"}, "van": {"Van A"}, "仓": places[:3], "没有": nil, "cq van": nil,
	} {
		if got := view.Among(places, search, func(s string) string { return s }); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", search, got, want)
		}
	}
}

// What begins with the initials that were typed stands before what has them within.
func TestWhatBeginsSoComesFirst(t *testing.T) {
	got := view.Among([]string{"乐从总仓", "番禺展厅仓", "车载仓"}, "czc", func(s string) string { return s })
	if !slices.Equal(got, []string{"车载仓", "乐从总仓"}) {
		t.Errorf("%q", got)
	}
}
