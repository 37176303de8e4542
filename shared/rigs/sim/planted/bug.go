package planted

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Bug is one that somebody could make.
type Bug struct {
	Name     string
	Why      string
	File     string // from the root of the repository
	Rig      Rig    // empty for what the simulator finds
	Unfound  string // why nothing finds it yet
	Original string
	Planted  string
}

// Rig is a test of its own that finds a bug.
type Rig struct{ Package, Test string }

// Business tells whether only the workload with the real business can find the bug.
func (b *Bug) Business() bool {
	core := []string{"shared/kernel/", "shared/sync/wire/", "shared/sync/replica/", "shared/sync/authority/"}
	return !slices.ContainsFunc(core, func(dir string) bool { return strings.HasPrefix(b.File, dir) })
}

// Stored tells whether the bug is in what keeps a device's or the server's files, so
// that only histories over these find it.
func (b *Bug) Stored() bool {
	return slices.ContainsFunc([]string{"app/", "syncserver/", "shared/rowstore/"}, func(dir string) bool { return strings.HasPrefix(b.File, dir) })
}

// Load reads the catalogue of a checkout.
func Load(root string) ([]Bug, error) {
	files, err := filepath.Glob(filepath.Join(root, "shared/rigs/sim/planted/bugs/*.bugs"))
	if err != nil {
		return nil, err
	}
	var all []Bug
	names := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for i, text := range strings.Split("\n"+string(data), "\n== ") {
			if i == 0 {
				continue // what stands before the first is a comment
			}
			b, err := parse(text)
			if err == nil && names[b.Name] {
				err = fmt.Errorf("%s is there twice", b.Name)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
			}
			names[b.Name] = true
			all = append(all, b)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("planted: no bugs below %s", root)
	}
	return all, nil
}

func parse(text string) (Bug, error) {
	head, body, ok := strings.Cut(text, "\n-- original\n")
	original, planted, ok2 := strings.Cut(body, "\n-- planted\n")
	lines := strings.Split(head, "\n")
	b := Bug{Name: strings.TrimSpace(lines[0]), Original: strings.TrimRight(original, "\n"), Planted: strings.TrimRight(planted, "\n")}
	if !ok || !ok2 {
		return b, fmt.Errorf("%s has no original or no planted text", b.Name)
	}
	for _, line := range lines[1:] {
		key, value, _ := strings.Cut(line, ":")
		switch value = strings.TrimSpace(value); key {
		case "why":
			b.Why = value
		case "file":
			b.File = value
		case "unfound":
			b.Unfound = value
		case "rig":
			b.Rig.Package, b.Rig.Test, _ = strings.Cut(value, " ")
		default:
			return b, fmt.Errorf("%s: %q is nothing that is known of a bug", b.Name, line)
		}
	}
	if b.Name == "" || b.Why == "" || b.File == "" || !strings.Contains(b.Planted, "PLANTED") {
		return b, fmt.Errorf("%s lacks its name, its reason, its file or its switch", b.Name)
	}
	return b, nil
}
