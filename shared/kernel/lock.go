package kernel

import (
	"bufio"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// Lock is the golden file of numbers: one for each entity and, within each
// entity and command, one for each field. A number is given once and never used
// again, so rows and arguments of other releases keep their meaning.
//
// A line is "sales_order 12" or "sales_order#due 7".
type Lock map[string]uint32

// ParseLock reads the file.
func ParseLock(text string) (Lock, error) {
	lock := Lock{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		key, number, ok := strings.Cut(line, " ")
		parsed, err := strconv.ParseUint(number, 10, 29)
		if !ok || err != nil || parsed == 0 || lock[key] != 0 {
			return nil, fmt.Errorf("kernel: lock file line %d: %q", n, line)
		}
		lock[key] = uint32(parsed)
	}
	return lock, lines.Err()
}

// String writes the file.
func (l Lock) String() string {
	keys := make([]string, 0, len(l))
	for k := range l {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := group(keys[i]), group(keys[j])
		if a != b {
			return a < b
		}
		return l[keys[i]] < l[keys[j]]
	})
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%s %d\n", k, l[k])
	}
	return b.String()
}

func group(key string) string {
	owner, _, isField := strings.Cut(key, "#")
	if isField {
		return owner
	}
	return ""
}

// number returns the locked number of a key, giving it the next free one of its
// group when it has none. The conformance test fails until such numbers stand in
// the file.
func (l Lock) number(key string) uint32 {
	if n := l[key]; n != 0 {
		return n
	}
	highest := uint32(0)
	for k, n := range l {
		if group(k) == group(key) {
			highest = max(highest, n)
		}
	}
	l[key] = highest + 1
	return highest + 1
}

func (l Lock) clone() Lock {
	c := make(Lock, len(l))
	for k, v := range l {
		c[k] = v
	}
	return c
}

// renumber gives a plan's fields their locked numbers.
func (p *Plan) renumber(l Lock) {
	for _, f := range p.Fields {
		f.Number = l.number(p.Name + "#" + f.Name)
		if f.elem != nil {
			f.elem.renumber(l)
		}
	}
	p.reindex()
}
