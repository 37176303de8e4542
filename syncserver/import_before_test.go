package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kept unpacks the folder of a company that release 732d1c7 has written: the test's
// shop was imported, then a user was added. That release kept the company from before
// the import beside the company's file.
func kept(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	file, err := os.Open("testdata/kept/import-732d1c7.tar.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(unpacked); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.FileInfo().IsDir() {
			err = os.MkdirAll(path, 0o700)
		} else if content, readErr := io.ReadAll(r); readErr != nil {
			err = readErr
		} else {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// An import that an earlier release has made can be taken back: the company is
// brought to this release first, and what others have sent since stands, the steps
// of the upgrade among it.
func TestImportOfAnEarlierReleaseUndone(t *testing.T) {
	dir, mapping := kept(t), "files/importer/testdata/shop.toml"
	if orders, parties, _ := counted(t, dir); orders != 4 || parties != 2 {
		t.Fatalf("%d orders, %d parties were kept", orders, parties)
	}
	succeed(t, "import", "undo", "--data", dir, "--mapping", mapping)
	if orders, parties, _ := counted(t, dir); orders != 0 || parties != 0 {
		t.Errorf("%d orders and %d parties are left", orders, parties)
	}
	if users := count(t, dir, "user"); users != 2 {
		t.Errorf("%d users, want the boss and who was added since", users)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "import*")); err != nil || len(left) > 1 {
		t.Errorf("%v is left, %v", left, err)
	}
	succeed(t, "verify", "--data", dir)
	succeed(t, "rebuild", "--data", dir)
	if status, _, said := cli(t, "import", "undo", "--data", dir, "--mapping", mapping); status != 2 || !strings.Contains(said, "There is no import") {
		t.Errorf("undo of nothing: status %d, %s", status, said)
	}
	_, file := wholesale(t)
	succeed(t, "import", "--data", dir, "--mapping", mapping, file)
	succeed(t, "import", "undo", "--data", dir, "--mapping", mapping)
}

// Without what was kept, or with what is not this company's, the way out is said and
// the company stays.
func TestImportOfAnEarlierReleaseStays(t *testing.T) {
	mapping := "files/importer/testdata/shop.toml"
	other := filepath.Join(t.TempDir(), "other.heyi")
	succeed(t, "backup", "--data", founded(t), "--to", other)
	foreign, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, harm := range map[string]func(file string) error{
		"gone": os.Remove,
		"foreign": func(file string) error {
			hash := fmt.Sprintf("%x  shop.heyi\n", sha256.Sum256(foreign))
			return errors.Join(os.WriteFile(file, foreign, 0o600), os.WriteFile(file+".sha256", []byte(hash), 0o600))
		},
		"damaged": func(file string) error { return os.WriteFile(file, []byte("no company"), 0o600) },
	} {
		dir := kept(t)
		if err := harm(filepath.Join(dir, "import", "shop.heyi")); err != nil {
			t.Fatal(err)
		}
		status, _, said := cli(t, "import", "undo", "--data", dir, "--mapping", mapping)
		wants := []string{"以前的版本", "restore --from"}
		if name == "damaged" {
			wants = []string{"damaged"}
		}
		for _, want := range wants {
			if status == 0 || !strings.Contains(said, want) {
				t.Errorf("%s: status %d, said %s", name, status, said)
			}
		}
		if orders, _, _ := counted(t, dir); orders != 4 {
			t.Errorf("%s: %d orders", name, orders)
		}
	}
}
