// Package powerloss asks of a program that keeps SQLite files: after a power
// loss at any moment, is everything still there that it had acknowledged?
//
// A process that is killed cannot answer this, because the kernel still holds
// its writes. So the program runs once, as a child process under a recorder
// that logs every write, truncation, sync, creation and removal below one
// directory, and every acknowledgement, in one order. From that log the package
// rebuilds what a disk may hold after the power failed at some point of it: all
// that was synced, and of the rest whatever a seed chooses. Each such state is
// opened with the real SQLite, checked for soundness and handed to the caller,
// who knows what must be in it.
//
// The model of the disk is in disk.go. It sees what goes through libc, which is
// all that SQLite does under cgo, and nothing that Go's own os package writes;
// a recording that does not explain the files it left behind is refused, so
// nothing is missed in silence.
//
// A test package uses it so:
//
//	func TestMain(m *testing.M) {
//		powerloss.Main(m, map[string]powerloss.Child{"orders": writeOrders})
//	}
//
//	func TestOrdersSurvivePowerLoss(t *testing.T) {
//		recording := powerloss.Record(t, "orders", powerloss.TempDir(t))
//		report := recording.Enumerate(t, 1000, 1, findLostOrders)
//		if report.Lost != 0 || report.Corrupt != 0 {
//			t.Fatal(report)
//		}
//	}
package powerloss

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// The environment of a child; recorder.c reads the last two as well.
const (
	envChild = "POWERLOSS_CHILD"
	envDir   = "POWERLOSS_DIR"
	envLog   = "POWERLOSS_LOG"
)

// childTimeMax bounds a child that hangs; recordings take well under a second.
const childTimeMax = 2 * time.Minute

// Child is the program under test. It keeps its files below dir and calls ack,
// from any goroutine, with a name for each transaction that it would now tell a
// user is saved. It returns when its own writing has ended; it need not close
// its databases.
type Child func(dir string, ack func(id string)) error

// children is what Main was given; nil means that it was not called.
var children map[string]Child

// Main runs the tests of m, or, in a process that Record started, the child it
// was started for. It does not return. The package under test calls it from its
// TestMain.
func Main(m *testing.M, registered map[string]Child) {
	name, isChild := os.LookupEnv(envChild)
	if !isChild {
		children = registered
		os.Exit(m.Run())
	}
	if err := runChild(registered[name], os.Getenv(envDir), os.Getenv(envLog)); err != nil {
		fmt.Fprintf(os.Stderr, "child %q: %v\n", name, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func runChild(child Child, dir, logPath string) error {
	if child == nil {
		return errors.New("not registered with powerloss.Main")
	}
	acks, err := os.OpenFile(logPath, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("no log, so the recorder was not loaded (a static binary?): %w", err)
	}
	defer acks.Close()
	var ackErr error
	var mu sync.Mutex
	// One appending write: the kernel puts it in order with the recorder's.
	ack := func(id string) {
		if _, err := acks.Write(encode(record{kind: kindAck, data: []byte(id)})); err != nil {
			mu.Lock()
			defer mu.Unlock()
			ackErr = errors.Join(ackErr, err)
		}
	}
	if err := child(dir, ack); err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	return ackErr
}

// Recording is what a child did to its files, in order.
type Recording struct {
	before  map[string][]byte // the files at the start, by path below the directory
	records []record
}

// TempDir returns an empty directory that lives as long as the test, in memory
// where the system offers that: thousands of states cost the disk nothing.
func TempDir(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err == nil && info.IsDir() {
		if dir, err := os.MkdirTemp(memory, "powerloss-"); err == nil {
			t.Cleanup(func() { os.RemoveAll(dir) })
			return dir
		}
	}
	return t.TempDir()
}

// Record runs the named child over dir and returns what it did. Files that are
// in dir already count as safely stored. Where there is no gcc, or the system
// is not Linux, the test is skipped; everything else that goes wrong fails it.
func Record(t testing.TB, name, dir string) *Recording {
	t.Helper()
	needRecorder(t)
	recording, err := run(name, dir, TempDir(t))
	if err != nil {
		t.Fatalf("powerloss: record %q: %v", name, err)
	}
	return recording
}

func needRecorder(t testing.TB) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("powerloss: the recorder is preloaded by Linux's loader; this is " + runtime.GOOS)
	}
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("powerloss: the recorder is compiled with gcc, which is not installed")
	}
}

func run(name, dir, scratch string) (*Recording, error) {
	if _, ok := children[name]; !ok {
		return nil, errors.New("not registered: TestMain must call powerloss.Main with this child")
	}
	library, err := compile(scratch)
	if err != nil {
		return nil, err
	}
	before, err := readFiles(dir)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the test binary: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), childTimeMax)
	defer cancel()
	child := exec.CommandContext(ctx, self)
	child.Env = append(os.Environ(), envChild+"="+name)
	records, err := runRecorded(child, dir, filepath.Join(scratch, "log"), library)
	if err != nil {
		return nil, err
	}
	recording := &Recording{before: before, records: records}
	after, err := readFiles(dir)
	if err != nil {
		return nil, err
	}
	return recording, recording.explains(after)
}

//go:embed testdata/recorder.c
var recorderSource []byte

// compile builds the recorder in dir and returns the library's path.
func compile(dir string) (string, error) {
	source, library := filepath.Join(dir, "recorder.c"), filepath.Join(dir, "recorder.so")
	if err := os.WriteFile(source, recorderSource, 0o600); err != nil {
		return "", fmt.Errorf("write the recorder: %w", err)
	}
	// Fortified headers redefine the very calls that the recorder stands in for.
	gcc := exec.Command("gcc", "-O2", "-U_FORTIFY_SOURCE", "-shared", "-fPIC", "-o", library, source, "-ldl", "-pthread")
	if out, err := gcc.CombinedOutput(); err != nil {
		return "", fmt.Errorf("compile the recorder: %w\n%s", err, out)
	}
	return library, nil
}

// runRecorded runs a command that keeps its files below dir and returns what it
// did.
func runRecorded(command *exec.Cmd, dir, logPath, library string) ([]record, error) {
	command.Env = append(command.Environ(), "LD_PRELOAD="+library, envDir+"="+dir, envLog+"="+logPath)
	if out, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	log, err := os.ReadFile(logPath)
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return parse(log)
}
