package record

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// Deciding is a command by which a row is decided on.
type Deciding struct {
	Act
	Because bool     // it needs a reason
	Usual   []string // what people usually answer
}

// decidings are those of the acts about a row by which it is decided on, and that ask for
// nothing but a reason: the page itself gives them.
func decidings(r *view.Reader, id kernel.ID, acts []Act) (list []Deciding) {
	for _, a := range acts {
		spec := r.Catalog.Command(a.Command)
		if !spec.Decides || spec.Reason() == nil && !AtOnce(r, a.Command) {
			continue
		}
		made := Deciding{Act: a, Because: spec.Reason() != nil, Usual: UsualReasons(r.Catalog, a.Command)}
		if made.Because && len(made.Usual) == 0 {
			made.Usual = usualAbout(r, id)
		}
		list = append(list, made)
	}
	return list
}

// OnPage are those of the acts about a row for which its page has a button: the commands by
// which it is decided on, else the likely one.
func OnPage(r *view.Reader, entity string, id kernel.ID, acts []Act) (list []Act) {
	for _, d := range decidings(r, id, acts) {
		list = append(list, d.Act)
	}
	if next := Likely(r, entity, id, acts); next != nil && len(list) == 0 {
		list = append(list, *next)
	}
	return list
}

// UsualReasons are those that people usually give for a command.
func UsualReasons(c *kernel.Catalog, command string) []string {
	spec := c.Command(command)
	if spec == nil {
		return nil
	}
	return sayings(spec.Usual)
}

// usualAbout is what people usually say who let pass what a row waits for.
func usualAbout(r *view.Reader, id kernel.ID) (list []string) {
	for _, a := range flow.PendingOf(r.Tx, id) {
		code := kernel.CodeOf(a.Reason)
		if code == nil {
			continue
		}
		for _, text := range sayings(code.Usual) {
			if !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	return list
}

func sayings(list []kernel.Saying) []string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = view.Say(s.Zh, s.En)
	}
	return texts
}

// GiveNow gives a command that asks for nothing but its row, and perhaps for a reason, with
// what is answered to its refusal.
func GiveNow(d *view.Desk, command string, id kernel.ID, why string, answers kernel.Answers) error {
	f, err := view.Load(d, func(r *view.Reader) (*ActForm, error) { return LoadAct(r, command, id) })
	if err != nil {
		return err
	}
	texts := map[string]string{}
	for name, text := range answers {
		texts[name] = text
	}
	if reason := f.spec.Reason(); reason != nil {
		texts[reason.Name] = why
	}
	return f.Do(d, texts, nil)
}
