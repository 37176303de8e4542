// Package smalldisk gives a test a file system of a few kilobytes, to see what becomes of
// a program whose disk is full.
package smalldisk

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"heyi/shared/rigs/trial/await"
)

// Mount puts a file system of so many kilobytes on an empty folder until the test ends.
// It skips the test where that is not allowed.
func Mount(t testing.TB, folder string, kilobytes int) {
	t.Helper()
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a small file system can only be mounted by root on Linux")
	}
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dk", kilobytes), "tmpfs", folder).CombinedOutput()
	if err != nil {
		t.Skipf("mounting is not allowed here: %v %s", err, out)
	}
	t.Cleanup(func() { // who had a file open there may still be ending
		await.Until(t, "the small file system is let go of", func() bool { return exec.Command("umount", folder).Run() == nil })
	})
}

// Resize makes it larger or smaller.
func Resize(t testing.TB, folder string, kilobytes int) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", fmt.Sprintf("remount,size=%dk", kilobytes), folder).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
}
