package planted

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// Overlay writes a copy of every file that has bugs, with all of them behind
// switches, and the list of copies that the go command takes with -overlay. It
// returns the list's path. A bug whose text is not in its file once is an error.
func Overlay(root, dir string, bugs []Bug) (string, error) {
	replace := map[string]string{}
	put := func(path, content string) error {
		copied, err := filepath.Abs(filepath.Join(dir, path+".planted")) // no Go file to anybody but the overlay
		if err != nil {
			return err
		}
		original, err := filepath.Abs(filepath.Join(root, path))
		if err != nil {
			return err
		}
		replace[original] = copied
		if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
			return err
		}
		return os.WriteFile(copied, []byte(content), 0o644)
	}
	byFile := map[string][]Bug{}
	for _, b := range bugs {
		byFile[b.File] = append(byFile[b.File], b)
	}
	var broken []error
	for file, of := range byFile {
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return "", err
		}
		sick, err := Infect(string(source), of)
		if err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", file, err))
			continue
		}
		if err := put(file, sick); err != nil {
			return "", err
		}
		if err := put(filepath.Join(filepath.Dir(file), "planted_switch.go"), switchFile(string(source))); err != nil {
			return "", err
		}
	}
	if err := errors.Join(broken...); err != nil {
		return "", err
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, list, 0o644)
}

// Infect puts bugs into the text of their file.
func Infect(source string, bugs []Bug) (string, error) {
	type place struct {
		at  int
		bug Bug
	}
	var places []place
	for _, b := range bugs {
		if n := strings.Count(source, b.Original); n != 1 {
			return "", fmt.Errorf("the bug %s does not fit any more: its original text stands there %d times; look whether the code that it is about has moved, and plant it there", b.Name, n)
		}
		places = append(places, place{strings.Index(source, b.Original), b})
	}
	sort.Slice(places, func(i, j int) bool { return places[i].at < places[j].at })
	var out strings.Builder
	end := 0
	for _, p := range places {
		if p.at < end {
			return "", fmt.Errorf("the bug %s lies over another one", p.bug.Name)
		}
		out.WriteString(source[end:p.at])
		out.WriteString(strings.ReplaceAll(p.bug.Planted, "PLANTED", fmt.Sprintf("plantedBug(%q)", p.bug.Name)))
		end = p.at + len(p.bug.Original)
	}
	out.WriteString(source[end:])
	return out.String(), nil
}

var packageName = regexp.MustCompile(`(?m)^package (\w+)`)

func switchFile(source string) string {
	return fmt.Sprintf("package %s\n\nimport \"heyi/shared/rigs/sim/planted/alive\"\n\nfunc plantedBug(name string) bool { return alive.Is(name) }\n",
		packageName.FindStringSubmatch(source)[1])
}
