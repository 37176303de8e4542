package main

import (
	"fmt"
	"os"

	"golang.org/x/image/font/sfnt"
)

// family names the face with the glyph forms of mainland China. The collection
// also holds Japanese, Korean, Taiwan and Hong Kong faces, and the first one,
// which a system without our font would choose, is the Japanese.
const family = "Noto Sans CJK SC"

// faceIndex returns the place of the Simplified Chinese face in the collection
// at path.
func faceIndex(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	collection, err := sfnt.ParseCollectionReaderAt(file)
	if err != nil {
		return 0, fmt.Errorf("read collection %s: %w", path, err)
	}
	for i := range collection.NumFonts() {
		face, err := collection.Font(i)
		if err != nil {
			return 0, fmt.Errorf("read face %d of %s: %w", i, path, err)
		}
		name, err := face.Name(nil, sfnt.NameIDFamily)
		if err == nil && name == family {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s has no face named %q", path, family)
}

// lacking returns those of the wanted characters that the font at path cannot
// draw.
func lacking(path string, wanted []rune) ([]rune, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	face, err := sfnt.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", path, err)
	}
	var (
		buffer sfnt.Buffer
		absent []rune
	)
	for _, r := range wanted {
		glyph, err := face.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, fmt.Errorf("look up %q in %s: %w", r, path, err)
		}
		if glyph == 0 {
			absent = append(absent, r)
		}
	}
	return absent, nil
}
