//go:build bundlefonts

package assets

import _ "embed"

var (
	//go:embed fonts/regular.otf
	regular []byte

	//go:embed fonts/bold.otf
	bold []byte
)

// Fonts returns the embedded Chinese typeface as two OpenType files. Regular
// holds every character of GBK, bold those of GB2312: names need the rare
// characters, headings do not. Both are nil in a build without the tag
// bundlefonts, which then draws with the fonts of the system.
func Fonts() (regularOTF, boldOTF []byte) { return regular, bold }
