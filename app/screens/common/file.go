package common

import (
	"bytes"
	"context"
	"image"
	"os"
	"path"
	"strings"

	"fyne.io/fyne/v2"

	"heyi/app/device/client"
	"heyi/app/device/photo"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

var (
	photoComing = i18n.Define("file.coming", "正在取…", "Fetching…")
	photoAway   = i18n.Define("file.away.short", "不在本机", "Not on this device")
	photoNotYet = i18n.Define("file.not_yet.short", "还没有上传", "Not sent yet")
	photoBroken = i18n.Define("file.broken.short", "无法显示", "Cannot be shown")
)

// Chosen is what came of asking for a file; nil where the person thought better of it.
type Chosen = photo.Chosen

// PickFile asks for a file and looks at it beside the UI thread. A picture that is none
// is refused where a picture is wanted; field says for what. Nothing is kept yet.
func (s *Site) PickFile(picture bool, field string, done func(*Chosen, error)) {
	s.ChooseFile(func(from fyne.URIReadCloser, err error) {
		if from == nil {
			if err != nil {
				err = photo.Unreadable.With(kernel.Text("name", ""), kernel.Text("reason", err.Error()))
			}
			done(nil, err)
			return
		}
		var chosen *Chosen
		s.Do(func() error {
			defer from.Close()
			c, err := photo.Read(from.URI().Name(), sizeOf(from.URI()), from)
			if err == nil && picture {
				err = c.Picture(field)
			}
			chosen = c
			return err
		}, func(err error) {
			if err != nil {
				chosen = nil
			}
			done(chosen, err)
		})
	})
}

// sizeOf is how large a file is, 0 where nobody knows before it is read.
func sizeOf(uri fyne.URI) int64 {
	if uri.Scheme() != "file" {
		return 0
	}
	info, err := os.Stat(uri.Path())
	if err != nil {
		return 0
	}
	return info.Size()
}

// Keep keeps a file that was chosen, before the command that names it is given.
func (s *Site) Keep(c *Chosen) error {
	return s.Desk.Engine.KeepFile(context.Background(), c.Named, bytes.NewReader(c.Content), c.Thumbnail)
}

// Photo is the small picture of a file of a row. It is fetched beside the UI thread; what
// cannot be shown is said in its place.
func (s *Site) Photo(at client.FileAt, side float32) *widgets.Photo {
	box := widgets.NewPhoto(side, func() { s.OpenFile(at) })
	s.fill(box, at)
	return box
}

func (s *Site) fill(box *widgets.Photo, at client.FileAt) {
	box.Note(photoComing.Text())
	s.load(at, func(picture image.Image, why string) {
		if picture == nil {
			box.Note(why)
			return
		}
		box.Picture(picture)
	})
}

// load reads the small picture of a file; without one it says why.
func (s *Site) load(at client.FileAt, done func(picture image.Image, why string)) {
	uithread.NewLoader[image.Image](s.Dispatcher).Load(func(ctx context.Context) (image.Image, error) {
		content, err := s.Desk.Engine.Thumbnail(ctx, at)
		if err != nil || content == nil {
			return nil, err
		}
		return photo.Decode(at.File.Named().Name, content)
	}, func(picture image.Image, err error) {
		if err == nil && picture == nil {
			done(nil, strings.TrimPrefix(path.Ext(at.File.Named().Name), "."))
			return
		}
		done(picture, whyNot(err))
	})
}

// whyNot says in a few words why a picture is not shown.
func whyNot(err error) string {
	if err == nil {
		return ""
	}
	refusal, ok := kernel.AsRefusal(err)
	switch {
	case !ok:
		return photoBroken.Text()
	case refusal.Code == client.FileAway.Name:
		return photoAway.Text()
	case refusal.Code == client.Said.Name && refusal.Arg("code").Str == "file.not_yet":
		return photoNotYet.Text()
	}
	return photoBroken.Text()
}

// FileInput is a field for a file. What is chosen is kept on the device when the form is
// sent, by Keep, and not before.
type FileInput struct {
	*widgets.FileField
	site   *Site
	chosen *Chosen
}

// NewFileInput draws an input for a file. at says where the file of the row is that the
// form is about.
func NewFileInput(site *Site, in view.Input, picture bool, at client.FileAt) *FileInput {
	f := &FileInput{FileField: widgets.NewFileField(in.Name, in.Label, picture), site: site}
	f.SetRequired(in.Required)
	f.SetHint(in.Hint)
	f.OnChoose = func() {
		f.SetBusy(true)
		site.PickFile(picture, in.Label, f.picked)
	}
	f.OnCleared = func() { f.chosen = nil }
	f.ShowFile(kernel.File(in.Text), at)
	return f
}

// ShowFile shows the file that a row has.
func (f *FileInput) ShowFile(file kernel.File, at client.FileAt) {
	f.chosen = nil
	f.SetFile(string(file), view.File(file))
	if !file.IsZero() && !at.Row.IsZero() && !f.Photo.Hidden {
		at.File = file
		f.site.fill(f.Photo, at)
	}
}

func (f *FileInput) picked(c *Chosen, err error) {
	f.SetBusy(false)
	switch {
	case err != nil:
		f.SetError(view.Explain(err).Text)
		return
	case c == nil:
		return
	}
	f.chosen = c
	f.SetFile(string(c.File()), view.File(c.File()))
	if picture, err := photo.Decode(c.Name, c.Thumbnail); err == nil {
		f.Photo.Picture(picture)
	}
}

// Keep keeps what was chosen until the server has it. It runs away from the screen.
func (f *FileInput) Keep() error {
	if f.chosen == nil {
		return nil
	}
	return f.site.Keep(f.chosen)
}
