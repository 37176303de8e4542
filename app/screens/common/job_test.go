package common

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// The windows that ask for files say in plain words what they ask for.
func TestFilesAreAskedForInWords(t *testing.T) {
	test.NewTempApp(t)
	defer i18n.SetLanguage(i18n.Current())
	i18n.SetLanguage(i18n.Chinese)
	for want, ask := range map[string]func(*Site){
		"选择文件":  func(s *Site) { s.ChooseFile(func(fyne.URIReadCloser, error) {}) },
		"选择文件夹": func(s *Site) { s.ChooseFolder(func(fyne.ListableURI, error) {}) },
		"保存文件":  func(s *Site) { s.SaveFile("a.xlsx", func(fyne.URIWriteCloser, error) {}) },
	} {
		w := test.NewTempWindow(t, widget.NewLabel(""))
		ask(&Site{Window: w})
		said := false
		for _, o := range test.LaidOutObjects(w.Canvas().Overlays().Top()) {
			l, is := o.(*widget.Label)
			said = said || is && l.Text == want
		}
		if !said {
			t.Errorf("nothing says %q", want)
		}
	}
}
