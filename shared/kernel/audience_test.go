package kernel

import (
	"reflect"
	"slices"
	"testing"
)

type pointed struct {
	Record
	A, B Ref[pointed]
	Day  Date
	Paid Date
}

// Two scopes that read different fields are different, though their tags are one.
func TestAudienceNamesTheFields(t *testing.T) {
	plan := planOf("pointed", reflect.TypeFor[pointed]())
	owner := func(field func(*pointed) *Ref[pointed]) Scope { return Scope{By("owner", field)} }
	a, b := func(p *pointed) *Ref[pointed] { return &p.A }, func(p *pointed) *Ref[pointed] { return &p.B }
	var all []string
	for _, s := range []*Schema{
		{Scope: owner(a)},
		{Scope: owner(b)},
		{Scope: Scope{Follows(a)}},
		{Scope: Scope{Follows(b)}},
		{Scope: Scope{Everyone}},
		{Scope: Scope{Everyone}, Bucket: ByMonth(func(p *pointed) *Date { return &p.Day })},
		{Scope: Scope{Everyone}, Bucket: ByMonth(func(p *pointed) *Date { return &p.Paid })},
	} {
		s.Plan, s.catalog = plan, &Catalog{}
		said := ""
		for _, term := range s.Audience() {
			said += term + "\n"
		}
		if slices.Contains(all, said) {
			t.Errorf("two audiences are called %q", said)
		}
		all = append(all, said)
	}
}
