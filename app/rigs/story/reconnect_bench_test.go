package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// How many devices come back at once, and what they have missed.
const (
	comeBack   = 500
	eachPerson = 10 // devices
	missed     = 200
)

// BenchmarkReconnect has 500 devices of 50 salespeople away while 200 products
// change, and then the network back for all of them at once: programs that run, real
// sockets, a server process, a replica file for each. It tells how long it takes until
// every file has every change, what the server had in memory at most, and beside it how
// long the same devices take to connect and find that nothing is new, and how long it
// takes to start so many programs on one machine.
func BenchmarkReconnect(b *testing.B) {
	c := &comers{B: b, server: newServer(program, b.TempDir(), "")}
	b.Cleanup(c.end)
	defer func(usual time.Duration) { patience = usual }(patience)
	patience = 10 * time.Minute
	c.found()
	c.enrol()
	for b.Loop() {
		b.StopTimer()
		idle, _ := c.back(c.devices...)
		c.change()
		b.StartTimer()
		took, opening := c.back(c.devices...)
		b.ReportMetric(took.Seconds(), "s")
		b.ReportMetric(opening.Seconds(), "s-starting-programs")
		b.ReportMetric(idle.Seconds(), "s-nothing-new")
		b.ReportMetric(comeBack*missed/took.Seconds(), "rows/s")
		b.ReportMetric(c.memory(), "server-MB")
	}
}

// comers are devices that come back.
type comers struct {
	*testing.B
	*server
	boss     *person
	devices  []client.Enrolment
	products []kernel.ID
	round    int
}

func (c *comers) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// found makes the company, its people and the products that will change.
func (c *comers) found() {
	people := []*person{{name: words{"陈国栋", "Chen"}, mobile: "19900000100", role: org.Boss, device: "陈的手机", kind: "phone"}}
	for i := range comeBack / eachPerson {
		name := fmt.Sprint("业务员", i)
		people = append(people, &person{name: words{name, name}, mobile: fmt.Sprintf("199000002%02d", i), role: org.Sales})
	}
	day := kernel.Time(time.Now().UnixMilli()).Date(zone)
	c.must(c.server.found(setupOf(day, people...)))
	c.must(c.start())
	c.boss = people[0]
	c.must(c.boss.signIn(c.server, c.folder))
	c.Cleanup(func() { c.must(c.boss.Close()) })
	for i := range missed {
		id, err := c.boss.actNamed("product.add", added("code", fmt.Sprintf("P%03d", i), "name", fmt.Sprintf("餐椅 %d 号", i), "unit", "把", "tax_class", "goods", "active", "true"))
		c.must(err)
		c.products = append(c.products, kernel.AddedID(id, "product"))
	}
	c.must(c.boss.judged())
}

// added are the arguments that add a row; pairs are field, value.
func added(pairs ...string) *kernel.AddRow {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	return args
}

// enrol signs every device in and lets it take its first load.
func (c *comers) enrol() {
	for i := range comeBack {
		home := client.Home{Dir: filepath.Join(c.folder, "devices", fmt.Sprint(i))}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		who, err := home.Enrol(ctx, c.url, client.Credentials{Mobile: fmt.Sprintf("199000002%02d", i/eachPerson), Password: password}, fmt.Sprint("设备", i), "phone")
		cancel()
		c.must(err)
		c.devices = append(c.devices, who)
		c.back(who)
	}
}

// change edits every product once.
func (c *comers) change() {
	c.round++
	for _, id := range c.products {
		was := ""
		if c.round > 1 {
			was = fmt.Sprint("第 ", c.round-1, " 次")
		}
		_, err := c.boss.actNamed("product.edit", edited(id, "note", was, fmt.Sprint("第 ", c.round, " 次")))
		c.must(err)
	}
	c.must(c.boss.judged())
}

// back has devices that run come back to the network at once, waits until each has what
// the boss's has, and closes them: how long the slowest took, and how long it took before
// that to start all of the programs on this one machine.
func (c *comers) back(whose ...client.Enrolment) (took, opening time.Duration) {
	c.must(c.boss.synced())
	version := c.boss.State().Version
	network := make(chan struct{})
	dial := func(ctx context.Context, e client.Enrolment) (client.Conn, error) {
		select {
		case <-network:
			return client.DialWebSocket(ctx, e)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	devices := make([]*person, len(whose))
	begun := time.Now()
	c.each(func(i int) error {
		engine, err := client.Open(client.Options{Catalog: catalog, Enrolment: whose[i], Dial: dial})
		devices[i] = &person{name: words{en: whose[i].Device.String()}, who: whose[i], Engine: engine}
		return err
	}, len(whose))
	opening = time.Since(begun)
	begun = time.Now()
	close(network)
	c.each(func(i int) error {
		return devices[i].until("it has every change", func() (bool, error) {
			s := devices[i].State()
			return s.Link == client.Online && !s.Loading && s.Version >= version, nil
		})
	}, len(whose))
	took = time.Since(begun)
	for _, p := range devices {
		c.must(p.Close())
	}
	return took, opening
}

// each does something for so many devices side by side.
func (c *comers) each(do func(i int) error, n int) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if err := do(i); err != nil {
				c.Error(err)
			}
		})
	}
	all.Wait()
	if c.Failed() {
		c.FailNow()
	}
}

// memory is the most that the server has had resident, in megabytes.
func (c *comers) memory() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.process.Pid))
	c.must(err)
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	var kilobytes float64
	_, err = fmt.Sscan(rest, &kilobytes)
	c.must(err)
	return kilobytes / 1000
}
