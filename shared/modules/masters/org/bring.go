package org

import "heyi/shared/kernel"

// A seat brings more than its roles: the warehouses it works in, and what rows of modules
// above say. Those modules give the tags.

var brought []func(tx *kernel.Tx, a *kernel.Author, seats []*Seat)

// Bring declares that rows of an entity give somebody tags, by the seats that he sits on:
// who keeps a till sees what goes through it. give adds them to the author's viewer, who
// has what his roles bring already. It is asked again whenever such a row changes.
func Bring[T any](e *kernel.Entity[T], give func(tx *kernel.Tx, a *kernel.Author, seats []*Seat)) {
	name := e.Name()
	identifying[name] = true
	brought = append(brought, func(tx *kernel.Tx, a *kernel.Author, seats []*Seat) {
		if tx.Catalog.Schema(name) != nil {
			give(tx, a, seats)
		}
	})
}
