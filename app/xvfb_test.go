package main

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/rigs/trial/await"
)

// The real program in a real window: it opens on a real server and ends when it
// is asked to, and its window shows something.
func TestProgramUnderXvfb(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server and a window")
	}
	for _, tool := range []string{"Xvfb", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: the window is not tried (Debian: xvfb, imagemagick)", tool)
		}
	}
	address, _ := serve(t)
	program := build(t, "heyi", "heyi/app", "sqlite_fts5,x11,bundlefonts")
	display := screen(t)
	var log bytes.Buffer
	app := exec.Command(program, "--server", address, "--data", t.TempDir(), "--lang", "zh", "--phone")
	app.Env = append(os.Environ(), "DISPLAY="+display, "LANG=zh_CN.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/dev/null")
	app.Stderr = &log
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		end(t, app)
		if strings.Contains(log.String(), "panic") {
			t.Errorf("the program failed:\n%s", log.String())
		}
	})
	file := filepath.Join(t.TempDir(), "window.png")
	if folder := os.Getenv("HEYI_PICTURES"); folder != "" {
		file = filepath.Join(folder, "xvfb.png")
	}
	await.Until(t, "the window shows something", func() bool { return painted(t, display, file) > 20 }, &log)
}

// screen starts an X server on a free display, which it says once it is there.
func screen(t *testing.T) string {
	t.Helper()
	said, says, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{says}
	err = x.Start()
	_ = says.Close() // it has its own
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = x.Process.Kill() // a display has nothing to save
		_ = x.Wait()
	})
	var number int
	if _, err := fmt.Fscan(said, &number); err != nil {
		t.Fatalf("the X server names no display: %v", err)
	}
	return fmt.Sprint(":", number)
}

// painted counts the colours on a display.
func painted(t *testing.T, display, file string) int {
	t.Helper()
	if out, err := exec.Command("import", "-display", display, "-window", "root", file).CombinedOutput(); err != nil {
		t.Logf("screenshot: %v %s", err, out)
		return 0
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Log(err)
		return 0
	}
	seen := map[[3]uint32]bool{}
	for y := 0; y < img.Bounds().Dy(); y += 3 {
		for x := 0; x < img.Bounds().Dx(); x += 3 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}
