//go:build unix

// Package pgtest starts a real PostgreSQL for a test, in a directory of its own,
// reached through a socket file only, and stops it afterwards. Where PostgreSQL
// is not installed the test fails: .ci/setup installs it.
//
// It lies beside the store it was written for; whoever keeps anything else in
// PostgreSQL uses it too.
package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long the server may take to come up or go down.
const patience = 30 * time.Second

// shared is the server of this test binary. Starting one takes seconds, a
// database in it a fraction.
var shared struct {
	sync.Mutex
	running   bool // inside Main
	socket    string
	bin       string
	databases int
	stop      func()
}

// Main runs the tests of a package that uses Database, and stops the server:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a package that has more to do before it ends.
func Run(m *testing.M) (code int) {
	shared.running = true
	code = m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	return code
}

// Database makes an empty database and returns its connection string for pgx:
// "host=… user=postgres dbname=…". Data does not outlive the tests, so the
// server syncs nothing: measure commits elsewhere.
func Database(tb testing.TB) string {
	tb.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.running {
		tb.Fatal("pgtest: the package needs TestMain to call pgtest.Main")
	}
	if shared.stop == nil {
		start(tb)
	}
	shared.databases++
	name := fmt.Sprintf("test_%d", shared.databases)
	out, err := exec.Command(filepath.Join(shared.bin, "createdb"), "-h", shared.socket, "-U", "postgres", name).CombinedOutput()
	if err != nil {
		tb.Fatalf("createdb: %v\n%s", err, out)
	}
	return fmt.Sprintf("host=%s user=postgres dbname=%s sslmode=disable", shared.socket, name)
}

// Address is Database as a URL.
func Address(tb testing.TB) string {
	tb.Helper()
	database := Database(tb)
	shared.Lock()
	defer shared.Unlock()
	name := database[strings.Index(database, "dbname=")+len("dbname="):]
	name, _, _ = strings.Cut(name, " ")
	return "postgres://postgres@/" + name + "?host=" + url.QueryEscape(shared.socket) + "&sslmode=disable"
}

func start(tb testing.TB) {
	tb.Helper()
	server := own(tb)
	shared.socket, shared.bin = server.dir, server.bin
	shared.stop = func() { server.stop(syscall.SIGINT); _ = os.RemoveAll(server.dir) }
}

// Server is a PostgreSQL of one test, which it may kill and start again.
type Server struct {
	who            *syscall.Credential
	bin, dir, data string
	settings       []string
	stop           func(syscall.Signal)
}

// Own starts a PostgreSQL for one test, with settings beside what every test's server
// has, such as "fsync=on" to measure commits. It ends with the test.
func Own(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s := own(tb, settings...)
	tb.Cleanup(func() { s.stop(syscall.SIGQUIT); _ = os.RemoveAll(s.dir) })
	return s
}

// Address is its database postgres, as a URL.
func (s *Server) Address() string {
	return "postgres://postgres@/postgres?host=" + url.QueryEscape(s.dir) + "&sslmode=disable"
}

// Kill ends it as it stands, with every session; what is committed is found again.
func (s *Server) Kill() { s.stop(syscall.SIGQUIT) }

// Start starts it after a Kill.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	var err error
	if s.stop, err = serve(s.who, s.bin, s.dir, s.data, s.settings); err != nil {
		tb.Fatal(err)
	}
}

func own(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s := &Server{bin: binaries(tb), who: account(tb), settings: settings}
	var err error
	if s.dir, err = os.MkdirTemp("", "pg"); err != nil { // short: a socket's path has 107 bytes at most
		tb.Fatal(err)
	}
	if s.data, err = initialise(s.who, s.bin, s.dir); err == nil {
		s.stop, err = serve(s.who, s.bin, s.dir, s.data, s.settings)
	}
	if err != nil {
		_ = os.RemoveAll(s.dir)
		tb.Fatal(err)
	}
	return s
}

func initialise(who *syscall.Credential, bin, dir string) (data string, err error) {
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return "", fmt.Errorf("pgtest: %w", err)
		}
	}
	data = filepath.Join(dir, "data")
	run := command(who, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		return "", fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	return data, nil
}

// serve starts the server and waits until it answers.
func serve(who *syscall.Credential, bin, dir, data string, settings []string) (stop func(syscall.Signal), err error) {
	var log bytes.Buffer
	args := []string{"-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	server := command(who, filepath.Join(bin, "postgres"), args...)
	server.Dir, server.Stdout, server.Stderr = dir, &log, &log
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	calm, err := watch(server.Process.Pid, dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("pgtest: %w", err), server.Process.Signal(syscall.SIGQUIT), server.Wait())
	}
	gone := make(chan error, 1)
	go func() { gone <- server.Wait() }()
	stop = func(how syscall.Signal) { // SIGINT is a fast shutdown, SIGQUIT an immediate one
		_ = server.Process.Signal(how)
		select {
		case <-gone:
		case <-time.After(patience):
			_ = server.Process.Kill()
			<-gone
		}
		calm()
	}
	for deadline := time.Now().Add(patience); ; {
		if exec.Command(filepath.Join(bin, "pg_isready"), "-q", "-h", dir).Run() == nil {
			return stop, nil
		}
		select {
		case err := <-gone:
			return nil, fmt.Errorf("pgtest: postgres ended: %w\n%s", err, log.String())
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			stop(syscall.SIGQUIT)
			return nil, fmt.Errorf("pgtest: postgres does not answer after %s", patience)
		}
	}
}

// watch ends the server and removes its directory once this process is gone, however
// it went: a test that is killed leaves nothing behind. A shell waits for the end of a
// pipe that nobody else holds, in a process group of its own, so that what ends the
// test does not end it too. calm ends the watch; the server must have ended before.
func watch(pid int, dir string) (calm func(), err error) {
	watcher := exec.Command("/bin/sh", "-c", `read -r line && exit
kill -QUIT "$1" 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" 2>/dev/null || break; sleep 0.5; done
kill -KILL "$1" 2>/dev/null
rm -rf "$2"`, "sh", strconv.Itoa(pid), dir)
	watcher.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := watcher.StdinPipe()
	if err == nil {
		err = watcher.Start()
	}
	if err != nil {
		return nil, err
	}
	return func() {
		_, _ = pipe.Write([]byte("calm\n"))
		_ = watcher.Wait()
	}, nil
}

// binaries finds the newest installed server.
func binaries(tb testing.TB) string {
	tb.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		sort.Slice(found, func(i, j int) bool { return release(found[i]) < release(found[j]) })
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	tb.Fatal("PostgreSQL is not installed (no initdb in /usr/lib/postgresql/*/bin or PATH): run .ci/setup test")
	return ""
}

func release(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

// account is who the server runs as when the test runs as root, whom PostgreSQL
// refuses; nil stays who we are.
func account(tb testing.TB) *syscall.Credential {
	tb.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		tb.Fatal("PostgreSQL does not run as root and there is no user postgres")
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func command(who *syscall.Credential, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	return c
}
