// Package assets holds what the app shows and does not compute: its icon and
// its Chinese typeface. It has no logic, so that every layer may embed from it.
package assets

import _ "embed"

// Icon is the app's mark, 合 in a rounded square, as a PNG of 512×512 pixels.
// assets/iconart draws it; the same drawing is kept as icon.svg.
//
//go:embed icon.png
var Icon []byte

// FontLicence is the SIL Open Font License under which the embedded typeface
// may be passed on. Whoever ships the fonts ships this text.
//
//go:embed OFL.txt
var FontLicence string
