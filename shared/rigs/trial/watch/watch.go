//go:build linux

// Command watch runs a test program for go test -exec and ends one that hangs: it and
// what it has started have used hardly any processor for longer than a test waits for
// anything. It is asked for its goroutines first, so that the run says where it stands.
// One that is busy goes on, however slow the machine is; -timeout ends it.
//
// HEYI_TIMES names a file to which it adds what the program took: seconds on the wall, of
// its own, of the system for it, and the folder of its package.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"heyi/shared/rigs/trial/await"
)

const (
	patience = await.Patience + 2*time.Minute
	least    = time.Second // of processor time within patience: polling takes less, work beside any load takes more
	lastWord = 30 * time.Second
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -exec watch ...")
		os.Exit(2)
	}
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	begun := time.Now()
	code, err := watch(cmd, gauge{patience: patience, least: least}, 5*time.Second)
	if err != nil {
		fmt.Fprintln(os.Stderr, "watch:", err)
	}
	if file := os.Getenv("HEYI_TIMES"); file != "" && cmd.ProcessState != nil {
		if err := note(file, cmd.ProcessState, time.Since(begun)); err != nil {
			fmt.Fprintln(os.Stderr, "watch:", err)
		}
	}
	os.Exit(code)
}

func note(file string, took *os.ProcessState, wall time.Duration) error {
	dir, err := os.Getwd() // that of the package
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%7.1f %7.1f %7.1f  %s\n", wall.Seconds(), took.UserTime().Seconds(), took.SystemTime().Seconds(), dir)
	return errors.Join(err, f.Close())
}

// watch runs a program to its end, looks at it every so often and returns its exit code.
func watch(cmd *exec.Cmd, g gauge, every time.Duration) (code int, err error) {
	runtime.LockOSThread() // who starts a child that dies with it
	defer runtime.UnlockOSThread()
	asked := make(chan os.Signal, 8)
	signal.Notify(asked, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP)
	defer signal.Stop(asked)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(every)
	defer look.Stop()
	var kill <-chan time.Time
	for {
		select {
		case err := <-ended:
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
				return 0, err
			}
			return max(cmd.ProcessState.ExitCode(), 1), nil
		case s := <-asked:
			_ = cmd.Process.Signal(s) // it may have ended
		case now := <-look.C:
			if kill == nil && g.hangs(now, used(cmd.Process.Pid)) {
				fmt.Fprintf(cmd.Stderr, "watch: hardly any processor time for %v: it hangs\n", g.patience)
				_ = cmd.Process.Signal(syscall.SIGQUIT)
				kill = time.After(lastWord)
			}
		case <-kill:
			_ = cmd.Process.Kill()
		}
	}
}

// gauge tells a program that hangs by the processor time that it has used.
type gauge struct {
	patience, least time.Duration

	mark  time.Duration // used when it was last seen at work
	since time.Time
}

func (g *gauge) hangs(now time.Time, used time.Duration) bool {
	if g.since.IsZero() || used-g.mark >= g.least || used < g.mark { // less: something that it has started is gone
		g.mark, g.since = used, now
	}
	return now.Sub(g.since) >= g.patience
}
