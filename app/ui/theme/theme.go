package theme

import (
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/assets"
)

// Variant chooses light or dark.
type Variant int

const (
	// Auto follows the operating system.
	Auto Variant = iota
	// Light is dark text on white.
	Light
	// Dark is light text on near black.
	Dark
)

// Density chooses how much room controls take.
type Density int

const (
	// Compact is for long lists on a desk.
	Compact Density = iota
	// Comfortable is the default with a mouse.
	Comfortable
	// Touch gives fingers room: for phones and tablets.
	Touch
)

// Theme implements fyne.Theme. It is immutable: to change the look, make a new
// one and hand it to fyne's Settings().SetTheme.
type Theme struct {
	Variant Variant
	Density Density
}

// New returns the theme of a variant and a density.
func New(v Variant, d Density) *Theme { return &Theme{Variant: v, Density: d} }

// Color implements fyne.Theme. Names of Fyne that Heyi does not set keep
// Fyne's colours.
func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch t.Variant {
	case Light:
		v = base.VariantLight
	case Dark:
		v = base.VariantDark
	case Auto:
	}
	palette := light
	if v == base.VariantDark {
		palette = dark
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return base.DefaultTheme().Color(name, v)
}

// Icon implements fyne.Theme with Fyne's icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return base.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if sizes, ok := sizesByDensity[name]; ok {
		return sizes[min(max(t.Density, Compact), Touch)]
	}
	return base.DefaultTheme().Size(name)
}

// sizesByDensity are the sizes for Compact, Comfortable and Touch in Fyne's
// device-independent pixels.
var sizesByDensity = map[fyne.ThemeSizeName][3]float32{
	base.SizeNamePadding:         {2, 4, 4},
	base.SizeNameInnerPadding:    {5, 8, 12},
	base.SizeNameText:            {13, 14, 16},
	base.SizeNameCaptionText:     {11, 12, 13},
	base.SizeNameSubHeadingText:  {15, 16, 18},
	base.SizeNameHeadingText:     {20, 22, 24},
	base.SizeNameInlineIcon:      {16, 18, 22},
	base.SizeNameScrollBar:       {10, 10, 12},
	base.SizeNameInputRadius:     {4, 5, 6},
	base.SizeNameSelectionRadius: {4, 4, 5},
}

// Font implements fyne.Theme with two faces only: every style that is really
// used parses its own copy of a big Chinese font, so italic and monospace are
// answered with the face of their weight. Without bundled fonts Fyne's Latin
// face is returned, and Chinese comes from the fonts of the system.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Symbol {
		return base.DefaultTheme().Font(style)
	}
	regular, bold := faces()
	if style.Bold {
		return bold
	}
	return regular
}

var faces = sync.OnceValues(func() (regular, bold fyne.Resource) {
	regular = base.DefaultTheme().Font(fyne.TextStyle{})
	bold = base.DefaultTheme().Font(fyne.TextStyle{Bold: true})
	regularData, boldData := assets.Fonts()
	if len(regularData) > 0 {
		regular = fyne.NewStaticResource("regular.ttf", regularData)
		bold = regular
	}
	if len(boldData) > 0 {
		bold = fyne.NewStaticResource("bold.ttf", boldData)
	}
	return regular, bold
})
