package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rowstore"
)

// A device whose token has ended goes on working, says why it is not connected,
// and is itself again once its user signs in: what waited is accepted.
func TestSigningInAgain(t *testing.T) { pgtest.Each(t, signingInAgain) }

func signingInAgain(t *testing.T, store string) {
	s := newServer(program, t.TempDir(), store)
	t.Cleanup(s.end)
	chen := &person{name: words{"陈国栋", "Chen"}, mobile: "19900000101", role: org.Boss, device: "平板", kind: "tablet"}
	fine(t, s.found(setupOf(kernel.Time(time.Now().UnixMilli()).Date(zone), chen)))
	fine(t, s.start())
	fine(t, chen.signIn(s, s.folder))
	before := chen.who
	fine(t, chen.Close())

	home := client.Home{Dir: filepath.Join(s.folder, chen.mobile)}
	fine(t, os.WriteFile(filepath.Join(before.Dir, "token"), []byte("ended"), 0o600))
	list, err := home.Enrolments()
	fine(t, err)
	chen.who = list[0]
	chen.Engine, err = client.Open(client.Options{Catalog: catalog, Enrolment: chen.who})
	fine(t, err)
	fine(t, chen.until("the reason is shown", func() (bool, error) {
		stopped := chen.State().Stopped
		return stopped != nil && stopped.Sentence("zh", nil) == "登录凭证无效或已过期，请重新登录", nil
	}))
	_, err = chen.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "写在路上"}, {Field: "is_customer", Value: "true"}}})
	fine(t, err)
	fine(t, chen.Close())

	fine(t, chen.signIn(s, s.folder))
	t.Cleanup(func() { fine(t, chen.Close()) })
	if chen.who.Device != before.Device || chen.who.Series != before.Series || chen.who.Dir != before.Dir {
		t.Errorf("it is another device now: %+v, was %+v", chen.who, before)
	}
	page, err := chen.SyncPage()
	fine(t, err)
	if len(page.Waiting)+len(page.Refused) > 0 {
		t.Errorf("what waited was not accepted: %+v", page)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := client.SignIn(ctx, s.url, client.Credentials{Mobile: chen.mobile, Password: "wrong wrong"}); err == nil {
		t.Error("a wrong password signs in")
	}
}

// When both copies of a device's sign-in data are damaged its user is told what to do,
// and once he has done it the device is what it was: same number series, same rows,
// and what waited is accepted. For a colleague who signs in there it stays apart.
func TestSigningInAgainWithoutSignInData(t *testing.T) {
	pgtest.Each(t, signingInAgainWithoutSignInData)
}

func signingInAgainWithoutSignInData(t *testing.T, store string) {
	s := newServer(program, t.TempDir(), store)
	t.Cleanup(s.end)
	chen := &person{name: words{"陈国栋", "Chen"}, mobile: "19900000101", role: org.Boss, device: "平板", kind: "tablet"}
	lin := &person{name: words{"林晓燕", "Lin"}, mobile: "19900000102", role: org.Sales, device: "平板", kind: "tablet"}
	fine(t, s.found(setupOf(kernel.Time(time.Now().UnixMilli()).Date(zone), chen, lin)))
	fine(t, s.start())
	fine(t, chen.signIn(s, s.folder))
	before := chen.who
	fine(t, chen.SetFlight(true))
	for _, name := range []string{"写在路上", "写在车上"} {
		_, err := chen.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}}})
		fine(t, err)
	}
	fine(t, chen.Close())
	home := client.Home{Dir: filepath.Join(s.folder, chen.mobile)}
	for name, content := range map[string]string{"enrolment.json": `{"server": "http://127`, "enrolment.copy.json": "\x00\x00\x00"} {
		fine(t, os.WriteFile(filepath.Join(before.Dir, name), []byte(content), 0o600))
	}
	list, err := home.Enrolments()
	fine(t, err)
	broken, err := home.Broken()
	fine(t, err)
	if len(list) != 0 || len(broken) != 1 || broken[0].Waiting != 2 || broken[0].Device != before.Device || broken[0].User != before.User {
		t.Fatalf("%+v, broken: %+v", list, broken)
	}
	if said := broken[0].Refusal().Sentence("zh", nil); !strings.Contains(said, "重新登录") || !strings.Contains(said, "2 个操作") {
		t.Errorf("the user is told %q", said)
	}

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	other, err := home.Enrol(ctx, s.url, client.Credentials{Mobile: lin.mobile, Password: password}, "平板", "tablet")
	fine(t, err)
	if other.Device == before.Device {
		t.Fatal("a colleague has taken the device over")
	}

	fine(t, chen.signIn(s, s.folder))
	t.Cleanup(func() { fine(t, chen.Close()) })
	if chen.who.Device != before.Device || chen.who.Series != before.Series || chen.who.Dir != before.Dir {
		t.Errorf("it is another device now: %+v, was %+v", chen.who, before)
	}
	n, err := chen.Count(client.Query{Query: rowstore.Query{Entity: "party"}, Search: "写在"}, 0)
	fine(t, err)
	page, err := chen.SyncPage()
	fine(t, err)
	if n != 2 || len(page.Waiting)+len(page.Refused)+len(page.Unread) > 0 {
		t.Errorf("%d of 2 customers, %+v", n, page)
	}
	if broken, err = home.Broken(); err != nil || len(broken) != 0 {
		t.Errorf("still broken: %+v, %v", broken, err)
	}
}
