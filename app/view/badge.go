package view

import (
	"slices"

	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
)

// Tone says what a text means. Screens map it to colours.
type Tone int

// The tones, in the order of the widgets'.
const (
	Plain Tone = iota
	Quiet
	Info
	Good
	Caution
	Alert
)

// Badge is a short word with its tone.
type Badge struct {
	Text string
	Tone Tone
}

// SyncBadge says where a document stands between this device and the server.
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

// tones of the states that documents share; others are Plain.
var tones = map[kernel.State]Tone{
	"draft": Quiet, "held": Caution, "approved": Info, "partly": Caution, "shipped": Good, "signed": Good,
	"closed": Quiet, "void": Quiet, "pending": Caution, "picking": Info, "returned": Good, "open": Caution,
}

var expected = i18n.Define("view.state.expected", "预计{0}", "Expected: {0}")

// ShownState is a document's state as a badge on a device where its commands still
// wait: what the server will make of them is an expectation, not a state.
func ShownState(c *kernel.Catalog, entity string, state kernel.State, mark client.Mark) Badge {
	b := StateBadge(c, entity, state)
	if mark == client.MarkWaiting && state != "draft" && !happened(c, entity, state) { // a draft is what it is
		b.Text = Expected(b.Text)
	}
	return b
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

// StateBadge is a document's state as a badge.
func StateBadge(c *kernel.Catalog, entity string, state kernel.State) Badge {
	return Badge{State(c, entity, state), tones[state]}
}
