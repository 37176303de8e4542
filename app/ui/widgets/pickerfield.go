package widgets

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
)

// PickerChoices is the most choices a picker shows; a person types another
// letter rather than reading further.
const PickerChoices = 8

// pickerGrace keeps the list open after the box lost focus: a click on a
// choice takes the focus first, and would miss a list that is gone.
const pickerGrace = 200 * time.Millisecond

// pickerDelay lets a person finish a syllable before the search starts.
const pickerDelay = 150 * time.Millisecond

// PickerConfig says what a PickerField searches and how it looks.
type PickerConfig[T any] struct {
	// Search returns the best matches first, at most limit. It runs in the
	// background; a newer search ends ctx. An empty query asks for the usual
	// choices (recent, most used).
	Search func(ctx context.Context, query string, limit int) ([]T, error)
	// Title is the text that stands in the box once chosen.
	Title func(T) string
	// Detail is the quieter second half of a choice; may be nil.
	Detail func(T) string
	// Aside tells of a choice that Enter does not take unless one has moved to it; may be
	// nil.
	Aside func(T) bool
	// OnPicked is called when the user chose; may be nil.
	OnPicked func(T)
	// Maker makes what was typed and is not there; nil where nothing can be made.
	Maker *PickerMaker[T]
}

// PickerMaker makes a choice that a picker did not find. What it makes the picker finds.
type PickerMaker[T any] struct {
	// Label says what is made of what was typed: New supplier X.
	Label func(typed string) string
	// Make makes it and calls made with it, or says itself why it could not.
	Make func(typed string, made func(T))
}

// PickerField is a labelled box that searches while one types. Down and Up
// move through the choices, Enter takes the marked one and goes on, Escape
// closes the list. The choices open below the box within the page, because an
// overlay of Fyne takes the keyboard away from the box.
type PickerField[T any] struct {
	frame
	// Input is the box itself.
	Input *Input

	config   PickerConfig[T]
	loader   *uithread.Loader[[]T]
	debounce *uithread.Debounce
	leaving  *uithread.Debounce
	next     func()
	opened   func()

	picked  *T
	filling bool // the box is written by the program, not by the user
	choices []T
	marked  int // -1 for none
	rows    [PickerChoices]*choiceRow
	making  *choiceRow // shown where nothing was found and something can be made
	message *widget.Label
	panel   *fyne.Container
}

// NewPickerField returns a picker with nothing chosen.
func NewPickerField[T any](d uithread.Dispatcher, name, label string, config PickerConfig[T]) *PickerField[T] {
	f := &PickerField[T]{
		Input:    NewInput(),
		config:   config,
		loader:   uithread.NewLoader[[]T](d),
		debounce: uithread.NewDebounce(d, pickerDelay),
		leaving:  uithread.NewDebounce(d, pickerGrace),
	}
	f.Input.SetPlaceHolder(i18n.SearchHint.Text())
	f.Input.Icon, f.Input.Whole = base.SearchIcon(), true
	f.message = widget.NewLabel("")
	f.message.Importance = widget.LowImportance
	list := container.New(&stacked{}, f.message)
	for i := range f.rows {
		f.rows[i] = newChoiceRow(func() { f.tapped(i) })
		f.rows[i].Hide()
		list.Add(f.rows[i])
	}
	f.making = newChoiceRow(f.make)
	f.making.Hide()
	list.Add(f.making)
	f.panel = container.NewStack(newCard(), list)
	f.panel.Hide()
	f.build(f, name, label, container.New(&stacked{}, f.Input, f.panel), f.Input, f.wrong)
	f.Input.OnChanged = f.changed
	f.Input.OnKey = f.key
	f.Input.OnFocus = f.focused
	f.Input.OnTapped = f.usual
	f.Input.OnNext = f.forward
	return f
}

// Picked returns the choice. ok is false while nothing is chosen, also when
// the box holds text that was not chosen from the list.
func (f *PickerField[T]) Picked() (value T, ok bool) {
	if f.picked == nil {
		return value, false
	}
	return *f.picked, true
}

// SetPicked chooses a value without calling OnPicked.
func (f *PickerField[T]) SetPicked(value T) {
	f.picked = &value
	f.fill(f.config.Title(value))
	f.close()
	f.SetError("")
}

// Chosen tells whether there is a choice.
func (f *PickerField[T]) Chosen() bool { return f.picked != nil }

// Find takes the keyboard and looks for a text, as if it had been typed.
func (f *PickerField[T]) Find(text string) {
	f.Focus()
	f.picked = nil
	f.filling = true
	f.Input.Entry.SetText(text) // nothing of it is selected: one goes on typing
	f.filling = false
	f.Input.CursorColumn = len([]rune(text))
	f.search(text)
}

// Makes tells whether what is not there can be made.
func (f *PickerField[T]) Makes() bool { return f.config.Maker != nil }

// Offers are the titles of the choices that are open.
func (f *PickerField[T]) Offers() (titles []string) {
	for _, c := range f.choices {
		titles = append(titles, f.config.Title(c))
	}
	return titles
}

// OnOpened sets what is called when the list of choices has opened.
func (f *PickerField[T]) OnOpened(opened func()) { f.opened = opened }

// Clear forgets the choice and empties the box.
func (f *PickerField[T]) Clear() {
	f.picked = nil
	f.fill("")
	f.close()
}

// Bind implements FormField.
func (f *PickerField[T]) Bind(next, save func()) { f.next, f.Input.OnSave = next, save }

func (f *PickerField[T]) fill(text string) {
	f.filling = true
	f.Input.SetText(text)
	f.filling = false
}

func (f *PickerField[T]) changed(text string) {
	if f.filling {
		return
	}
	f.picked = nil
	f.SetError("")
	if strings.TrimSpace(text) == "" {
		f.close() // Enter in a box that was emptied chooses nothing
		return
	}
	f.debounce.Call(func() { f.search(text) })
}

func (f *PickerField[T]) search(text string) {
	query := strings.TrimSpace(text)
	f.loader.Load(
		func(ctx context.Context) ([]T, error) { return f.config.Search(ctx, query, PickerChoices) },
		func(found []T, err error) { f.found(query, found, err) },
	)
}

func (f *PickerField[T]) found(query string, found []T, err error) {
	f.choices = found[:min(len(found), PickerChoices)]
	f.marked = 0
	switch {
	case err != nil:
		f.choices = nil
		f.message.SetText(i18n.SearchFailed.Text())
		f.message.Show()
	case len(found) == 0:
		f.message.SetText(i18n.SearchNothing.Text(query))
		f.message.Show()
	default:
		f.message.Hide()
	}
	for i, row := range f.rows {
		if i >= len(f.choices) {
			row.Hide()
			continue
		}
		detail := ""
		if f.config.Detail != nil {
			detail = f.config.Detail(f.choices[i])
		}
		row.set(f.config.Title(f.choices[i]), detail)
		row.Show()
	}
	f.offer(query, len(found) == 0 && err == nil)
	first := 0
	if aside := f.config.Aside; aside != nil {
		first = slices.IndexFunc(f.choices, func(one T) bool { return !aside(one) })
	}
	f.mark(first)
	f.panel.Show()
	f.Refresh()
	if f.opened != nil {
		f.opened()
	}
}

// offer shows what could be made of what was typed. Enter does not make it unless one has
// moved to it: a typing error is no new supplier.
func (f *PickerField[T]) offer(typed string, missing bool) {
	f.making.mark(false)
	if f.config.Maker == nil || !missing || typed == "" {
		f.making.Hide()
		return
	}
	f.making.set(f.config.Maker.Label(typed), "")
	f.making.Show()
}

// make makes what was typed and chooses it.
func (f *PickerField[T]) make() {
	typed := strings.TrimSpace(f.Input.Text)
	f.close()
	f.config.Maker.Make(typed, func(made T) {
		f.take(made)
		if f.next != nil {
			f.next()
		}
	})
}

func (f *PickerField[T]) mark(i int) {
	f.marked = i
	for n, row := range f.rows {
		row.mark(n == i)
	}
}

// key moves through an open list.
func (f *PickerField[T]) key(name fyne.KeyName) bool {
	open := f.panel.Visible()
	switch {
	case name == fyne.KeyDown && !open:
		f.search(f.Input.Text)
	case name == fyne.KeyDown && f.making.Visible():
		f.making.mark(true)
	case name == fyne.KeyUp && open && f.making.Visible():
		f.making.mark(false)
	case name == fyne.KeyDown && len(f.choices) > 0:
		f.mark(min(f.marked+1, len(f.choices)-1))
	case name == fyne.KeyUp && open:
		f.mark(max(f.marked-1, 0))
	case name == fyne.KeyEscape && open:
		f.close()
	default:
		return false
	}
	return true
}

// forward is Enter: it takes the marked choice, if the list is open, and goes
// on only when the field holds a choice or may be empty.
func (f *PickerField[T]) forward() {
	if f.panel.Visible() && f.making.Visible() && f.making.marked {
		f.make()
		return
	}
	if f.panel.Visible() && f.marked >= 0 && f.marked < len(f.choices) {
		f.pick(f.marked)
	}
	if f.Check() == "" && f.next != nil {
		f.next()
	}
}

// tapped takes a choice that was tapped and goes on as Enter does: what is typed next is
// meant for the next field, and would replace the choice in this one.
func (f *PickerField[T]) tapped(i int) {
	if f.pick(i); f.next != nil {
		f.next()
		return
	}
	f.Focus()
}

func (f *PickerField[T]) pick(i int) { f.take(f.choices[i]) }

func (f *PickerField[T]) take(value T) {
	f.SetPicked(value)
	if f.config.OnPicked != nil {
		f.config.OnPicked(value)
	}
}

func (f *PickerField[T]) close() {
	f.debounce.Cancel()
	f.loader.Cancel()
	f.choices = nil
	f.panel.Hide()
	f.Refresh()
}

func (f *PickerField[T]) focused(gained bool) {
	f.leaving.Cancel()
	if gained {
		return
	}
	f.leaving.Call(func() {
		f.close()
		if f.Input.Text != "" {
			f.Check()
		}
	})
}

// usual opens the usual choices for somebody without a keyboard.
func (f *PickerField[T]) usual() {
	if f.picked == nil && !f.panel.Visible() {
		f.search(f.Input.Text)
	}
}

func (f *PickerField[T]) wrong() string {
	switch {
	case f.picked != nil:
		return ""
	case strings.TrimSpace(f.Input.Text) != "":
		return i18n.ChooseField.Text(f.label)
	case f.required:
		return f.requiredText()
	}
	return ""
}
