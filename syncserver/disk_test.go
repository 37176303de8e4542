package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"heyi/shared/rigs/trial/smalldisk"
)

// A server that is started on a full disk says so in both languages and ends; with
// room again it serves what it had.
func TestStartOnAFullDisk(t *testing.T) {
	disk := t.TempDir()
	smalldisk.Mount(t, disk, 8<<10)
	dir := filepath.Join(disk, "company")
	succeed(t, "init", "--data", dir, "--name", "禾宜", "--boss", "陈国栋", "--mobile", bossMobile)
	succeed(t, "user", "password", "--data", dir, "--mobile", bossMobile, "--password", bossPassword)
	ballast := filepath.Join(disk, "ballast")
	file, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	for _, command := range []string{"serve", "backup"} {
		args := []string{command, "--data", dir}
		if command == "serve" {
			args = append(args, "--listen", "127.0.0.1:0")
		}
		status, _, said := cli(t, args...)
		if status != 1 || !strings.Contains(said, "磁盘已满") || !strings.Contains(said, "disk is full") {
			t.Errorf("%s on a full disk: status %d, said %s", command, status, said)
		}
	}
	if err := errors.Join(file.Close(), os.Remove(ballast)); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir)
	ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})
	p.kill(t)
	succeed(t, "verify", "--data", dir)
}
