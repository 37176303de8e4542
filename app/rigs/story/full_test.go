package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"heyi/shared/rigs/trial/smalldisk"
)

// An upgrade that finds the disk full says so in both languages and ends. With some more
// room it goes on where it stood, as often as that happens; nothing is lost, and what the
// devices have waiting is judged as if nothing had been.
func TestAnUpgradeOnAFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a small file system can only be mounted by root on Linux")
	}
	k := openKept(t, firstKept, "")
	disk := newSmallDisk(t, k.data)
	k.server.data = disk.dir
	stopped, inside := 0, 0
	for done := 0; ; stopped++ {
		if stopped > 200 {
			t.Fatalf("with %d kB it does not come to its end:\n%s", disk.size, k.log())
		}
		if k.start() == nil {
			break
		}
		said := k.log()
		if !strings.Contains(said, "磁盘已满") || !strings.Contains(said, "disk is full") {
			t.Fatalf("with %d kB it ends and says\n%s", disk.size, said)
		}
		if steps := strings.Count(said, "company upgraded"); steps > done {
			done, inside = steps, inside+1
		}
		disk.grow(64)
	}
	t.Logf("the disk was full %d times, %d times behind some step of the upgrade", stopped, inside)
	if stopped < 3 || inside == 0 {
		t.Errorf("the disk was full %d times, %d times behind some step of the upgrade", stopped, inside)
	}
	disk.grow(64 << 10)
	k.upgraded()
	for _, p := range k.devices {
		k.must(p.connects(k.server))
		k.Cleanup(func() { k.must(p.Close()) })
	}
	for _, p := range k.devices {
		k.must(p.synced())
		k.judged(p)
	}
	k.must(k.stop())
	_, err := k.administer("verify")
	k.must(err)
	k.rebuilt()
}

// smallDisk is a file system with a company in it and no room beside.
type smallDisk struct {
	t    *testing.T
	dir  string
	size int // kB
}

func newSmallDisk(t *testing.T, company string) *smallDisk {
	t.Helper()
	d := &smallDisk{t: t, dir: t.TempDir(), size: 64 << 10}
	smalldisk.Mount(t, d.dir, d.size)
	if err := os.CopyFS(d.dir, os.DirFS(company)); err != nil {
		t.Fatal(err)
	}
	d.size = 0
	err := filepath.WalkDir(d.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		d.size += int(info.Size()+4095) / 4096 * 4
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.grow(64)
	return d
}

// grow gives it room of so many kilobytes more.
func (d *smallDisk) grow(kilobytes int) {
	d.t.Helper()
	d.size += kilobytes
	smalldisk.Resize(d.t, d.dir, d.size)
}
