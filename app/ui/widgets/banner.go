package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Banner is a notice across the page that stays until its cause is gone: what
// a form still needs, why an order waits.
type Banner struct {
	widget.BaseWidget
	tone   Tone
	text   *widget.Label
	icon   *widget.Icon
	action *Button
	ground *ground
}

// NewBanner returns a hidden banner.
func NewBanner() *Banner {
	b := &Banner{text: widget.NewLabel(""), icon: widget.NewIcon(nil), action: flat("", nil, nil), ground: newGround(Info.tint(), "", 6)}
	b.text.Wrapping = wrapping()
	b.action.Hide()
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Set shows a notice. action is the text of a button that calls tapped, ""
// for none.
func (b *Banner) Set(tone Tone, text, action string, tapped func()) {
	b.tone = tone
	b.text.Wrapping = wrappingOf(text)
	b.text.SetText(text)
	b.action.OnTapped = tapped
	b.action.SetText(action)
	if action == "" {
		b.action.Hide()
	} else {
		b.action.Show()
	}
	b.icon.SetResource(tone.icon())
	b.ground.setFill(tone.tint())
	b.Show()
	b.Refresh()
}

// Text returns the notice.
func (b *Banner) Text() string { return b.text.Text }

// CreateRenderer implements fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	// The icon keeps to the first line of a text of several.
	icon := container.New(lead{}, b.icon)
	text := container.New(iconRow{}, container.New(&stacked{}, icon), b.text)
	return widget.NewSimpleRenderer(container.NewStack(b.ground,
		container.New(&besideOrBelow{}, text, b.action)))
}

// besideOrBelow puts what can be done beside a notice, and below it where both would leave
// the words a column of two.
type besideOrBelow struct{ narrow bool }

// bannerNarrow is the width of a notice below which its button stands under it.
const bannerNarrow = 560

func (l *besideOrBelow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text, act := objects[0].MinSize(), objects[1].MinSize()
	switch {
	case !objects[1].Visible():
		return text
	case l.narrow:
		return fyne.NewSize(max(text.Width, act.Width), text.Height+act.Height)
	}
	return fyne.NewSize(text.Width+act.Width, max(text.Height, act.Height))
}

func (l *besideOrBelow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	text, act := objects[0], objects[1]
	l.narrow = size.Width < bannerNarrow
	own := act.MinSize()
	switch {
	case !act.Visible():
		put(text, 0, 0, size.Width, size.Height)
	case l.narrow:
		put(text, 0, 0, size.Width, size.Height-own.Height)
		put(act, size.Width-own.Width, size.Height-own.Height, own.Width, own.Height)
	default:
		put(text, 0, 0, size.Width-own.Width, size.Height)
		put(act, size.Width-own.Width, (size.Height-own.Height)/2, own.Width, own.Height)
	}
}

// icon is the picture that repeats a tone for those who do not see colours.
func (t Tone) icon() fyne.Resource {
	switch t {
	case Alert:
		return base.NewColoredResource(base.ErrorIcon(), t.ink())
	case Caution:
		return base.NewColoredResource(base.WarningIcon(), t.ink())
	case Good:
		return base.NewColoredResource(base.ConfirmIcon(), t.ink())
	case Plain, Quiet, Info:
	}
	return base.NewColoredResource(base.InfoIcon(), t.ink())
}
