package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"heyi/app/device/photo"
	"heyi/shared/kernel"
)

func drawn(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.Set(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), 90, 255})
		}
	}
	return p
}

func encoded(t *testing.T, p image.Image, asPNG bool) []byte {
	t.Helper()
	var b bytes.Buffer
	err := jpeg.Encode(&b, p, nil)
	if asPNG {
		b.Reset()
		err = png.Encode(&b, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// held is a JPEG whose camera was held in a way.
func held(t *testing.T, p image.Image, way uint16) []byte {
	t.Helper()
	plain := encoded(t, p, false)
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), byte(way>>8), byte(way), 0, 0, 0, 0, 0, 0)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(exif)+2))
	return append(append(head, exif...), plain[2:]...)
}

// claims is a PNG of a few bytes that says how large it becomes.
func claims(w, h uint32) []byte {
	ihdr := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	ihdr = append(ihdr, 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(b, ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

// A picture gets a small one, upright, however the camera was held.
func TestAPictureGetsASmallOne(t *testing.T) {
	for name, content := range map[string][]byte{"a.jpg": encoded(t, drawn(1200, 800), false), "a.png": encoded(t, drawn(1200, 800), true), "held.jpg": held(t, drawn(800, 1200), 6)} {
		c, err := photo.Read(name, 0, bytes.NewReader(content))
		if err != nil || c.Picture("图片") != nil {
			t.Fatalf("%s: %v, %v", name, err, c.Picture("图片"))
		}
		small, err := jpeg.Decode(bytes.NewReader(c.Thumbnail))
		if err != nil || small.Bounds().Dx() != 320 || small.Bounds().Dy() != 213 || len(c.Thumbnail) > kernel.ThumbnailMost {
			t.Errorf("%s: %v, %v, %d bytes", name, small.Bounds(), err, len(c.Thumbnail))
		}
		if got, err := kernel.ReadFile(string(c.File())); err != nil || got != c.Named {
			t.Errorf("%s: its text is %q, %v", name, c.File(), err)
		}
	}
}

// What is no picture, is none any more, becomes too large or could be run is a plain file,
// and refused where a picture is wanted.
func TestWhatIsNoPictureIsAPlainFile(t *testing.T) {
	whole := encoded(t, drawn(300, 300), false)
	for name, c := range map[string]struct {
		content []byte
		refused *kernel.Code
	}{
		"标志.svg":  {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), kernel.NoPicture},
		"改名.jpg":  {[]byte("PK\x03\x04 a spreadsheet"), kernel.NoPicture},
		"半张.jpg":  {whole[:len(whole)/2], photo.Broken},
		"炸弹.png":  {claims(60000, 60000), photo.Huge},
		"很宽.png":  {claims(2_000_000, 1), photo.Huge},
		"只有头.png": {claims(10, 10), photo.Broken},
		"动画.gif":  {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), kernel.NoPicture},
	} {
		got, err := photo.Read(name, 0, bytes.NewReader(c.content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Thumbnail != nil || kernel.IsPicture(got.Media) {
			t.Errorf("%s is taken for a picture: %s", name, got.Media)
		}
		if err := got.Picture("图片"); !errors.Is(err, c.refused.With()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	polyglot := append(bytes.Clone(whole), "PK\x03\x04<script>alert(1)</script>"...)
	if c, err := photo.Read("双面.jpg", 0, bytes.NewReader(polyglot)); err != nil || bytes.Contains(c.Thumbnail, []byte("script")) || c.Media != "image/jpeg" {
		t.Errorf("a polyglot: %v", err)
	}
}

// A file of 2 GB is refused before it is read, one that does not say so before it is whole.
func TestALargeFileIsNotReadWhole(t *testing.T) {
	if _, err := photo.Read("展厅.mp4", 2<<30, failing{t}); !errors.Is(err, kernel.FileTooBig.With()) {
		t.Errorf("2 GB: %v", err)
	}
	endless := &counted{}
	if _, err := photo.Read("流.bin", 0, endless); !errors.Is(err, kernel.FileTooBig.With()) || endless.n > kernel.FileMost+1<<20 {
		t.Errorf("after %d bytes: %v", endless.n, err)
	}
	if _, err := photo.Read("空.txt", 0, strings.NewReader("")); !errors.Is(err, photo.Empty.With()) {
		t.Errorf("an empty file: %v", err)
	}
	if _, err := photo.Read("坏盘.txt", 0, io.MultiReader(strings.NewReader("x"), broken{})); !errors.Is(err, photo.Unreadable.With()) {
		t.Errorf("an unreadable file: %v", err)
	}
}

type failing struct{ t *testing.T }

func (f failing) Read([]byte) (int, error) {
	f.t.Error("it is read")
	return 0, io.EOF
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("bad sector") }

type counted struct{ n int }

func (c *counted) Read(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}
