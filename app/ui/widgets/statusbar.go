package widgets

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// SyncState is what a person must know about the synchronisation.
type SyncState struct {
	Offline  bool          // no connection to the server
	Pending  int           // commands not yet sent or answered
	Oldest   time.Duration // how long the oldest of them waits
	NeedsYou int           // rejected commands that wait for a decision
	Stopped  bool          // the server does not let this device work; the sync page says why
	Stuck    bool          // nor do its files: a full disk
}

// Text says the state in one line: 全部已保存, or 3 条待上传(最早 12 分钟前) ·
// 1 条需要你处理. Offline comes first.
func (s SyncState) Text() string {
	var parts []string
	switch {
	case s.Stuck:
		parts = append(parts, i18n.SyncStuck.Text())
	case s.Stopped:
		parts = append(parts, i18n.SyncStopped.Text())
	case s.Offline:
		parts = append(parts, i18n.SyncOffline.Text())
	}
	if s.Pending > 0 {
		parts = append(parts, i18n.SyncPending.Text(s.Pending, i18n.Age(s.Oldest)))
	}
	if s.NeedsYou > 0 {
		parts = append(parts, i18n.SyncNeedsYou.Text(s.NeedsYou))
	}
	if s.Pending == 0 && s.NeedsYou == 0 {
		parts = append(parts, i18n.SyncAllSaved.Text())
	}
	return strings.Join(parts, i18n.SyncSeparator.Text())
}

// tone is Caution when somebody must act. Waiting is no alarm: offline is an
// ordinary state of this program.
func (s SyncState) tone() Tone {
	switch {
	case s.NeedsYou > 0 || s.Stopped || s.Stuck:
		return Caution
	case s.Pending > 0:
		return Info
	}
	return Quiet
}

func (s SyncState) icon() fyne.Resource {
	switch {
	case s.NeedsYou > 0 || s.Stopped || s.Stuck:
		return base.NewColoredResource(base.WarningIcon(), Caution.ink())
	case s.Pending > 0 || s.Offline:
		return base.NewColoredResource(base.UploadIcon(), s.tone().ink())
	}
	return base.NewColoredResource(base.ConfirmIcon(), Good.ink())
}

// StatusBar shows the sync state on one line; a tap opens the sync page.
type StatusBar struct {
	tapArea
	text  *EllipsisLabel
	icon  *widget.Icon
	state SyncState
}

// NewStatusBar returns a bar that says "all saved". tapped may be nil.
func NewStatusBar(tapped func()) *StatusBar {
	b := &StatusBar{text: NewEllipsisLabel(""), icon: widget.NewIcon(nil)}
	b.text.SizeName = base.SizeNameCaptionText
	icon := container.New(upright{}, container.New(lead{}, b.icon))
	text := container.New(upright{}, b.text)
	b.build(b, container.New(iconRow{}, icon, text), tapped)
	b.show()
	return b
}

// SetState shows another state.
func (b *StatusBar) SetState(state SyncState) {
	if b.state != state {
		b.state = state
		b.show()
	}
}

// Width is the room that the line needs to be read whole.
func (b *StatusBar) Width() float32 { return roomFor(b.text.Text) }

// Room is what the line needs in most states. Who keeps it free moves nothing beside the
// line when the state changes: a button under a finger stays there.
func (b *StatusBar) Room() float32 {
	return roomFor(SyncState{Offline: true, Pending: 99, Oldest: 59 * time.Minute}.Text())
}

func roomFor(text string) float32 {
	return fyne.MeasureText(text, base.CaptionTextSize(), fyne.TextStyle{}).Width + base.IconInlineSize() + 4*base.InnerPadding()
}

// State returns the state on screen.
func (b *StatusBar) State() SyncState { return b.state }

// Relabel writes the state again, after a change of language.
func (b *StatusBar) Relabel() { b.show() }

// Text returns the line on screen.
func (b *StatusBar) Text() string { return b.text.Text }

func (b *StatusBar) show() {
	b.icon.SetResource(b.state.icon())
	setCell(b.text, b.state.Text(), b.state.tone())
}
