//go:build unix

package pgtest_test

import (
	"bufio"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
)

// envVictim makes the test binary a test that is killed while its server runs.
const envVictim = "HEYI_PGTEST_VICTIM"

func TestMain(m *testing.M) { pgtest.Main(m) }

// A test that is killed leaves neither a server nor its directory behind.
func TestKilledTestLeavesNothing(t *testing.T) {
	if os.Getenv(envVictim) != "" {
		address, err := url.Parse(pgtest.Own(t).Address())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = os.Stdout.WriteString("socket " + address.Query().Get("host") + "\n")
		select {} // until it is killed
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	victim := exec.Command(self, "-test.run", "^TestKilledTestLeavesNothing$")
	victim.Env = append(os.Environ(), envVictim+"=1")
	out, err := victim.StdoutPipe()
	if err == nil {
		err = victim.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = victim.Process.Kill() // it may have ended
		_ = victim.Wait()
	})
	dir := ""
	for lines := bufio.NewScanner(out); dir == "" && lines.Scan(); {
		dir, _ = strings.CutPrefix(lines.Text(), "socket ")
	}
	pids, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(pids), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	await.Until(t, "neither the process nor its directory is there", func() bool {
		_, err := os.Stat(dir)
		return syscall.Kill(pid, 0) != nil && errors.Is(err, fs.ErrNotExist)
	}, pid, dir)
}
