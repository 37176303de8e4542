package powerloss

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestRecordRefuses(t *testing.T) {
	needRecorder(t)
	for name, want := range map[string]string{
		"go's own":   "attachment was made past the recorder",
		"failing":    "no paper left",
		"unheard of": "not registered",
	} {
		_, err := run(name, TempDir(t), TempDir(t))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// Without the recorder there is no log, and a child must not run unobserved.
func TestChildNeedsRecorder(t *testing.T) {
	ran := false
	child := func(string, func(string)) error { ran = true; return nil }
	err := runChild(child, t.TempDir(), filepath.Join(t.TempDir(), "log"))
	if err == nil || ran {
		t.Errorf("ran %v, error %v", ran, err)
	}
}

func TestChildWithoutDatabase(t *testing.T) {
	needRecorder(t)
	recording, err := run("nothing", TempDir(t), TempDir(t))
	if err != nil {
		t.Fatal(err)
	}
	if names := recording.databases(); len(names) != 0 {
		t.Errorf("found databases %q", names)
	}
}

// What the recorder writes down of each call makes the files that the call made.
func TestRecorderSeesEachCall(t *testing.T) {
	needRecorder(t)
	scratch, dir := TempDir(t), TempDir(t)
	before := map[string][]byte{"emptied": []byte("old content"), "folder/removed": []byte("x")}
	if err := writeFiles(dir, before); err != nil {
		t.Fatal(err)
	}
	library, err := compile(scratch)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(scratch, "calls")
	if out, err := exec.Command("gcc", "-o", program, "testdata/calls.c").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	command := exec.Command(program)
	command.Dir = dir
	records, err := runRecorded(command, dir, filepath.Join(scratch, "log"), library)
	if err != nil {
		t.Fatal(err)
	}
	after, err := readFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{"folder/second": []byte("ONE two th"), "emptied": []byte("\x00\x00new")}
	if !reflect.DeepEqual(after, want) {
		t.Errorf("the program left %q", after)
	}
	if err := (&Recording{before: before, records: records}).explains(after); err != nil {
		t.Error(err)
	}
	var kinds []byte
	for _, r := range records {
		kinds = append(kinds, byte(r.kind))
	}
	if got := string(kinds); got != "owwws"+"owts"+"ow"+"ruds" {
		t.Errorf("recorded %q", got)
	}
}

func TestExplainsRefusesEachDifference(t *testing.T) {
	recording := &Recording{before: map[string][]byte{"a": []byte("1")}}
	if err := recording.explains(map[string][]byte{"a": []byte("1")}); err != nil {
		t.Error(err)
	}
	for want, after := range map[string]map[string][]byte{
		"made":    {"a": []byte("1"), "b": nil},
		"changed": {"a": []byte("2")},
		"removed": {},
	} {
		if err := recording.explains(after); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", after, err, want)
		}
	}
}

func TestParse(t *testing.T) {
	good := []record{
		{kind: kindOpen, handle: 1, data: []byte("book.db")},
		{kind: kindWrite, handle: 1, at: 1 << 40, data: []byte("abc")},
		{kind: kindSync, handle: 1, data: []byte{}},
		{kind: kindAck, data: []byte("第一笔")},
	}
	var log []byte
	for _, r := range good {
		log = append(log, encode(r)...)
	}
	if got, err := parse(log); err != nil || !reflect.DeepEqual(got, good) {
		t.Errorf("%v, %v", got, err)
	}
	for name, bad := range map[string][]byte{
		"cut in the header": log[:len(log)-10-headerSize+5],
		"cut in the data":   log[:len(log)-1],
		"unknown kind":      encode(record{kind: 'x'}),
		"unopened handle":   encode(record{kind: kindSync, handle: 9}),
		"one path":          encode(record{kind: kindRename, data: []byte("a")}),
		"negative position": append(log[:0:0], append(encode(good[0]), encode(record{kind: kindWrite, handle: 1, at: -1})...)...),
	} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The states reach from before the first record to after the last one, and a
// state never lies before the one in front of it.
func TestPointsCoverTheRecording(t *testing.T) {
	recording := &Recording{records: make([]record, 10)}
	reached, last := map[int]bool{}, 0
	for i := range 100 {
		point := recording.point(rand.New(rand.NewPCG(1, uint64(i))), i, 100)
		if point < last || point > len(recording.records) {
			t.Fatalf("state %d at %d after %d", i, point, last)
		}
		reached[point], last = true, point
	}
	if len(reached) != len(recording.records)+1 {
		t.Errorf("reached %v", reached)
	}
}

// The index of a WAL is neither read nor expected after a power loss.
func TestWALIndexIsNoState(t *testing.T) {
	dir := TempDir(t)
	for _, name := range []string{"book.db", "book.db-shm"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := readFiles(dir)
	if err != nil || len(files) != 1 || files["book.db"] == nil {
		t.Errorf("%q, %v", files, err)
	}
}
