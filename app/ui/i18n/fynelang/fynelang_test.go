package fynelang

import (
	"testing"

	"fyne.io/fyne/v2/lang"

	"heyi/app/ui/i18n"
)

// Fyne's words follow the language both ways, more than once.
func TestFollowSwitchesFynesWords(t *testing.T) {
	cancel, err := Follow()
	if err != nil {
		t.Fatal(err)
	}
	defer cancel()
	defer i18n.SetLanguage(i18n.Chinese)
	for _, l := range []i18n.Language{i18n.English, i18n.Chinese, i18n.English, i18n.Chinese} {
		i18n.SetLanguage(l)
		column := 1
		if l == i18n.English {
			column = 2
		}
		for _, row := range base {
			if got := lang.X(row[0], "?"); got != row[column] {
				t.Errorf("%s: %q is %q, want %q", l, row[0], got, row[column])
			}
		}
	}
}
