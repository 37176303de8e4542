package home_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/screens/home"
	"heyi/app/ui/nav"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/view"
)

// inWindow opens the home in a window whose work for the UI thread waits until it is
// drained, as in a program that is busy.
func inWindow(t *testing.T, desk *view.Desk) (q *uithread.Queue, window fyne.Window, shell *nav.Shell, router *nav.Router, end func()) {
	t.Helper()
	q, app := uithread.NewQueue(), test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	window = app.NewWindow("")
	shell, router, end, err := home.OpenAt(home.Setting{Desk: desk, Dispatcher: q, Window: window})
	if err != nil {
		t.Fatal(err)
	}
	window.SetContent(shell)
	return q, window, shell, router, end
}
