package common

import (
	"context"
	"image"

	"heyi/app/device/client"
	"heyi/app/device/photo"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
)

// Thumbs fills the boxes of a list with small pictures. A box goes from row to row as the
// list is scrolled, so what comes late for a row that has left it is dropped.
func (s *Site) Thumbs() func(box *widgets.Photo, at client.FileAt) {
	type filling struct {
		loader *uithread.Loader[image.Image]
		file   kernel.File
	}
	boxes := map[*widgets.Photo]*filling{} // as many as rows are in sight
	return func(box *widgets.Photo, at client.FileAt) {
		f := boxes[box]
		if f == nil {
			f = &filling{loader: uithread.NewLoader[image.Image](s.Dispatcher)}
			boxes[box] = f
		} else if f.file == at.File {
			return
		}
		f.file = at.File
		f.loader.Cancel()
		box.Picture(nil)
		if box.Hidden = at.File.IsZero(); box.Hidden {
			return
		}
		f.loader.Load(func(ctx context.Context) (image.Image, error) {
			content, err := s.Desk.Engine.Thumbnail(ctx, at)
			if err != nil || content == nil {
				return nil, err
			}
			return photo.Decode(at.File.Named().Name, content)
		}, func(picture image.Image, err error) {
			if err != nil { // another look at the row may find it
				f.file = ""
				return
			}
			box.Picture(picture)
		})
	}
}
