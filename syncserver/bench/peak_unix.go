//go:build unix

package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// peakOf is the most memory that a process has had resident.
func peakOf(p *os.ProcessState) string {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return "unknown"
	}
	bytes := usage.Maxrss * 1024
	if runtime.GOOS == "darwin" { // which counts bytes
		bytes = usage.Maxrss
	}
	return fmt.Sprintf("%d MB", bytes/1_000_000)
}
