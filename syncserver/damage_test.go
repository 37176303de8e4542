package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A damaged company file is told in the administrator's words, with the command that
// brings the company back, whatever is damaged and whatever he runs; that command
// then works.
func TestADamagedCompanyFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "company")
	succeed(t, "init", "--data", dir, "--name", "禾宜", "--boss", "陈国栋", "--mobile", bossMobile)
	succeed(t, "backup", "--data", dir)
	path := filepath.Join(dir, "company.db")
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := func(n int) func([]byte) []byte {
		return func(data []byte) []byte { clear(data[n*4096 : (n+1)*4096]); return data }
	}
	pages := len(sound) / 4096
	ways := map[string]func([]byte) []byte{
		"header":      func(data []byte) []byte { copy(data, "no database at all"); return data },
		"first page":  page(0),
		"cut":         func(data []byte) []byte { return data[:len(data)/2] },
		"nothing":     func([]byte) []byte { return nil },
		"half a page": func(data []byte) []byte { return data[:2000] },
		"text":        func([]byte) []byte { return []byte(strings.Repeat("这不是数据库", 4000)) },
	}
	for n := 3; n < pages; n += max(1, pages/12) {
		if sound[n*4096] != 0 { // no page that is free or goes on from another
			ways["page "+string(rune('a'+n%26))] = page(n)
		}
	}
	var restore string
	for what, damage := range ways {
		if err := os.WriteFile(path, damage(append([]byte(nil), sound...)), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(path + "-wal")
		_ = os.Remove(path + "-shm")
		for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"user", "add", "--name", "张三", "--mobile", "13800000000"}} {
			status, _, said := cli(t, append(command, "--data", dir)...)
			if status != 1 || !strings.Contains(said, "已损坏") || !strings.Contains(said, "is damaged") || !strings.Contains(said, "restore --data "+dir+" --from "+dir) {
				t.Errorf("%s, %s: status %d, said %s", what, command[0], status, said)
			}
			if strings.Contains(said, "SQL") || strings.Contains(said, "malformed") {
				t.Errorf("%s, %s: raw words: %s", what, command[0], said)
			}
			_, after, _ := strings.Cut(said, "--from ")
			restore, _, _ = strings.Cut(after, "。")
		}
		status, out, said := cli(t, "verify", "--data", dir)
		if status != 1 || !strings.Contains(out+said, "损坏") {
			t.Errorf("%s, verify: status %d, said %s%s", what, status, out, said)
		}
	}
	succeed(t, "restore", "--data", dir, "--from", restore)
	succeed(t, "recover", "--data", dir, "--close")
	succeed(t, "verify", "--data", dir)
}
