package client_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/story"
	"heyi/shared/rigs/tree"
)

// Stories that are about devices are told on devices: real engines with their
// files, real sockets, and the authority behind them.
func TestStoriesOnDevices(t *testing.T) {
	if testing.Short() {
		t.Skip("story_test of shared/rigs/story tells them without devices")
	}
	stories := tree.Stories()
	if len(stories) < 10 {
		t.Fatalf("only %d stories found", len(stories))
	}
	for _, s := range stories {
		t.Run(s.Name, func(t *testing.T) {
			data, err := os.ReadFile(s.Path)
			must(t, err)
			r := newTheatre(t)
			must(t, story.Run(r, data))
			r.curtain()
		})
	}
}

// theatre is the rig of stories on real devices. Its clock goes on from what the
// story sets.
type theatre struct {
	*company
	clock    *storyClock
	devices  map[string]*actor
	verdicts []story.Verdict
}

type actor struct {
	*client.Engine
	who  client.Enrolment
	told map[int64]bool // the verdicts that were handed out, by key
}

// storyClock shows what a story says, and runs on from there.
type storyClock struct {
	client.SystemClock
	company *company
}

func (c *storyClock) Now() time.Time { return time.UnixMilli(int64(c.company.now())) }

func newTheatre(t *testing.T) *theatre {
	c := raise(t)
	return &theatre{company: c, clock: &storyClock{company: c}, devices: map[string]*actor{}}
}

func (r *theatre) Catalog() *kernel.Catalog { return catalog }

func (r *theatre) Clock(now kernel.Time) { r.ahead.Store(int64(now) - time.Now().UnixMilli()) }

func (r *theatre) Truth() story.Rows { return r.disk }

func (r *theatre) Enrol(name string, user kernel.ID) error {
	who, err := r.company.device(name, user)
	if err != nil {
		return err
	}
	a := &actor{who: who, told: map[int64]bool{}}
	a.Engine = open(r.t, a.who, func(o *client.Options) { o.Clock = r.clock })
	r.devices[name] = a
	r.caughtUp(a)
	return nil
}

// caughtUp waits until a device that is online has nothing to send and knows all
// that there is, or has been shut out.
func (r *theatre) caughtUp(a *actor) {
	r.t.Helper()
	if a.State().Flight {
		return
	}
	version := r.beat()
	until(r.t, a.Engine, "it is judged and up to date", func(s client.State) bool {
		return s.Wiped || synced(s) && s.Version >= version
	})
}

func (r *theatre) Do(name string, spec *kernel.CommandSpec, args kernel.Command) (kernel.ID, error) {
	if name == "" {
		call, err := r.judge(spec.Name, args)
		r.verdicts = append(r.verdicts, story.Verdict{Call: call.ID, Err: err})
		return call.ID, nil
	}
	a := r.devices[name]
	if a == nil {
		return kernel.ID{}, fmt.Errorf("no device %s", name)
	}
	r.caughtUp(a)
	saved, err := a.DoNamed(spec.Name, args)
	if errors.Is(err, client.Wiped.With()) {
		return saved.Call.ID, a.State().Stopped // what the server has told it
	}
	if err != nil {
		return saved.Call.ID, err
	}
	if a.State().Flight {
		return saved.Call.ID, nil
	}
	r.caughtUp(a)
	return saved.Call.ID, r.collect(name, true)
}

// collect takes the verdicts that a device has got. Nothing that was done online,
// on rows that were up to date, may turn out otherwise than shown.
func (r *theatre) collect(name string, online bool) error {
	a := r.devices[name]
	page, err := a.SyncPage()
	if errors.Is(err, client.Wiped.With()) { // of somebody who has left
		return nil
	}
	if err != nil {
		return err
	}
	for _, item := range append(page.Refused, page.Adjusted...) {
		if a.told[item.Key] {
			continue
		}
		a.told[item.Key] = true
		switch {
		case item.Refusal != nil:
			r.verdicts = append(r.verdicts, story.Verdict{Call: item.ID, Device: name, Err: item.Refusal})
		case online:
			return fmt.Errorf("%s: the device and the server do not have the same effect", item.Command)
		}
	}
	return nil
}

func (r *theatre) Offline(name string) error {
	a := r.devices[name]
	if a == nil || a.State().Flight {
		return fmt.Errorf("%s is no device that is online", name)
	}
	r.caughtUp(a)
	return a.SetFlight(true)
}

func (r *theatre) Online(name string) error {
	a := r.devices[name]
	if a == nil || !a.State().Flight {
		return fmt.Errorf("%s is no device that is offline", name)
	}
	if err := a.SetFlight(false); err != nil {
		return err
	}
	r.caughtUp(a)
	return r.collect(name, false)
}

func (r *theatre) Verdicts() []story.Verdict {
	verdicts := r.verdicts
	r.verdicts = nil
	return verdicts
}

// Sight is a copy of what the device holds.
func (r *theatre) Sight(name string) (story.Rows, *kernel.Viewer, error) {
	a := r.devices[name]
	if a == nil {
		return nil, nil, fmt.Errorf("no device %s", name)
	}
	r.caughtUp(a)
	rows := kernel.NewMemory()
	err := a.View(func(v *client.View) error {
		for _, s := range catalog.Schemas {
			if err := v.Rows.Scan(s, func(row kernel.Row) error { rows.Put(row); return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	author, err := kernel.Identify(catalog, rows, a.who.Device, a.who.User)
	if err != nil {
		return nil, nil, err
	}
	return rows, author.Viewer, nil
}

// curtain brings all devices home: they hold what they may.
func (r *theatre) curtain() {
	for name, a := range r.devices {
		if a.State().Flight {
			must(r.t, r.Online(name))
		}
		if r.caughtUp(a); a.State().Wiped {
			continue // of somebody who has left
		}
		r.equal(r.t, a.Engine, a.who)
	}
}

// device enrols a user's device under a series.
func (c *company) device(series string, user kernel.ID) (client.Enrolment, error) {
	device := kernel.DeriveID("story device", series)
	spec := catalog.CommandFor(&org.Enrol{})
	if _, err := c.judge(spec.Name, &org.Enrol{Device: device, User: kernel.Ref[org.User](user), Name: series, Series: series, Kind: "tablet"}); err != nil {
		return client.Enrolment{}, err
	}
	return c.keep(device, user, series, "")
}

// beat tells all devices how far the company is, and returns it.
func (c *company) beat() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	must(c.t, c.desk.Beat())
	return c.desk.State().Version
}
