package common

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

// beijing is the zone of a company that is not loaded yet, in minutes.
const beijing = 480

// Zone is the company's zone in minutes east of UTC.
func (s *Site) Zone() int { return s.Person().Zone }

// Age says of when the replica's figures are.
func (s *Site) Age() string {
	st := s.Desk.Engine.State()
	return view.Stamp(st.AsOf, st.Now, s.Zone())
}

// NewAge returns a caption of the figures that are shown now; who loads others sets
// its text to Age again.
func (s *Site) NewAge() *widgets.EllipsisLabel { return widgets.NewCaption(s.Age(), widgets.Quiet) }

var howSummed = i18n.Define("common.sum", "查看算式", "How it adds up")

// NewSum is the whole sum behind a figure, a tap away.
func NewSum(sum string) fyne.CanvasObject {
	return widgets.NewFolded(howSummed.Text(), widgets.NewNote(sum, widgets.Quiet))
}

func newChip(label string, chosen bool, tapped func()) *widgets.Button {
	b := widgets.NewButton(label, tapped)
	b.Importance = widget.LowImportance
	if chosen {
		b.Importance = widget.HighImportance
	}
	return b
}

// TroublePanel shows what went wrong with the lines it is about and buttons for
// the ways out. It takes no room while nothing is wrong.
type TroublePanel struct {
	widget.BaseWidget
	box *fyne.Container
}

// NewTroublePanel returns an empty panel.
func NewTroublePanel() *TroublePanel {
	p := &TroublePanel{box: widgets.NewStacked()}
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *TroublePanel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(p.box)
}

// Set shows a trouble; nil hides the panel. ways says what the repairs do, by
// name; a repair without one is not offered.
func (p *TroublePanel) Set(t *view.Trouble, ways map[string]func()) {
	p.box.RemoveAll()
	if t == nil {
		p.Hide()
		return
	}
	banner := widgets.NewBanner()
	banner.Set(widgets.Alert, t.Text, "", nil)
	p.box.Add(banner)
	for _, line := range t.Lines {
		p.box.Add(widgets.NewNote(line, widgets.Plain))
	}
	var buttons []*widgets.Button
	for _, w := range t.Repairs {
		if do := ways[w.Name]; do != nil {
			buttons = append(buttons, widgets.NewButton(w.Label, do))
		}
	}
	if len(buttons) > 0 {
		buttons[0].Importance = widget.HighImportance
		p.box.Add(widgets.NewActions(buttons...))
	}
	p.Show()
	p.Refresh()
}

// Head is what a document is: its title and figure, and below them its badges, so
// that a phone has room for the title.
func Head(line widgets.Line, tapped func(), badges ...view.Badge) fyne.CanvasObject {
	line.Large = true
	return widgets.NewStacked(widgets.NewLineRow(line, tapped), widgets.NewBadges(Badges(badges...)...))
}
