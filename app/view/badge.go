package view

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// Tone says what a text means. Screens map it to colours.
type Tone = kernel.Tone

// The tones, in the order of the widgets'.
const (
	Plain   = kernel.Plain
	Quiet   = kernel.Quiet
	Info    = kernel.Info
	Good    = kernel.Good
	Caution = kernel.Caution
	Alert   = kernel.Alert
)

// Badge is a short word with its tone.
type Badge struct {
	Text string
	Tone Tone
}

// SyncOf says where a document stands between this device and the server.
func SyncOf(r *Reader, id kernel.ID) Badge { return SyncBadge(r.Mark(id)) }

// SyncBadge says it of what the device knows of a document.
func SyncBadge(m client.Mark) Badge {
	switch m {
	case client.MarkRefused:
		return Badge{i18n.BadgeAttention.Text(), Alert}
	case client.MarkAdjusted:
		return Badge{i18n.BadgeAdjusted.Text(), Caution}
	case client.MarkFar:
		return Badge{onServer.Text(), Quiet}
	case client.MarkWaiting, client.MarkNoted:
		return Badge{i18n.BadgePending.Text(), Caution}
	}
	return Badge{i18n.BadgeSaved.Text(), Good}
}

var onServer = i18n.Define("view.on_server", "在服务器上", "On the server")

var (
	expected = i18n.Define("view.state.expected", "预计{0}", "Expected: {0}")
	sentBack = i18n.Define("view.state.returned", "未放行，已退回", "Sent back")
)

// StateOf is the state of a document as a badge, the same in every list and on its page.
// A draft that was not released says so. Of one whose commands still wait on this device
// it is an expectation. It is empty for what has no states.
func StateOf(r *Reader, row kernel.Row) Badge {
	s := row.Base().Schema()
	f := s.StateField()
	if f == nil {
		return Badge{}
	}
	state := kernel.State(f.Get(row).Str)
	if Returned(r, row) != nil {
		return Badge{sentBack.Text(), Alert}
	}
	b := stateBadge(r.Catalog, s.Name, state)
	if Expects(r, row) {
		b.Text = Expected(b.Text)
	}
	return b
}

// Expects tells whether the state of a document is what this device expects of the server,
// where commands about it wait: what the server will make of them is no state yet. A draft
// is what it is.
func Expects(r *Reader, row kernel.Row) bool {
	s := row.Base().Schema()
	f := s.StateField()
	return f != nil && expects(r.Catalog, s.Name, kernel.State(f.Get(row).Str), r.Mark(row.Base().ID))
}

func expects(c *kernel.Catalog, entity string, state kernel.State, mark client.Mark) bool {
	return mark == client.MarkWaiting && state != "draft" && !happened(c, entity, state)
}

// Returned is the decision by which a document is a draft again, nil for any other.
func Returned(r *Reader, row kernel.Row) *flow.Approval {
	s := row.Base().Schema()
	if f := s.StateField(); f == nil || f.Get(row).Str != "draft" {
		return nil
	}
	last := flow.LastDecision(r.Tx, row.Base().ID)
	if last == nil || last.Decision != flow.Declined {
		return nil
	}
	return last
}

// happened tells whether only facts lead to a state: goods that have left have left,
// whatever the server makes of it.
func happened(c *kernel.Catalog, entity string, state kernel.State) bool {
	facts := false
	for _, spec := range c.Commands {
		if m := spec.Moves; m == nil || m.Entity != entity || !slices.Contains(m.To, state) {
			continue
		}
		if !spec.Fact {
			return false
		}
		facts = true
	}
	return facts
}

// Expected is a word for what stands on this device and waits for the server.
func Expected(word string) string { return expected.Text(word) }

// stateBadge is a state by its name.
func stateBadge(c *kernel.Catalog, entity string, state kernel.State) Badge {
	for _, o := range c.Schema(entity).States {
		if o.Code == string(state) {
			return Badge{Say(o.Zh, o.En), o.Tone}
		}
	}
	return Badge{Text: State(c, entity, state)}
}
