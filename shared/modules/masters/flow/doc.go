// Package flow is how work runs between people: the trail of every document,
// tasks, approvals, links between lines of documents, and the leases by which a
// device promises without asking.
//
// A module tells it four things: [Note] that a node of a document's process was
// reached (a change of state is noted by itself), [OpenTask] that someone must
// act, [Ask] that someone must decide, [Link] that a line came out of another.
package flow
