package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"heyi/shared/rigs/pgtest"
)

var digestLine = regexp.MustCompile(`digest +([0-9a-f]{64})`)

// Everything that an administrator does with a company in a file he does with one in
// PostgreSQL, and takes it from one to the other and back without a difference.
func TestACompanyInPostgreSQL(t *testing.T) {
	at := foundedAt(t, pgtest.Address(t))
	succeed(t, at.args("user add", "--name", "林晓燕", "--mobile", "19900000102", "--password", bossPassword)...)
	if status, _, said := cli(t, at.args("init", "--name", "禾宜", "--boss", "陈国栋", "--mobile", bossMobile)...); status != 1 || !strings.Contains(said, "There is a company in postgres://") {
		t.Errorf("a second company: %d %s", status, said)
	}
	mapping, file := wholesale(t)
	p := at.start(t)
	if out := succeed(t, at.args("import", "--mapping", mapping, file)...); !strings.Contains(out, "Sales order: 4 新 new") {
		t.Error(out)
	}
	signed := ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})
	if orders := list(t, p.url+"/api/v1/sales_order", signed["token"]); len(orders) != 4 {
		t.Errorf("the server shows %d orders", len(orders))
	}
	backup := filepath.Join(t.TempDir(), "b.heyi")
	succeed(t, at.args("backup", "--to", backup)...)
	for _, args := range [][]string{at.args("import undo", "--mapping", mapping), at.args("restore", "--from", backup), at.args("company move", "--to-data", t.TempDir())} {
		status, _, said := cli(t, args...)
		if status != 1 || !strings.Contains(said, "请先停止服务器") || !strings.Contains(said, "Stop that first") {
			t.Errorf("%v under a running server: status %d, said %s", args, status, said)
		}
	}
	succeed(t, at.args("signins")...)
	stopped(t, p)
	sound(t, at)
	if out := succeed(t, at.args("export", "--to", t.TempDir())...); !strings.Contains(out, "sales_order") {
		t.Error(out)
	}
	inFile := place{dir: filepath.Join(t.TempDir(), "restored")}
	succeed(t, inFile.args("restore", "--from", backup)...)
	succeed(t, inFile.args("recover", "--close")...)
	sound(t, inFile)

	there := digestLine.FindStringSubmatch(succeed(t, at.args("company move", "--to-data", at.dir)...))
	moved := place{dir: at.dir}
	sound(t, moved)
	if status, _, said := cli(t, at.args("verify")...); status != 1 || !strings.Contains(said, "There is no company in postgres://") {
		t.Errorf("the company that was moved away: %d %s", status, said)
	}
	back := digestLine.FindStringSubmatch(succeed(t, moved.args("company move", "--to-store", at.store)...))
	if there == nil || back == nil || there[1] != back[1] {
		t.Errorf("the digests are %v and %v", there, back)
	}
	if status, _, said := cli(t, moved.args("verify")...); status != 1 || !strings.Contains(said, "There is no company in") {
		t.Errorf("the file that was moved away: %d %s", status, said)
	}
	succeed(t, at.args("import undo", "--mapping", mapping)...)
	sound(t, at)
	succeed(t, at.args("restore", "--from", backup)...)
	p = at.start(t)
	succeed(t, at.args("recover", "--close")...)
	signed = ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})
	if orders := list(t, p.url+"/api/v1/sales_order", signed["token"]); len(orders) != 4 {
		t.Errorf("after the restore the server shows %d orders", len(orders))
	}
	stopped(t, p)
}

// sound holds a company against every rule and judges its log anew.
func sound(t *testing.T, at place) {
	t.Helper()
	for _, command := range []string{"verify", "rebuild"} {
		if out := succeed(t, at.args(command)...); !strings.Contains(out, "No findings") {
			t.Errorf("%s: %s", command, out)
		}
	}
}

func stopped(t *testing.T, p *process) {
	t.Helper()
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, p.log)
	}
}

// What is wrong with the address or with what answers there is said in a sentence,
// without the password.
func TestMistakesWithPostgreSQL(t *testing.T) {
	address := pgtest.Address(t)
	for store, want := range map[string]string{
		"mysql://root@localhost/x":                                  "is no address of a database",
		"postgres://heyi:geheim@127.0.0.1:1/heyi":                   "does not answer (connect: connection refused)",
		"postgres://heyi:geheim@localhost/heyi?schema=Robert'); --": "is no address of a database",
		address + "&schema=nothing":                                 "There is no company in postgres://",
		strings.Replace(address, "test_", "none_", 1):               "does not exist",
	} {
		for _, command := range []string{"verify", "backup", "serve"} {
			at := place{t.TempDir(), store}
			args := at.args(command)
			if command == "serve" {
				if strings.Contains(want, "does not") {
					continue // it waits
				}
				args = append(args, "--listen", "127.0.0.1:0")
			}
			status, _, said := cli(t, args...)
			if status != 1 || !strings.Contains(said, want) || strings.Contains(said, "geheim") || !strings.Contains(said, "✗ ") {
				t.Errorf("%s at %s: status %d, said %s", command, store, status, said)
			}
		}
	}
}
