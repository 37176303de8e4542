//go:build unix

package store_test

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"heyi/app/device/store"
	"heyi/shared/sync/replica"
)

const (
	benchRows    = 40_000
	benchPatches = 500
	benchEvicted = 10_000
)

// shredding is the processor time of one device's life, which other work on the
// machine changes less than the time on the wall.
type shredding struct{ load, patch, evict, rewrite time.Duration }

// used is the processor time of this process so far.
func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// live loads rows, takes patches of 20 rows in and evicts a quarter of the rows. A
// leaky file leaves what it deletes; another overwrites it, empties its log and is
// written anew.
func live(b *testing.B, leaky bool) (d shredding) {
	b.Helper()
	s, err := store.Open(filepath.Join(b.TempDir(), "replica.db"), catalog)
	must(b, err)
	defer func() { must(b, s.Close()) }()
	if leaky {
		must(b, s.Leaky())
	}
	row := func(n int, round int) *thing {
		t := thingRow(n, fmt.Sprintf("T%06d", n))
		t.Name = fmt.Sprintf("佛山市禾宜家具 %d 号 %d", n, round)
		return t
	}
	timed := func(into *time.Duration, f func()) {
		began := used(b)
		f()
		*into += used(b) - began
	}
	timed(&d.load, func() {
		must(b, s.Update(func(w replica.Writer) error {
			w.PutState(replica.State{Loading: true})
			for n := range benchRows {
				w.Put(row(n, 0))
			}
			w.PutState(replica.State{})
			return nil
		}))
	})
	timed(&d.patch, func() {
		for round := range benchPatches {
			must(b, s.Update(func(w replica.Writer) error {
				for i := range 20 {
					w.Put(row((round*7919+i*997)%benchRows, round+1))
				}
				return nil
			}))
		}
	})
	timed(&d.evict, func() {
		for from := 0; from < 4*benchEvicted; from += 4000 {
			must(b, s.Update(func(w replica.Writer) error {
				for n := from; n < from+4000; n += 4 {
					w.Delete(things.In(catalog), id(n))
				}
				return nil
			}))
		}
	})
	if !leaky {
		timed(&d.rewrite, func() {
			done, err := s.Rewrite()
			must(b, err)
			if !done {
				b.Fatal("not written anew")
			}
		})
	}
	return d
}

// BenchmarkShred is what it costs that deleted rows are gone, beside files that leave
// them, by turns in one run.
func BenchmarkShred(b *testing.B) {
	var with, without shredding
	add := func(sum *shredding, d shredding) {
		sum.load, sum.patch, sum.evict, sum.rewrite = sum.load+d.load, sum.patch+d.patch, sum.evict+d.evict, sum.rewrite+d.rewrite
	}
	runs := 0
	for b.Loop() {
		add(&without, live(b, true))
		add(&with, live(b, false))
		runs++
	}
	ratio := func(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }
	b.ReportMetric(ratio(with.load, without.load), "load-ratio")
	b.ReportMetric(ratio(with.patch, without.patch), "patch-ratio")
	b.ReportMetric(ratio(with.evict, without.evict), "evict-ratio")
	b.ReportMetric(ratio(with.evict+with.rewrite, without.evict), "evict-and-rewrite-ratio")
	b.ReportMetric(with.patch.Seconds()*1000/float64(benchPatches*runs), "ms/patch")
	b.ReportMetric(with.evict.Seconds()*1000/float64(runs), "ms-evicting")
	b.ReportMetric(with.rewrite.Seconds()*1000/float64(runs), "ms-rewrite")
}
