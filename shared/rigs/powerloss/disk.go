package powerloss

import (
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// sectorSize is what a disk writes whole or not at all, in bytes.
const sectorSize = 512

// disk is the state of a directory tree as a program sees it, together with
// what of it a power loss may take. The model, which is that of POSIX with a
// journalled directory:
//
//   - A sync of a file stores all that was done to its content before. Every
//     write and truncation after that is kept, dropped or torn on its own,
//     whatever became of the ones before it. A torn write has some of its
//     512-byte sectors, at the file's sector boundaries; the others hold what
//     was there before, zeros where nothing was.
//   - A sync of a directory stores the creations, removals and renames in it.
//     Those after that survive up to some point in their order. A sync of a
//     file does not store its name.
type disk struct {
	nodes  map[uint32]*node  // by handle of an open file
	dirs   map[uint32]string // by handle of an open directory
	names  map[string]*node  // what the program sees
	stored map[string]*node  // what a power loss leaves at least
	moves  map[string][]move // not yet stored, by directory, in order
}

// node is the content of a file, whatever its name.
type node struct {
	stored  []byte
	changes []record // writes and truncations not yet stored, in order
}

// move is one step of a directory: a name goes, a name comes, or both at once.
type move struct {
	gone, come string // paths; "" for none
	node       *node  // what come now means
}

// newDisk returns a disk on which files are safely stored.
func newDisk(files map[string][]byte) *disk {
	d := &disk{
		nodes: map[uint32]*node{},
		dirs:  map[uint32]string{},
		names: map[string]*node{},
		moves: map[string][]move{},
	}
	for name, content := range files {
		d.names[name] = &node{stored: slices.Clone(content)}
	}
	d.stored = maps.Clone(d.names)
	return d
}

// apply does one record that parse has accepted.
func (d *disk) apply(r record) {
	switch r.kind {
	case kindOpen:
		d.open(r)
	case kindOpenDir:
		d.dirs[r.handle] = string(r.data)
	case kindWrite, kindTruncate:
		n := d.nodes[r.handle]
		n.changes = append(n.changes, r)
	case kindSync:
		d.sync(r.handle)
	case kindUnlink:
		d.move(move{gone: string(r.data)})
	case kindRename:
		from, to, _ := strings.Cut(string(r.data), "\x00")
		d.move(move{gone: from, come: to, node: d.names[from]})
	case kindAck:
	}
}

func (d *disk) open(r record) {
	name := string(r.data)
	n := d.names[name]
	if n == nil {
		n = &node{}
		d.move(move{come: name, node: n})
	} else if r.at == 1 {
		n.changes = append(n.changes, record{kind: kindTruncate})
	}
	d.nodes[r.handle] = n
}

func (d *disk) move(m move) {
	where := m.come
	if where == "" {
		where = m.gone
	}
	dir := dirOf(where)
	d.moves[dir] = append(d.moves[dir], m)
	m.in(d.names)
}

func (m move) in(names map[string]*node) {
	if m.gone != "" {
		delete(names, m.gone)
	}
	if m.come != "" {
		names[m.come] = m.node
	}
}

// dirOf is the directory of a path as the recorder writes it: "" for the root.
func dirOf(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}

func (d *disk) sync(handle uint32) {
	if dir, ok := d.dirs[handle]; ok {
		for _, m := range d.moves[dir] {
			m.in(d.stored)
		}
		delete(d.moves, dir)
		return
	}
	n := d.nodes[handle]
	n.stored = n.seen(n.stored)
	n.changes = nil
}

// seen returns content with all changes made; it may reuse content's memory.
func (n *node) seen(content []byte) []byte {
	for _, c := range n.changes {
		content = c.change(content)
	}
	return content
}

// change does a write or a truncation to content, in its memory where it fits.
func (r record) change(content []byte) []byte {
	if r.kind == kindTruncate {
		return resize(content, r.at)
	}
	content = resize(content, max(r.at+int64(len(r.data)), int64(len(content))))
	copy(content[r.at:], r.data)
	return content
}

// resize cuts content or lengthens it with zeros.
func resize(content []byte, size int64) []byte {
	if size <= int64(len(content)) {
		return content[:size]
	}
	return append(content, make([]byte, size-int64(len(content)))...)
}

// files returns what the program sees now.
func (d *disk) files() map[string][]byte {
	out := map[string][]byte{}
	for name, n := range d.names {
		out[name] = n.seen(slices.Clone(n.stored))
	}
	return out
}

// crash returns what is on the disk if the power fails now, as rng chooses. The
// disk itself is left as it is.
func (d *disk) crash(rng *rand.Rand) map[string][]byte {
	luck := drawLuck(rng)
	names := maps.Clone(d.stored)
	for _, dir := range slices.Sorted(maps.Keys(d.moves)) {
		moves := d.moves[dir]
		for _, m := range moves[:luck.movesKept(rng, len(moves))] {
			m.in(names)
		}
	}
	out := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		content := slices.Clone(names[name].stored)
		for _, c := range names[name].changes {
			content = luck.fate(rng, c, content)
		}
		out[name] = content
	}
	return out
}
