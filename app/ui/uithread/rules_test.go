package uithread_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Screens that call fyne.Do or start goroutines by themselves bring back the
// races that Fyne's test driver hides, and cannot be tested in order.
func TestOnlyThisPackageCallsFyneDo(t *testing.T) {
	root := filepath.Join("..", "..") // app
	files := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || filepath.Base(filepath.Dir(path)) == "uithread" {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, call := range []string{"fyne.Do" + "(", "fyne.DoAndWait" + "("} {
			if strings.Contains(string(source), call) {
				t.Errorf("%s calls %s...): ask a uithread.Dispatcher instead", path, call)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Fatalf("only %d files seen under %s", files, root)
	}
}
