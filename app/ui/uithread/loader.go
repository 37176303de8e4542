package uithread

import "context"

// Loader fetches one thing at a time in the background and shows only the
// newest answer. All its methods belong to the UI thread.
//
// Each Load cancels the one before it. A cancelled work function may still
// return; its answer is dropped, so a slow old query can never overwrite a
// fast new one.
type Loader[T any] struct {
	dispatcher Dispatcher
	generation uint64
	busy       bool
	cancel     context.CancelFunc
}

// NewLoader returns an idle loader.
func NewLoader[T any](d Dispatcher) *Loader[T] {
	return &Loader[T]{dispatcher: d, cancel: func() {}}
}

// Load runs work in the background and then done on the UI thread, unless
// another Load or Cancel came in between. The context ends as soon as the
// answer is no longer wanted.
func (l *Loader[T]) Load(work func(context.Context) (T, error), done func(T, error)) {
	l.Cancel()
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	l.busy = true
	generation := l.generation
	l.dispatcher.Go(func() {
		value, err := work(ctx)
		l.dispatcher.Do(func() {
			cancel()
			if generation != l.generation {
				return
			}
			l.busy = false
			done(value, err)
		})
	})
}

// Cancel drops the running work, if any: its done function will not be called.
func (l *Loader[T]) Cancel() {
	l.generation++
	l.busy = false
	l.cancel()
}

// Busy reports whether an answer is awaited.
func (l *Loader[T]) Busy() bool { return l.busy }
