package view_test

import (
	"slices"
	"testing"

	"heyi/app/ui/i18n"
	"heyi/app/view"
)

// What is typed finds regions by their names, sounds and initials, a town by its own before
// what lies somewhere else; what is none of them can be kept as it is, which is said.
func TestRegionsAreSuggested(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	named := func(name string) func(view.Option) bool { return func(o view.Option) bool { return o.Code == name } }
	for query, want := range map[string]string{
		"苏州": "江苏省苏州市", "昆山": "江苏省苏州市昆山市", "广东佛山顺德": "广东省佛山市顺德区", "北京": "北京市", "越南胡志明市": "越南胡志明市",
		"hz": "浙江省杭州市", "huizhou": "广东省惠州市", "sz": "广东省深圳市", "shunde": "广东省佛山市顺德区", "gd": "广东省", "fs": "广东省佛山市",
	} {
		if got := view.Regions(query); !slices.ContainsFunc(got, named(want)) || len(got) > 8 {
			t.Errorf("%s: %v", query, got)
		}
	}
	if first := view.Regions("苏州")[0]; first.Code != "江苏省苏州市" || first.Label != "" {
		t.Errorf("苏州 is %v first", first)
	}
	for _, sound := range []string{"hzyh", "shunde", "xx yy", "1"} {
		if got := view.Regions(sound); slices.ContainsFunc(got, named(sound)) {
			t.Errorf("%s is offered as a region: %v", sound, got)
		}
	}
	if got := view.Regions("越南胡志明市"); got[len(got)-1].Label == "" {
		t.Errorf("what is no division is not said to be as typed: %v", got)
	}
}
