package common

import (
	"context"
	"image"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/dialog"

	"heyi/app/device/client"
	"heyi/app/device/photo"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

var (
	closePhoto = i18n.Define("file.close", "关闭", "Close")
	keepCopy   = i18n.Define("file.save", "另存为", "Save a copy")
	fileSaved  = i18n.Define("file.saved", "已保存「{0}」", "{0} is saved")
	fileGets   = i18n.Define("file.gets", "正在取「{0}」", "Fetching {0}")
)

// screenSide is how many pixels of a picture are shown at most: what a screen has.
const screenSide = 1600

// OpenFile shows a picture whole, and offers a copy of any other file.
func (s *Site) OpenFile(at client.FileAt) {
	n := at.File.Named()
	if !kernel.IsPicture(n.Media) {
		s.SaveCopy(at)
		return
	}
	s.Toast(fileGets.Text(n.Name))
	uithread.NewLoader[image.Image](s.Dispatcher).Load(func(ctx context.Context) (image.Image, error) {
		r, err := s.Desk.Engine.OpenFile(ctx, at, false)
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(r, kernel.FileMost))
		if err != nil {
			return nil, err
		}
		return photo.Upright(n.Name, content, screenSide)
	}, func(picture image.Image, err error) {
		if err != nil {
			s.Toast(view.Explain(err).Text)
			return
		}
		s.showPhoto(at, picture)
	})
}

func (s *Site) showPhoto(at client.FileAt, picture image.Image) {
	shown := canvas.NewImageFromImage(picture)
	shown.FillMode = canvas.ImageFillContain
	var d *dialog.CustomDialog
	buttons := []fyne.CanvasObject{
		widgets.NewButton(keepCopy.Text(), func() {
			d.Hide()
			s.SaveCopy(at)
		}),
		widgets.NewButton(closePhoto.Text(), func() { d.Hide() }),
	}
	d = dialog.NewCustomWithoutButtons(at.File.Named().Name, shown, s.Window)
	d.SetButtons(buttons)
	size := s.Window.Canvas().Size()
	d.Resize(fyne.NewSize(size.Width*0.92, size.Height*0.92))
	d.Show()
}

// SaveCopy saves a copy of a file where the person wants it.
func (s *Site) SaveCopy(at client.FileAt) {
	name := at.File.Named().Name
	s.SaveFile(name, func(to fyne.URIWriteCloser, err error) {
		if err != nil || to == nil {
			return
		}
		s.WriteFile(name, to, func(ctx context.Context, _ func(done, total int)) error {
			r, err := s.Desk.Engine.OpenFile(ctx, at, false)
			if err == nil {
				_, err = io.Copy(to, r)
			}
			return err
		}, func(err error) {
			if err != nil {
				s.Toast(view.Explain(err).Text)
				return
			}
			s.Toast(fileSaved.Text(name))
		})
	})
}
