//go:build linux

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// tick is the unit of times in /proc, on all of Go's Linux ports.
const tick = 10 * time.Millisecond

// used is the processor time of a process and of everything below it, with what has
// ended there and was waited for.
func used(pid int) (sum time.Duration) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is well formed
	children, spent := map[int][]int{}, map[int]time.Duration{}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		if p, ok := parse(text); ok {
			children[p.parent] = append(children[p.parent], p.pid)
			spent[p.pid] = p.spent
		}
	}
	for next := []int{pid}; len(next) > 0; next = next[1:] {
		sum += spent[next[0]]
		next = append(next, children[next[0]]...)
	}
	return sum
}

type process struct {
	pid, parent int
	spent       time.Duration
}

// parse reads a line of /proc/PID/stat; the name in it may hold anything.
func parse(text []byte) (p process, ok bool) {
	open, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 1 || end < open {
		return p, false
	}
	const parent, user, last = 1, 11, 14 // utime, stime, cutime, cstime
	fields := bytes.Fields(text[end+1:])
	if len(fields) <= last {
		return p, false
	}
	p.pid, _ = strconv.Atoi(string(bytes.TrimSpace(text[:open])))
	p.parent, _ = strconv.Atoi(string(fields[parent]))
	for _, f := range fields[user : last+1] {
		n, _ := strconv.Atoi(string(f))
		p.spent += time.Duration(n) * tick
	}
	return p, p.pid > 0
}
