package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/files/intake"
)

// An import is its person's own; nobody else sees it, steps on it or ends it, in this
// company or in another one.
func TestImportsAreOnesOwn(t *testing.T) {
	s, other := serve(t), serve(t)
	p := s.as(boss)
	i := p.tried("客户.csv", customers(3))
	stranger := other.as(boss)
	there := &person{s, stranger.token}
	for what, who := range map[string]*person{"another administrator": s.as(admin), "somebody without the right": s.as(sales), "somebody of another company": there, "nobody": {s, ""}} {
		for _, path := range []string{"/" + i.ID.String() + "/run", "/" + i.ID.String() + "/cancel", "/" + i.ID.String() + "/try", "/" + i.ID.String() + "/files?name=x.csv"} {
			if a := who.ask("POST", path, nil); a.status == 200 || a.Zh == "" || a.En == "" {
				t.Errorf("%s may POST %s: %+v", what, path, a)
			}
		}
		if a := who.ask("GET", "/"+i.ID.String(), nil); a.status == 200 {
			t.Errorf("%s sees it: %+v", what, a)
		}
		if a := who.ask("GET", "/now", nil); a.status == 200 && !a.ID.IsZero() {
			t.Errorf("%s sees it as his own: %+v", what, a)
		}
	}
	s.as(sales).ask("POST", "", nil).is(s, "who may not", kernel.NotAllowed.Name)
	stranger.ask("GET", "/"+i.ID.String(), nil).is(other, "at another company", "import.over")
	if a := p.act(i.ID, "run"); a.Step != wire.ImportDone || s.had() != 3 || other.had() != 0 {
		t.Errorf("%s %+v", a.Step, a.Trouble)
	}
	p.ask("POST", "/"+i.ID.String()+"/run", nil).is(s, "once more", "import.step")
	if left := s.left(); len(left) > 0 {
		t.Errorf("left are %q", left)
	}
}

// Whose right ends while his import runs brings no more in; what was done stands, and
// another administrator completes it.
func TestARightEndsWhileItRuns(t *testing.T) {
	s := serve(t)
	p := s.as(admin)
	i := p.tried("客户.csv", customers(6000))
	p.ask("POST", "/"+i.ID.String()+"/run", nil).fine(t)
	await.Until(t, "some are there", func() bool { return s.had() > 0 })
	user, err := s.Auth.UserByMobile(admin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hub.Run(t.Context(), &org.Resign{User: kernel.Ref[org.User](user.ID)}); err != nil {
		t.Fatal(err)
	}
	if a := p.ask("POST", "/"+i.ID.String()+"/cancel", nil); a.status == 200 {
		t.Errorf("who has left still cancels: %+v", a)
	}
	q := s.as(boss)
	await.Until(t, "the desk is free", func() bool { return q.ask("POST", "", nil).status == 200 })
	if n := s.had(); n == 6000 {
		t.Error("the import ran on for somebody who has left")
	}
	i = q.tried("客户.csv", customers(6000))
	if a := q.act(i.ID, "run"); a.Step != wire.ImportDone || s.had() != 6000 {
		t.Errorf("%s %+v: %d", a.Step, a.Trouble, s.had())
	}
}

// What is cancelled in any step can be gone on with, and makes nothing twice.
func TestCancelled(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	i := p.begin()
	p.file(i.ID, "客户.csv", customers(6000)).fine(t)
	step := func(act string, when func() bool) *said {
		t.Helper()
		p.ask("POST", "/"+i.ID.String()+"/"+act, nil).fine(t)
		await.Until(t, act+" is at work", when)
		a := p.ask("POST", "/"+i.ID.String()+"/cancel", nil).fine(t)
		if a.Step.Busy() || a.Trouble != nil {
			t.Errorf("%s, cancelled: %s %+v", act, a.Step, a.Trouble)
		}
		return a
	}
	at := func() bool { return true }
	step("look", at)
	p.act(i.ID, "look")
	step("try", at)
	if s.had() > 0 {
		t.Error("a trial brings something in")
	}
	p.act(i.ID, "look")
	if a := p.act(i.ID, "try"); a.Step != wire.ImportTried {
		t.Fatalf("%s %+v", a.Step, a.Trouble)
	}
	a := step("run", func() bool { return s.had() > 0 })
	if n := s.had(); a.Step != wire.ImportStopped || n == 6000 {
		t.Errorf("%s with %d", a.Step, n)
	}
	if a := p.act(i.ID, "run"); a.Step != wire.ImportDone || s.had() != 6000 {
		t.Errorf("%s %+v: %d, %d refused", a.Step, a.Trouble, s.had(), a.Refused)
	}
}

// A trial that did not come to its end is no trial: what is imported was shown before.
func TestATrialThatFails(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	i := p.tried("客户.csv", customers(3000))
	p.ask("POST", "/"+i.ID.String()+"/try?place=NONE", nil).fine(t)
	p.ask("POST", "/"+i.ID.String()+"/cancel", nil).fine(t)
	if a := p.ended(i.ID); a.Step == wire.ImportLooked {
		p.ask("POST", "/"+i.ID.String()+"/run", nil).is(s, "after a trial that was cancelled", "import.step")
	}
	i = p.tried("客户.csv", customers(3))
	p.file(i.ID, "供应商.csv", []byte("供应商名称,手机\n甲,13800000001\n")).fine(t)
	p.ask("POST", "/"+i.ID.String()+"/run", nil).is(s, "with a file that was not tried", "import.step")
	p.act(i.ID, "look")
	if a := p.act(i.ID, "try"); a.Step != wire.ImportTried {
		t.Errorf("%s %+v", a.Step, a.Trouble)
	}
}

// The server ends within each step: it does not wait, nothing is lost, nothing is there
// twice, and no file is left.
func TestTheServerEnds(t *testing.T) {
	s := serve(t)
	i := s.as(boss).tried("客户.csv", customers(6000))
	p := s.as(boss)
	for _, act := range []string{"look", "try", "run"} {
		if act != "look" {
			p = s.as(boss)
			i = p.tried("客户.csv", customers(6000))
		}
		before := s.had()
		p.ask("POST", "/"+i.ID.String()+"/"+act, nil).fine(t)
		if act == "run" {
			await.Until(t, "some are there", func() bool { return s.had() > before })
		}
		s.restart()
		if left := s.left(); len(left) > 0 {
			t.Errorf("ended within %s: left are %q", act, left)
		}
		s.as(boss).ask("GET", "/"+i.ID.String(), nil).is(s, "after it began again", "import.over")
	}
	p = s.as(boss)
	i = p.tried("客户.csv", customers(6000))
	if a := p.act(i.ID, "run"); a.Step != wire.ImportDone || s.had() != 6000 {
		t.Errorf("%s %+v: %d", a.Step, a.Trouble, s.had())
	}
}

// What a killed server has left is taken away by the next one.
func TestFilesOfAKilledServer(t *testing.T) {
	s := serve(t)
	for _, name := range []string{"incoming/x/客户.csv", "draft.heyi", "draft.heyi-wal", "draft.heyi.lean"} {
		at := filepath.Join(s.Dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	beside, err := s.Work()
	if err != nil {
		t.Fatal(err)
	}
	intake.New(s.Company)
	if left := strings.Join(s.left(), " "); !strings.Contains(left, "draft.heyi") {
		t.Errorf("the draft of an import that is at work is taken away: %q", left)
	}
	p := s.as(boss)
	i := p.begin()
	p.file(i.ID, "客户.csv", customers(3)).fine(t)
	p.act(i.ID, "look")
	if a := p.act(i.ID, "try"); a.Trouble == nil || strings.Contains(a.Trouble.Zh+a.Trouble.En, s.Dir) {
		t.Errorf("beside the tool: %s %+v", a.Step, a.Trouble)
	}
	if err := beside.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := p.act(i.ID, "try"); a.Step != wire.ImportTried {
		t.Errorf("after the tool: %s %+v", a.Step, a.Trouble)
	}
	intake.New(s.Company)
	if left := s.left(); len(left) > 0 {
		t.Errorf("left are %q", left)
	}
}

// Many requests at once are one import, run once.
func TestManyAtOnce(t *testing.T) {
	s := serve(t)
	p, q := s.as(boss), s.as(admin)
	i := p.tried("客户.csv", customers(500))
	var group sync.WaitGroup
	fine := make(chan string, 100)
	for range 8 {
		for _, path := range []string{"/run", "/try", "/look"} {
			group.Go(func() {
				if a, err := p.do("POST", "/"+i.ID.String()+path, nil); err == nil && a.status == 200 {
					fine <- path
				}
			})
		}
		group.Go(func() { _, _ = p.do("POST", "/"+i.ID.String()+"/files?name=x.csv", strings.NewReader("a")) })
		group.Go(func() { _, _ = q.do("POST", "", nil) })
	}
	group.Wait()
	await.Until(t, "the desk is free", func() bool { return q.ask("POST", "", nil).status == 200 })
	i = q.tried("客户.csv", customers(500))
	if a := q.act(i.ID, "run"); a.Step != wire.ImportDone || s.had() != 500 {
		t.Errorf("%s %+v: %d", a.Step, a.Trouble, s.had())
	}
	if left := s.left(); len(left) > 0 {
		t.Errorf("left are %q", left)
	}
}

// A workbook of headings alone, a file of blanks and whatever else there is ends in a
// sentence.
func TestStrangeFiles(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	for name, text := range map[string]string{"空.csv": "", "blank.csv": "\n\n\n", "titles.csv": "客户名称,手机\n", "wide.csv": strings.Repeat("客户名称,", 3_000_000) + "\n" + strings.Repeat("x,", 3_000_000), "line.csv": strings.Repeat("客户", 5_000_000), "lines.csv": strings.Repeat("\n", 10_000_000), "zeros.csv": string(make([]byte, 5000)), "x.xlsx": "PK", "x.xls": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.ods": "PK\x03\x04"} {
		i := p.begin()
		p.file(i.ID, name, []byte(text)).fine(t)
		a := p.act(i.ID, "look")
		if a.Known { // by its titles
			a = p.act(i.ID, "try")
		}
		if a.Step == wire.ImportTried || a.Trouble == nil && len(a.Sheets) == 0 || a.Trouble != nil && (a.Trouble.Zh == "" || strings.Contains(a.Trouble.Zh+a.Trouble.En, s.Dir) || strings.Contains(a.Trouble.Zh, "内部错误")) {
			t.Errorf("%s: %s %+v", name, a.Step, a.Trouble)
		}
	}
}
