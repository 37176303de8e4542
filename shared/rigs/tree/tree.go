// Package tree finds files of this repository for tests, wherever their package stands
// in it.
package tree

import (
	"os"
	"path/filepath"
	"strings"
)

// Root is the folder of go.mod, looked for from the working directory upwards. Tests run
// in the folder of their package.
func Root() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			panic("no go.mod above the working directory")
		}
		dir = above
	}
}

// Path is the file or folder at a path from the root, written with slashes.
func Path(path string) string { return filepath.Join(Root(), filepath.FromSlash(path)) }

// Story is a story file beside the module that it is about.
type Story struct {
	Name string // module and title, as in sales/rework
	Path string
}

// Stories are the stories of all modules, by their names.
func Stories() []Story {
	files, err := filepath.Glob(Path("shared/modules/*/*/testdata/*.txtar"))
	if err != nil {
		panic(err)
	}
	list := make([]Story, len(files))
	for i, file := range files {
		folder := filepath.Dir(file)
		name := filepath.Base(filepath.Dir(folder)) + "/" + strings.TrimSuffix(filepath.Base(file), ".txtar")
		list[i] = Story{name, file}
	}
	return list
}
