package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heyi/app/client"
	"heyi/shared/kernel"
	"heyi/shared/org"
)

// A device whose token has ended goes on working, says why it is not connected,
// and is itself again once its user signs in: what waited is accepted.
func TestSigningInAgain(t *testing.T) {
	s := newServer(program, t.TempDir())
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
		return stopped != nil && stopped.Sentence("zh", nil) == "登录凭证无效或已过期,请重新登录", nil
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
