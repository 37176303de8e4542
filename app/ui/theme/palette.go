package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// Colour names beyond Fyne's own.
const (
	// Surface is the background of cards and bars above the page.
	Surface fyne.ThemeColorName = "heyiSurface"
	// Line is the border of cards and the rule between regions.
	Line fyne.ThemeColorName = "heyiLine"
	// Muted is text of second rank: labels of figures, details of rows.
	Muted fyne.ThemeColorName = "heyiMuted"
	// Alert is red, for overdue, short and failed only.
	Alert fyne.ThemeColorName = "heyiAlert"
	// Caution is amber, for what waits or needs a decision.
	Caution fyne.ThemeColorName = "heyiCaution"
	// Good is green, for what is done.
	Good fyne.ThemeColorName = "heyiGood"
	// Trend is the neutral colour of rises and falls.
	Trend fyne.ThemeColorName = "heyiTrend"
	// Selected is the background of the chosen row or destination.
	Selected fyne.ThemeColorName = "heyiSelected"
	// AlertTint, CautionTint, GoodTint, InfoTint and NeutralTint lie behind
	// text of their colour in badges and banners.
	AlertTint   fyne.ThemeColorName = "heyiAlertTint"
	CautionTint fyne.ThemeColorName = "heyiCautionTint"
	GoodTint    fyne.ThemeColorName = "heyiGoodTint"
	InfoTint    fyne.ThemeColorName = "heyiInfoTint"
	NeutralTint fyne.ThemeColorName = "heyiNeutralTint"
)

// Get returns a colour of the theme in force. Objects of package canvas do not
// follow a theme change by themselves: ask again in Refresh. Under a foreign
// theme, as in a test that sets none, Heyi's own names answer in light.
func Get(name fyne.ThemeColorName) color.Color {
	if app := fyne.CurrentApp(); app != nil {
		if _, ours := app.Settings().Theme().(*Theme); ours {
			return base.Color(name)
		}
	}
	if c, ok := light[name]; ok {
		return c
	}
	return base.Color(name)
}

type palette map[fyne.ThemeColorName]color.Color

var light = palette{
	base.ColorNameBackground:          rgb(0xF4F6F9),
	base.ColorNameForeground:          rgb(0x1D232B),
	base.ColorNamePrimary:             rgb(0x1B5DBE),
	base.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
	base.ColorNameHyperlink:           rgb(0x1B5DBE),
	base.ColorNameFocus:               rgba(0x1B5DBE, 0x38),
	base.ColorNameSelection:           rgba(0x1B5DBE, 0x40),
	base.ColorNameButton:              rgb(0xE4E9F0),
	base.ColorNameDisabledButton:      rgb(0xE9ECF0),
	base.ColorNameDisabled:            rgb(0x656E79),
	base.ColorNamePlaceHolder:         rgb(0x68717C),
	base.ColorNameInputBackground:     rgb(0xFFFFFF),
	base.ColorNameInputBorder:         rgb(0x9AA4B1),
	base.ColorNameHeaderBackground:    rgb(0xE9EDF2),
	base.ColorNameMenuBackground:      rgb(0xFFFFFF),
	base.ColorNameOverlayBackground:   rgb(0xFFFFFF),
	base.ColorNameSeparator:           rgb(0xDCE1E8),
	base.ColorNameError:               rgb(0xC3261C),
	base.ColorNameForegroundOnError:   rgb(0xFFFFFF),
	base.ColorNameSuccess:             rgb(0x22702B),
	base.ColorNameForegroundOnSuccess: rgb(0xFFFFFF),
	base.ColorNameWarning:             rgb(0x8A5300),
	base.ColorNameForegroundOnWarning: rgb(0xFFFFFF),

	Surface:     rgb(0xFFFFFF),
	Line:        rgb(0xDCE1E8),
	Muted:       rgb(0x59626E),
	Alert:       rgb(0xC3261C),
	Caution:     rgb(0x8A5300),
	Good:        rgb(0x22702B),
	Trend:       rgb(0x59626E),
	Selected:    rgb(0xDDE8F8),
	AlertTint:   rgb(0xFCEBE9),
	CautionTint: rgb(0xFDF2DC),
	GoodTint:    rgb(0xE6F4E7),
	InfoTint:    rgb(0xE5EEFA),
	NeutralTint: rgb(0xEBEEF2),
}

var dark = palette{
	base.ColorNameBackground:          rgb(0x14171B),
	base.ColorNameForeground:          rgb(0xEEF1F4),
	base.ColorNamePrimary:             rgb(0x7FB2FF),
	base.ColorNameForegroundOnPrimary: rgb(0x0B1A30),
	base.ColorNameHyperlink:           rgb(0x7FB2FF),
	base.ColorNameFocus:               rgba(0x7FB2FF, 0x48),
	base.ColorNameSelection:           rgba(0x7FB2FF, 0x50),
	base.ColorNameButton:              rgb(0x2C333C),
	base.ColorNameDisabledButton:      rgb(0x252A31),
	base.ColorNameDisabled:            rgb(0x97A1AD),
	base.ColorNamePlaceHolder:         rgb(0x97A1AD),
	base.ColorNameInputBackground:     rgb(0x1B1F25),
	base.ColorNameInputBorder:         rgb(0x6A7583),
	base.ColorNameHeaderBackground:    rgb(0x232930),
	base.ColorNameMenuBackground:      rgb(0x242A31),
	base.ColorNameOverlayBackground:   rgb(0x20252B),
	base.ColorNameSeparator:           rgb(0x333A43),
	base.ColorNameError:               rgb(0xFF8A80),
	base.ColorNameForegroundOnError:   rgb(0x2A0805),
	base.ColorNameSuccess:             rgb(0x7CCB86),
	base.ColorNameForegroundOnSuccess: rgb(0x08210C),
	base.ColorNameWarning:             rgb(0xF2B95A),
	base.ColorNameForegroundOnWarning: rgb(0x261800),

	Surface:     rgb(0x1D2228),
	Line:        rgb(0x333A43),
	Muted:       rgb(0xA9B2BD),
	Alert:       rgb(0xFF8A80),
	Caution:     rgb(0xF2B95A),
	Good:        rgb(0x7CCB86),
	Trend:       rgb(0xA9B2BD),
	Selected:    rgb(0x26374F),
	AlertTint:   rgb(0x43211F),
	CautionTint: rgb(0x3B2D14),
	GoodTint:    rgb(0x1C3520),
	InfoTint:    rgb(0x1F304A),
	NeutralTint: rgb(0x2B3139),
}

func rgb(hex uint32) color.NRGBA { return rgba(hex, 0xFF) }

func rgba(hex uint32, alpha uint8) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}
