// Package picture draws pages into PNG files without a display, with Fyne's
// software painter and test driver: for documentation, for the first screen of
// a machine without a window system, and for people who review a change.
//
// Drawing replaces Fyne's current app for its duration. Use it in a process of
// its own or before the real app starts, never beside an open window.
package picture

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/i18n"
	"heyi/app/ui/i18n/fynelang"
	"heyi/app/ui/theme"
)

// Device is a window that pages are drawn in.
type Device struct {
	Name    string
	Size    fyne.Size
	Density theme.Density
}

// The devices that every page is looked at on.
var (
	Phone   = Device{Name: "phone", Size: fyne.NewSize(390, 844), Density: theme.Touch}
	Tablet  = Device{Name: "tablet", Size: fyne.NewSize(1180, 820), Density: theme.Touch}
	Desktop = Device{Name: "desktop", Size: fyne.NewSize(1440, 900), Density: theme.Comfortable}
)

// Look is one way to see a page.
type Look struct {
	Device   Device
	Variant  theme.Variant
	Language i18n.Language
}

// Name is the part of a file name that tells looks apart: phone-light-zh.
func (l Look) Name() string {
	variant := "light"
	if l.Variant == theme.Dark {
		variant = "dark"
	}
	return fmt.Sprintf("%s-%s-%s", l.Device.Name, variant, l.Language.Tag())
}

// Looks returns every combination of device, light or dark, and language.
func Looks() []Look {
	var all []Look
	for _, d := range []Device{Phone, Tablet, Desktop} {
		for _, v := range []theme.Variant{theme.Light, theme.Dark} {
			for _, l := range i18n.Languages() {
				all = append(all, Look{Device: d, Variant: v, Language: l})
			}
		}
	}
	return all
}

// Stage is what a page is built on while it is drawn.
type Stage struct {
	App    fyne.App
	Window fyne.Window
}

// Draw builds a page and returns it as an image, one pixel per unit. build is
// called with theme and language in force; use uithread.Immediate so that the
// page is complete when build returns. after, unless nil, runs when the page
// stands in the window, e.g. to open a dialog or to save an empty form.
func Draw(look Look, build func(Stage) fyne.CanvasObject, after func(Stage)) (image.Image, error) {
	oldApp, oldLanguage := fyne.CurrentApp(), i18n.Current()
	app := test.NewApp()
	defer func() {
		i18n.SetLanguage(oldLanguage)
		if oldApp != nil {
			fyne.SetCurrentApp(oldApp)
		}
	}()
	stop, err := fynelang.Follow()
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	defer stop()
	i18n.SetLanguage(look.Language)
	app.Settings().SetTheme(theme.New(look.Variant, look.Device.Density))

	window := app.NewWindow("")
	defer window.Close()
	window.SetPadded(false)
	stage := Stage{App: app, Window: window}
	window.SetContent(build(stage))
	Settle(window, look.Device.Size)
	if after != nil {
		after(stage)
		Settle(window, look.Device.Size)
	}
	return window.Canvas().Capture(), nil
}

// Settle lays a window of the test driver out anew at a size. A real window
// does so by itself when a minimum size changes; the test driver does not, and
// text that wraps needs two rounds.
func Settle(window fyne.Window, size fyne.Size) {
	for range 2 {
		window.Resize(size.AddWidthHeight(1, 1))
		window.Resize(size)
	}
}

// Write saves an image as a PNG file, making the folder.
func Write(path string, img image.Image) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	defer func() {
		if closing := file.Close(); err == nil && closing != nil {
			err = fmt.Errorf("picture: %w", closing)
		}
	}()
	if err := png.Encode(file, img); err != nil {
		return fmt.Errorf("picture: encode %s: %w", path, err)
	}
	return nil
}
