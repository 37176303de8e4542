package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
)

// envRun makes the test binary the program itself, so that tests start real
// processes and kill them.
const envRun = "HEYI_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(envRun) != "" {
		wrongClock(os.Getenv(envClock))
		main()
	}
	pgtest.Main(m)
}

// cli runs the program in this process.
func cli(t testing.TB, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, func(string) string { return "" }, &out, &err)
	return status, out.String(), err.String()
}

// place is where a test's company is: a folder, and a database if store is not empty.
type place struct{ dir, store string }

// args are arguments of the program that say where the company is.
func (p place) args(command string, more ...string) []string {
	list := append(strings.Fields(command), "--data", p.dir)
	if p.store != "" {
		list = append(list, "--store", p.store)
	}
	return append(list, more...)
}

// start runs a server of the place.
func (p place) start(t testing.TB, flags ...string) *process {
	t.Helper()
	if p.store != "" {
		flags = append(flags, "--store", p.store)
	}
	return startWith(t, p.dir, append(flags, "--listen", "127.0.0.1:0")...)
}

// founded is the folder of a company whose boss signs in with the password.
func founded(t *testing.T) string { return foundedAt(t, "").dir }

// foundedAt is the place of such a company.
func foundedAt(t *testing.T, store string) place {
	t.Helper()
	p := place{filepath.Join(t.TempDir(), "company"), store}
	for _, args := range [][]string{
		p.args("init", "--name", "禾宜", "--boss", "陈国栋", "--mobile", bossMobile, "--start", "2024-01-01"),
		p.args("user password", "--mobile", bossMobile, "--password", bossPassword),
	} {
		if status, out, err := cli(t, args...); status != 0 {
			t.Fatalf("%v: %d\n%s%s", args, status, out, err)
		}
	}
	return p
}

const (
	bossMobile   = "19900000101"
	bossPassword = "correct horse"
)

// process is a real server process.
type process struct {
	*exec.Cmd
	url string
	log *bytes.Buffer
}

func start(t testing.TB, dir string) *process {
	t.Helper()
	return startWith(t, dir, "--listen", "127.0.0.1:0")
}

// startWith runs a server with flags of its own.
func startWith(t testing.TB, dir string, flags ...string) *process {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	address := filepath.Join(dir, "address")
	_ = os.Remove(address) // of a process that was killed
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(self, append([]string{"serve", "--data", dir, "--address-file", address}, flags...)...), log: &bytes.Buffer{}}
	p.Env = append(os.Environ(), envRun+"=1")
	p.Stderr = p.log
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		_ = p.Wait()
	})
	await.Until(t, "the server listens", func() bool {
		where, err := os.ReadFile(address)
		p.url = "http://" + string(where)
		return err == nil
	}, p.log)
	return p
}

// kill ends the process as a power switch would, seen from inside.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait() // "signal: killed"
}

func ask(t testing.TB, url string, body any) map[string]string {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), await.Patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := map[string]string{}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v %v", url, resp.StatusCode, answer, err)
	}
	return answer
}

// Every mistake of an administrator is answered with its status and a sentence
// in both languages.
func TestMistakes(t *testing.T) {
	dir := founded(t)
	none := filepath.Join(t.TempDir(), "none")
	broken := filepath.Join(t.TempDir(), "broken.heyi")
	bare := filepath.Join(t.TempDir(), "bare.heyi")
	for path, text := range map[string]string{broken: "no backup", broken + ".sha256": strings.Repeat("0", 64) + "  broken.heyi\n", bare: "no backup"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		args   string
		status int
		zh, en string
	}{
		{"nonsense", 2, "没有「nonsense」这个命令", "no command nonsense"},
		{"serve --nonsense", 2, "参数不对", "Wrong arguments"},
		{"verify extra", 2, "多余的参数", "mean nothing"},
		{"serve --data " + none, 1, "还没有公司", "There is no company"},
		{"verify --data " + none, 1, "还没有公司", "There is no company"},
		{"backup --data " + none, 1, "还没有公司", "There is no company"},
		{"serve --listen 300.0.0.1:1 --data " + dir, 2, "无法监听", "Cannot listen"},
		{"serve --log-level loud --data " + dir, 2, "没有日志级别", "no log level"},
		{"init --data " + none, 2, "请给出 --name", "--name is required"},
		{"init --data " + dir + " --name x --boss y --mobile " + bossMobile, 1, "已经有公司", "a company in"},
		{"init --data " + none + " --name x --boss y --mobile 12", 1, "", ""},
		{"user", 2, "用法", "Usage"},
		{"user add --data " + dir, 2, "请给出 --name", "--name is required"},
		{"user add --data " + dir + " --name x --mobile 19900000102 --seat 空", 1, "没有「空」这个岗位", "no seat 空"},
		{"user password --data " + dir + " --mobile " + bossMobile + " --password 1234567", 1, "至少 8 个字符", "at least 8"},
		{"user password --data " + dir + " --mobile " + bossMobile + " --password 12345678", 1, "太容易猜到", "easily guessed"},
		{"user deactivate --data " + dir + " --mobile 19911111111", 1, "没有手机号", "no user with"},
		{"restore --data " + dir + " --from " + none + ".heyi", 2, "无法读取", "Cannot read"},
		{"restore --data " + dir + " --from " + broken, 2, "备份已损坏", "is damaged"},
		{"restore --data " + dir + " --from " + bare, 2, "bare.heyi.sha256，无法确认", "copied together with that file"},
		{"export --data " + dir + " --to x --format pdf", 2, "csv 或 xlsx", "csv or xlsx"},
	}
	for _, c := range cases {
		status, _, stderr := cli(t, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(stderr, c.zh) || !strings.Contains(stderr, c.en) {
			t.Errorf("%s: status %d, said\n%s", c.args, status, stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(none, "company.db")); err == nil {
		t.Error("a refused init left a company behind")
	}
}

// Every command works beside a running server and, where it may, without one.
func TestCommandsBesideAServer(t *testing.T) {
	dir := founded(t)
	p := start(t, dir)
	out := filepath.Join(t.TempDir(), "out")
	steps := func(more ...[]string) {
		for _, args := range more {
			if status, stdout, stderr := cli(t, append(args, "--data", dir)...); status != 0 {
				t.Fatalf("%v: %d\n%s%s\n%s", args, status, stdout, stderr, p.log)
			}
		}
	}
	steps([]string{"user", "add", "--name", "林晓燕", "--mobile", "19900000102", "--seat", "业务员", "--password", bossPassword},
		[]string{"verify"}, []string{"rebuild"}, []string{"backup", "--to", filepath.Join(dir, "b.heyi")},
		[]string{"export", "--to", out}, []string{"recover"})
	ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": "19900000102", "password": bossPassword})
	refused, err := http.Post(p.url+"/api/v1/signin", "application/json", strings.NewReader(`{"mobile":"19912345678","password":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	refused.Body.Close()
	if status, stdout, _ := cli(t, "signins", "--data", dir, "--days", "1"); status != 0 || !strings.Contains(stdout, "127.0.0.1") || !strings.Contains(stdout, "unknown") {
		t.Errorf("failed sign-ins: status %d\n%s", status, stdout)
	}
	steps([]string{"user", "deactivate", "--mobile", "19900000102"})
	if status, _, stderr := cli(t, "serve", "--data", dir, "--listen", "127.0.0.1:0"); status != 1 || !strings.Contains(stderr, "in use") {
		t.Errorf("a second server: status %d, said %s", status, stderr)
	}
	if status, _, stderr := cli(t, "restore", "--data", dir, "--from", filepath.Join(dir, "b.heyi")); status != 1 || !strings.Contains(stderr, "in use") {
		t.Errorf("a restore under a running server: status %d, said %s", status, stderr)
	}
	text, err := os.ReadFile(filepath.Join(out, "user.csv"))
	if err != nil || !strings.Contains(string(text), "林晓燕") {
		t.Errorf("the export lacks a user: %v", err)
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil || !strings.Contains(p.log.String(), "stopped") {
		t.Errorf("an interrupted server ended with %v\n%s", err, p.log)
	}
	steps([]string{"restore", "--from", filepath.Join(dir, "b.heyi")}, []string{"recover", "--close"}, []string{"verify"}, []string{"rebuild"})
}

// R290: one changed byte in the operation log or in a row is found, and verify says so
// by its status.
func TestVerifyFindsTampering(t *testing.T) {
	for name, text := range map[string]string{
		"a changed argument": `UPDATE _command SET args = x'00' WHERE version = 1`,
		"a removed command":  `DELETE FROM _command WHERE version = 1`,
		"a cut tail":         `DELETE FROM _command`,
	} {
		dir := founded(t)
		tamper(t, dir, text)
		if status, stdout, _ := cli(t, "verify", "--data", dir); status != 1 || !strings.Contains(stdout, "chain") {
			t.Errorf("%s: status %d\n%s", name, status, stdout)
		}
	}
	dir := founded(t)
	tamper(t, dir, `UPDATE role SET grants = '*'`)
	if status, stdout, _ := cli(t, "rebuild", "--data", dir); status != 1 || !strings.Contains(stdout, "≠ role") {
		t.Errorf("changed rows: status %d\n%s", status, stdout)
	}
}

// Without arguments the program explains itself.
func Example_help() {
	fmt.Println(run(context.Background(), nil, os.Getenv, &bytes.Buffer{}, os.Stderr))
	// Output: 0
}

// Backups that follow one another at once get names of their own, later ones last.
func TestBackupsInOneSecond(t *testing.T) {
	dir := founded(t)
	for range 3 {
		succeed(t, "backup", "--data", dir)
	}
	copies, err := filepath.Glob(filepath.Join(dir, "backup", "*.heyi"))
	if err != nil || len(copies) != 3 {
		t.Errorf("%d backups: %v", len(copies), err)
	}
}
