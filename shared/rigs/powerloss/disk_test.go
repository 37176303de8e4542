package powerloss

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// crashes returns the distinct results of many power losses of d, as describe
// tells them.
func crashes(d *disk, describe func(files map[string][]byte) string) map[string]bool {
	found := map[string]bool{}
	for seed := range uint64(3000) {
		found[describe(d.crash(rand.New(rand.NewPCG(seed, 0))))] = true
	}
	return found
}

func diskAfter(before map[string][]byte, records ...record) *disk {
	d := newDisk(before)
	for _, r := range records {
		d.apply(r)
	}
	return d
}

func openRecord(handle uint32, name string) record {
	return record{kind: kindOpen, handle: handle, data: []byte(name)}
}

// sectors tells a file of whole sectors, each filled with one byte, as a word.
func sectors(t *testing.T, name string) func(map[string][]byte) string {
	return func(files map[string][]byte) string {
		content, word := files[name], ""
		for ; len(content) > 0; content = content[min(sectorSize, len(content)):] {
			sector := content[:min(sectorSize, len(content))]
			if bytes.Count(sector, sector[:1]) != len(sector) {
				t.Fatalf("a sector is torn inside: %q", sector)
			}
			word += strings.ReplaceAll(string(sector[:1]), "\x00", "0")
		}
		return word
	}
}

func TestUnsyncedWriteIsKeptDroppedOrTornAtSectors(t *testing.T) {
	fill := func(at int64, letters string) record {
		var data []byte
		for _, letter := range []byte(letters) {
			data = append(data, bytes.Repeat([]byte{letter}, sectorSize)...)
		}
		return record{kind: kindWrite, handle: 1, at: at * sectorSize, data: data}
	}
	synced := []record{openRecord(1, "f"), fill(0, "aaaa"), {kind: kindSync, handle: 1}}
	d := diskAfter(map[string][]byte{"f": nil}, append(synced, fill(2, "bbb"))...)
	got := crashes(d, sectors(t, "f"))
	for _, word := range []string{"aaaa", "aabbb", "aaba", "aaab", "aaaab", "aaaa0", "aabb0"} {
		if !got[word] {
			t.Errorf("no power loss left %s", word)
		}
	}
	for word := range got {
		if !strings.HasPrefix(word, "aa") {
			t.Errorf("a power loss took synced data: %s", word)
		}
	}

	d.apply(record{kind: kindSync, handle: 1})
	if got := crashes(d, sectors(t, "f")); len(got) != 1 || !got["aabbb"] {
		t.Errorf("after a sync: %v", got)
	}
	d.apply(record{kind: kindTruncate, handle: 1, at: sectorSize})
	d.apply(fill(3, "c"))
	got = crashes(d, sectors(t, "f"))
	for _, word := range []string{"aabbb", "a", "aabcb", "a00c"} {
		if !got[word] {
			t.Errorf("no power loss left %s of a truncation and a write after it", word)
		}
	}
}

// A write that starts and ends inside sectors is torn only where they meet.
func TestTearKeepsToSectorBoundaries(t *testing.T) {
	d := diskAfter(map[string][]byte{"f": bytes.Repeat([]byte("."), 2*sectorSize)},
		openRecord(1, "f"), record{kind: kindWrite, handle: 1, at: sectorSize - 10, data: bytes.Repeat([]byte("w"), 24)})
	got := crashes(d, func(files map[string][]byte) string {
		content := files["f"]
		return fmt.Sprint(bytes.Count(content[:sectorSize], []byte("w")), bytes.Count(content[sectorSize:], []byte("w")))
	})
	want := []string{"0 0", "0 14", "10 0", "10 14"}
	if found := slices.Sorted(maps.Keys(got)); !slices.Equal(found, want) {
		t.Errorf("%v, want %v", found, want)
	}
}

func TestDirectoryStepsSurviveInOrder(t *testing.T) {
	names := func(files map[string][]byte) string { return strings.Join(slices.Sorted(maps.Keys(files)), " ") }
	expect := func(d *disk, want ...string) {
		t.Helper()
		if got := slices.Sorted(maps.Keys(crashes(d, names))); !slices.Equal(got, want) {
			t.Errorf("left %q, want %q", got, want)
		}
	}
	root := record{kind: kindOpenDir, handle: 9}
	d := diskAfter(map[string][]byte{"old": nil}, root, openRecord(1, "a"), openRecord(2, "b"),
		record{kind: kindSync, handle: 2}, record{kind: kindUnlink, data: []byte("old")})
	expect(d, "a b", "a b old", "a old", "old")

	d.apply(record{kind: kindSync, handle: 9})
	expect(d, "a b")
	d.apply(record{kind: kindRename, data: []byte("a\x00b")})
	expect(d, "a b", "b")
	d.apply(openRecord(3, "folder/c"))
	d.apply(record{kind: kindSync, handle: 9})
	expect(d, "b", "b folder/c")
}

// A new file under an old name is another file: what the old one held can come
// back, but not mixed with the new one's data.
func TestNameUsedAgain(t *testing.T) {
	d := diskAfter(map[string][]byte{"j": []byte("old")},
		record{kind: kindUnlink, data: []byte("j")}, openRecord(1, "j"),
		record{kind: kindWrite, handle: 1, data: []byte("ne")}, record{kind: kindSync, handle: 1})
	got := crashes(d, func(files map[string][]byte) string {
		content, ok := files["j"]
		return fmt.Sprint(ok, string(content))
	})
	want := []string{"false", "truene", "trueold"}
	if found := slices.Sorted(maps.Keys(got)); !slices.Equal(found, want) {
		t.Errorf("%v, want %v", found, want)
	}
}

// A power loss in thought changes nothing for the program that goes on.
func TestCrashLeavesTheDisk(t *testing.T) {
	d := diskAfter(map[string][]byte{"f": []byte("1234")}, openRecord(1, "f"),
		record{kind: kindWrite, handle: 1, at: 2, data: []byte("xyz")}, openRecord(2, "g"))
	crashes(d, func(map[string][]byte) string { return "" })
	files := d.files()
	if len(files) != 2 || string(files["f"]) != "12xyz" || string(d.names["f"].stored) != "1234" {
		t.Errorf("%q", files)
	}
}
