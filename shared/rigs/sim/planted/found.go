package planted

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Finding is the first history that found a bug.
type Finding struct {
	Bug       string
	Workload  string // counter, archive or trade
	Kind      string
	Seed      uint64
	Promise   string // that was broken
	Histories int    // it took
}

// Findings are what the searches have found so far, by bug.
type Findings map[string]Finding

func findingsFile(root string) string {
	return filepath.Join(root, "shared/rigs/sim/planted/found.tsv")
}

// LoadFindings reads the table of a checkout.
func LoadFindings(root string) (Findings, error) {
	found := Findings{}
	data, err := os.ReadFile(findingsFile(root))
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		part := strings.Split(line, "\t")
		if len(part) != 6 {
			return nil, fmt.Errorf("planted: found.tsv: %q", line)
		}
		seed, err := strconv.ParseUint(part[3], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("planted: found.tsv: %w", err)
		}
		n, err := strconv.Atoi(part[5])
		if err != nil {
			return nil, fmt.Errorf("planted: found.tsv: %w", err)
		}
		found[part[0]] = Finding{part[0], part[1], part[2], seed, part[4], n}
	}
	return found, nil
}

// Save writes the table, sorted.
func (f Findings) Save(root string) error {
	var lines []string
	for _, x := range f {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%d\t%s\t%d\n", x.Bug, x.Workload, x.Kind, x.Seed, x.Promise, x.Histories))
	}
	slices.Sort(lines)
	return os.WriteFile(findingsFile(root), []byte(strings.Join(lines, "")), 0o644)
}
