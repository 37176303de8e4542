package settings

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
)

// A device starts light, and as it was left: look and language are remembered.
func TestLookAndLanguageAreRemembered(t *testing.T) {
	app := test.NewTempApp(t)
	t.Cleanup(func() { i18n.SetLanguage(i18n.Chinese) })
	i18n.SetLanguage(i18n.Chinese)
	Dress(app, theme.Touch, "")
	if now := current(); now.Variant != theme.Light || now.Density != theme.Touch || i18n.Current() != i18n.Chinese {
		t.Fatalf("a new device has %+v, %v", now, i18n.Current())
	}
	for _, l := range looks {
		for _, language := range i18n.Languages() {
			wear(l.code, l.variant)
			speak(language)
			app.Settings().SetTheme(theme.New(theme.Auto, theme.Compact)) // another start
			i18n.SetLanguage(i18n.Chinese)
			Dress(app, theme.Touch, "")
			if now := current(); now.Variant != l.variant || i18n.Current() != language {
				t.Errorf("%s, %v: it starts with %+v, %v", l.code, language, now, i18n.Current())
			}
			i18n.SetLanguage(i18n.Chinese)
			Dress(app, theme.Touch, "zh")
			if i18n.Current() != i18n.Chinese {
				t.Error("what is asked for at the start comes first")
			}
		}
	}
}
