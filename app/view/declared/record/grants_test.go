package record

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
)

// No two things that a role may be given have one name: who gives rights reads which.
func TestEveryGrantHasItsOwnName(t *testing.T) {
	shop := viewtest.Trading(t)
	t.Cleanup(func() { i18n.SetLanguage(i18n.Chinese) })
	for _, language := range i18n.Languages() {
		i18n.SetLanguage(language)
		list, err := view.Load(shop.Desk(viewtest.Boss), func(r *view.Reader) ([]view.Option, error) { return grantOptions(r), nil })
		if err != nil || len(list) < 100 {
			t.Fatal(len(list), err)
		}
		named := map[[2]string]string{}
		for _, o := range list {
			at := [2]string{o.Group, o.Label}
			if other := named[at]; other != "" {
				t.Errorf("%s and %s are both called %q under %q", other, o.Code, o.Label, o.Group)
			}
			named[at] = o.Code
		}
	}
}
