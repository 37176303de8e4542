package client

import "time"

// foldAfter is how long the engine has other things to do after its start, foldAgain how
// long it rests between two days.
const (
	foldAfter = 5 * time.Second
	foldAgain = 20 * time.Millisecond
)

// foldLater counts the days that are over into the sums of the file, one at a time.
func (e *Engine) foldLater(delay time.Duration) {
	e.timer("fold", delay, func() {
		next := keepEvery
		if e.replica != nil && !e.replica.State().Loading {
			more, err := e.store.FoldSums(e.today().AddDays(-1))
			if err != nil {
				e.options.Log.Error("sums of days that are over were not kept", "err", err)
			} else if more {
				next = foldAgain
			}
		}
		e.foldLater(next)
	})
}
