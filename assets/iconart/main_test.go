package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"testing"
)

// The icon in the repository is the one this program draws. A shade of
// difference is allowed: processors round the last bit differently.
func TestIconInRepositoryIsTheDrawing(t *testing.T) {
	const shade = 2
	file, err := os.ReadFile("../icon.png")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	drawn := raster()
	if kept.Bounds() != drawn.Bounds() {
		t.Fatalf("icon.png is %v, drawn is %v; run go run ./assets/iconart", kept.Bounds(), drawn.Bounds())
	}
	if p, far := furthest(kept, drawn); far > shade {
		t.Errorf("icon.png differs from the drawing at %v by %d of 255; run go run ./assets/iconart", p, far)
	}
}

func TestVectorInRepositoryIsTheDrawing(t *testing.T) {
	file, err := os.ReadFile("../icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, vector()) {
		t.Error("icon.svg differs from the drawing; run go run ./assets/iconart")
	}
}

// The mark must stand free: clear corners, ground at the rim, ink on the roof.
func TestDrawingHasCornersGroundAndInk(t *testing.T) {
	drawn := raster()
	if a := drawn.NRGBAAt(2, 2).A; a != 0 {
		t.Errorf("corner has alpha %d, want a clear corner", a)
	}
	if c := drawn.NRGBAAt(side/2, 4); c.A != 255 || c.R < 200 || c.G > 100 {
		t.Errorf("rim is %v, want the ground", c)
	}
	roof := character[0].points[1]
	if c := drawn.NRGBAAt(int(roof.x), int(roof.y)); c != ink {
		t.Errorf("roof is %v, want %v", c, ink)
	}
}

// furthest finds the pixel where two pictures of one size differ most, and by
// how much in its worst channel.
func furthest(a, b image.Image) (where image.Point, most int) {
	for y := range side {
		for x := range side {
			r1, g1, b1, a1 := a.At(x, y).RGBA()
			r2, g2, b2, a2 := b.At(x, y).RGBA()
			for _, d := range []int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2), int(a1) - int(a2)} {
				if d = max(d, -d) >> 8; d > most {
					where, most = image.Pt(x, y), d
				}
			}
		}
	}
	return where, most
}
