package record

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// file is a file that the row names.
func (c *control) file(site *common.Site) {
	in := view.Input{Name: c.in.Name, Label: c.in.Label, Hint: c.in.Hint, Required: c.in.Required}
	f := common.NewFileInput(site, in, c.in.Picture, c.in.At)
	c.field, c.text, c.keep = f, f.Text, f.Keep
	c.set = func(text string) { f.ShowFile(kernel.File(text), c.in.At) }
}

// keepFiles keeps what was chosen in a form, before its command is given.
func keepFiles(controls []*control) error {
	var errs []error
	for _, c := range controls {
		if c.keep != nil {
			errs = append(errs, c.keep())
		}
	}
	return errors.Join(errs...)
}

// pictureSide is how large a picture stands on a page.
const pictureSide = 160

// pictures are the files among the facts of a row.
func pictures(site *common.Site, list []model.Fact) []fyne.CanvasObject {
	var shown []fyne.CanvasObject
	for _, f := range list {
		if !f.File.File.IsZero() {
			shown = append(shown, container.NewHBox(site.Photo(f.File, pictureSide)))
		}
	}
	return shown
}
