// Iconart draws the app's icon, 合 in a rounded square, from one description
// as icon.svg and icon.png:
//
//	go run ./assets/iconart [-to DIR]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
)

// The ground runs from top to bottom, the colours of a seal's ink.
var (
	groundTop    = color.NRGBA{R: 0xE2, G: 0x4F, B: 0x38, A: 0xFF}
	groundBottom = color.NRGBA{R: 0xB9, G: 0x2D, B: 0x22, A: 0xFF}
	ink          = color.NRGBA{R: 0xFF, G: 0xFA, B: 0xF2, A: 0xFF}
)

func main() {
	to := flag.String("to", "assets", "folder the icon is written to")
	flag.Parse()
	if err := write(*to); err != nil {
		fmt.Fprintln(os.Stderr, "iconart:", err)
		os.Exit(1)
	}
}

func write(to string) error {
	var picture bytes.Buffer
	if err := png.Encode(&picture, raster()); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "icon.png"), picture.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "icon.svg"), vector(), 0o644)
}

// raster draws the PNG. A pixel's share of a shape is its distance from the
// shape's edge, cut off at half a pixel on either side: smooth edges without
// sampling.
func raster() *image.NRGBA {
	canvas := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		ground := mix(groundTop, groundBottom, float64(y)/(side-1))
		for x := range side {
			p := point{float64(x) + 0.5, float64(y) + 0.5}
			pixel := mix(ground, ink, inked(p))
			pixel.A = uint8(255*cover(toSquare(p)) + 0.5)
			canvas.SetNRGBA(x, y, pixel)
		}
	}
	return canvas
}

// inked is the share of the pixel at p that the character covers, 0 to 1.
func inked(p point) float64 {
	share := 0.0
	for _, s := range character {
		share = max(share, cover(s.distance(p)))
	}
	return share
}

func cover(distance float64) float64 { return max(0, min(1, 0.5-distance)) }

func mix(a, b color.NRGBA, share float64) color.NRGBA {
	blend := func(from, to uint8) uint8 {
		return uint8(float64(from) + share*(float64(to)-float64(from)) + 0.5)
	}
	return color.NRGBA{R: blend(a.R, b.R), G: blend(a.G, b.G), B: blend(a.B, b.B), A: 0xFF}
}

// vector writes the SVG of the same shapes.
func vector() []byte {
	var svg bytes.Buffer
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="合">
  <defs>
    <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="%s"/>
      <stop offset="1" stop-color="%s"/>
    </linearGradient>
  </defs>
  <rect width="%d" height="%d" rx="%d" fill="url(#ground)"/>
`, side, side, hex(groundTop), hex(groundBottom), side, side, corner)
	fmt.Fprintf(&svg, `  <g fill="none" stroke="%s" stroke-linecap="round" stroke-linejoin="round">`+"\n", hex(ink))
	for _, s := range character {
		fmt.Fprintf(&svg, `    <path stroke-width="%g" d="%s"/>`+"\n", s.width, path(s))
	}
	svg.WriteString("  </g>\n</svg>\n")
	return svg.Bytes()
}

func path(s stroke) string {
	var d bytes.Buffer
	for i, p := range s.points {
		command := 'L'
		if i == 0 {
			command = 'M'
		}
		fmt.Fprintf(&d, "%c%g %g", command, p.x, p.y)
	}
	if s.closed {
		d.WriteByte('Z')
	}
	return d.String()
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }
