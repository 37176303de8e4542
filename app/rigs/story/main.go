// Story plays one order from two tablets without network to cash in the bank, on
// a real server process and real devices, and says in sentences what it has seen.
//
// Every sentence is checked before it is printed with a tick; the first that does
// not hold ends the story. The exit status is 0 only when all of them held.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	bin := flag.String("server", "bin/heyi-server", "the server's program")
	store := flag.String("store", "", "an empty PostgreSQL to keep the company in, as a URL with parameters; else a file does")
	flag.Parse()
	signal.Ignore(syscall.SIGPIPE) // a reader that has seen enough must not leave a server behind
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	lang := "zh"
	if strings.HasPrefix(os.Getenv("LANG"), "en") {
		lang = "en"
	}
	told := make(chan error, 1)
	s := newStory(*bin, *store, lang, os.Stdout)
	go func() { told <- s.run() }()
	var err error
	select {
	case err = <-told:
	case sig := <-stop:
		s.server.end()
		err = fmt.Errorf("stopped by %s", sig)
	}
	if err = errors.Join(err, os.RemoveAll(s.dir)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run plays all chapters and ends what it has started.
func (s *story) run() (err error) {
	start := time.Now()
	defer func() {
		for _, p := range s.people() {
			if p.Engine != nil {
				err = errors.Join(err, p.Close())
			}
		}
		s.server.end()
	}()
	for _, chapter := range []func(*story){
		(*story).opening, (*story).sofas, (*story).waysOut, (*story).release, (*story).shipping, (*story).cash, (*story).figures, (*story).ending,
	} {
		if chapter(s); s.failed != nil {
			return s.failed
		}
	}
	s.epilogue(time.Since(start))
	return nil
}

// newStory prepares a story with its own folder.
func newStory(bin, store, lang string, out io.Writer) *story {
	dir, err := os.MkdirTemp("", "heyi-story-")
	s := &story{lang: lang, out: out, dir: dir, failed: err, words: map[string]words{}}
	s.server = newServer(bin, dir, store)
	s.cast()
	return s
}
