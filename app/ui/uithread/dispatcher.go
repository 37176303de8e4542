package uithread

import (
	"time"

	"fyne.io/fyne/v2"
)

// Dispatcher decides where and when functions run.
type Dispatcher interface {
	// Do runs f on the UI thread, in the order of the calls. It does not wait
	// and may be called from any goroutine.
	Do(f func())
	// Go runs f away from the UI thread. f must not touch the user interface.
	Go(f func())
	// After runs f on the UI thread when d has passed. The returned function
	// calls it off; called on the UI thread it guarantees that f will not run.
	After(d time.Duration, f func()) (cancel func())
}

// Fyne is the Dispatcher of a running application.
type Fyne struct{}

// Do implements Dispatcher.
func (Fyne) Do(f func()) { fyne.Do(f) }

// Go implements Dispatcher.
func (Fyne) Go(f func()) { go f() }

// After implements Dispatcher.
func (Fyne) After(d time.Duration, f func()) func() {
	// The timer may already have posted its function when the screen calls
	// it off; both ends of the flag are on the UI thread, so none is missed.
	off := false
	timer := time.AfterFunc(d, func() {
		fyne.Do(func() {
			if !off {
				f()
			}
		})
	})
	return func() {
		off = true
		timer.Stop()
	}
}

// Immediate runs everything at once on the calling goroutine, delays included.
// With it a screen is complete when its constructor returns, which is what a
// picture of the screen needs.
type Immediate struct{}

// Do implements Dispatcher.
func (Immediate) Do(f func()) { f() }

// Go implements Dispatcher.
func (Immediate) Go(f func()) { f() }

// After implements Dispatcher.
func (Immediate) After(_ time.Duration, f func()) func() {
	f()
	return func() {}
}
