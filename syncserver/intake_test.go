package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/intake"
)

// appImport is a person who imports in the app.
type appImport struct {
	t     *testing.T
	url   string
	token string
}

func (p *process) importing(t *testing.T) *appImport {
	t.Helper()
	return &appImport{t, p.url, ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})["token"]}
}

// ask asks about an import; what the server does not answer is nil.
func (a *appImport) ask(method, path string, body []byte) *wire.Import {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.url+"/api/v1/imports"+path, bytes.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+a.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body) // what is missing is no import
	now := &wire.Import{}
	if answer.StatusCode != http.StatusOK || json.Unmarshal(text, now) != nil {
		a.t.Logf("%s %s: %d %s", method, path, answer.StatusCode, text)
		return nil
	}
	return now
}

// until does a step and waits until its import is as wanted.
func (a *appImport) until(act string, i *wire.Import, as func(now *wire.Import) bool) (now *wire.Import) {
	a.t.Helper()
	if a.ask("POST", "/"+i.ID.String()+"/"+act, nil) == nil {
		a.t.Fatalf("%s is refused", act)
	}
	await.Until(a.t, act, func() bool {
		now = a.ask("GET", "/"+i.ID.String(), nil)
		return now != nil && as(now)
	})
	return now
}

func ended(now *wire.Import) bool { return !now.Step.Busy() }

// tried is an import of files that was tried.
func (a *appImport) tried(files map[string][]byte) *wire.Import {
	a.t.Helper()
	i := a.ask("POST", "", nil)
	for name, content := range files {
		a.ask("POST", "/"+i.ID.String()+"/files?name="+name, content)
	}
	a.until("look", i, ended)
	now := a.until("try", i, ended)
	if now.Step != wire.ImportTried {
		a.t.Fatalf("%s %+v", now.Step, now.Trouble)
	}
	return now
}

func partyList(n int) []byte {
	var b strings.Builder
	b.WriteString("客户名称,手机\n")
	for i := range n {
		fmt.Fprintf(&b, "家具店%05d,139%08d\n", i, i)
	}
	return []byte(b.String())
}

// A server that is killed, or asked to end, within the trial or the run of an import of
// the app has lost nothing; imported again, nothing is there twice; and the tool takes it
// all back, as the document says.
func TestImportOfTheAppCutOffAndTakenBack(t *testing.T) {
	dir := founded(t)
	const all = 4000
	files := map[string][]byte{"customers.csv": partyList(all)}
	for _, how := range []struct {
		act  string
		kill bool
	}{{"try", true}, {"run", true}, {"try", false}, {"run", false}} {
		p := start(t, dir)
		a := p.importing(t)
		i := a.tried(files)
		a.until(how.act, i, func(now *wire.Import) bool { return now.Done > 0 })
		if how.kill {
			p.kill(t)
		} else {
			if err := p.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := p.Wait(); err != nil {
				t.Errorf("%s: it ends with %v\n%s", how.act, err, p.log)
			}
		}
		succeed(t, "verify", "--data", dir)
		p = start(t, dir)
		for _, pattern := range []string{"draft.heyi*", "incoming/*"} {
			if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) > 0 {
				t.Errorf("%+v: left are %q", how, left)
			}
		}
		p.kill(t)
	}
	p := start(t, dir)
	a := p.importing(t)
	done := a.until("run", a.tried(files), ended)
	if done.Step != wire.ImportDone {
		t.Fatalf("%s %+v", done.Step, done.Trouble)
	}
	p.kill(t)
	if _, parties, _ := counted(t, dir); parties != all {
		t.Errorf("%d parties, want %d", parties, all)
	}
	succeed(t, "user", "add", "--data", dir, "--name", "林晓燕", "--mobile", "19900000102", "--password", bossPassword)
	mapping := filepath.Join(dir, "import", done.Name+".toml")
	if out := succeed(t, "import", "undo", "--data", dir, "--mapping", mapping); !strings.Contains(out, "later commands stand") {
		t.Error(out)
	}
	if _, parties, _ := counted(t, dir); parties != 0 {
		t.Errorf("%d parties are left", parties)
	}
	succeed(t, "verify", "--data", dir)
	a = start(t, dir).importing(t)
	if done = a.until("run", a.tried(files), ended); done.Step != wire.ImportDone {
		t.Errorf("again: %s %+v", done.Step, done.Trouble)
	}
}

// dripping comes a line at a time.
type dripping struct{ lines [][]byte }

func (d *dripping) Read(b []byte) (int, error) {
	if len(d.lines) == 0 {
		return 0, io.EOF
	}
	time.Sleep(100 * time.Millisecond)
	n := copy(b, d.lines[0])
	d.lines = d.lines[1:]
	return n, nil
}

// A file may take longer to come than other requests have time, as long as it goes on.
func TestAFileOverASlowNetwork(t *testing.T) {
	dir := founded(t)
	within(t, dir, func(c *company.Company) {
		mux := http.NewServeMux()
		c.Register(mux)
		intake.New(c).Register(mux)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		server := newServer(mux, c.Log, 300*time.Millisecond, time.Second)
		go func() { _ = server.Serve(listener) }() // until it is closed
		defer server.Close()
		p := &process{url: "http://" + listener.Addr().String()}
		a := p.importing(t)
		i := a.ask("POST", "", nil)
		r, err := http.NewRequestWithContext(t.Context(), "POST", a.url+"/api/v1/imports/"+i.ID.String()+"/files?name=a.csv", &dripping{bytes.SplitAfter(partyList(10), []byte("\n"))})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+a.token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if text, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK {
			t.Errorf("%d %s", answer.StatusCode, text)
		}
	})
}
