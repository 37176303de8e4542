// Fontcut cuts the Chinese typeface that the app embeds out of Debian's
// fonts-noto-cjk, with hb-subset of libharfbuzz-bin:
//
//	go run ./assets/fontcut [-from DIR] [-to DIR]
//
// It writes regular.otf (all hanzi of GBK) and bold.otf (those of GB2312) and
// does nothing if they are already there and made the same way. The decision
// behind it is docs/decisions/0001-chinese-font.md.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// recipe changes when the same source must give other fonts; it makes old ones
// be cut again.
const recipe = "1"

// cut is one font to make.
type cut struct {
	source, target string
	hanzi          func() ([]rune, error)
}

var cuts = []cut{
	{source: "NotoSansCJK-Regular.ttc", target: "regular.otf", hanzi: gbk},
	{source: "NotoSansCJK-Bold.ttc", target: "bold.otf", hanzi: gb2312},
}

func main() {
	from := flag.String("from", "/usr/share/fonts/opentype/noto", "folder of the NotoSansCJK collections")
	to := flag.String("to", "assets/fonts", "folder the cut fonts are written to")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "fontcut:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, c := range cuts {
		if err := c.make(from, to); err != nil {
			return fmt.Errorf("%s: %w", c.target, err)
		}
	}
	return nil
}

// make cuts one font unless the one in place was made from the same source by
// the same recipe.
func (c cut) make(from, to string) error {
	source, target := filepath.Join(from, c.source), filepath.Join(to, c.target)
	origin, err := describe(source)
	if err != nil {
		return fmt.Errorf("%w (the typeface is in Debian's fonts-noto-cjk)", err)
	}
	stamp := target + ".origin"
	if known, err := os.ReadFile(stamp); err == nil && string(known) == origin && exists(target) {
		fmt.Println(target, "is up to date")
		return nil
	}
	hanzi, err := c.hanzi()
	if err != nil {
		return err
	}
	if err := subset(source, target, hanzi); err != nil {
		return err
	}
	fmt.Printf("%s: %d hanzi from %s\n", target, len(hanzi), source)
	return os.WriteFile(stamp, []byte(origin), 0o644)
}

// describe names a source file closely enough to notice an upgraded package.
func describe(source string) (string, error) {
	info, err := os.Stat(source)
	if err != nil {
		return "", err
	}
	changed := info.ModTime().UTC().Format(time.RFC3339)
	return fmt.Sprintf("recipe %s, %s, %d bytes, %s\n", recipe, source, info.Size(), changed), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// subset writes the font with the given hanzi and the signs. It is made beside
// the target, looked through, and only then takes its place, so a broken font
// is never embedded.
func subset(source, target string, hanzi []rune) error {
	index, err := faceIndex(source)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(target), "cutting-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	list, fresh := filepath.Join(work, "unicodes.txt"), filepath.Join(work, "font.otf")
	if err := os.WriteFile(list, unicodesFile(hanzi), 0o644); err != nil {
		return err
	}
	if err := hbSubset(source, index, list, fresh); err != nil {
		return err
	}
	absent, err := lacking(fresh, hanzi)
	if err != nil {
		return err
	}
	if len(absent) > 0 {
		return fmt.Errorf("the cut font lacks %d of %d hanzi, first %q", len(absent), len(hanzi), absent[0])
	}
	return os.Rename(fresh, target)
}

// hbSubset runs the cutter. Hinting and layout features go: Fyne's painter uses
// neither, and without them the font is half as big.
func hbSubset(source string, index int, list, target string) error {
	tool, err := exec.LookPath("hb-subset")
	if err != nil {
		return fmt.Errorf("%w (it is in Debian's libharfbuzz-bin)", err)
	}
	cmd := exec.Command(tool,
		fmt.Sprintf("--face-index=%d", index),
		"--unicodes-file="+list,
		"--no-hinting",
		"--layout-features=",
		"--output-file="+target,
		source)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		text := strings.TrimSpace(complaint.String())
		return errors.Join(fmt.Errorf("hb-subset: %w", err), errors.New(text))
	}
	return nil
}
