// Package uithread moves work between goroutines and the one thread that may
// touch the user interface. It is the only package that calls fyne.Do.
//
// A screen never writes `go` or `fyne.Do`. It asks a Dispatcher:
//
//	loader := uithread.NewLoader[[]Row](dispatcher)
//	loader.Load(
//	    func(ctx context.Context) ([]Row, error) { return reader.Rows(ctx, query) }, // background
//	    func(rows []Row, err error) { ... show them ... })                          // UI thread
//
// There are three dispatchers. Fyne is the production one. Queue is for tests
// that care about order: nothing runs on the UI "thread" until the test says
// so, so a test can let an old answer arrive after a new one. Immediate runs
// everything at once on the caller and is meant for pictures and simple tests.
//
// Fyne's own test driver runs fyne.Do on the calling goroutine, which makes
// every `go ...; fyne.Do(...)` a data race in tests; the Dispatcher is the cure.
package uithread
