package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// NewBorder is Fyne's border container, in which Tab goes as one reads: from the top
// and the left over what stands within to the right and the foot. Fyne's own puts what
// stands within first, so that Tab leads from the head of a page out of it.
func NewBorder(top, bottom, left, right fyne.CanvasObject, within ...fyne.CanvasObject) *fyne.Container {
	var all []fyne.CanvasObject
	for _, o := range append([]fyne.CanvasObject{top, left}, append(within, right, bottom)...) {
		if o != nil {
			all = append(all, o)
		}
	}
	return container.New(layout.NewBorderLayout(top, bottom, left, right), all...)
}
