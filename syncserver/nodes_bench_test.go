package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/shared/rigs/pgtest"
)

// BenchmarkNodes has four companies in one PostgreSQL judge the same commands, by one
// server and by two that have two companies each: commands a second, and what one costs
// the servers in processor time.
func BenchmarkNodes(b *testing.B) {
	names := []string{"one", "two", "three", "four"}
	for _, nodes := range []int{1, 2} {
		b.Run(strconv.Itoa(nodes), func(b *testing.B) {
			at := place{filepath.Join(b.TempDir(), "all"), pgtest.Own(b, "fsync=on", "max_connections=200").Address()}
			for _, name := range names {
				at.create(b, name)
			}
			var servers []*process
			for n := range nodes {
				here := place{filepath.Join(b.TempDir(), fmt.Sprint(n)), at.store}
				prefers := names[n*len(names)/nodes : (n+1)*len(names)/nodes]
				servers = append(servers, here.startMany(b, "--prefer", strings.Join(prefers, ",")))
			}
			var devices []*tablet
			var homes []*process
			for i, name := range names {
				p := servers[i*nodes/len(names)].of(name)
				eventually(b, http.MethodPost, p.url+"/api/v1/signin", "", signInBody, http.StatusOK)
				devices, homes = append(devices, enrolledAt(b, p)), append(homes, p)
			}
			time.Sleep(leavesTime + time.Second) // for each to have what it prefers
			work := func(n int) {
				var done sync.WaitGroup
				for i, d := range devices {
					for range n {
						d.next()
					}
					done.Go(func() { d.settle(b, homes[i]) })
				}
				done.Wait()
			}
			work(200)
			cpu := time.Duration(0)
			for _, p := range servers {
				cpu -= cpuOf(b, p)
			}
			n, begun := 0, time.Now()
			for b.Loop() {
				work(500)
				n += 500 * len(devices)
			}
			took := time.Since(begun)
			for _, p := range servers {
				cpu += cpuOf(b, p)
			}
			b.ReportMetric(float64(n)/took.Seconds(), "commands/s")
			b.ReportMetric(float64(cpu.Microseconds())/float64(n), "server-µs/command")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// cpuOf is the processor time of a process so far.
func cpuOf(tb testing.TB, p *process) time.Duration {
	tb.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Process.Pid))
	if err != nil {
		tb.Skip(err)
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
