package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// NodeWhy is what a person said about what he did.
var NodeWhy = flow.DeclareNode("sales.why", "说明", "Reason")

// say keeps a person's words in the trail.
func say(tx *kernel.Tx, row kernel.Row, words string) {
	if words != "" {
		flow.Note(tx, row, NodeWhy, tx.Call.Name, words)
	}
}
