package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"heyi/shared/rigs/pgtest"
)

// envFailover says how many leaders are killed; make failover does.
const envFailover = "HEYI_FAILOVER"

// A cluster of PostgreSQL loses its leader again and again while devices work: nothing
// that was acknowledged is lost, nothing is judged twice, and devices and servers do
// nothing for it but come again.
func TestFailover(t *testing.T) {
	kills, _ := strconv.Atoi(os.Getenv(envFailover))
	if kills == 0 {
		t.Skip("make failover kills the leaders of a cluster; it needs Patroni and takes a minute for each")
	}
	cluster := pgtest.OwnCluster(t)
	at := foundedAt(t, cluster.Address())
	other := place{filepath.Join(t.TempDir(), "other"), at.store}
	servers := []*process{at.start(t), other.start(t)}
	t.Cleanup(func() {
		for _, p := range servers {
			if t.Failed() {
				t.Log(p.log)
			}
		}
	})
	var devices []*tablet
	stop := make(chan struct{})
	var gone sync.WaitGroup
	for i := range 4 {
		b := enrolledAt(t, servers[i%2])
		b.pause = 40 * time.Millisecond // all are one person's, who has a share of the server
		gone.Go(func() { b.keepGoing(t, servers[i%2].url, stop) })
		devices = append(devices, b)
	}
	var gaps []time.Duration
	begun := time.Now()
	for kill := range kills {
		for _, b := range devices {
			b.growing(t, 20, 5*time.Minute)
		}
		back := cluster.KillLeader(t)
		from, at := answers(devices), time.Now()
		for answers(devices) < from+int64(len(devices))*3 { // what was under way is over
			if time.Since(at) > 5*time.Minute {
				t.Fatalf("no answers five minutes after leader %d was killed", kill+1)
			}
			time.Sleep(10 * time.Millisecond)
		}
		gaps = append(gaps, time.Since(at))
		t.Logf("leader %d killed; answers again after %s", kill+1, gaps[kill].Round(100*time.Millisecond))
		back()
	}
	close(stop)
	gone.Wait()
	acknowledged, commands := answers(devices), 0
	for i, b := range devices {
		b.settle(t, servers[i%2]) // every verdict that was given is the same now
		commands += len(b.calls)
	}
	stopped(t, servers[0])
	stopped(t, servers[1])
	sound(t, at)
	slices.Sort(gaps)
	t.Logf("RESULT %d leaders killed in %s, %d commands, %d acknowledged meanwhile, 0 lost, 0 judged twice; without an answer %s in the middle, %s at most",
		kills, time.Since(begun).Round(time.Second), commands, acknowledged, gaps[len(gaps)/2].Round(100*time.Millisecond), gaps[len(gaps)-1].Round(100*time.Millisecond))
}

func answers(devices []*tablet) (n int64) {
	for _, b := range devices {
		n += b.count()
	}
	return n
}
