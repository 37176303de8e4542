package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"heyi/assets"
)

// Every text colour can be read on every ground it is used on (WCAG AA, 4.5).
func TestContrast(t *testing.T) {
	pairs := []struct{ text, ground fyne.ThemeColorName }{
		{base.ColorNameForeground, base.ColorNameBackground},
		{base.ColorNameForeground, Surface},
		{base.ColorNameForeground, base.ColorNameButton},
		{base.ColorNameForeground, base.ColorNameInputBackground},
		{base.ColorNameForeground, base.ColorNameHeaderBackground},
		{base.ColorNameForeground, Selected},
		{base.ColorNamePlaceHolder, base.ColorNameInputBackground},
		{base.ColorNameDisabled, Surface}, // Fyne draws quiet labels in it
		{base.ColorNameDisabled, base.ColorNameBackground},
		{base.ColorNamePrimary, Surface},
		{base.ColorNamePrimary, base.ColorNameBackground},
		{base.ColorNamePrimary, Selected},
		{base.ColorNameForegroundOnPrimary, base.ColorNamePrimary},
		{base.ColorNameForegroundOnError, base.ColorNameError},
		{base.ColorNameError, base.ColorNameBackground},
		{Muted, Surface},
		{Muted, base.ColorNameBackground},
		{Muted, Selected},
		{Muted, base.ColorNameHeaderBackground},
		{Trend, Surface},
		{Alert, Surface},
		{Alert, base.ColorNameBackground},
		{Alert, AlertTint},
		{Caution, Surface},
		{Caution, CautionTint},
		{Good, Surface},
		{Good, GoodTint},
		{base.ColorNamePrimary, InfoTint},
		{Muted, NeutralTint},
		{base.ColorNameForeground, AlertTint},
		{base.ColorNameForeground, CautionTint},
		{base.ColorNameForeground, InfoTint},
		{base.ColorNameForeground, GoodTint},
	}
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		for _, pair := range pairs {
			if ratio := contrast(p[pair.text], p[pair.ground]); ratio < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.2f", name, pair.text, pair.ground, ratio)
			}
		}
	}
}

// Red is kept for alarms: a trend must not come near it.
func TestTrendIsNeutral(t *testing.T) {
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		c := p[Trend].(color.NRGBA)
		if spread := max(c.R, c.G, c.B) - min(c.R, c.G, c.B); spread > 32 {
			t.Errorf("%s: the trend colour %v is not grey", name, c)
		}
	}
}

func TestBothVariantsHaveTheSameNames(t *testing.T) {
	for name := range light {
		if _, ok := dark[name]; !ok {
			t.Errorf("%s is missing in the dark palette", name)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("%d light colours, %d dark", len(light), len(dark))
	}
}

func TestVariantAndDensity(t *testing.T) {
	test.NewTempApp(t)
	if got := New(Dark, Touch).Color(Surface, base.VariantLight); got != dark[Surface] {
		t.Errorf("Dark answers %v for a light system", got)
	}
	if got := New(Auto, Touch).Color(Surface, base.VariantLight); got != light[Surface] {
		t.Errorf("Auto answers %v for a light system", got)
	}
	if got := New(Light, Touch).Color(base.ColorNameScrollBar, base.VariantDark); got == nil {
		t.Error("no colour for a name of Fyne")
	}
	for name, sizes := range sizesByDensity {
		for d := Compact; d <= Touch; d++ {
			if got := New(Auto, d).Size(name); got != sizes[d] || got <= 0 {
				t.Errorf("%s at density %d is %v", name, d, got)
			}
		}
		if sizes[0] > sizes[1] || sizes[1] > sizes[2] {
			t.Errorf("%s shrinks with more room: %v", name, sizes)
		}
	}
}

// Each style in use parses a copy of the font: only two may exist.
func TestOnlyTwoFaces(t *testing.T) {
	seen := map[string]bool{}
	for _, style := range []fyne.TextStyle{
		{}, {Bold: true}, {Italic: true}, {Monospace: true}, {Bold: true, Italic: true},
	} {
		seen[New(Auto, Compact).Font(style).Name()] = true
	}
	if len(seen) > 2 {
		t.Errorf("%d faces in use: %v", len(seen), seen)
	}
	if regular, _ := assets.Fonts(); len(regular) > 0 && !seen["regular.ttf"] {
		t.Error("the bundled font is not used")
	}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	n := c.(color.NRGBA)
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.03928 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n.R) + 0.7152*linear(n.G) + 0.0722*linear(n.B)
}
