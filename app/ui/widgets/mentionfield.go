package widgets

import (
	"context"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/ui/uithread"
)

// Mentionable is somebody who can be named in a text.
type Mentionable struct{ Key, Name, Detail string }

// MentionField is a text of several lines in which an @ offers people: what is typed behind
// it finds them, as in a picker. Down and Up move through them, Enter or Tab takes the
// marked one, Escape closes the list.
type MentionField struct {
	frame
	// Input is the box itself.
	Input *Input
	// OnChanged is called on every change of the text.
	OnChanged func(text string)

	search   func(ctx context.Context, query string, limit int) ([]Mentionable, error)
	loader   *uithread.Loader[[]Mentionable]
	debounce *uithread.Debounce
	leaving  *uithread.Debounce
	opened   func()

	offers []Mentionable
	marked int
	rows   [PickerChoices]*choiceRow
	panel  *fyne.Container
	picked map[string]string // keys by name
	taking bool              // the field writes what was taken
}

// NewMentionField returns an empty field. search finds people, the best first, beside the
// UI thread; an empty query asks for the first.
func NewMentionField(d uithread.Dispatcher, name, label string, lines int, search func(ctx context.Context, query string, limit int) ([]Mentionable, error)) *MentionField {
	f := &MentionField{
		Input: NewTextInput(lines), search: search, loader: uithread.NewLoader[[]Mentionable](d),
		debounce: uithread.NewDebounce(d, pickerDelay), leaving: uithread.NewDebounce(d, pickerGrace), picked: map[string]string{},
	}
	list := NewStacked()
	for i := range f.rows {
		f.rows[i] = newChoiceRow(func() {
			f.take(i)
			f.Focus()
		})
		f.rows[i].Hide()
		list.Add(f.rows[i])
	}
	f.panel = container.NewStack(newCard(), list)
	f.panel.Hide()
	f.build(f, name, label, NewStacked(f.Input, f.panel), f.Input, func() string { return "" })
	wire(&f.frame, f.Input, f.changed, func() {})
	checks := f.Input.OnFocus
	f.Input.OnFocus = func(gained bool) {
		f.leaving.Cancel()
		if checks(gained); !gained {
			f.leaving.Call(f.close) // a tap on an offer takes the keyboard first
		}
	}
	f.Input.OnKey = f.key
	f.Input.OnTapped = f.close
	return f
}

// Text returns the content without surrounding blanks.
func (f *MentionField) Text() string { return strings.TrimSpace(f.Input.Text) }

// SetText replaces the content.
func (f *MentionField) SetText(text string) { f.Input.SetText(text) }

// Bind implements FormField.
func (f *MentionField) Bind(_, save func()) { f.Input.OnSave = save }

// Picked are the keys of those who were taken from the list, by the names that stand in the
// text.
func (f *MentionField) Picked() map[string]string {
	picked := map[string]string{}
	for name, key := range f.picked {
		if strings.Contains(f.Text(), "@"+name) {
			picked[name] = key
		}
	}
	return picked
}

// SetPicked puts back who was taken before.
func (f *MentionField) SetPicked(picked map[string]string) {
	for name, key := range picked {
		f.picked[name] = key
	}
}

// Offers are the names that are offered now.
func (f *MentionField) Offers() (names []string) {
	for _, o := range f.offers {
		names = append(names, o.Name)
	}
	return names
}

// OnOpened sets what is called when people are offered.
func (f *MentionField) OnOpened(opened func()) { f.opened = opened }

// asked is what stands between an @ and the cursor; ok is false where there is none.
func (f *MentionField) asked() (query string, ok bool) {
	const most = 20
	text := []rune(f.Input.Text)
	caret := min(f.Input.CursorTextOffset(), len(text))
	for i := caret - 1; i >= 0 && caret-i <= most; i-- {
		switch r := text[i]; {
		case r == '@' || r == '＠':
			return string(text[i+1 : caret]), i == 0 || !inAddress(text[i-1])
		case unicode.IsSpace(r):
			return "", false
		}
	}
	return "", false
}

// inAddress tells whether an @ behind a letter is that of an address: lin@example.com.
func inAddress(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '_')
}

func (f *MentionField) changed(text string) {
	if f.OnChanged != nil {
		f.OnChanged(text)
	}
	if f.taking {
		return
	}
	query, ok := f.asked()
	if !ok {
		f.close()
		return
	}
	f.debounce.Call(func() {
		f.loader.Load(
			func(ctx context.Context) ([]Mentionable, error) { return f.search(ctx, query, PickerChoices) },
			func(found []Mentionable, err error) { f.found(found, err) })
	})
}

func (f *MentionField) found(found []Mentionable, err error) {
	if err != nil || len(found) == 0 {
		f.close()
		return
	}
	f.offers = found[:min(len(found), PickerChoices)]
	for i, row := range f.rows {
		if i >= len(f.offers) {
			row.Hide()
			continue
		}
		row.set(f.offers[i].Name, f.offers[i].Detail)
		row.Show()
	}
	f.mark(0)
	f.panel.Show()
	f.Refresh()
	if f.opened != nil {
		f.opened()
	}
}

func (f *MentionField) mark(i int) {
	f.marked = i
	for n, row := range f.rows {
		row.mark(n == i)
	}
}

// key moves through the people on offer.
func (f *MentionField) key(name fyne.KeyName) bool {
	if !f.panel.Visible() {
		return false
	}
	switch name {
	case fyne.KeyDown:
		f.mark(min(f.marked+1, len(f.offers)-1))
	case fyne.KeyUp:
		f.mark(max(f.marked-1, 0))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab:
		f.take(f.marked)
	case fyne.KeyEscape:
		f.close()
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
		f.close()
		return false
	default:
		return false
	}
	return true
}

// take writes the name in place of what was typed behind the @, key by key, so that the
// cursor stands behind it and it can be undone.
func (f *MentionField) take(i int) {
	query, ok := f.asked()
	if i >= len(f.offers) || !ok {
		f.close()
		return
	}
	who := f.offers[i]
	f.picked[who.Name] = who.Key
	f.taking = true
	for range len([]rune(query)) + 1 {
		f.Input.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	for _, r := range "@" + who.Name + " " {
		f.Input.Entry.TypedRune(r)
	}
	f.taking = false
	f.close()
}

func (f *MentionField) close() {
	f.debounce.Cancel()
	f.loader.Cancel()
	f.offers = nil
	if f.panel.Visible() {
		f.panel.Hide()
		f.Refresh()
	}
}
