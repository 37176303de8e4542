package intake_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"heyi/shared/rigs/trial/await"
	"heyi/shared/rigs/trial/smalldisk"
	"heyi/shared/sync/wire"
)

// Whatever a file is called, it lies in its import's folder, under a name that every
// system can have, and is imported.
func TestNamesOfFiles(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	for given, kept := range map[string]string{
		"../../../客户.csv": "客户.csv", "/etc/客户.csv": "客户.csv", `C:\导出\客户.csv`: "客户.csv", "客户[1].csv": "客户[1].csv", "客户 (1).CSV": "客户 (1).CSV",
		"a|b.csv": "a_b.csv", "a\x00b\n.csv": "a_b_.csv", "客户*?.csv": "客户__.csv", "客\xffb.csv": "客_b.csv",
		strings.Repeat("客", 100) + ".csv": strings.Repeat("客", 65) + ".csv",
	} {
		i := p.begin()
		a := p.file(i.ID, given, customers(2)).fine(t)
		if !slices.Equal(a.Files, []string{kept}) {
			t.Errorf("%q is kept as %q, want %q", given, a.Files, kept)
			continue
		}
		if _, err := os.Stat(filepath.Join(s.Dir, "incoming", i.ID.String(), kept)); err != nil {
			t.Error(err)
		}
		if a := p.act(i.ID, "look"); a.Step != wire.ImportLooked || !a.Known {
			t.Errorf("%q: %+v %+v", given, a, a.Trouble)
		} else if a := p.act(i.ID, "try"); a.Step != wire.ImportTried {
			t.Errorf("%q: %+v %+v", given, a, a.Trouble)
		}
	}
	i := p.begin()
	for _, name := range []string{"", ".csv", "..", "客户.jpg", "客户"} {
		p.file(i.ID, name, customers(1)).is(s, fmt.Sprintf("%q", name), "import.kind")
	}
	p.file(i.ID, "A.csv", customers(1)).fine(t)
	p.file(i.ID, "a.CSV", customers(1)).is(s, "the same name", "import.same_file")
	for n := range 19 {
		p.file(i.ID, fmt.Sprintf("%d.csv", n), customers(1)).fine(t)
	}
	p.file(i.ID, "21.csv", customers(1)).is(s, "the 21st file", "import.files")
	p.file(i.ID, "21.zip", zipped(t, map[string]string{"b.csv": "x"}, nil)).is(s, "the 21st file in an archive", "import.files")
}

// Archives are unpacked with what they are, not with what they say.
func TestArchives(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	text := string(customers(2))
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("导出/客户.csv")
	if err != nil {
		t.Fatal(err)
	}
	for what, name := range map[string]string{"of Windows": gbk, "upwards": "../../客户.csv", "absolute": "/客户.csv", "with backslashes": `..\客户.csv`} {
		i := p.begin()
		a := p.file(i.ID, "a.zip", zipped(t, map[string]string{name: text}, func(h *zip.FileHeader) { h.NonUTF8 = name == gbk })).fine(t)
		if !slices.Equal(a.Files, []string{"客户.csv"}) {
			t.Errorf("%s: %q", what, a.Files)
		}
	}
	i := p.begin()
	inner := zipped(t, map[string]string{"客户.csv": text}, nil)
	p.file(i.ID, "a.zip", zipped(t, map[string]string{"in.zip": string(inner)}, nil)).is(s, "an archive in an archive", "import.bare")
	p.file(i.ID, "a.zip", []byte("PK nothing")).is(s, "no archive", "import.archive")
	p.file(i.ID, "a.zip", inner[:len(inner)/2]).is(s, "half an archive", "import.archive")
	many := map[string]string{"客户.csv": text}
	for n := range 200_000 {
		many[fmt.Sprintf("%d.txt~", n)] = ""
	}
	p.file(i.ID, "a.zip", zipped(t, many, nil)).is(s, "an archive of very many files", "import.archive")
	bomb := zipped(t, map[string]string{"客户.csv": text, "bomb.csv": strings.Repeat("0", 65<<20)}, nil)
	p.file(i.ID, "a.zip", bomb).is(s, "a bomb", "import.large")
	if lie := bytes.ReplaceAll(bomb, []byte{0, 0, 0x10, 4}, []byte{9, 0, 0, 0}); bytes.Equal(lie, bomb) {
		t.Error("the lie is not told")
	} else if a := p.file(i.ID, "a.zip", lie); a.Code != "import.archive" && a.Code != "import.large" {
		t.Errorf("a bomb that lies: %+v", a)
	}
	if a := p.ask("GET", "/"+i.ID.String(), nil); len(a.Files) > 0 {
		t.Errorf("of refused archives %q are left", a.Files)
	}
	if left := s.left(); len(left) > 0 {
		t.Errorf("on the disk are left %q", left)
	}
}

// Files that are too large are refused, one by one and all together, and leave nothing.
func TestLargeFiles(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	i := p.begin()
	whole := make([]byte, 64<<20+1)
	p.file(i.ID, "a.csv", whole).is(s, "a large file", "import.large")
	for n := range 4 {
		p.file(i.ID, fmt.Sprintf("%d.csv", n), whole[1:]).fine(t)
	}
	p.file(i.ID, "4.csv", whole[:1<<20]).is(s, "too much in all", "import.together")
	if left := s.left(); len(left) != 4 {
		t.Errorf("left are %q", left)
	}
	p.begin()
	if left := s.left(); len(left) > 0 {
		t.Errorf("another import leaves %q", left)
	}
	i = p.begin()
	p.file(i.ID, "a.csv", customers(200_001)).fine(t)
	if a := p.act(i.ID, "look"); a.Trouble == nil || !strings.Contains(a.Trouble.Zh, "200001") || a.Known {
		t.Errorf("too many lines are looked at: %s %+v", a.Step, a.Trouble)
	}
}

// A file comes as slowly as its network is. One that is cut off leaves nothing and can be
// sent again; while it comes there is no second one, and no step.
func TestSlowFiles(t *testing.T) {
	s := serve(t)
	p := s.as(boss)
	i := p.begin()
	body := newSlow(customers(3))
	came := make(chan *said, 1)
	go func() {
		a, _ := p.do("POST", "/"+i.ID.String()+"/files?name=a.csv", body)
		came <- a
	}()
	await.Until(t, "the file comes", func() bool { return len(s.left()) > 0 })
	p.file(i.ID, "b.csv", customers(1)).is(s, "two files at once", "import.step")
	p.ask("POST", "/"+i.ID.String()+"/look", nil).is(s, "a look at half a file", "import.step")
	s.as(admin).ask("POST", "", nil).is(s, "somebody else while a file comes", "import.busy")
	close(body.more)
	if a := <-came; a == nil || len(a.Files) != 1 {
		t.Fatalf("the slow file: %+v", a)
	}

	// The network is cut.
	cut := func(id, name string) {
		t.Helper()
		conn, err := net.Dial("tcp", s.http.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "POST /api/v1/imports/%s/files?name=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 100000\r\n\r\n%s", id, name, p.token, customers(3))
		before := len(s.left())
		await.Until(t, "half of it is there", func() bool { return len(s.left()) >= before && slices.Contains(s.left(), name) })
		_ = conn.Close()
	}
	cut(i.ID.String(), "half.csv")
	await.Until(t, "half a file is taken away", func() bool { return len(s.left()) == 1 })
	await.Until(t, "it is sent again", func() bool { return p.file(i.ID, "half.csv", customers(3)).status == 200 })

	// Who begins anew does not wait for what still comes.
	body = newSlow(customers(3))
	go func() {
		a, _ := p.do("POST", "/"+i.ID.String()+"/files?name=c.csv", body)
		came <- a
	}()
	await.Until(t, "another comes", func() bool { return len(s.left()) == 3 })
	next := p.begin()
	close(body.more)
	if a := <-came; a != nil && a.status == 200 {
		t.Errorf("a file of an import that is over is taken: %+v", a)
	}
	if left := s.left(); len(left) > 0 || next.ID == i.ID {
		t.Errorf("left are %q", left)
	}
}

// A full disk is told as what it is, leaves nothing of the file, and with room again all
// goes on.
func TestFilesOnAFullDisk(t *testing.T) {
	disk := t.TempDir()
	smalldisk.Mount(t, disk, 24<<10)
	s := serveIn(t, filepath.Join(disk, "company"))
	p := s.as(boss)
	i := p.begin()
	p.file(i.ID, "a.csv", make([]byte, 32<<20)).is(s, "a file", "import.room")
	p.file(i.ID, "a.zip", zipped(t, map[string]string{"b.csv": strings.Repeat("a", 32<<20)}, nil)).is(s, "an archive", "import.room")
	if left := s.left(); len(left) > 0 {
		t.Errorf("left are %q", left)
	}
	p.file(i.ID, "客户.csv", customers(50)).fine(t)
	if a := p.act(i.ID, "look"); !a.Known {
		t.Fatalf("%+v", a.Trouble)
	}
	ballast, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = ballast.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if a := p.act(i.ID, "try"); a.Trouble == nil || !strings.Contains(a.Trouble.Zh, "磁盘") || !strings.Contains(a.Trouble.En, "disk") {
		t.Errorf("a trial on a full disk: %s %+v", a.Step, a.Trouble)
	}
	if err := errors.Join(ballast.Close(), os.Remove(ballast.Name())); err != nil {
		t.Fatal(err)
	}
	if a := p.act(i.ID, "try"); a.Step != wire.ImportTried {
		t.Errorf("with room: %s %+v", a.Step, a.Trouble)
	}
	if a := p.act(i.ID, "run"); a.Step != wire.ImportDone || s.had() != 50 {
		t.Errorf("with room: %s %+v, %d customers", a.Step, a.Trouble, s.had())
	}
}
