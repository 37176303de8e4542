package kernel

// A command that was refused may know more than the refusal: how it is kept until
// somebody has worked on it, what else is asked for then. A
// repair that a code declares is offered where the command says what comes of it.

// Mend is what a way out of a refusal makes of a command.
type Mend struct {
	Again Command // given instead
	Draft Command // kept, to be worked on: its row opens
	// Then is asked for beside the draft, of which made is the row.
	Then   func(tx *Tx, made ID) []Command
	Zh, En string // what the person is told; "" where what opens says it
}

// Mendable is a command that knows ways out of its refusal.
type Mendable interface {
	Command
	// Mend is the way out of a name, false for one that the command does not know.
	Mend(way string, why *Refusal) (Mend, bool)
}

// AsDraft is the way out that keeps a command as a draft.
const AsDraft = "draft"

// Tells is a command that says how its outcome differs from what was wanted, "" where it
// does not; made is the row of an entity that it has made.
type Tells interface {
	Command
	Differs(tx *Tx, made func(entity string) ID) []Saying
}
