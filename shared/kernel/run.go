package kernel

import (
	"errors"
	"unsafe"
)

// MaxWrites bounds the rows one command changes; more is a job of several.
const MaxWrites = 2000

// Outcome is what a run decided, when it did not refuse.
type Outcome struct {
	Digest      uint64 // of all that was written
	Made        Made   // of the rows that are the command's own
	NeedsServer bool   // on a device: nothing was predicted, the server decides
	Wider       bool   // on the server: judged by more than the author sees, so a device may have predicted otherwise
}

// Predict runs a command on a device. A refusal is final for the device's
// screen; ErrNeedsServer becomes an outcome without effect.
func (tx *Tx) Predict() (_ Outcome, err error) {
	defer caught(&err)
	spec, args, err := tx.prepare()
	if err != nil {
		return Outcome{}, err
	}
	if err := tx.check(args); err != nil {
		return needsServer(err)
	}
	if err := tx.predict(spec, args); err != nil {
		return needsServer(err)
	}
	out := tx.outcome()
	if err := tx.guard(); err != nil {
		return needsServer(err)
	}
	return out, nil
}

// Made are digests of the rows that are a command's own: of all, and of those that its
// author sees.
type Made struct{ All, Seen uint64 }

// Differs tells whether the author sees another document than before. What he may see
// can have changed meanwhile, and what he was not shown can come out otherwise; neither
// is another document.
func (m Made) Differs(before Made) bool { return m.All != before.All && m.Seen != before.Seen }

func (tx *Tx) outcome() (out Outcome) {
	out.Digest, out.Made = tx.digest()
	return out
}

func needsServer(err error) (Outcome, error) {
	if errors.Is(err, ErrNeedsServer) {
		return Outcome{NeedsServer: true}, nil
	}
	return Outcome{}, err
}

// Judge runs a command on the server: guards with full sight, the prediction
// through the author's scope, the settlement with full sight, the invariants. Where
// that scope kept a row from the prediction, the prediction is made again with full
// sight: what an author may not see binds him all the same.
func (tx *Tx) Judge() (_ Outcome, err error) {
	defer func() { err = tx.discreet(err) }()
	defer caught(&err)
	tx.server = true
	spec, args, err := tx.prepare()
	if err != nil {
		return Outcome{}, err
	}
	if err := tx.withFullSight(func() error { return tx.check(args) }); err != nil {
		return Outcome{}, err
	}
	err = tx.predict(spec, args)
	wider := tx.hid || errors.Is(err, ErrNeedsServer) // then the device predicted less, or nothing
	if wider {
		tx.reset()
		err = tx.withFullSight(func() error { return tx.predict(spec, args) })
	}
	if err != nil {
		return Outcome{}, err
	}
	out := tx.outcome()
	out.Wider = wider
	err = tx.withFullSight(func() error { return tx.settle(args) })
	return out, err
}

func (tx *Tx) settle(args Command) error {
	tx.settling = true
	if s, ok := args.(Settler); ok {
		if err := s.Settle(tx); err != nil {
			return err
		}
	}
	if err := tx.bringBack(); err != nil {
		return err
	}
	if err := tx.ownReferences(); err != nil {
		return err
	}
	if err := tx.afterwards(); err != nil {
		return err
	}
	tx.companions()
	if len(tx.touched) > MaxWrites {
		return TooLarge.With(Int("max", MaxWrites))
	}
	return tx.guard()
}

func (tx *Tx) withFullSight(f func() error) error {
	eyes := tx.viewer
	tx.viewer = nil
	defer func() { tx.viewer = eyes }()
	return f()
}

func (tx *Tx) reset() {
	tx.rows, tx.touched, tx.blind, tx.born = map[Key]*held{}, nil, nil, map[ID]*Schema{}
}

// prepare checks everything about a call that does not depend on the company's
// documents: the command, its form, the author's permission.
func (tx *Tx) prepare() (*CommandSpec, Command, error) {
	spec := tx.Catalog.Command(tx.Call.Name)
	if spec == nil {
		return nil, nil, NoSuchCommand.With(Text("command", tx.Call.Name))
	}
	if tx.Call.Version < 0 || tx.Call.Version > int64(spec.Version) { // 0 is a call that says none: the first
		return nil, nil, NoSuchVersion.With(Words("command", spec.Zh, spec.En), Int("version", tx.Call.Version))
	}
	spec = spec.As(tx.Call.Version)
	args, err := spec.Decode(tx.Call.Args)
	if err != nil {
		return nil, nil, BadArguments.With(Words("command", spec.Zh, spec.En))
	}
	if err := tx.given(spec); err != nil {
		return nil, nil, err
	}
	if err := tx.permit(spec); err != nil {
		return nil, nil, err
	}
	spec.Plan.normalise(pointerTo(args))
	if err := spec.Plan.check(pointerTo(args)); err != nil {
		return nil, nil, err
	}
	if err := tx.reach(spec.Plan, pointerTo(args)); err != nil {
		return nil, nil, err
	}
	if err := tx.reachRow(spec, args); err != nil {
		return nil, nil, err
	}
	tx.follow(spec.Plan, pointerTo(args))
	check := func() error { return tx.days(spec.Plan, pointerTo(args)) }
	if tx.server {
		return spec, args, tx.withFullSight(check)
	}
	return spec, args, check()
}

func (tx *Tx) permit(spec *CommandSpec) error {
	switch {
	case tx.Author.System:
		return nil
	case spec.System:
	case spec.Open || tx.Author.May(spec.Needs()):
		return nil
	}
	return NotAllowed.With(Words("command", spec.Zh, spec.En))
}

func (tx *Tx) check(args Command) error {
	if c, ok := args.(Checker); ok {
		return c.Check(tx)
	}
	return nil
}

// predict is the state check, the command's rule about its row, its own code, and the
// change of state.
func (tx *Tx) predict(spec *CommandSpec, args Command) error {
	if spec.Moves == nil {
		if err := spec.could(tx, args); err != nil {
			return err
		}
		return tx.act(spec, args)
	}
	row, err := tx.documentOf(spec, args)
	if err != nil {
		return err
	}
	state := row.Base().schema.StateField()
	from := State(state.Get(row).Str)
	if !contains(spec.Moves.From, from) {
		return wrongState(spec, row, from)
	}
	if err := spec.could(tx, args); err != nil {
		return err
	}
	if err := tx.act(spec, args); err != nil || len(spec.Moves.To) == 0 {
		return err
	}
	if len(spec.Moves.To) == 1 {
		tx.SetField(row, state, Of(spec.Moves.To[0]))
	}
	to := State(state.Get(row).Str)
	if !contains(spec.Moves.To, to) {
		panic("kernel: " + spec.Name + " left its document in state " + string(to))
	}
	return tx.moved(Moved{Row: row, From: from, To: to, Command: spec})
}

func (tx *Tx) documentOf(spec *CommandSpec, args Command) (Row, error) {
	s := tx.Catalog.Schema(spec.Moves.Entity)
	row, p := tx.get(s, *(*ID)(spec.Moves.ref.at(unsafe.Pointer(pointerTo(args)))))
	switch p {
	case Found:
		return row, nil
	case Unknown:
		return nil, ErrNeedsServer
	}
	return nil, NotThere.With(Words("entity", s.Zh, s.En))
}

func wrongState(spec *CommandSpec, row Row, state State) error {
	s := row.Base().schema
	args := []Arg{
		Words("entity", s.Zh, s.En), Text("title", TitleOf(row)), Words("command", spec.Zh, spec.En),
		Text("state", string(state)),
	}
	for _, o := range s.States {
		if o.Code == string(state) {
			args[3] = Words("state", o.Zh, o.En)
		}
	}
	return WrongState.With(args...)
}

func contains(states []State, s State) bool {
	for _, t := range states {
		if t == s {
			return true
		}
	}
	return false
}
