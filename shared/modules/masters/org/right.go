package org

import (
	"sort"

	"heyi/shared/kernel"
)

// Right is something within a command that not everyone who may send the command
// may do: change a credit limit in party.edit. It is granted like a command.
type Right struct{ Name, Zh, En string }

var rights = map[string]*Right{}

// DeclareRight declares a right.
func DeclareRight(name, zh, en string) *Right {
	if rights[name] != nil || zh == "" || en == "" {
		panic("org: right " + name + " is declared twice or lacks a language")
	}
	rights[name] = &Right{name, zh, en}
	return rights[name]
}

// RightOf is the right to send a command, for code that asks before it offers
// what the command stands for. It is declared with the command.
func RightOf(c *kernel.CommandSpec) *Right { return &Right{c.Name, c.Zh, c.En} }

// Rights lists the declared rights by name.
func Rights() []*Right {
	all := make([]*Right, 0, len(rights))
	for _, r := range rights {
		all = append(all, r)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// Check refuses an author without the right.
func (r *Right) Check(tx *kernel.Tx) error {
	if tx.Author.System || tx.Author.May(r.Name) {
		return nil
	}
	return kernel.NotAllowed.With(kernel.Words("command", r.Zh, r.En))
}
