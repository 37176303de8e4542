package reports

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
)

var (
	dictionary = i18n.Define("reports.dictionary", "指标说明", "Dictionary of figures")
	dictAbout  = i18n.Define("reports.dictionary.about", "每个指标叫什么、怎么算、数从哪里来", "What each figure is called, how it is worked out and where it comes from")
	how        = i18n.Define("reports.how", "这个数怎么来的", "Where figures come from")
	grain      = i18n.Define("reports.grain", "统计对象", "One row is")
	source     = i18n.Define("reports.source", "数据来源", "From")
)

// newMeaning is the page that says what figures mean: those of the report whose name is
// the id, or all.
func newMeaning(site *common.Site, id string) nav.Page {
	title := dictionary.Text()
	if spec, found := reports.Find(id); found {
		title = view.Join(how.Text(), spec.Title())
	}
	return common.NewPage(site, common.Spec[[]reports.Meaning]{
		Ageless: true,
		Title:   func() string { return title },
		Load:    func(r *view.Reader) ([]reports.Meaning, error) { return reports.MeaningsOf(r, id), nil },
		Show: func(list []reports.Meaning) fyne.CanvasObject {
			var parts []fyne.CanvasObject
			for _, m := range list {
				parts = append(parts, widgets.NewPanel(m.Title, explained(m)))
			}
			return widgets.NewSections(parts...)
		},
	})
}

func explained(m reports.Meaning) fyne.CanvasObject {
	facts := []widgets.Fact{{Label: grain.Text(), Value: m.Grain}, {Label: source.Text(), Value: m.Source}}
	for _, t := range m.Terms {
		facts = append(facts, widgets.Fact{Label: t.Label, Value: t.Value})
	}
	return widgets.NewFacts(facts...)
}

// explains is the button that opens it.
func (p *reportPage) explains() nav.Action {
	return nav.Action{Label: how.Text(), Icon: base.QuestionIcon(), Tapped: func() { p.site.Go(RouteMeaning, p.spec.Name) }}
}
