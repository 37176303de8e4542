package flow

import (
	"cmp"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// ProcessEvent is one node of a document's process: who, where, when, with what
// result. It is append-only.
type ProcessEvent struct {
	kernel.Record
	RootEntity string               `zh:"单据类型" en:"Document type" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID            `zh:"单据" en:"Document" is:"required,derived,listed" ref:"root_entity"`
	Node       string               `zh:"环节" en:"Step" is:"required,derived,listed,title" max:"80"`
	Result     string               `zh:"结果" en:"Result" is:"derived,listed" max:"80"`
	Author     kernel.Ref[org.User] `zh:"操作人" en:"By" is:"derived"`
	AuthorName string               `zh:"操作人姓名" en:"Name" is:"derived,listed" max:"40"`
	Origin     kernel.ID            `zh:"设备" en:"Device" is:"derived"`
	At         kernel.Time          `zh:"操作时间" en:"At" is:"derived,listed"`
	Judged     kernel.Time          `zh:"生效时间" en:"Effective at" is:"settled"`
	Note       string               `zh:"说明" en:"Note" text:"lines" is:"derived,listed,aside" max:"500"`
}

// ProcessEvents, and those of one document.
var (
	ProcessEvents = kernel.Define[ProcessEvent]("process_event", kernel.Spec{
		Zh: "流程记录", En: "Process event", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(e *ProcessEvent) *kernel.ID { return &e.Root }, func(e *ProcessEvent) *string { return &e.RootEntity })},
	})
	EventsOf = kernel.Find(ProcessEvents, func(e *ProcessEvent) *kernel.ID { return &e.Root },
		func(e *ProcessEvent) any { return &e.At })
)

// Node names a step of a process that is not a command, "sales.short". Every
// command is a node under its own name.
type Node string

// node is what is declared of one.
type node struct {
	name, zh, en string
	results      []kernel.Option
	says         func(*kernel.Tx, *ProcessEvent) []kernel.Saying
}

var nodes []node // in the order of their declaration

func nodeAt(name string) int {
	return slices.IndexFunc(nodes, func(n node) bool { return n.name == name })
}

// NodeOption says more about a node.
type NodeOption func(*node)

// Results are what the step may come to, with the words for it.
func Results(options ...kernel.Option) NodeOption {
	return func(n *node) { n.results = options }
}

// Says puts what stands in the note into words, where it is no text of a person. None: it
// stays as it is.
func Says(say func(*kernel.Tx, *ProcessEvent) []kernel.Saying) NodeOption {
	return func(n *node) { n.says = say }
}

// ResultOf is the declared word for what a step came to.
func (e *ProcessEvent) ResultOf() (kernel.Option, bool) {
	if i := nodeAt(e.Node); i >= 0 {
		for _, o := range nodes[i].results {
			if o.Code == e.Result {
				return o, true
			}
		}
	}
	return kernel.Option{}, false
}

// Noted is what stands beside the step, in words; nil where the note is to be read as it is.
func (e *ProcessEvent) Noted(tx *kernel.Tx) []kernel.Saying {
	if i := nodeAt(e.Node); i >= 0 && nodes[i].says != nil {
		return nodes[i].says(tx, e)
	}
	return nil
}

// TrailOf is what happened to a document, in the order in which it did. The nodes of a
// command have one time: first comes the command itself, then what it found, in the
// order in which a module declares its nodes.
func TrailOf(tx *kernel.Tx, root kernel.ID) ([]*ProcessEvent, kernel.Presence) {
	events, known := EventsOf.Of(tx, root)
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b *ProcessEvent) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Judged, b.Judged), cmp.Compare(nodeAt(a.Node), nodeAt(b.Node)))
	})
	return events, known
}

// DeclareNode gives a node its labels.
func DeclareNode(name, zh, en string, options ...NodeOption) Node {
	if nodeAt(name) >= 0 || zh == "" || en == "" {
		panic("flow: node " + name + " is declared twice or lacks a language")
	}
	n := node{name: name, zh: zh, en: en}
	for _, o := range options {
		o(&n)
	}
	nodes = append(nodes, n)
	return Node(name)
}

// NodeLabel is what people call a node.
func NodeLabel(c *kernel.Catalog, node string) (zh, en string) {
	if i := nodeAt(node); i >= 0 {
		return nodes[i].zh, nodes[i].en
	}
	if spec := c.Command(node); spec != nil {
		return spec.Zh, spec.En
	}
	return node, node
}

// Note writes a node into the trail of a document. node is a declared node or
// the name of a command; result is a code, such as the state reached; note is
// what the author said. Predict and Settle may both call it.
func Note(tx *kernel.Tx, row kernel.Row, node Node, result, note string) {
	if nodeAt(string(node)) < 0 && tx.Catalog.Command(string(node)) == nil {
		panic("flow: node " + string(node) + " is neither declared nor a command")
	}
	e := &ProcessEvent{
		RootEntity: entityOf(row), Root: row.Base().ID, Node: string(node), Result: result,
		Author: kernel.Ref[org.User](tx.Author.User), AuthorName: tx.Author.Name, Origin: tx.Call.Origin,
		At: tx.At(), Note: note,
	}
	ProcessEvents.Insert(tx, e, e.Root, nth(tx, ProcessEvents))
}

func entityOf(row kernel.Row) string { return row.Base().Schema().Name }

// nth counts the rows of an entity already born in this command, which tells
// rows with the same natural key apart without reading anything.
func nth[T any](tx *kernel.Tx, e *kernel.Entity[T]) int {
	n := 0
	for _, w := range tx.Writes() {
		if w.Before == nil && w.Schema == e.In(tx.Catalog) {
			n++
		}
	}
	return n
}

func init() {
	kernel.OnMoved.On("flow", func(tx *kernel.Tx, m kernel.Moved) error {
		Note(tx, m.Row, Node(m.Command.Name), string(m.To), "")
		return nil
	})
	kernel.AfterSettle(stampTrail)
}

// stampTrail writes into the command's nodes when they became effective.
func stampTrail(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		if e, ok := w.After.(*ProcessEvent); ok && w.Before == nil {
			kernel.Set(tx, e, &e.Judged, tx.Judged())
		}
	}
	return nil
}
