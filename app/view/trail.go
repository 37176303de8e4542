package view

import (
	"heyi/shared/flow"
	"heyi/shared/kernel"
)

// Event is what happened to a document: what, by whom, when, and what was said to it.
type Event struct{ What, Who, When, Note string }

// TrailOf lists what happened to a document, the oldest first.
func TrailOf(r *Reader, root kernel.ID) []Event {
	events, _ := flow.TrailOf(r.Tx, root)
	list := make([]Event, len(events))
	for i, e := range events {
		zh, en := flow.NodeLabel(r.Catalog, e.Node)
		list[i] = Event{Say(zh, en), e.AuthorName, DateTime(e.At, r.Author.Zone), TrailNote(r, e)}
	}
	return list
}
