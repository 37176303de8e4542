// Bench loads a real server from another process and prints each figure beside
// its limit: the same rows written by bare statements in the same run.
//
// It founds a company in a temporary folder, fills it with orders, starts
// heyi-server on it, connects devices over real WebSockets and lets them confirm
// and ship five-line orders and watch each other's changes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"
)

// options are the sizes of a run.
type options struct {
	server  string
	history int // orders the company already has
	orders  int // five-line orders confirmed and shipped
	sellers int // devices that confirm side by side
	changes int // single changes watched by another device
	crowd   int // devices connected while changes are watched
	lines   int // of each order the company already has
	verify  bool
	keep    bool
	imports int    // lines to import, instead of all that
	peer    string // another program that imports the same in the same run
}

func main() {
	var o options
	flag.StringVar(&o.server, "server", "bin/heyi-server", "the server to load")
	flag.IntVar(&o.history, "history", 100_000, "orders the company already has")
	flag.IntVar(&o.orders, "orders", 6_000, "five-line orders to confirm and ship")
	flag.IntVar(&o.sellers, "sellers", 4, "devices that confirm side by side")
	flag.IntVar(&o.changes, "changes", 500, "single changes watched by another device")
	flag.IntVar(&o.crowd, "crowd", 1_000, "devices connected while changes are watched")
	flag.IntVar(&o.lines, "lines", 2, "lines of each order the company already has")
	flag.BoolVar(&o.verify, "verify", false, "found the company and verify it, instead of the rest")
	flag.BoolVar(&o.keep, "keep", false, "keep the company's folder")
	flag.IntVar(&o.imports, "import", 0, "lines of a generated history to import, instead of the rest")
	flag.StringVar(&o.peer, "peer", "", "another heyi-server that imports the same, to compare with")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute)
	defer cancel()
	work := run
	if o.imports > 0 {
		work = imports
	}
	if err := work(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// imports lets the program, and its peer where there is one, import a history.
func imports(ctx context.Context, o options) error {
	fmt.Printf("machine: %d cores, %s\n", runtime.NumCPU(), runtime.Version())
	for _, program := range []string{o.server, o.peer} {
		if program == "" {
			continue
		}
		if err := (&importBench{program, o.imports}).run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "heyi-bench-")
	if err != nil {
		return err
	}
	if o.keep {
		fmt.Println("company in", dir)
	} else {
		defer os.RemoveAll(dir)
	}
	fmt.Printf("machine: %d cores, %s\n", runtime.NumCPU(), runtime.Version())
	shop, err := found(ctx, dir, o)
	if err != nil {
		return fmt.Errorf("found: %w", err)
	}
	if o.verify {
		return verify(ctx, dir, o.server)
	}
	before, err := copyOf(ctx, dir)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	figures, err := measure(ctx, dir, shop, o)
	if err != nil {
		return err
	}
	for _, phase := range []*phase{&figures.confirm, &figures.ship} {
		if err := phase.bare(before); err != nil {
			return fmt.Errorf("bare statements: %w", err)
		}
		phase.print()
	}
	figures.latency.print()
	figures.crowd.print()
	figures.fairness.print()
	figures.moved.print()
	figures.gain.print()
	return nil
}
