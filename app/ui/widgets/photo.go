package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// Photo is a picture in a box of a fixed size, or a word where there is none yet. A tap
// opens it.
type Photo struct {
	tapArea
	side    float32
	picture *canvas.Image
	note    *widget.Label
}

// NewPhoto returns an empty box; tapped may be nil.
func NewPhoto(side float32, tapped func()) *Photo {
	p := &Photo{side: side, picture: canvas.NewImageFromImage(nil), note: widget.NewLabel("")}
	p.picture.FillMode = canvas.ImageFillContain
	p.picture.Hide()
	p.note.Alignment, p.note.SizeName, p.note.Importance = fyne.TextAlignCenter, base.SizeNameCaptionText, widget.LowImportance
	p.note.Wrapping = wrapping()
	p.build(p, container.NewStack(newGround(theme.Surface, theme.Line, 4), container.NewCenter(container.New(sized{side}, p.note)), container.New(inset{2, 2}, p.picture)), tapped)
	return p
}

// sized gives an object a width of its own.
type sized struct{ width float32 }

func (s sized) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects[0].Resize(fyne.NewSize(s.width, objects[0].MinSize().Height))
	return fyne.NewSize(s.width, objects[0].MinSize().Height)
}

func (s sized) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// MinSize implements fyne.CanvasObject: the box is as large as it was made.
func (p *Photo) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	return fyne.NewSquareSize(p.side)
}

// Picture puts a picture into the box; nil empties it.
func (p *Photo) Picture(picture image.Image) {
	if p.picture.Image = picture; picture == nil {
		p.picture.Hide()
		return
	}
	p.note.SetText("")
	p.picture.Show()
	p.picture.Refresh()
}

// Note says why there is no picture.
func (p *Photo) Note(text string) {
	p.picture.Hide()
	p.note.SetText(text)
	p.Refresh()
}

// Noted is what the box says; "" with a picture.
func (p *Photo) Noted() string { return p.note.Text }

// Shown tells whether there is a picture in the box.
func (p *Photo) Shown() bool { return p.picture.Visible() && p.picture.Image != nil }
