package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/tree"
)

// The program of the first release itself, built from what it was, goes on beside a
// server of today: it brings what its user has saved without network, each command is
// judged as it was meant, and it goes on working. Today's program then opens the same
// files.
func TestTheOldProgramItself(t *testing.T) {
	if testing.Short() {
		t.Skip("a program is built")
	}
	program := oldProgram(t, strings.TrimSuffix(filepath.Base(firstKept), ".tar.gz"))
	k := openKept(t, firstKept, "")
	k.must(k.start())
	for _, p := range k.devices {
		sells := p.mobile == "19900000102"
		cmd := exec.Command(program)
		cmd.Env = append(os.Environ(), "HEYI_OLD_DEVICE="+filepath.Dir(p.who.Dir), "HEYI_OLD_SERVER="+k.url)
		if sells {
			cmd.Env = append(cmd.Env, "HEYI_OLD_ADDS=yes")
		}
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s\n%s", p.mobile, err, complaint.String(), k.log())
		}
		var said struct {
			Parties int
			Added   kernel.ID
		}
		k.must(json.Unmarshal(out, &said))
		if said.Parties == 0 || sells != !said.Added.IsZero() {
			t.Errorf("%s holds %+v", p.mobile, said)
		}
		k.judged(p)
		k.must(p.connects(k.server))
		t.Cleanup(func() { k.must(p.Close()) })
		k.must(p.synced())
		_, err = p.equal(k.server)
		k.must(err)
		if sells {
			added, err := waitFor(p, party.Parties, "name", "旧程序新增的客户")
			k.must(err)
			if added.ID != said.Added {
				t.Errorf("%s is the customer that the old program added as %s", added.ID, said.Added)
			}
		}
	}
	k.must(k.stop())
	_, err := k.administer("verify")
	k.must(err)
}

// oldProgram builds a device's program of an earlier commit. Where the history does not
// reach back to it, as in a shallow clone, there is nothing to build it from.
func oldProgram(t *testing.T, commit string) string {
	t.Helper()
	dir := t.TempDir()
	run := func(name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Logf("%s %v: %v\n%s", name, args, err, out)
			return err
		}
		return nil
	}
	root := tree.Root()
	archive := filepath.Join(dir, "old.tar")
	if run("git", "-C", root, "cat-file", "-e", commit+"^{commit}") != nil {
		t.Skip("the history does not reach back to " + commit + ": clone it whole, git fetch --unshallow")
	}
	for _, step := range [][]string{
		{"git", "-C", root, "archive", "-o", archive, commit, "go.mod", "go.sum", "app", "shared"},
		{"tar", "xf", archive},
		{"cp", tree.Path("app/rigs/story/testdata/old/device.go.txt"), "app/story/old_device.go"},
		{"go", "build", "-tags", "sqlite_fts5", "-o", "device", "./app/story"},
	} {
		if err := run(step[0], step[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "device")
}
