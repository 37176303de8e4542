package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGB2312HasItsHanzi(t *testing.T) {
	hanzi, err := gb2312()
	if err != nil {
		t.Fatal(err)
	}
	if len(hanzi) != 6763 {
		t.Errorf("GB2312 has %d hanzi, want 6763", len(hanzi))
	}
}

// GBK holds every unified ideograph of the first Unicode version, so a name
// that GB2312 lacks is still drawn.
func TestGBKHoldsRareNames(t *testing.T) {
	large, err := gbk()
	if err != nil {
		t.Fatal(err)
	}
	small, err := gb2312()
	if err != nil {
		t.Fatal(err)
	}
	for r := rune(0x4E00); r <= 0x9FA5; r++ {
		if _, found := slices.BinarySearch(large, r); !found {
			t.Fatalf("GBK lacks %c (%U)", r, r)
		}
	}
	for _, r := range "镕喆祎翀瑄玥" {
		if _, found := slices.BinarySearch(large, r); !found {
			t.Errorf("GBK lacks %c", r)
		}
		if _, found := slices.BinarySearch(small, r); found {
			t.Errorf("GB2312 has %c; then bold could be used for every name", r)
		}
	}
	for _, r := range small {
		if _, found := slices.BinarySearch(large, r); !found {
			t.Errorf("GBK lacks %c of GB2312", r)
		}
	}
}

func TestUnicodesFileListsSignsAndHanzi(t *testing.T) {
	lines := strings.Fields(string(unicodesFile([]rune{'合', '一'})))
	for _, want := range []string{"0020-007E", "FF00-FFEF", "5408", "4E00"} {
		if !slices.Contains(lines, want) {
			t.Errorf("the list lacks %s", want)
		}
	}
}

// Cutting is tried on the real typeface; a second run leaves the fonts alone,
// and a font that was lost is cut again.
func TestCutIsMadeOnceAndAgainWhenLost(t *testing.T) {
	const from = "/usr/share/fonts/opentype/noto"
	if _, err := exec.LookPath("hb-subset"); err != nil || !exists(filepath.Join(from, cuts[0].source)) {
		t.Skip("needs fonts-noto-cjk and libharfbuzz-bin; make test installs both")
	}
	to := t.TempDir()
	runOnce := func() os.FileInfo {
		t.Helper()
		if err := run(from, to); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(to, "bold.otf"))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	first := runOnce()
	if second := runOnce(); !os.SameFile(first, second) {
		t.Error("an up-to-date font was cut again")
	}
	if err := os.Remove(filepath.Join(to, "bold.otf")); err != nil {
		t.Fatal(err)
	}
	if again := runOnce(); again.Size() != first.Size() {
		t.Errorf("cut again, the font has %d bytes, was %d", again.Size(), first.Size())
	}
	left, err := filepath.Glob(filepath.Join(to, "cutting-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("work folders left behind: %v %v", left, err)
	}
}

func TestMissingTypefaceIsNamed(t *testing.T) {
	err := run(t.TempDir(), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "fonts-noto-cjk") {
		t.Errorf("error %v does not say which package holds the typeface", err)
	}
}
