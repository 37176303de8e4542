// Package photo looks at files that a person has chosen on this device, before anything
// else does: what they are, whether they are pictures that every device can show, and
// what they look like small. Nothing is decoded before it is known how large it becomes.
package photo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // is decoded too
	"io"
	"net/http"
	"strings"

	"golang.org/x/image/draw"

	"heyi/shared/kernel"
)

// Bounds of a picture. A JPEG of a few kilobytes can say that it has billions of pixels.
const (
	pixelsMost = 60_000_000
	sideMost   = 30_000
	smallSide  = 320 // of the small picture, at most
)

// What cannot be chosen.
var (
	Empty      = kernel.Refuse("file.empty", "文件「{name}」是空的，请重新选择", "The file {name} is empty; choose another one")
	Unreadable = kernel.Refuse("file.unreadable", "文件「{name}」读不了（{reason}），请检查后重新选择", "The file {name} cannot be read ({reason}); see to it and choose again")
	Broken     = kernel.Refuse("file.broken_picture", "「{name}」不是完整的图片，打不开。请换一张，或把它作为附件", "{name} is not a whole picture and cannot be opened. Choose another one, or attach it as a file")
	Huge       = kernel.Refuse("file.too_many_pixels", "图片「{name}」有 {width}×{height} 像素，太大了。请缩小后再选，或把它作为附件",
		"The picture {name} has {width}×{height} pixels, which is too many. Make it smaller and choose again, or attach it as a file")
)

// Chosen is a file that was chosen, as it is kept.
type Chosen struct {
	kernel.Named
	Content   []byte
	Thumbnail []byte // JPEG; nil for what is no picture

	trouble *kernel.Refusal // why it is no picture, though it begins like one
}

// Read reads a file; size is what is known of it beforehand, 0 for nothing. One that is too
// large is refused before it is read whole.
func Read(name string, size int64, from io.Reader) (*Chosen, error) {
	plain := kernel.FileName(name)
	if plain == "" {
		plain = "file"
	}
	if err := kernel.CheckFileSize(plain, size); err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(from, kernel.FileMost+1))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", Unreadable.With(kernel.Text("name", plain), kernel.Text("reason", err.Error())), err)
	}
	if len(content) == 0 {
		return nil, Empty.With(kernel.Text("name", plain))
	}
	if err := kernel.CheckFileSize(plain, int64(len(content))); err != nil {
		return nil, err
	}
	c := &Chosen{Content: content, Named: kernel.Named{Content: addressOf(content), Media: mediaOf(content), Name: plain}}
	if kernel.IsPicture(c.Media) {
		c.look()
	}
	return c, nil
}

func addressOf(b []byte) kernel.Content {
	return kernel.Content{Sum: sha256.Sum256(b), Size: int64(len(b))}
}

// mediaOf is what the bytes are, whatever the name says.
func mediaOf(content []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(content[:min(len(content), 512)]), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// look makes the small picture. What only begins like a picture is kept as a plain file.
func (c *Chosen) look() {
	small, trouble := shrunk(c.Content, c.Name)
	if trouble != nil {
		c.trouble, c.Media = trouble, "application/octet-stream"
		return
	}
	c.Named.Thumbnail, c.Thumbnail = addressOf(small), small
}

// Picture refuses what is no picture, for a field that takes nothing else.
func (c *Chosen) Picture(field string) error {
	switch {
	case c.trouble != nil:
		return c.trouble
	case !kernel.IsPicture(c.Media):
		return kernel.NoPicture.With(kernel.Text("field", field), kernel.Text("name", c.Name))
	}
	return nil
}

func shrunk(content []byte, name string) ([]byte, *kernel.Refusal) {
	picture, err := Decode(name, content)
	if err != nil {
		if r, is := kernel.AsRefusal(err); is {
			return nil, r
		}
		return nil, Broken.With(kernel.Text("name", name))
	}
	picture = upright(picture, orientation(content))
	for side := smallSide; side >= smallSide/4; side /= 2 {
		for quality := 82; quality >= 50; quality -= 16 {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, Within(picture, side), &jpeg.Options{Quality: quality}); err == nil && b.Len() <= kernel.ThumbnailMost {
				return b.Bytes(), nil
			}
		}
	}
	return nil, Broken.With(kernel.Text("name", name))
}

// Decode decodes a picture whose size is within the bounds. Whoever has sent it, it costs
// no more than that.
func Decode(name string, content []byte) (image.Image, error) {
	about, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("photo: %w", err)
	}
	if about.Width < 1 || about.Height < 1 || about.Width > sideMost || about.Height > sideMost || about.Width*about.Height > pixelsMost {
		return nil, Huge.With(kernel.Text("name", name), kernel.Int("width", int64(about.Width)), kernel.Int("height", int64(about.Height)))
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("photo: %w", err)
	}
	return picture, nil
}

// Upright decodes a picture as it was meant to be looked at, no larger than a screen.
func Upright(name string, content []byte, side int) (image.Image, error) {
	picture, err := Decode(name, content)
	if err != nil {
		return nil, err
	}
	return Within(upright(picture, orientation(content)), side), nil
}

// Within is a picture on white whose longer side has at most so many pixels.
func Within(picture image.Image, side int) image.Image {
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(to, to.Bounds(), picture, b, draw.Over, nil)
	return to
}
