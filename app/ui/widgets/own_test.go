package widgets

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Screens take the buttons and the borders of this package: Fyne's button has no Enter,
// and its border another order of Tab than of reading.
func TestScreensTakeTheWidgetsOfThisPackage(t *testing.T) {
	looked := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		looked++
		text, err := os.ReadFile(path)
		for _, foreign := range []string{"widget.NewButton", "widget.NewCheck(", "widget.NewSelect(", "widget.NewEntry(", "container.NewBorder("} {
			if strings.Contains(strings.ReplaceAll(string(text), "widgets.", ""), foreign) {
				t.Errorf("%s: %s", path, foreign)
			}
		}
		return err
	})
	if err != nil || looked < 200 {
		t.Errorf("%d files: %v", looked, err)
	}
}
