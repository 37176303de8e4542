package uithread_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"heyi/app/ui/uithread"
)

// An old query that answers late must not replace the newer answer.
func TestLoaderDropsStaleAnswers(t *testing.T) {
	q := uithread.NewQueue()
	loader := uithread.NewLoader[string](q)
	release := make(chan struct{})
	cancelled := make(chan struct{})
	var shown []string
	show := func(s string, err error) {
		if err != nil {
			t.Errorf("unexpected error: %v", err)
		}
		shown = append(shown, s)
	}
	loader.Load(func(ctx context.Context) (string, error) {
		<-ctx.Done()
		close(cancelled)
		<-release
		return "old", nil
	}, show)
	loader.Load(func(context.Context) (string, error) { return "new", nil }, show)
	<-cancelled
	q.Next()
	close(release)
	q.Next() // the stale answer arrives and is dropped
	if len(shown) != 1 || shown[0] != "new" {
		t.Fatalf("shown %q, want only the new answer", shown)
	}
	if loader.Busy() {
		t.Error("loader still busy after its answer")
	}
}

func TestLoaderReportsErrorsAndCancels(t *testing.T) {
	q := uithread.NewQueue()
	loader := uithread.NewLoader[int](q)
	broken := errors.New("disk")
	var got error
	loader.Load(func(context.Context) (int, error) { return 0, broken }, func(_ int, err error) { got = err })
	if !loader.Busy() {
		t.Error("not busy while loading")
	}
	q.Next()
	if !errors.Is(got, broken) {
		t.Errorf("got %v", got)
	}
	called := false
	loader.Load(func(context.Context) (int, error) { return 1, nil }, func(int, error) { called = true })
	loader.Cancel()
	q.Next()
	if called {
		t.Error("a cancelled load was shown")
	}
}

func TestDebounceRunsOnlyTheLastCall(t *testing.T) {
	q := uithread.NewQueue()
	d := uithread.NewDebounce(q, 200*time.Millisecond)
	var ran []string
	for _, text := range []string{"s", "sh", "sha"} {
		d.Call(func() { ran = append(ran, text) })
		q.Advance(150 * time.Millisecond)
	}
	if len(ran) != 0 {
		t.Fatalf("ran %q while typing", ran)
	}
	q.Advance(50 * time.Millisecond)
	if len(ran) != 1 || ran[0] != "sha" {
		t.Fatalf("ran %q", ran)
	}
	d.Call(func() { ran = append(ran, "never") })
	d.Cancel()
	q.Advance(time.Second)
	if len(ran) != 1 {
		t.Fatalf("a cancelled call ran: %q", ran)
	}
}

// A burst from many goroutines costs two refreshes: one at once, one at the end.
func TestCoalescerLimitsABurst(t *testing.T) {
	q := uithread.NewQueue()
	refreshes := 0
	c := uithread.NewCoalescer(q, func() { refreshes++ })
	var group sync.WaitGroup
	for range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 1000 {
				c.Signal()
			}
		}()
	}
	group.Wait()
	if n := q.Drain(); n != 1 {
		t.Fatalf("%d functions reached the UI thread, want 1", n)
	}
	c.Signal()
	q.Advance(99 * time.Millisecond)
	if refreshes != 1 {
		t.Fatalf("%d refreshes inside the interval", refreshes)
	}
	q.Advance(time.Millisecond)
	if refreshes != 2 {
		t.Fatalf("%d refreshes, the last signal got none", refreshes)
	}
	q.Advance(time.Second)
	if refreshes != 2 {
		t.Fatalf("%d refreshes without a signal", refreshes)
	}
}

func TestCoalescerTenPerSecond(t *testing.T) {
	q := uithread.NewQueue()
	refreshes := 0
	c := uithread.NewCoalescer(q, func() { refreshes++ })
	for range 1000 {
		c.Signal()
		q.Drain()
		q.Advance(time.Millisecond)
	}
	if refreshes < 10 || refreshes > 11 {
		t.Fatalf("%d refreshes in a second of constant signals", refreshes)
	}
	c.Signal()
	c.Stop()
	q.Drain()
	q.Advance(time.Second)
	if refreshes > 11 {
		t.Fatal("refreshed after Stop")
	}
}

// Pictures need a screen that is complete when its constructor returns.
func TestImmediateRunsEverythingInPlace(t *testing.T) {
	loader := uithread.NewLoader[int](uithread.Immediate{})
	got := 0
	loader.Load(func(context.Context) (int, error) { return 7, nil }, func(v int, _ error) { got = v })
	if got != 7 || loader.Busy() {
		t.Fatalf("got %d, busy %v", got, loader.Busy())
	}
	count := 0
	c := uithread.NewCoalescer(uithread.Immediate{}, func() { count++ })
	c.Signal()
	c.Signal()
	uithread.NewDebounce(uithread.Immediate{}, time.Hour).Call(func() { count++ })
	if count != 3 {
		t.Fatalf("count %d, want 3", count)
	}
}
