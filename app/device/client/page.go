package client

import (
	"encoding/json"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Standing is how a command stands.
type Standing uint8

// The standings.
const (
	Waits    Standing = iota // the server has not judged it
	Doubtful                 // nor this, but what was shown no longer holds: it will likely be refused
	Refused                  // the server said no
	Adjusted                 // accepted, with another effect than was shown
)

var adjusted = kernel.Refuse("command.adjusted", "已接受，但结果与提交时显示的不同，请核对",
	"Accepted, with another result than was shown; please check")

// Item is one command of the sync page.
type Item struct {
	Key      int64
	ID       kernel.ID
	Command  string         // "sales.ship"
	Zh, En   string         // its name for people
	Subject  string         // what it is about: the title of the row it refers to
	At       kernel.Time    // when it was given
	Args     kernel.Command // nil when this release does not know the command
	Standing Standing
	Version  int64       // at which the server judged it
	Dated    kernel.Time // of when the server has recorded it, where not of At; else 0

	// Of refused, doubtful and adjusted ones.
	Code    string
	Why     Sentence
	Lines   []Sentence      // per line of the document, where lines differ
	Repairs []kernel.Repair // what can be done with one tap
	Refusal *kernel.Refusal // with its figures, nil for an adjusted one
}

// Sentence is a text in both languages.
type Sentence struct{ Zh, En string }

// SyncPage is what waits, what was refused and what was adjusted, each in the
// order in which it was given.
type SyncPage struct {
	Waiting  []Item
	Refused  []Item
	Adjusted []Item
	Unread   []Unread        // what waits and cannot be read any more; it can be exported
	Mended   *kernel.Refusal // that the outbox was damaged and restored since the start, nil if not
	State    State
}

// SyncPage reads the page.
func (e *Engine) SyncPage() (SyncPage, error) {
	var p SyncPage
	err := e.run(func() error {
		p.State, p.Mended = e.refresh(), e.mended
		p.Unread = e.unread()
		if err := e.usable(); err != nil {
			return err
		}
		for _, w := range e.replica.Pending() {
			item := e.item(w.Call, w.Failed)
			if w.Failed != nil {
				item.Standing = Doubtful
			}
			p.Waiting = append(p.Waiting, item)
		}
		verdicts, err := e.store.Attention()
		for _, v := range verdicts {
			item := e.item(v.Call, v.Refusal)
			item.Version, item.Dated = v.Version, v.Dated
			if v.Refusal != nil {
				item.Standing = Refused
				p.Refused = append(p.Refused, item)
				continue
			}
			item.Standing, item.Code, item.Why = Adjusted, adjusted.Name, Sentence{adjusted.Zh, adjusted.En}
			p.Adjusted = append(p.Adjusted, item)
		}
		return err
	})
	return p, err
}

func (e *Engine) item(c kernel.Call, why *kernel.Refusal) Item {
	i := Item{Key: c.Key, ID: c.ID, Command: c.Name, Zh: c.Name, En: c.Name, At: c.At}
	if spec := e.options.Catalog.Command(c.Name); spec != nil {
		i.Zh, i.En = spec.Zh, spec.En
		if args, err := spec.Decode(c.Args); err == nil {
			i.Args = args
			i.Subject = e.subject(spec, args)
		}
	}
	if why == nil {
		return i
	}
	i.Code, i.Refusal, i.Why = why.Code, why, sentenceOf(why)
	for n := range why.Details {
		i.Lines = append(i.Lines, sentenceOf(&why.Details[n]))
	}
	if code := kernel.CodeOf(why.Code); code != nil {
		i.Repairs = code.Repairs
	}
	return i
}

func sentenceOf(r *kernel.Refusal) Sentence {
	return Sentence{r.Sentence("zh", nil), r.Sentence("en", nil)}
}

// subject is the title of the first row that the arguments refer to and that
// this device holds.
func (e *Engine) subject(spec *kernel.CommandSpec, args kernel.Command) string {
	var content map[string]json.RawMessage
	if json.Unmarshal(spec.EncodeJSON(args), &content) != nil {
		return ""
	}
	for _, f := range spec.Fields {
		target := spec.Schema // of <entity>.edit, which refers by a plain id
		if target == nil {
			target = e.options.Catalog.Schemas[0].Target(f)
		}
		if f.Kind != kernel.KindID || target == nil {
			continue
		}
		var id kernel.ID
		if json.Unmarshal(content[f.Name], &id) != nil || id.IsZero() {
			continue
		}
		if row := e.store.Get(target, id); row != nil {
			return kernel.TitleOf(row)
		}
	}
	return ""
}

// MarkSeen takes verdicts the user has dealt with off the page.
func (e *Engine) MarkSeen(keys ...int64) error {
	return e.run(func() error { return e.markSeen(keys...) })
}

func (e *Engine) markSeen(keys ...int64) error {
	if err := e.usable(); err != nil {
		return err
	}
	if err := e.store.MarkSeen(keys...); err != nil {
		return err
	}
	err := e.countAttention()
	e.changed(Change{})
	return err
}

// Retry sends a refused command again with changed arguments and takes the old
// one off the page once the new one is saved.
func (e *Engine) Retry(old Item, args kernel.Command) (saved replica.Saved, err error) {
	spec := e.options.Catalog.Command(old.Command)
	if spec == nil {
		return saved, kernel.NoSuchCommand.With(kernel.Text("command", old.Command))
	}
	encoded := spec.Encode(args)
	err = e.run(func() error {
		if saved, err = e.do(old.Command, encoded); err != nil {
			return err
		}
		return e.markSeen(old.Key)
	})
	return saved, err
}

// Unsent lists what this device was told and no server has judged. It works also
// when the rows are gone, and when the outbox is too damaged to be opened.
func (e *Engine) Unsent() ([]kernel.Call, error) {
	var calls []kernel.Call
	err := e.run(func() error {
		if e.outbox == nil {
			calls, _ = e.options.Enrolment.unsent()
			return nil
		}
		entries, err := e.outbox.Entries()
		for _, entry := range entries {
			if entry.Accepted == 0 {
				calls = append(calls, entry.Call)
			}
		}
		return err
	})
	return calls, err
}
