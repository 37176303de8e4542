package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/rigs/trial/smalldisk"
)

// args are arguments of the program about a company of many.
func (p place) many(command, name string, more ...string) []string {
	list := append(strings.Fields(command), "--companies", p.dir)
	if name != "" {
		list = append(list, "--company", name)
	}
	if p.store != "" {
		list = append(list, "--store", p.store)
	}
	return append(list, more...)
}

// create founds a company of many whose boss signs in with the password.
func (p place) create(t testing.TB, name string, more ...string) {
	t.Helper()
	succeed(t, p.many("company create", name, append(more, "--name", "公司"+name, "--boss", "陈国栋", "--mobile", bossMobile, "--start", "2024-01-01")...)...)
	succeed(t, p.many("user password", name, "--mobile", bossMobile, "--password", bossPassword)...)
}

// startMany runs a server of many companies.
func (p place) startMany(t testing.TB, flags ...string) *process {
	t.Helper()
	flags = append(flags, "--companies", p.dir, "--listen", "127.0.0.1:0")
	if p.store != "" {
		flags = append(flags, "--store", p.store)
	}
	return startWith(t, filepath.Join(t.TempDir(), "run"), flags...)
}

// of is the process as the devices of one company know it.
func (p *process) of(name string) *process {
	return &process{Cmd: p.Cmd, url: p.url + "/" + name, log: p.log}
}

// answered asks and returns the status and what came.
func answered(t testing.TB, method, url, token, body string) (status int, answer []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// said asks and returns the status and the refusal.
func said(t testing.TB, method, url, token, body string) (status int, code, zh, en string) {
	t.Helper()
	status, data := answered(t, method, url, token, body)
	var answer struct{ Code, Zh, En string }
	_ = json.Unmarshal(data, &answer) // not every answer is a refusal
	return status, answer.Code, answer.Zh, answer.En
}

// eventually waits until a request is answered with a status.
func eventually(t testing.TB, method, url, token, body string, want int) (code, zh, en string) {
	t.Helper()
	var status int
	await.Until(t, "the answer is another", func() bool {
		status, code, zh, en = said(t, method, url, token, body)
		return status == want
	}, url, func() any { return []any{status, code, en} })
	return code, zh, en
}

const signInBody = `{"mobile":"` + bossMobile + `","password":"` + bossPassword + `"}`

// Many companies in one server: each is created, suspended, resumed, saved, exported,
// deleted and erased beside the others, which go on; a token is worth something at its
// own company only; whoever is refused is told why in both languages.
func TestManyCompanies(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, address string) {
		at := place{filepath.Join(t.TempDir(), "all"), address}
		at.create(t, "hengyi")
		p := at.startMany(t)
		eventually(t, http.MethodPost, p.url+"/hengyi/api/v1/signin", "", signInBody, http.StatusOK)
		at.create(t, "ruifeng") // beside the running server
		eventually(t, http.MethodPost, p.url+"/ruifeng/api/v1/signin", "", signInBody, http.StatusOK)
		one, other := enrolledAt(t, p.of("hengyi")), enrolledAt(t, p.of("ruifeng"))
		for range 30 {
			one.next()
			other.next()
		}
		one.settle(t, p.of("hengyi"))
		other.settle(t, p.of("ruifeng"))

		t.Run("strangers", func(t *testing.T) { strangers(t, at, p, one, other) })
		t.Run("suspended", func(t *testing.T) {
			succeed(t, at.many("company suspend", "ruifeng")...)
			code, zh, en := eventually(t, http.MethodGet, p.url+"/ruifeng/api/v1/department", other.token, "", http.StatusForbidden)
			if code != "company.suspended" || !strings.Contains(zh, "暂停使用") || !strings.Contains(en, "has suspended") {
				t.Errorf("%s %s %s", code, zh, en)
			}
			one.next()
			one.settle(t, p.of("hengyi"))
			succeed(t, at.many("export", "ruifeng", "--to", t.TempDir())...)
			succeed(t, at.many("company resume", "ruifeng")...)
			eventually(t, http.MethodGet, p.url+"/ruifeng/api/v1/department", other.token, "", http.StatusOK)
			other.next()
			other.settle(t, p.of("ruifeng"))
		})
		t.Run("saved", func(t *testing.T) {
			succeed(t, at.many("backup", "")...)
			for _, name := range []string{"hengyi", "ruifeng"} {
				if found, _ := filepath.Glob(filepath.Join(at.dir, name, "backup", "*.heyi")); len(found) != 1 {
					t.Errorf("%s has the backups %v", name, found)
				}
				if out := succeed(t, at.many("verify", name)...); !strings.Contains(out, "No findings") {
					t.Error(out)
				}
			}
		})
		t.Run("deleted", func(t *testing.T) { deleted(t, at, p, one, other) })
		stopped(t, p)
	})
}

func strangers(t *testing.T, at place, p *process, one, other *tablet) {
	for _, c := range []struct {
		method, path, token string
		status              int
		code, zh, en        string
	}{
		{"GET", "/hengyi/api/v1/department", other.token, 401, "auth.token", "登录凭证无效", "The token is not valid"},
		{"GET", "/ruifeng/ws", one.token, 401, "auth.token", "登录凭证无效", "The token is not valid"},
		{"POST", "/ruifeng/api/v1/password", one.token, 401, "auth.token", "登录凭证无效", "The token is not valid"},
		{"GET", "/nobody/api/v1/department", one.token, 404, "company.unknown", "没有公司 nobody", "no company nobody"},
		{"GET", "/api/v1/department", one.token, 404, "company.unknown", "没有公司 api", "no company api"},
		{"GET", "/hengyi/../ruifeng/api/v1/department", one.token, 401, "auth.token", "", ""},
		{"GET", "/hengyi/%2e%2e/ruifeng/entry.json", one.token, 404, "", "", ""},
	} {
		status, code, zh, en := said(t, c.method, p.url+c.path, c.token, "")
		if status != c.status || c.code != "" && code != c.code || !strings.Contains(zh, c.zh) || !strings.Contains(en, c.en) {
			t.Errorf("%s %s: %d %s %s %s", c.method, c.path, status, code, zh, en)
		}
	}
	for args, want := range map[string]string{
		"company create --name x --boss y --mobile 13800000000 --company Hengyi":  "cannot be a company's name",
		"company create --name x --boss y --mobile 13800000000 --company api":     "cannot be a company's name",
		"company create --name x --boss y --mobile 13800000000 --company ../x":    "cannot be a company's name",
		"company create --name x --boss y --mobile 13800000000 --company ruifeng": "There is a company named ruifeng already",
		"company suspend --company nobody":                                        "There is no company nobody",
		"company resume --company ruifeng":                                        "neither suspended nor deleted",
		"company delete --company ruifeng --grace-days -1":                        "not negative",
		"verify": "--company is required",
	} {
		if status, _, said := cli(t, at.many(args, "")...); status == 0 || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s", args, status, said)
		}
	}
}

func deleted(t *testing.T, at place, p *process, one, other *tablet) {
	if out := succeed(t, at.many("company delete", "ruifeng")...); !strings.Contains(out, "数据将于") || !strings.Contains(out, "can be taken back") {
		t.Error(out)
	}
	code, zh, en := eventually(t, http.MethodGet, p.url+"/ruifeng/api/v1/department", other.token, "", http.StatusForbidden)
	if code != "company.deleted" || !strings.Contains(zh, "清除") || !strings.Contains(en, "is erased on") {
		t.Errorf("%s %s %s", code, zh, en)
	}
	if out := succeed(t, at.many("company list", "")...); !strings.Contains(out, "deleted") || !strings.Contains(out, "公司hengyi") {
		t.Error(out)
	}
	succeed(t, at.many("company resume", "ruifeng")...)
	eventually(t, http.MethodGet, p.url+"/ruifeng/api/v1/department", other.token, "", http.StatusOK)
	succeed(t, at.many("company delete", "ruifeng", "--grace-days", "0")...)
	eventually(t, http.MethodGet, p.url+"/ruifeng/api/v1/department", other.token, "", http.StatusNotFound)
	if _, err := os.Stat(filepath.Join(at.dir, "ruifeng")); err == nil {
		t.Error("the folder of the erased company is still there")
	}
	if found, _ := filepath.Glob(filepath.Join(at.dir, ".erased", "ruifeng-*", "*.heyi*")); len(found) != 2 {
		t.Errorf("the last backup is not kept: %v", found)
	}
	at.create(t, "ruifeng") // another company of that name
	eventually(t, http.MethodPost, p.url+"/ruifeng/api/v1/signin", "", signInBody, http.StatusOK)
	if status, code, _, _ := said(t, http.MethodGet, p.url+"/ruifeng/api/v1/department", other.token, ""); status != 401 || code != "auth.token" {
		t.Errorf("a token of the erased company: %d %s", status, code)
	}
	one.next()
	one.settle(t, p.of("hengyi"))
}

// One company's trouble is its own: with a damaged file, with no room left, with a
// disk that is full, the others work on as before, and it goes on by itself once the
// trouble is over.
func TestOneCompanysTroubleIsItsOwn(t *testing.T) {
	at := place{dir: filepath.Join(t.TempDir(), "all")}
	for _, name := range []string{"sound", "damaged", "bounded", "crowded"} {
		at.create(t, name)
	}
	succeed(t, at.many("backup", "damaged")...)
	file := filepath.Join(at.dir, "damaged", "company.db")
	if err := os.WriteFile(file, bytes.Repeat([]byte("这不是数据库"), 4000), 0o600); err != nil {
		t.Fatal(err)
	}
	p := at.startMany(t)
	for _, name := range []string{"sound", "bounded", "crowded"} {
		eventually(t, http.MethodPost, p.url+"/"+name+"/api/v1/signin", "", signInBody, http.StatusOK)
	}
	code, zh, en := eventually(t, http.MethodPost, p.url+"/damaged/api/v1/signin", "", signInBody, http.StatusServiceUnavailable)
	if code != "company.unavailable" || !strings.Contains(zh, "暂时不能使用") || !strings.Contains(en, "cannot be used for the moment") {
		t.Errorf("%s %s %s", code, zh, en)
	}
	sound, bounded := enrolledAt(t, p.of("sound")), enrolledAt(t, p.of("bounded"))
	stop := make(chan struct{})
	var gone sync.WaitGroup
	gone.Go(func() { sound.keepGoing(t, p.url+"/sound", stop) })
	gone.Go(func() { bounded.keepGoing(t, p.url+"/bounded", stop) })
	sound.growing(t, 20, 20*time.Second)
	bounded.growing(t, 20, 20*time.Second)

	succeed(t, at.many("company quota", "bounded", "--mib", "1")...)
	await.Until(t, "the bounded company stands still", func() bool {
		before := bounded.count()
		time.Sleep(700 * time.Millisecond)
		return bounded.count() == before
	})
	sound.growing(t, 50, 20*time.Second)
	succeed(t, at.many("company quota", "bounded", "--mib", "0")...)
	bounded.growing(t, 50, 90*time.Second)

	succeed(t, at.many("company quota", "crowded", "--links", "2")...)
	crowd(t, p)

	if status, _, said := cli(t, at.many("backup", "")...); status != 1 || !strings.Contains(said, "已损坏") {
		t.Errorf("a backup of all: %d %s", status, said)
	}
	for _, name := range []string{"sound", "bounded", "crowded"} {
		if found, _ := filepath.Glob(filepath.Join(at.dir, name, "backup", "*.heyi")); len(found) != 1 {
			t.Errorf("%s has the backups %v", name, found)
		}
	}
	found, _ := filepath.Glob(filepath.Join(at.dir, "damaged", "backup", "*.heyi"))
	succeed(t, at.many("restore", "damaged", "--from", found[0])...)
	eventually(t, http.MethodGet, p.url+"/damaged/healthz", "", "", http.StatusOK)
	close(stop)
	gone.Wait()
	sound.settle(t, p.of("sound"))
	bounded.settle(t, p.of("bounded"))
	stopped(t, p)
	for _, name := range []string{"sound", "bounded"} {
		if out := succeed(t, at.many("verify", name)...); !strings.Contains(out, "No findings") {
			t.Error(out)
		}
	}
}

// crowd connects one device more than the company is allowed.
func crowd(t *testing.T, p *process) {
	t.Helper()
	b := enrolledAt(t, p.of("crowded"))
	for range 2 {
		defer b.dial(t, p.url+"/crowded").Close()
	}
	code, zh, en := "", "", ""
	await.Until(t, "no more device is let in", func() bool {
		_, code, zh, en = said(t, http.MethodGet, p.url+"/crowded/ws", b.token, "")
		return code == "company.links"
	})
	if !strings.Contains(zh, "已达上限 2") || !strings.Contains(en, "2 devices connected") {
		t.Errorf("%s %s", zh, en)
	}
}

// A company on a disk that is full stands still, and the others do not.
func TestOneCompanysFullDisk(t *testing.T) {
	at := place{dir: filepath.Join(t.TempDir(), "all")}
	disk := filepath.Join(at.dir, "small")
	if err := os.MkdirAll(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	smalldisk.Mount(t, disk, 8<<10)
	at.create(t, "small")
	at.create(t, "sound")
	p := at.startMany(t)
	for _, name := range []string{"small", "sound"} {
		eventually(t, http.MethodPost, p.url+"/"+name+"/api/v1/signin", "", signInBody, http.StatusOK)
	}
	small, sound := enrolledAt(t, p.of("small")), enrolledAt(t, p.of("sound"))
	stop := make(chan struct{})
	var gone sync.WaitGroup
	gone.Go(func() { small.keepGoing(t, p.url+"/small", stop) })
	gone.Go(func() { sound.keepGoing(t, p.url+"/sound", stop) })
	small.growing(t, 20, 20*time.Second)
	ballast := filepath.Join(disk, "ballast")
	file, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	await.Until(t, "the company on the full disk stands still", func() bool {
		before := small.count()
		time.Sleep(700 * time.Millisecond)
		return small.count() == before
	})
	sound.growing(t, 50, 20*time.Second)
	file.Close()
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	small.growing(t, 5, 90*time.Second)
	close(stop)
	gone.Wait()
	sound.settle(t, p.of("sound"))
	stopped(t, p)
}

// Two servers share many companies: each judges those that it prefers and passes on
// what comes for the others; when one is killed the other judges all.
func TestTwoServersOfManyCompanies(t *testing.T) {
	at := place{filepath.Join(t.TempDir(), "all"), pgtest.Address(t)}
	other := place{filepath.Join(t.TempDir(), "other"), at.store}
	at.create(t, "hengyi")
	at.create(t, "ruifeng")
	first, second := at.startMany(t, "--prefer", "hengyi"), other.startMany(t, "--prefer", "ruifeng")
	var devices []*tablet
	stop := make(chan struct{})
	var gone sync.WaitGroup
	for _, name := range []string{"hengyi", "ruifeng"} {
		eventually(t, http.MethodPost, second.url+"/"+name+"/api/v1/signin", "", signInBody, http.StatusOK)
		b := enrolledAt(t, second.of(name))
		gone.Go(func() { b.keepGoing(t, second.url+"/"+name, stop) })
		devices = append(devices, b)
	}
	for _, b := range devices {
		b.growing(t, 20, 20*time.Second)
	}
	first.kill(t)
	for _, b := range devices {
		b.growing(t, 30, 20*time.Second)
	}
	close(stop)
	gone.Wait()
	devices[0].settle(t, second.of("hengyi"))
	devices[1].settle(t, second.of("ruifeng"))
	stopped(t, second)
	for log, want := range map[string]string{first.log.String(): "of=hengyi", second.log.String(): "of=ruifeng"} {
		if !strings.Contains(log, "msg=serving "+want) {
			t.Errorf("each judges what it prefers: %s not in\n%s", want, log)
		}
	}
}
