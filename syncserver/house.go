package main

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/companies/registry"
	"heyi/syncserver/doors/reply"
)

// house is a server of many companies behind one listener. The first part of an
// address says which is meant; behind it everything is as with one company. Each has a
// store, an executor and devices of its own, and what one of them suffers stays with
// it: a damaged file, a full disk, a flood.
type house struct {
	registry *registry.Registry
	front    *front
	one      serving // of each, but for what is its own

	mu      sync.RWMutex
	tenants map[string]*tenant
	prefers []string // companies of a shared registry to judge here rather than elsewhere; none is all
	known   bool     // the registry was read at least once
	said    time.Time
}

func newHouse(all *registry.Registry, front *front, one serving, prefers string) *house {
	one.failed = nil // the house looks after the listener
	if host, _, err := net.SplitHostPort(one.nodes); err == nil {
		one.nodes = net.JoinHostPort(host, "0") // every company has a door of its own
	}
	h := &house{registry: all, front: front, one: one, tenants: map[string]*tenant{}}
	if all.Shared() {
		h.prefers = strings.FieldsFunc(prefers, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return h
}

// leavesTime is how long a server leaves a company to those that prefer it, once, when
// it begins to serve it.
const leavesTime = 5 * time.Second

// registryEvery is how soon a company that is created, suspended, deleted
// or allowed more is treated so.
const registryEvery = time.Second

// run serves the companies of the registry until ctx ends.
func (h *house) run(ctx context.Context) error {
	if err := h.look(ctx); err != nil && !h.registry.Shared() {
		return errors.Join(err, h.front.end(ctx))
	}
	if err := h.front.begin(http.HandlerFunc(h.route)); err != nil {
		return err
	}
	h.one.log.Info("serving companies", "address", h.one.address, "registry", h.registry.String())
	tick := time.NewTicker(registryEvery)
	defer tick.Stop()
	var err error
	for err == nil && ctx.Err() == nil {
		select {
		case <-tick.C:
			_ = h.look(ctx) // it is logged and tried again
			if h.one.secured != nil {
				h.one.secured.hourly(time.Now())
			}
		case err = <-h.front.failed:
		case <-ctx.Done():
		}
	}
	stopping, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	err = errors.Join(err, h.front.end(stopping))
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.tenants {
		t.cancel()
	}
	for _, t := range h.tenants {
		<-t.ended
	}
	return err
}

// complainEvery is how often the same is said of the registry.
const complainEvery = time.Minute

// look brings what is served to what the registry says. A registry that cannot be read
// changes nothing.
func (h *house) look(ctx context.Context) error {
	list, err := h.registry.List(ctx)
	if err != nil {
		if now := time.Now(); ctx.Err() == nil && now.Sub(h.said) > complainEvery {
			h.said = now
			h.one.log.Error("the list of companies cannot be read; those that are served go on", "registry", h.registry.String(), "error", err)
		}
		return err
	}
	served := 0
	for i := range list {
		if list[i].Served() {
			served++
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.known = true
	there := map[string]bool{}
	for i := range list {
		e := &list[i]
		there[e.Name] = true
		t := h.tenants[e.Name]
		if t == nil {
			t = newTenant(e.Name, h.one.log)
			h.tenants[e.Name] = t
		}
		h.settle(ctx, t, e, served)
	}
	for name, t := range h.tenants {
		if !there[name] { // erased
			if t.stopped() {
				delete(h.tenants, name)
			}
			t.cancel()
		}
	}
	return nil
}

// settle starts or stops serving a company, and erases one whose time of grace is over.
func (h *house) settle(ctx context.Context, t *tenant, e *registry.Entry, served int) {
	t.entry.Store(e)
	if !t.stopped() {
		if !e.Served() {
			t.cancel()
		}
		return
	}
	switch {
	case e.Served():
		place, err := h.registry.Place(e)
		if err != nil {
			t.broken(err)
			return
		}
		one := h.one
		one.place = place.Caching(share(served))
		one.log = t.log
		if len(h.prefers) > 0 && !slices.Contains(h.prefers, e.Name) {
			one.patience = leavesTime
		}
		t.start(ctx, one)
	case e.State == registry.Leaving && time.Now().After(e.Gone):
		kept, err := h.registry.Erase(ctx, e)
		switch {
		case err == nil:
			t.log.Warn("a deleted company is erased", "last_backup", kept)
		case !errors.Is(err, company.Locked.With()): // another server has it open for another second
			t.broken(err)
		}
	}
}

// Rows of a company that are kept in memory, where n are served: they share what one
// company has, but for a working set.
const (
	rowsOfAll  = 600_000
	rowsAtMost = 400_000
	rowsLeast  = 10_000
)

func share(n int) int { return max(rowsLeast, min(rowsAtMost, rowsOfAll/max(1, n))) }

// route passes a request to the company that its address names.
func (h *house) route(w http.ResponseWriter, r *http.Request) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if name == "healthz" && rest == "" {
		h.health(w)
		return
	}
	h.mu.RLock()
	t := h.tenants[name]
	h.mu.RUnlock()
	if t == nil {
		why := registry.Unknown.With(kernel.Text("name", name))
		reply.Error(w, r, h.one.log, http.StatusNotFound, why)
		return
	}
	http.StripPrefix("/"+name, t).ServeHTTP(w, r)
}

// health tells how many companies there are and how many of them cannot be served.
// Which they are is nobody's business who has not signed in.
func (h *house) health(w http.ResponseWriter) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	served, down := 0, 0
	for _, t := range slices.Collect(maps.Values(h.tenants)) {
		if e := t.entry.Load(); e.Served() {
			served++
			if t.down.Load() {
				down++
			}
		}
	}
	status := http.StatusOK
	if !h.known || down > 0 && down == served {
		status = http.StatusServiceUnavailable
	}
	reply.JSON(w, status, map[string]any{"ok": status == http.StatusOK, "companies": served, "unavailable": down})
}
