package store

import (
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// newcomers spares a database whose every answer has a way to come the question for a
// row that a command is about to make under its own id. Of a group of commands it asks
// once for each entity whether any of their ids is taken.
//
// What it has found holds while the group is judged: nothing is written then but what
// the cache and the rows ahead answer for before it is asked.
type newcomers struct {
	*rowstore.Session
	group  []kernel.ID
	among  map[kernel.ID]bool
	absent map[*kernel.Schema]bool // none of the group's ids is there
}

// fewest is how many commands a group has for which one question is worth it.
const fewest = 3

// begin notes the ids of the commands that are judged next.
func (n *newcomers) begin(ids []kernel.ID) {
	n.end()
	if len(ids) < fewest {
		return
	}
	n.group, n.among, n.absent = ids, make(map[kernel.ID]bool, len(ids)), map[*kernel.Schema]bool{}
	for _, id := range ids {
		n.among[id] = true
	}
}

// end forgets the group.
func (n *newcomers) end() { n.group, n.among, n.absent = nil, nil, nil }

// Get finds a row, nil when there is none.
func (n *newcomers) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	if !n.among[id] {
		return n.Session.Get(s, id)
	}
	absent, asked := n.absent[s]
	if !asked {
		keys := make([]kernel.Key, len(n.group))
		for i, id := range n.group {
			keys[i] = kernel.Key{Schema: s, ID: id}
		}
		there, err := n.Present(keys)
		absent = err == nil && !there // an error shows again at the question itself
		n.absent[s] = absent
	}
	if absent {
		return nil
	}
	return n.Session.Get(s, id)
}
