package all

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"heyi/shared/kernel"
)

//go:embed sights.lock
var sightsLock string

// sightLines are who sees the rows of each entity, a line each: the last step there was
// when that was locked, the entity, and the terms of its scope.
func sightLines(c *kernel.Catalog, step int) []string {
	lines := make([]string, len(c.Schemas))
	for i, s := range c.Schemas {
		lines[i] = strings.TrimSpace(fmt.Sprintf("%02d %s %s", step, s.Name, strings.Join(s.Audience(), "; ")))
	}
	return lines
}

func lastStep(c *kernel.Catalog) (last int) {
	for _, u := range c.Upgrades() {
		last = max(last, u.Number)
	}
	return last
}

// relock keeps the lines that are as they were, and lists what has changed although no
// step came with it. Devices find out by themselves what a scope brings them and takes
// from them (replica.Known); that a company is told, and whoever edits its roles asked,
// is for a step.
func relock(locked, now []string, step int) (lines, faults []string) {
	was, newest := map[string]string{}, -1
	for _, line := range locked {
		number, what, _ := strings.Cut(line, " ")
		n, _ := strconv.Atoi(number)
		newest = max(newest, n)
		entity, _, _ := strings.Cut(what, " ")
		was[entity] = line
	}
	for _, line := range now {
		_, what, _ := strings.Cut(line, " ")
		entity, _, _ := strings.Cut(what, " ")
		old, known := was[entity]
		delete(was, entity)
		switch _, before, _ := strings.Cut(old, " "); {
		case before == what:
			line = old
		case step > newest:
		case known:
			faults = append(faults, fmt.Sprintf("others than before see %s, and no company is told: declare a step after %d. Now: %s. Before: %s", entity, newest, what, before))
		default:
			faults = append(faults, fmt.Sprintf("%s is new, and no step brings it to a company that has edited its roles: declare one after %d", entity, newest))
		}
		lines = append(lines, line)
	}
	for entity := range was {
		faults = append(faults, entity+" was shipped and stays: its rows are in every company")
	}
	return lines, faults
}

// Who sees what is locked with the step with which it came about.
func TestGoldenSightsAreLocked(t *testing.T) {
	c := Catalog(Latest)
	locked := strings.FieldsFunc(sightsLock, func(r rune) bool { return r == '\n' })
	lines, faults := relock(locked, sightLines(c, lastStep(c)), lastStep(c))
	relocked(t, "sights.lock", locked, lines, faults)
}

// The test above sees each way in which a step can be missing.
func TestASightWithoutAStepIsFound(t *testing.T) {
	locked := []string{"54 party all", "58 task user:@user"}
	for name, c := range map[string]struct {
		now    []string
		step   int
		faults int
	}{
		"as it was":                  {[]string{"58 party all", "58 task user:@user"}, 58, 0},
		"wider without a step":       {[]string{"58 party all", "58 task user:@user; sees:flow.task"}, 58, 1},
		"wider with one":             {[]string{"59 party all", "59 task user:@user; sees:flow.task"}, 59, 0},
		"an entity without a step":   {[]string{"58 party all", "58 task user:@user", "58 lead owner:@owner"}, 58, 1},
		"an entity with one":         {[]string{"59 party all", "59 task user:@user", "59 lead owner:@owner"}, 59, 0},
		"an entity that is no more":  {[]string{"59 party all"}, 59, 1},
		"a scope that is shown less": {[]string{"58 party", "58 task user:@user"}, 58, 1},
	} {
		lines, faults := relock(locked, c.now, c.step)
		if len(faults) != c.faults {
			t.Errorf("%s: %q", name, faults)
		}
		if len(lines) > 0 && c.now[0][3:] == "party all" && lines[0] != "54 party all" {
			t.Errorf("%s: what stays as it was takes another number: %s", name, lines[0])
		}
	}
}
