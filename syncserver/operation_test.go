package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"heyi/shared/rigs/pgtest"
)

// stubs stand for what a test cannot do to the machine it runs on: users, packages
// and systemd. The rest of the page is run as it is written, in folders of its own.
const stubs = `set -euo pipefail
export PATH="$ROOT/usr/local/bin:$PATH"
make() { mkdir -p bin; cp "$PROGRAM" bin/heyi-server; }
useradd() { :; }
chgrp() { :; }
createuser() { :; }
createdb() { :; }
sudo() { shift 2; "$@"; }
install() {
  args=()
  while [ $# -gt 0 ]; do
    case "$1" in -o|-g) shift;; *) args+=("$1");; esac
    shift
  done
  command install "${args[@]}"
}
systemctl() {
  case "$*" in
  daemon-reload) ;;
  "stop heyi") kill -TERM "$(cat "$ROOT/pid")"; while kill -0 "$(cat "$ROOT/pid")" 2>/dev/null; do sleep 0.05; done ;;
  "restart heyi") systemctl stop heyi; systemctl start heyi ;;
  "start heyi"|"enable --now heyi")
    rm -f "$ROOT/address"
    # shellcheck disable=SC2046
    env $(sed -n 's/^Environment=//p' "$ROOT/etc/systemd/system/heyi.service") HEYI_ADDRESS_FILE="$ROOT/address" \
      $(sed -n 's/^ExecStart=//p' "$ROOT/etc/systemd/system/heyi.service") 2>>"$ROOT/log" &
    echo $! >"$ROOT/pid"
    for _ in $(seq 600); do [ -e "$ROOT/address" ] && return; sleep 0.05; done
    cat "$ROOT/log"; return 1 ;;
  *) echo "systemctl $*: unknown to the test"; return 1 ;;
  esac
}
trap 'kill -KILL "$(cat "$ROOT/pid")" 2>/dev/null || true' EXIT
mkdir -p "$ROOT/usr/local/bin" "$ROOT/etc/systemd/system" "$ROOT/srv" "$ROOT/tmp"
set -x
`

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	ownPaths   = regexp.MustCompile(`(^|[\s"'=])/(srv/heyi|etc/heyi|etc/systemd|usr/local/bin|tmp/heyi-drill)`)
)

// The page for operators tells the truth: every line of shell on it is run, in
// order, with the unit's own environment, and none fails.
func TestOperationPage(t *testing.T) {
	for _, tool := range []string{"bash", "openssl", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	page, err := os.ReadFile("../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	address, database := freeAddress(t), pgtest.Address(t)
	local := func(text string) string {
		text = ownPaths.ReplaceAllString(text, "${1}"+root+"/$2")
		text = strings.ReplaceAll(text, "postgres://heyi@db.lan/heyi", database)
		return strings.ReplaceAll(strings.ReplaceAll(text, "0.0.0.0:8420", address), "heyi.lan:8420", address)
	}
	script := stubs
	for _, block := range shellBlock.FindAllStringSubmatch(string(page), -1) {
		script += local(block[1])
	}
	unit, err := os.ReadFile("../docs/heyi.service")
	if err != nil {
		t.Fatal(err)
	}
	work := filepath.Join(root, "checkout")
	if err := os.MkdirAll(filepath.Join(work, "docs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(work, "docs", "heyi.service"), []byte(local(string(unit))), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-c", script+"systemctl stop heyi\n")
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "ROOT="+root, "PROGRAM="+program, envRun+"=1")
	said, err := cmd.CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(root, "log"))
		t.Fatalf("%v\n%s\n%s", err, said, log)
	}
	for _, want := range []string{`"ok":true`, "Backup done", "No findings", "Restored in", "The company is in postgres://", "The recovery has ended", "is deactivated"} {
		if !strings.Contains(string(said), want) {
			t.Errorf("nothing on the page brought about %q\n%s", want, said)
		}
	}
	log, err := os.ReadFile(filepath.Join(root, "log"))
	if err != nil || strings.Count(string(log), `"msg":"stopped"`) != 4 || strings.Contains(string(log), `"level":"ERROR"`) {
		t.Errorf("the server's log: %v\n%s", err, log)
	}
}

// freeAddress is a loopback address on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// systemd finds no fault with the unit.
func TestUnit(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not here")
	}
	unit, err := os.ReadFile("../docs/heyi.service")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "heyi.service")
	text := strings.ReplaceAll(string(unit), "/usr/local/bin/heyi-server", "/bin/true") // which is there to be found
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("systemd-analyze", "verify", "--man=no", path).CombinedOutput()
	if strings.Contains(string(said), "heyi.service:") {
		t.Errorf("%v\n%s", err, said)
	}
}

// Every flag can come from the environment, whole numbers too, and a wrong one is
// said with its name.
func TestFlagsFromTheEnvironment(t *testing.T) {
	dir := founded(t)
	for set, want := range map[string]string{"HEYI_KEEP_CHANGES=many": "HEYI_KEEP_CHANGES is a whole number", "HEYI_KEEP_CHANGES=-1": "not negative", "HEYI_LOG_LEVEL=loud": "no log level"} {
		var out, err strings.Builder
		name, value, _ := strings.Cut(set, "=")
		env := func(asked string) string {
			if asked == name {
				return value
			}
			return ""
		}
		if status := run(t.Context(), []string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, env, &out, &err); status != 2 || !strings.Contains(err.String(), want) {
			t.Errorf("%s: status %d, said %s", set, status, fmt.Sprint(err.String()))
		}
	}
}
