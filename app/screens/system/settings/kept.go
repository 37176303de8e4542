package settings

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
)

// What was chosen on this device, among Fyne's preferences.
const (
	keptLook     = "look"
	keptLanguage = "language"
)

// looks are the choices of a look by the code that is kept. The first is what a device
// starts with: what systems say about light and dark is often nothing, which Fyne takes
// for dark.
var looks = []struct {
	code    string
	key     i18n.Key
	variant theme.Variant
}{{"light", light, theme.Light}, {"dark", dark, theme.Dark}, {"auto", auto, theme.Auto}}

// Dress gives an app the look and the language that were chosen on this device.
// Language is the one that its start asks for, "" for none, and goes before.
func Dress(app fyne.App, density theme.Density, language string) {
	variant := looks[0].variant
	for _, l := range looks {
		if l.code == app.Preferences().String(keptLook) {
			variant = l.variant
		}
	}
	app.Settings().SetTheme(theme.New(variant, density))
	if kept := app.Preferences().String(keptLanguage); language == "" && kept != "" {
		i18n.SetLanguage(i18n.FromLocale(kept))
	}
}

func speak(l i18n.Language) {
	fyne.CurrentApp().Preferences().SetString(keptLanguage, l.Tag())
	i18n.SetLanguage(l)
}

func wear(code string, v theme.Variant) {
	app := fyne.CurrentApp()
	app.Preferences().SetString(keptLook, code)
	app.Settings().SetTheme(theme.New(v, current().Density))
}
