package screentest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/view"
)

// Draw opens every page on a phone and a desk in both languages, and demands that
// it shows its data. With PICTURES set to a folder it also draws the looks that
// LOOKS names ("phone-light-zh,desktop-dark-en"; all when it is not set), for people
// who review a change. Keys of routes may carry a "#word" that only names the file.
func Draw(t *testing.T, name string, desk *view.Desk, areas Areas, routes map[string]string) {
	t.Helper()
	defer i18n.SetLanguage(i18n.Current())
	for _, look := range picture.Looks() {
		if look.Device == picture.Tablet || look.Variant == theme.Dark {
			continue
		}
		i18n.SetLanguage(look.Language)
		for route, id := range routes {
			w := openAs(t, desk, areas, look.Device.Size, route, id)
			if h := w.site.Router.Heading(); h == "" || h == i18n.Loading.Text() || w.Shows(common.LoadFailed.Text()) || len(w.Texts()) < 4 {
				t.Errorf("%s in %s: %q", route, look.Name(), w.Texts())
			}
			w.shell.Dispose()
		}
	}
	if dir := os.Getenv("PICTURES"); dir != "" {
		paint(t, filepath.Join(dir, name), desk, areas, routes)
	}
}

func openAs(t *testing.T, desk *view.Desk, areas Areas, size fyne.Size, route, id string) *Window {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	w := &Window{t: t, window: app.NewWindow(""), size: size}
	path, _, _ := strings.Cut(route, "#")
	w.build(desk, uithread.Immediate{}, areas, nav.Route{Name: path, ID: id})
	return w
}

func paint(t *testing.T, dir string, desk *view.Desk, areas Areas, routes map[string]string) {
	wanted := os.Getenv("LOOKS")
	for _, look := range picture.Looks() {
		if wanted != "" && !slices.Contains(strings.Split(wanted, ","), look.Name()) {
			continue
		}
		for route, id := range routes {
			path, _, _ := strings.Cut(route, "#")
			img, err := picture.Draw(look, func(s picture.Stage) fyne.CanvasObject {
				w := &Window{t: t, window: s.Window, size: look.Device.Size}
				w.build(desk, uithread.Immediate{}, areas, nav.Route{Name: path, ID: id})
				return w.shell
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			file := fmt.Sprintf("%s-%s.png", strings.NewReplacer(".", "-", "#", "-").Replace(route), look.Name())
			if err := picture.Write(filepath.Join(dir, file), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}
