package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
)

// window shows an object in a window of the test driver.
func window(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	i18n.SetLanguage(i18n.Chinese)
	w := app.NewWindow("")
	w.SetPadded(false)
	w.SetContent(o)
	settle(w, width, height)
	t.Cleanup(w.Close)
	return w
}

func settle(w fyne.Window, width, height float32) {
	for range 2 {
		w.Resize(fyne.NewSize(width+1, height))
		w.Resize(fyne.NewSize(width, height))
	}
}

// press sends a key that produces no character, or whose character an input
// method holds back.
func press(f fyne.Focusable, names ...fyne.KeyName) {
	for _, name := range names {
		f.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

// typed sends keys as a driver does: the key, then its character.
func typed(f fyne.Focusable, text string) {
	for _, r := range text {
		name := fyne.KeyName(string(r))
		if r >= 'a' && r <= 'z' {
			name = fyne.KeyName(string(r - 'a' + 'A'))
		}
		press(f, name)
		f.TypedRune(r)
	}
}
