package i18n

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Language is one of the two languages of the product.
type Language int32

const (
	// Chinese is the default language.
	Chinese Language = iota
	// English is used where the system or the user says so.
	English
)

// Tag returns the BCP 47 tag, "zh" or "en".
func (l Language) Tag() string {
	if l == English {
		return "en"
	}
	return "zh"
}

// String returns the name of the language in itself.
func (l Language) String() string {
	if l == English {
		return "English"
	}
	return "中文"
}

// Languages lists all languages in the order of a settings page.
func Languages() []Language { return []Language{Chinese, English} }

// FromLocale chooses the language for a locale such as "zh_CN.UTF-8" or
// "de-DE": Chinese unless the system names another language.
func FromLocale(locale string) Language {
	tag := strings.ToLower(locale)
	tag, _, _ = strings.Cut(tag, ".")
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	switch tag {
	case "", "c", "posix", "zh", "yue", "wuu":
		return Chinese
	}
	return English
}

var (
	current   atomic.Int32
	listeners struct {
		sync.Mutex
		next int
		byID map[int]func(Language)
		ids  []int // in the order of registration
	}
)

// Current returns the language in force. It may be called from any goroutine.
func Current() Language { return Language(current.Load()) }

// SetLanguage switches the language and tells every listener, also when the
// language stays the same. Widgets keep the texts they were built with, so the
// shell listens and builds its pages anew. Call it on the UI thread.
func SetLanguage(l Language) {
	current.Store(int32(l))
	for _, f := range snapshot() {
		f(l)
	}
}

// OnChange calls f on every later SetLanguage, in the order of registration,
// until cancel is called.
func OnChange(f func(Language)) (cancel func()) {
	listeners.Lock()
	defer listeners.Unlock()
	if listeners.byID == nil {
		listeners.byID = map[int]func(Language){}
	}
	id := listeners.next
	listeners.next++
	listeners.byID[id] = f
	listeners.ids = append(listeners.ids, id)
	return func() {
		listeners.Lock()
		defer listeners.Unlock()
		delete(listeners.byID, id)
	}
}

// snapshot copies the listeners, so that one may cancel itself while called.
func snapshot() []func(Language) {
	listeners.Lock()
	defer listeners.Unlock()
	kept := listeners.ids[:0]
	var all []func(Language)
	for _, id := range listeners.ids {
		if f, ok := listeners.byID[id]; ok {
			kept = append(kept, id)
			all = append(all, f)
		}
	}
	listeners.ids = kept
	return all
}
