package widgets

import (
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

var (
	chooseFile = i18n.Define("field.file.choose", "选择", "Choose")
	clearFile  = i18n.Define("field.file.clear", "移除", "Remove")
	reading    = i18n.Define("field.file.reading", "文件还在读取，请稍候再保存", "The file is still being read; save in a moment")
	noFile     = i18n.Define("field.file.none", "未选择", "Nothing chosen")
)

// FileField is a labelled file: what it is called, a small picture where it is one, and
// buttons to choose another and to take it away.
type FileField struct {
	frame
	// OnChoose asks for a file; what was chosen comes back by SetFile.
	OnChoose func()
	// OnCleared is called when the user took the file away.
	OnCleared func()
	// Photo is the box of its picture.
	Photo *Photo

	text   string
	name   *EllipsisLabel
	choose *Button
	clear  *Button
	busy   bool
}

// NewFileField returns a field without a file; pictured shows a box for its picture.
func NewFileField(name, label string, pictured bool) *FileField {
	f := &FileField{name: NewEllipsisLabel(noFile.Text()), Photo: NewPhoto(photoSide, nil)}
	f.Photo.Hidden = !pictured
	f.choose = NewButtonWithIcon(chooseFile.Text(), base.FolderOpenIcon(), func() {
		if f.OnChoose != nil {
			f.OnChoose()
		}
	})
	f.clear = NewButtonWithIcon(clearFile.Text(), base.CancelIcon(), func() {
		f.SetFile("", "")
		if f.OnCleared != nil {
			f.OnCleared()
		}
	})
	f.clear.Hide()
	beside := NewStacked(f.name, container.NewHBox(f.choose, f.clear))
	f.build(f, name, label, NewBorder(nil, nil, f.Photo, nil, beside), f.choose, func() string {
		if f.busy {
			return reading.Text()
		}
		if f.required && f.text == "" {
			return f.requiredText()
		}
		return ""
	})
	return f
}

// photoSide is how large the picture of a field is.
const photoSide = 96

// SetFile shows a file by its canonical text and what it is called; "" is none.
func (f *FileField) SetFile(text, called string) {
	f.text = text
	if text == "" {
		f.name.Importance = widget.LowImportance
		f.name.SetText(noFile.Text())
		f.Photo.Picture(nil)
		f.Photo.Note("")
		f.clear.Hide()
	} else {
		f.name.Importance = widget.MediumImportance
		f.name.SetText(called)
		f.clear.Show()
	}
	f.SetError("")
}

// Text is the file as canonical text.
func (f *FileField) Text() string { return f.text }

// SetBusy says that a file is being read: no other is chosen meanwhile, and the form is
// not sent without it.
func (f *FileField) SetBusy(busy bool) {
	if f.busy = busy; !busy {
		f.SetError("")
	}
	for _, b := range []*Button{f.choose, f.clear} {
		if busy {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}

// Choose presses the button, for tests and shortcuts.
func (f *FileField) Choose() { f.choose.Tapped(nil) }

// Bind implements FormField; Enter chooses a file, Ctrl+Enter saves.
func (f *FileField) Bind(_, save func()) { f.choose.OnSave = save }
