package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long anything may take before the story calls it a failure.
var patience = time.Minute

// server is the company's folder and the process that serves it.
type server struct {
	bin, data, folder string
	store             string // the address of the company's PostgreSQL; empty for a file in the folder
	listen            string // the second start takes the address of the first, for devices know it
	flags             []string
	url               string

	mu      sync.Mutex
	process *os.Process
	ended   chan error // of the running process
}

func newServer(bin, folder, store string) *server {
	return &server{bin: bin, folder: folder, data: filepath.Join(folder, "company"), store: store, listen: "127.0.0.1:0"}
}

// args are arguments of the program that say where the company is.
func (s *server) args(command ...string) []string {
	list := append(command, "--data", s.data)
	if s.store != "" {
		list = append(list, "--store", s.store)
	}
	return list
}

// command prepares a run of the program, free of settings from the environment.
func (s *server) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.bin, args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "HEYI_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	return cmd
}

// administer runs one of the administrator's commands and returns what it printed.
func (s *server) administer(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var out bytes.Buffer
	cmd := s.command(ctx, s.args(args...)...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("heyi-server %s: %w\n%s", args[0], err, out.String())
	}
	return out.String(), nil
}

// start serves the folder and returns when the address is known.
func (s *server) start() error {
	address := filepath.Join(s.folder, "address")
	if err := os.Remove(address); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	log, err := os.OpenFile(filepath.Join(s.folder, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := s.command(context.Background(), append(s.args("serve", "--listen", s.listen, "--address-file", address), s.flags...)...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := errors.Join(cmd.Start(), log.Close()); err != nil {
		return fmt.Errorf("start %s: %w", s.bin, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	s.mu.Lock()
	s.process, s.ended = cmd.Process, ended
	s.mu.Unlock()
	return s.serving(address)
}

// serving waits for the file in which the server says that it listens.
func (s *server) serving(address string) error {
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	late := time.After(patience)
	for {
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("the server ended: %w\n%s", err, s.log())
		case <-late:
			return fmt.Errorf("the server did not start\n%s", s.log())
		case <-look.C:
			if where, err := os.ReadFile(address); err == nil {
				s.listen, s.url = string(where), "http://"+string(where)
				return nil
			}
		}
	}
}

func (s *server) log() string {
	text, err := os.ReadFile(filepath.Join(s.folder, "server.log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// stop asks the process to end, as a service manager does, and waits.
func (s *server) stop() error { return s.signal(os.Interrupt) }

// kill ends the process as a power switch would, seen from inside.
func (s *server) kill() error {
	if err := s.signal(os.Kill); err != nil && !killed(err) {
		return err
	}
	return nil
}

func killed(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

func (s *server) signal(sig os.Signal) error {
	s.mu.Lock()
	process, ended := s.process, s.ended
	s.process = nil
	s.mu.Unlock()
	if process == nil {
		return errors.New("the server is not running")
	}
	if err := process.Signal(sig); err != nil {
		return fmt.Errorf("signal the server: %w", err)
	}
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("the server ended: %w", err)
		}
		return nil
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("the server did not end on %s", sig), process.Kill())
	}
}

// end makes sure that no process is left behind.
func (s *server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		_ = s.process.Kill() // it may have ended
		<-s.ended
		s.process = nil
	}
}

// guarded checks that the server answers and lets nobody in without a token.
func (s *server) guarded() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/ws", nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Transport: &http.Transport{}}).Do(req) // past any proxy
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	return same("the status for whoever has no token", resp.StatusCode, http.StatusUnauthorized)
}
