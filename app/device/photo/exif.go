package photo

import (
	"bytes"
	"encoding/binary"
	"image"
)

// A camera that is held upright writes a picture that lies on its side, and how it was
// held, in a block of Exif.

// orientation is how a JPEG was held, 1 where it does not say.
func orientation(content []byte) int {
	const app1, scan = 0xE1, 0xDA
	if len(content) < 4 || content[0] != 0xFF || content[1] != 0xD8 {
		return 1
	}
	for at := 2; at+4 <= len(content) && content[at] == 0xFF; {
		marker, size := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		if marker == scan || size < 2 || at+2+size > len(content) {
			return 1
		}
		if body := content[at+4 : at+2+size]; marker == app1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return ofTIFF(body[6:])
		}
		at += 2 + size
	}
	return 1
}

// ofTIFF looks for the orientation in the first directory of a TIFF.
func ofTIFF(b []byte) int {
	const tag, short = 0x0112, 3
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := int64(order.Uint16(b[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 1
		}
		if order.Uint16(b[e:]) == tag && order.Uint16(b[e+2:]) == short {
			if o := int(order.Uint16(b[e+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}

// upright turns a picture as it was held.
func upright(from image.Image, held int) image.Image {
	if held == 1 {
		return from
	}
	from = Within(from, 2*smallSide*4) // enough for a screen; turning is by the pixel
	b := from.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if held >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch held {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			to.Set(tx, ty, from.At(x, y))
		}
	}
	return to
}
