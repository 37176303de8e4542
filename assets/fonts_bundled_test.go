//go:build bundlefonts

package assets_test

import (
	"testing"

	"golang.org/x/image/font/sfnt"

	"heyi/assets"
)

// What the app embeds can draw what it shows: rare names in regular type,
// headings in bold, money signs and digits in both.
func TestEmbeddedFontsDrawChinese(t *testing.T) {
	regular, bold := assets.Fonts()
	for _, font := range []struct {
		name    string
		content []byte
		text    string
	}{
		{"regular", regular, "合一 销售订单 镕喆祎翀瑄玥 ¥1,234.50 ¥ ㎡ → ✓ 。《》"},
		{"bold", bold, "合一 今日销售额 应收逾期 ¥1,234.50 ¥ 。《》"},
	} {
		face, err := sfnt.Parse(font.content)
		if err != nil {
			t.Fatalf("%s: %v", font.name, err)
		}
		for _, r := range font.text {
			glyph, err := face.GlyphIndex(nil, r)
			if err != nil || glyph == 0 {
				t.Errorf("%s cannot draw %q: %v", font.name, r, err)
			}
		}
	}
}
