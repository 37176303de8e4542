package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"heyi/shared/rigs/trial/await"
)

// built holds the programs that the tests of this package start.
var built struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir) // only leaves a file behind
	}
	os.Exit(status)
}

// build compiles a program of this module into a folder that all tests share.
func build(t *testing.T, name, pkg, tags string) string {
	t.Helper()
	built.Do(func() { built.dir, built.err = os.MkdirTemp("", "heyi-app-test-") })
	if built.err != nil {
		t.Fatal(built.err)
	}
	path := filepath.Join(built.dir, name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if out, err := exec.Command("go", "build", "-tags", tags, "-o", path, pkg).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return path
}

const bossMobile = "19900000101"

// serve founds a company and serves it on loopback until the test ends.
func serve(t *testing.T) (address, password string) {
	t.Helper()
	program, dir := build(t, "heyi-server", "heyi/syncserver", "sqlite_fts5"), t.TempDir()
	out, err := exec.Command(program, "init", "--data", dir, "--name", "佛山市禾宜家具贸易有限公司", "--boss", "陈国栋", "--mobile", bossMobile).Output()
	if err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	found := regexp.MustCompile(`password\s+(\S+)`).FindSubmatch(out)
	if found == nil {
		t.Fatalf("init tells no password:\n%s", out)
	}
	file := filepath.Join(dir, "address")
	var log bytes.Buffer
	server := exec.Command(program, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--address-file", file)
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, server) })
	await.Until(t, "the server is up", func() bool {
		data, err := os.ReadFile(file)
		address = "http://" + strings.TrimSpace(string(data))
		return err == nil && len(data) > 0
	}, &log)
	return address, string(found[1])
}

// end asks a program that the test started to end.
func end(t *testing.T, c *exec.Cmd) {
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Log(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(c.Path), err)
		}
	case <-time.After(await.Patience):
		_ = c.Process.Kill() // it is over anyway
		t.Errorf("%s did not end when asked to", filepath.Base(c.Path))
	}
}
