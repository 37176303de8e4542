package boss_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/shared/rigs/tree"
	"heyi/shared/rigs/trial/await"
)

// program builds the server, which alone founds the demo company and imports files.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "heyi-server")
	out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", path, "heyi/syncserver").CombinedOutput()
	if err != nil {
		err = &buildError{string(out), err}
	}
	return path, err
})

type buildError struct {
	output string
	err    error
}

func (e *buildError) Error() string { return e.err.Error() + "\n" + e.output }

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "heyi-boss-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(scratch) // only leaves a file behind
	os.Exit(status)
}

func server(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(path, args...)
}

func run(t *testing.T, args ...string) {
	t.Helper()
	if out, err := server(t, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args[:1], " "), err, out)
	}
}

// demo is the demo company on a day, as its server founds it.
func demo(t *testing.T, day string) *viewtest.Shop {
	t.Helper()
	dir := t.TempDir()
	address := filepath.Join(dir, "address")
	s := server(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--address-file", address, "--demo", "--no-colleagues")
	s.Env = append(os.Environ(), "DEMO_DATE="+day)
	var log strings.Builder
	s.Stderr, s.Stdout = &log, &log
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	up := await.Held(func() bool {
		_, err := os.Stat(address)
		return err == nil
	})
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err != nil || !up {
		t.Fatalf("serve: %v\n%s", err, log.String())
	}
	return viewtest.Open(t, filepath.Join(dir, "company.db"), viewtest.Boss, day+"T11:20:00+08:00")
}

// superstore is the imported company on the last day of a month of its history.
func superstore(t *testing.T, day string) *viewtest.Shop {
	t.Helper()
	root := os.Getenv("HEYI_DATA")
	if root == "" {
		root = tree.Path("../shared/data")
	}
	files, err := filepath.Glob(filepath.Join(root, "superstore-cn", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Skip("the data folder superstore-cn is not here")
	}
	dir := t.TempDir()
	run(t, "init", "--data", dir, "--name", "导入公司", "--boss", "老板", "--mobile", viewtest.Boss, "--start", "2014-01-01")
	run(t, append([]string{"import", "--data", dir, "--mapping", "superstore-cn"}, files...)...)
	return viewtest.Open(t, filepath.Join(dir, "company.db"), viewtest.Boss, day+"T11:20:00+08:00")
}
