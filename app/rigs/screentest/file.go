package screentest

import (
	"bytes"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

// file is what a page has saved; nothing reaches the disk.
type file struct {
	bytes.Buffer
	name string
}

// URI implements fyne.URIWriteCloser.
func (f *file) URI() fyne.URI { return storage.NewFileURI("/" + f.name) }

// Close implements io.Closer.
func (f *file) Close() error { return nil }

func (w *Window) save(name string, chosen func(fyne.URIWriteCloser, error)) {
	f := &file{name: name}
	if w.files == nil {
		w.files = map[string]*file{}
	}
	w.files[name] = f
	chosen(f, nil)
}

// File is what was saved under a name; ok is false when nothing was.
func (w *Window) File(name string) (content string, ok bool) {
	f, ok := w.files[name]
	if !ok {
		return "", false
	}
	return f.String(), true
}

// Give is the file that is chosen where one is asked for next.
func (w *Window) Give(name string, content []byte) {
	w.site.Choose = func(chosen func(fyne.URIReadCloser, error)) {
		chosen(given{bytes.NewReader(content), storage.NewFileURI("/" + name)}, nil)
	}
}

type given struct {
	*bytes.Reader
	uri fyne.URI
}

func (g given) URI() fyne.URI { return g.uri }
func (given) Close() error    { return nil }

// Each visits what the page shows.
func (w *Window) Each(visit func(fyne.CanvasObject)) {
	w.walk(func(o fyne.CanvasObject) bool {
		visit(o)
		return false
	})
}
