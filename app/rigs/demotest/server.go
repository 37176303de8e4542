package demotest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// The roles of the demo company.
const (
	Boss      = "boss"      // 陈国栋
	Sales     = "sales"     // 林晓燕
	Warehouse = "warehouse" // 黄建平
	Finance   = "finance"   // 吴秀珍
	Purchase  = "purchase"  // 梁永康
	Manager   = "manager"   // 罗志明
)

// patience is how long anything may take.
const patience = time.Minute

// Server is a process that serves the demo company.
type Server struct {
	URL string

	t       testing.TB
	program string
	data    string
}

// built is the server's program, compiled once for all tests of a package.
var built struct {
	sync.Once
	path string
	err  error
}

// programGiven names a server's program to test with instead of compiling one.
const programGiven = "HEYI_TEST_SERVER"

func program(t testing.TB) string {
	t.Helper()
	built.Do(func() {
		if built.path = os.Getenv(programGiven); built.path != "" {
			return
		}
		dir, err := os.MkdirTemp("", "heyi-demotest-")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "heyi-server")
		out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", built.path, "heyi/syncserver").CombinedOutput()
		if err != nil {
			built.err = errors.Join(err, errors.New(string(out)), os.RemoveAll(dir))
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// Main runs the tests of a package and removes what [Serve] has compiled. A package
// that uses Serve calls it in its TestMain.
func Main(m *testing.M) {
	status := m.Run()
	if built.path != "" && built.path != os.Getenv(programGiven) {
		_ = os.RemoveAll(filepath.Dir(built.path)) // only leaves a file behind
	}
	os.Exit(status)
}

// Serve founds the demo company, which takes ten seconds, and serves it until the
// test ends. Short test runs skip the test.
func Serve(t testing.TB) *Server {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a server")
	}
	s := &Server{t: t, program: program(t), data: t.TempDir()}
	address := filepath.Join(t.TempDir(), "address")
	var log bytes.Buffer
	c := exec.Command(s.program, "serve", "--data", s.data, "--listen", "127.0.0.1:0", "--address-file", address, "--demo")
	c.Env = append(os.Environ(), "DEMO_DATE="+time.Now().Format(time.DateOnly))
	c.Stderr = &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() { stop(t, c, ended) })
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if at, err := os.ReadFile(address); err == nil && len(at) > 0 {
			s.URL = "http://" + strings.TrimSpace(string(at))
			return s
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended: %v\n%s", err, log.String())
		default:
		}
	}
	t.Fatal("the server is not up in time")
	return nil
}

func stop(t testing.TB, c *exec.Cmd, ended <-chan error) {
	_ = c.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the server: %v", err)
		}
	case <-time.After(patience):
		_ = c.Process.Kill() // it is over anyway
		t.Error("the server did not end when asked to")
	}
}

// Administer runs one of the administrator's commands on the company.
func (s *Server) Administer(args ...string) {
	s.t.Helper()
	if out, err := exec.Command(s.program, append(args, "--data", s.data)...).CombinedOutput(); err != nil {
		s.t.Fatalf("heyi-server %s: %v\n%s", args[0], err, out)
	}
}

// Person is who plays a role, with mobile number and password.
func (s *Server) Person(role string) client.DemoPerson {
	s.t.Helper()
	p, err := client.DemoRole(s.t.Context(), s.URL, role)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// Enrol makes a new device of who plays a role.
func (s *Server) Enrol(role string) client.Enrolment {
	s.t.Helper()
	p := s.Person(role)
	e, err := client.Home{Dir: s.t.TempDir()}.Enrol(s.t.Context(), s.URL, client.Credentials{Mobile: p.Mobile, Password: p.Password}, role, "tablet")
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

// Desk is a new device of who plays a role, after its first sync.
func (s *Server) Desk(role string, change ...func(*client.Options)) *view.Desk {
	s.t.Helper()
	o := client.Options{Catalog: viewtest.Catalog, Enrolment: s.Enrol(role)}
	for _, c := range change {
		c(&o)
	}
	engine, err := client.Open(o)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			s.t.Error(err)
		}
	})
	desk := &view.Desk{Engine: engine, Catalog: viewtest.Catalog}
	Settled(s.t, desk)
	return desk
}

// Until waits for something to become true of a device.
func Until(t testing.TB, desk *view.Desk, what string, holds func(client.State) bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if holds(desk.Engine.State()) {
			return
		}
	}
	t.Fatalf("waited in vain until %s: %+v", what, desk.Engine.State())
}

// Settled waits until the server has judged everything that the device has told it.
func Settled(t testing.TB, desk *view.Desk) {
	t.Helper()
	Until(t, desk, "all is judged", func(st client.State) bool { return st.Link == client.Online && !st.Loading && st.Waiting == 0 })
}

// Away takes a device off the network, and Back brings it back until the server has
// judged what waited.
func Away(t testing.TB, desk *view.Desk) {
	t.Helper()
	if err := desk.Engine.SetFlight(true); err != nil {
		t.Fatal(err)
	}
	Until(t, desk, "it is offline", func(st client.State) bool { return st.Link == client.Offline })
}

// Back ends what Away began.
func Back(t testing.TB, desk *view.Desk) {
	t.Helper()
	if err := desk.Engine.SetFlight(false); err != nil {
		t.Fatal(err)
	}
	Settled(t, desk)
}

// Do gives a command that is not refused on the device itself.
func Do(t testing.TB, desk *view.Desk, args kernel.Command) {
	t.Helper()
	if _, err := desk.Do(args); err != nil {
		t.Fatal(err)
	}
}
