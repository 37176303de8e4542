package customers_test

import (
	"slices"
	"testing"

	"heyi/app/view/customers"
)

// What is typed finds regions by their names, sounds and initials; what is none of them
// can be kept as it is.
func TestRegionsAreSuggested(t *testing.T) {
	for query, want := range map[string]string{
		"苏州": "江苏省苏州市", "昆山": "江苏省苏州市昆山市", "广东佛山顺德": "广东省佛山市顺德区",
		"北京": "北京市", "越南胡志明市": "越南胡志明市",
	} {
		if got := customers.Regions(query); !slices.Contains(got, want) || len(got) > 8 {
			t.Errorf("%s: %v", query, got)
		}
	}
	if first := customers.Regions("苏州")[0]; first != "江苏省苏州市" {
		t.Errorf("苏州 is %s first", first)
	}
}
