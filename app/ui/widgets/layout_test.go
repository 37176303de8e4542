package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Objects below each other stand right once their stack has been asked for its
// size, as in every frame, though nobody told the stack that one of them has
// changed; the picker that closes leaves no gap.
func TestStacksCloseUpByThemselves(t *testing.T) {
	for name, layout := range map[string]fyne.Layout{
		"stacked": &stacked{}, "sections": NewSections().Layout, "columns": NewColumns(300, 2),
	} {
		t.Run(name, func(t *testing.T) {
			changing, below := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
			changing.SetMinSize(fyne.NewSize(10, 40))
			below.SetMinSize(fyne.NewSize(10, 20))
			box := container.New(layout, changing, below)
			box.Resize(fyne.NewSize(400, 300))
			for _, height := range []float32{120, 40, 41} {
				changing.SetMinSize(fyne.NewSize(10, height))
				size := box.MinSize()
				if below.Position().Y < height || below.Position().Y+20 != size.Height || changing.Size().Height != height {
					t.Errorf("%v high: %v, below it at %v of %v", height, changing.Size(), below.Position(), size)
				}
			}
			changing.Hide()
			if size := box.MinSize(); below.Position().Y != 0 || size.Height != 20 {
				t.Errorf("a hidden one leaves a gap: %v of %v", below.Position(), size)
			}
		})
	}
}
