package api

import (
	"context"
	"sync"
	"time"

	"heyi/shared/kernel"
)

// An answer is held in memory, or keeps a view open, until it is read. So a person
// has a few at a time, and all people together some; others wait a little.
const (
	answersOfOne = 8
	answersOfAll = 32
	answerWait   = 5 * time.Second
)

// Busy is the refusal of more at a time.
var Busy = kernel.Refuse("api.busy", "同时进行的请求太多，请稍后再试", "Too many requests at a time; please try again in a moment")

// gate counts the answers that are being made or read.
type gate struct {
	mu    sync.Mutex
	all   chan struct{}
	users map[kernel.ID]*turnstile
}

type turnstile struct {
	places chan struct{}
	users  int // inside or waiting
}

// enter waits for a place and returns how to leave it.
func (g *gate) enter(ctx context.Context, user kernel.ID) (leave func(), err error) {
	t := g.turnstile(user)
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	if err := take(ctx, t.places); err != nil {
		g.done(user, t)
		return nil, err
	}
	if err := take(ctx, g.all); err != nil {
		<-t.places
		g.done(user, t)
		return nil, err
	}
	return func() {
		<-g.all
		<-t.places
		g.done(user, t)
	}, nil
}

func take(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return Busy.With()
	}
}

func (g *gate) turnstile(user kernel.ID) *turnstile {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.users == nil {
		g.users, g.all = map[kernel.ID]*turnstile{}, make(chan struct{}, answersOfAll)
	}
	t := g.users[user]
	if t == nil {
		t = &turnstile{places: make(chan struct{}, answersOfOne)}
		g.users[user] = t
	}
	t.users++
	return t
}

func (g *gate) done(user kernel.ID, t *turnstile) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.users--; t.users == 0 {
		delete(g.users, user)
	}
}
