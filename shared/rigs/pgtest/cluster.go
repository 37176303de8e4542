//go:build unix

package pgtest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Cluster is several PostgreSQL of which Patroni has one lead, on the loopback
// interface, with synchronous replication that is strict: what is committed stands on
// two of them. It needs Debian's packages patroni and etcd-server.
type Cluster struct {
	who     *syscall.Credential
	dir     string
	members []*member
}

// member is a PostgreSQL of a cluster under its Patroni.
type member struct {
	name          string
	dir, config   string
	postgres, api int // ports
	patroni       *exec.Cmd
}

// clusterSize is how many members a cluster has.
const clusterSize = 3

// clusterPatience is how long a cluster may take to come up or to find a leader. A
// leader's key lasts twenty seconds, the least that Patroni takes, but on a machine that
// is busy etcd answers too late to renew it.
const clusterPatience = 5 * time.Minute

// OwnCluster starts a cluster for one test. It ends with the test, and should the test
// be killed, by itself.
func OwnCluster(tb testing.TB) *Cluster {
	tb.Helper()
	for _, program := range []string{"patroni", "etcd"} {
		if _, err := exec.LookPath(program); err != nil {
			tb.Fatalf("%s is not installed: run .ci/setup failover", program)
		}
	}
	c := &Cluster{who: account(tb)}
	var err error
	if c.dir, err = os.MkdirTemp("", "pgc"); err == nil && c.who != nil {
		err = os.Chown(c.dir, int(c.who.Uid), int(c.who.Gid))
	}
	if err != nil {
		tb.Fatal(err)
	}
	c.watch(tb)
	ports := freePorts(tb, 2+2*clusterSize)
	client, peer := "http://127.0.0.1:"+strconv.Itoa(ports[0]), "http://127.0.0.1:"+strconv.Itoa(ports[1])
	etcd := command(c.who, "etcd", "--data-dir", filepath.Join(c.dir, "etcd"), "--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer, "--unsafe-no-fsync")
	c.start(tb, etcd, "etcd")
	tb.Cleanup(func() {
		_ = etcd.Process.Kill() // it may have ended
		_ = etcd.Wait()
	})
	bin := binaries(tb)
	for i := range clusterSize {
		m := &member{name: fmt.Sprintf("node%d", i+1), postgres: ports[2+2*i], api: ports[3+2*i]}
		m.dir, m.config = filepath.Join(c.dir, m.name), filepath.Join(c.dir, m.name+".yml")
		text := fmt.Sprintf(patroniConfig, m.name, m.api, ports[0], m.postgres, m.dir, bin, c.dir)
		if err := os.WriteFile(m.config, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
		c.members = append(c.members, m)
		c.run(tb, m)
		tb.Cleanup(func() { m.kill() })
		c.settle(tb, i+1)
	}
	return c
}

// patroniConfig is what Patroni is told: name, port of its API, port of etcd, port,
// folder and programs of PostgreSQL, folder of all.
const patroniConfig = `scope: heyi
name: %[1]s
restapi: {listen: "127.0.0.1:%[2]d", connect_address: "127.0.0.1:%[2]d"}
etcd3: {host: "127.0.0.1:%[3]d"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 100, wal_log_hints: "on", fsync: "on"}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
postgresql:
  listen: "127.0.0.1:%[4]d"
  connect_address: "127.0.0.1:%[4]d"
  data_dir: %[5]s
  bin_dir: %[6]s
  pgpass: %[5]s.pgpass
  authentication:
    superuser: {username: postgres, password: postgres}
    replication: {username: replicator, password: replicator}
    rewind: {username: postgres, password: postgres}
  parameters: {unix_socket_directories: "%[7]s"}
  pg_hba: ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
`

func freePorts(tb testing.TB, n int) (ports []int) {
	tb.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// watch ends what is left of the cluster once this process is gone, as watch of one
// server does: processes are known by the files in which they write their numbers.
func (c *Cluster) watch(tb testing.TB) {
	tb.Helper()
	watcher := exec.Command("/bin/sh", "-c", `read -r line
for i in 1 2 3; do
  for f in "$1"/*.pid; do [ -e "$f" ] && kill -KILL "$(cat "$f")" 2>/dev/null; done
  for f in "$1"/*/postmaster.pid; do [ -e "$f" ] && kill -QUIT "$(head -n 1 "$f")" 2>/dev/null; done
  sleep 1
done
rm -rf "$1"`, "sh", c.dir)
	watcher.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := watcher.StdinPipe()
	if err == nil {
		err = watcher.Start()
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = pipe.Close()
		_ = watcher.Wait()
	})
}

// start runs a program whose number stands in a file for the watch.
func (c *Cluster) start(tb testing.TB, cmd *exec.Cmd, name string) {
	tb.Helper()
	log, err := os.OpenFile(filepath.Join(c.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	defer log.Close()
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, log, log
	err = cmd.Start()
	if err == nil {
		err = os.WriteFile(filepath.Join(c.dir, name+".pid"), []byte(strconv.Itoa(cmd.Process.Pid)), 0o600)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func (c *Cluster) run(tb testing.TB, m *member) {
	tb.Helper()
	m.patroni = command(c.who, "patroni", m.config)
	c.start(tb, m.patroni, m.name)
}

// kill ends Patroni and its PostgreSQL as they stand.
func (m *member) kill() {
	_ = m.patroni.Process.Kill() // it may have ended
	_ = m.patroni.Wait()
	data, err := os.ReadFile(filepath.Join(m.dir, "postmaster.pid"))
	first, _, _ := strings.Cut(string(data), "\n")
	if pid, bad := strconv.Atoi(first); err == nil && bad == nil {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// Address reaches whichever member leads, as a URL.
func (c *Cluster) Address() string {
	hosts := make([]string, len(c.members))
	for i, m := range c.members {
		hosts[i] = "127.0.0.1:" + strconv.Itoa(m.postgres)
	}
	return "postgres://postgres@" + strings.Join(hosts, ",") + "/postgres?sslmode=disable&target_session_attrs=read-write&connect_timeout=3"
}

// state is what Patroni says of itself.
type state struct {
	Role      string `json:"role"`
	State     string `json:"state"`
	SyncReply bool   `json:"sync_standby"`
}

func (m *member) state() (s state) {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get("http://127.0.0.1:" + strconv.Itoa(m.api) + "/patroni")
	if err != nil {
		return s
	}
	defer resp.Body.Close()
	_ = json.NewDecoder(resp.Body).Decode(&s) // what is missing is no state
	return s
}

// settle waits until one leads and so many run, of which, from two on, one is in step.
func (c *Cluster) settle(tb testing.TB, running int) {
	tb.Helper()
	for late := time.Now().Add(clusterPatience); ; time.Sleep(time.Second) {
		leads, runs, inStep := 0, 0, 0
		for _, m := range c.members {
			s := m.state()
			if s.State != "running" {
				continue
			}
			runs++
			if s.Role == "master" || s.Role == "primary" {
				leads++
			}
			if s.SyncReply {
				inStep++
			}
		}
		if leads == 1 && runs >= running && (running == 1 || inStep > 0) {
			return
		}
		if time.Now().After(late) {
			tb.Fatalf("the cluster does not settle: %d lead, %d run, %d in step\n%s", leads, runs, inStep, c.logs())
		}
	}
}

func (c *Cluster) logs() string {
	var text strings.Builder
	for _, m := range c.members {
		data, _ := os.ReadFile(filepath.Join(c.dir, m.name+".log")) // for people
		lines := strings.Split(string(data), "\n")
		text.WriteString(m.name + ":\n" + strings.Join(lines[max(0, len(lines)-12):], "\n") + "\n")
	}
	return text.String()
}

// KillLeader kills the member that leads, with its Patroni. The function that it
// returns starts it again and waits until all are in step.
func (c *Cluster) KillLeader(tb testing.TB) (back func()) {
	tb.Helper()
	for late := time.Now().Add(clusterPatience); ; time.Sleep(500 * time.Millisecond) {
		for _, m := range c.members {
			if s := m.state(); s.Role == "master" || s.Role == "primary" {
				m.kill()
				return func() {
					c.run(tb, m)
					c.settle(tb, len(c.members))
				}
			}
		}
		if time.Now().After(late) {
			tb.Fatalf("nobody leads\n%s", c.logs())
		}
	}
}
