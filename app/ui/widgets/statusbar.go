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
	parts := s.link()
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

// shorter are words for less and less room: without the age, then the most pressing alone.
func (s SyncState) shorter() []string {
	parts := s.link()
	if s.Pending > 0 {
		parts = append(parts, i18n.SyncWaiting.Text(s.Pending))
	}
	if s.NeedsYou > 0 {
		parts = append(parts, i18n.SyncNeedsYou.Text(s.NeedsYou))
	}
	if len(parts) == 0 {
		return nil
	}
	last := parts[len(parts)-1]
	if s.Stuck || s.Stopped {
		last = parts[0]
	}
	return []string{strings.Join(parts, i18n.SyncSeparator.Text()), last}
}

// link says how the device and the server stand, nothing while all is well.
func (s SyncState) link() []string {
	switch {
	case s.Stuck:
		return []string{i18n.SyncStuck.Text()}
	case s.Stopped:
		return []string{i18n.SyncStopped.Text()}
	case s.Offline:
		return []string{i18n.SyncOffline.Text()}
	}
	return nil
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
	row   *fyne.Container
	place *statusRow
	state SyncState
}

// NewStatusBar returns a bar that says "all saved". tapped may be nil.
func NewStatusBar(tapped func()) *StatusBar {
	b := &StatusBar{text: NewEllipsisLabel(""), icon: widget.NewIcon(nil), place: &statusRow{}}
	b.text.SizeName = base.SizeNameCaptionText
	icon := container.New(upright{}, container.New(lead{}, b.icon))
	text := container.New(upright{}, b.text)
	b.row = container.New(b.place, icon, text)
	b.build(b, b.row, tapped)
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

// Room is what the line is given beside other things, of at most so much. It is the same in
// every state, so that nothing moves when the state changes: a button under a finger stays
// there. Where the words need more, they say less.
func (b *StatusBar) Room(most float32) float32 {
	return min(most, roomFor(SyncState{Offline: true, Pending: 99, Oldest: 59 * time.Minute}.Text()))
}

// Resize implements fyne.CanvasObject.
func (b *StatusBar) Resize(size fyne.Size) {
	b.tapArea.Resize(size)
	b.show()
}

// words are those of the state that there is room for.
func (b *StatusBar) words() string {
	text := b.state.Text()
	for _, shorter := range b.state.shorter() {
		if b.Size().Width == 0 || roomFor(text) <= b.Size().Width {
			break
		}
		text = shorter
	}
	return text
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
	setCell(b.text, b.words(), b.state.tone())
	b.place.needs = roomFor(b.text.Text)
	b.row.Refresh()
}

// SetTrailing has the words end where the line ends: beside other things the room that is
// left over is before them. Else they begin where the line begins.
func (b *StatusBar) SetTrailing(on bool) {
	if b.place.trailing != on {
		b.place.trailing = on
		b.row.Refresh()
	}
}

// statusRow is icon and words beside each other, at either end.
type statusRow struct {
	iconRow
	trailing bool
	needs    float32 // the room of the words
}

func (r *statusRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	before := float32(0)
	if r.trailing {
		before = max(0, size.Width-r.needs)
	}
	r.iconRow.Layout(objects, fyne.NewSize(size.Width-before, size.Height))
	for _, o := range objects {
		o.Move(o.Position().AddXY(before, 0))
	}
}
