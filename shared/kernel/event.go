package kernel

import "sort"

// Event lets modules meet without importing each other's documents: the producer
// owns the event, others handle it in the same transaction.
type Event[E any] struct {
	name     string
	handlers []handler[E]
}

type handler[E any] struct {
	module string
	run    func(*Tx, E) error
}

// NewEvent declares an event, "sales.shipped".
func NewEvent[E any](name string) *Event[E] { return &Event[E]{name: name} }

// On adds a handler. Handlers run in the order of their modules' names, so the
// order of imports changes nothing.
func (ev *Event[E]) On(module string, run func(*Tx, E) error) {
	ev.handlers = append(ev.handlers, handler[E]{module, run})
	sort.SliceStable(ev.handlers, func(i, j int) bool { return ev.handlers[i].module < ev.handlers[j].module })
}

// Emit runs the handlers; the first error ends the command.
func (ev *Event[E]) Emit(tx *Tx, e E) error {
	for _, h := range ev.handlers {
		if err := h.run(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// Moved is a change of a document's state.
type Moved struct {
	Row      Row
	From, To State
	Command  *CommandSpec
}

// OnMoved is emitted on every transition, so that the trail of a document needs
// no code in the commands that move it.
var OnMoved = NewEvent[Moved]("kernel.moved")

func (tx *Tx) moved(m Moved) error { return OnMoved.Emit(tx, m) }

// afterCommands run at the end of every settlement, such as closing the trail.
var afterCommands []func(*Tx) error

// AfterSettle adds code that runs at the end of every settlement.
func AfterSettle(run func(*Tx) error) { afterCommands = append(afterCommands, run) }

func (tx *Tx) afterwards() error {
	for _, run := range afterCommands {
		if err := run(tx); err != nil {
			return err
		}
	}
	return nil
}
