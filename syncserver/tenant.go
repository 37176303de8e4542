package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/companies/registry"
	"heyi/syncserver/doors/reply"
)

// Refusals of one company of many.
var (
	TenantDown = kernel.Refuse("company.unavailable", "公司 {name} 暂时不能使用，服务器会自动重试。本机可以继续工作，恢复后自动提交",
		"The company {name} cannot be used for the moment; the server tries again by itself. This device goes on working and sends what waits afterwards")
	TenantLinks = kernel.Refuse("company.links", "公司 {name} 同时连接的设备已达上限 {most}，稍后自动重试；需要更多请联系服务器管理员",
		"The company {name} has {most} devices connected, which is all it is allowed; this one tries again by itself. Ask the server's administrator for more")
	TenantFull = kernel.Refuse("company.full", "公司 {name} 已用 {used} MiB，达到限额 {most} MiB，新的操作暂不保存；各设备会保留。提高限额后自动继续：heyi-server company quota --company {name} --mib …",
		"The company {name} uses {used} MiB of the {most} MiB that it is allowed; nothing new is saved, and devices keep what they have. It goes on by itself once it is allowed more: heyi-server company quota --company {name} --mib …")
)

// tenant is one company of a house.
type tenant struct {
	name  string
	log   *slog.Logger
	entry atomic.Pointer[registry.Entry]
	now   atomic.Pointer[http.Handler] // who answers; nil for nobody yet
	down  atomic.Bool                  // it should be served and cannot be
	links atomic.Int64                 // connections of devices

	cancel context.CancelFunc
	ended  chan struct{} // closed while it is not being served
	retry  time.Time     // not before
	pause  time.Duration
}

func newTenant(name string, log *slog.Logger) *tenant {
	t := &tenant{name: name, log: log.With("of", name), cancel: func() {}, ended: make(chan struct{})}
	close(t.ended)
	return t
}

func (t *tenant) stopped() bool {
	select {
	case <-t.ended:
		return true
	default:
		return false
	}
}

// Pauses before a company that could not be served is tried again.
const (
	retryFirst = 2 * time.Second
	retryMost  = time.Minute
)

// start serves the company beside everything else, unless it has just failed.
func (t *tenant) start(ctx context.Context, one serving) {
	if time.Now().Before(t.retry) {
		return
	}
	ctx, t.cancel = context.WithCancel(ctx)
	t.ended = make(chan struct{})
	ended := t.ended
	one.begin = func(h http.Handler) error {
		t.now.Store(&h)
		t.down.Store(false)
		return nil
	}
	one.end = func(context.Context) error {
		t.now.Store(nil)
		return nil
	}
	var looking sync.WaitGroup
	living, end := context.WithCancel(ctx)
	one.served = func(c *company.Company) {
		end()
		looking.Wait()
		if c != nil {
			t.pause = 0
			living, end = context.WithCancel(ctx)
			looking.Go(func() { t.bound(living, c) })
		}
	}
	go func() {
		defer close(ended)
		err := caught(func() error { return one.run(ctx) })
		end()
		looking.Wait()
		if err != nil && ctx.Err() == nil {
			t.broken(err)
		}
	}()
}

// caught runs something that may find that what it reads cannot be read.
func caught(run func() error) (err error) {
	defer kernel.Catch(&err)
	return run()
}

// broken notes that the company cannot be served, and says so.
func (t *tenant) broken(err error) {
	t.now.Store(nil)
	t.down.Store(true)
	t.pause = min(retryMost, max(retryFirst, 2*t.pause))
	t.retry = time.Now().Add(t.pause)
	zh := ""
	if r, refused := kernel.AsRefusal(err); refused {
		zh = r.Sentence("zh", nil)
	}
	t.log.Error("a company cannot be served; it is tried again", "pause", t.pause, "error", err, "zh", zh)
}

// boundEvery is how often it is looked how much room the company takes.
const boundEvery = 2 * time.Second

// bound keeps the company to the room that it is allowed.
func (t *tenant) bound(ctx context.Context, c *company.Company) {
	tick := time.NewTicker(boundEvery)
	defer tick.Stop()
	full := false
	for {
		if most := t.entry.Load().Quota.Bytes; most > 0 || full {
			used, err := c.Size(ctx)
			if err != nil && ctx.Err() == nil {
				c.Log.Warn("how much room the company takes cannot be told", "error", err)
			}
			if over := most > 0 && used >= most; err == nil && over != full {
				full = over
				c.Store.Bound(full)
				t.say(full, used, most)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (t *tenant) say(full bool, used, most int64) {
	if !full {
		t.log.Info("the company has room again", "used_bytes", used, "most_bytes", most)
		return
	}
	mib := func(n int64) string { return strconv.FormatInt(n>>20, 10) }
	r := TenantFull.With(kernel.Text("name", t.name), kernel.Text("used", mib(used)), kernel.Text("most", mib(most)))
	t.log.Error(r.Sentence("en", nil), "zh", r.Sentence("zh", nil))
}

// ServeHTTP answers for the company, or says why it is not served.
func (t *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := t.entry.Load()
	if why := e.Why(); why != nil {
		status := http.StatusForbidden
		if errors.Is(why, registry.Unknown.With()) {
			status = http.StatusNotFound
		}
		reply.Error(w, r, t.log, status, why)
		return
	}
	now := t.now.Load()
	if now == nil {
		w.Header().Set("Retry-After", "2")
		reply.Error(w, r, t.log, http.StatusServiceUnavailable, TenantDown.With(kernel.Text("name", t.name)))
		return
	}
	if r.URL.Path == "/ws" {
		defer t.links.Add(-1)
		if n, most := t.links.Add(1), int64(e.Quota.Links); most > 0 && n > most {
			w.Header().Set("Retry-After", "30")
			reply.Error(w, r, t.log, http.StatusServiceUnavailable, TenantLinks.With(kernel.Text("name", t.name), kernel.Int("most", most)))
			return
		}
	}
	(*now).ServeHTTP(w, r)
}
