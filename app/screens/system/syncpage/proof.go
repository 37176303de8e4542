package syncpage

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/system/syncpage"
)

// ProofRoute is the name of the page that holds this device's rows against the server's.
const ProofRoute = "sync.proof"

var (
	proofTitle  = i18n.Define("proofpage.title", "证明本机数据正确", "Prove this device's data")
	proofHint   = i18n.Define("proofpage.hint", "与服务器逐行核对本机的全部数据，不一致的自动改正；没有上传的内容不受影响", "Every row on this device is compared with the server's, and what differs is put right; what waits to be sent is not touched")
	proofStart  = i18n.Define("proofpage.start", "开始核对", "Compare now")
	proofReload = i18n.Define("proofpage.reload", "全部重新加载", "Load everything anew")
	proofAsk    = i18n.Define("proofpage.reload.ask", "本机数据将从服务器全部重新加载，需要一些时间；没有上传的内容会保留", "All data of this device is loaded from the server again, which takes a while; what waits to be sent is kept")
	proofWrong  = i18n.Define("proofpage.wrong", "发现过不一致（{0}）", "Differed ({0})")
	proofRight  = i18n.Define("proofpage.right", "完全一致（{0}）", "Equal ({0})")
)

type proofScreen struct {
	*common.Page[*model.ProofPage]
	site    *common.Site
	trouble *common.TroublePanel
}

// NewProof returns the page.
func NewProof(site *common.Site) nav.Page {
	s := &proofScreen{site: site, trouble: common.NewTroublePanel()}
	s.Page = common.NewPage(site, common.Spec[*model.ProofPage]{
		Ageless: true,
		Title:   func() string { return proofTitle.Text() },
		Load:    func(r *view.Reader) (*model.ProofPage, error) { return model.ReadProof(site.Desk, r) },
		Show:    s.show,
		Trouble: s.trouble,
	})
	return s
}

func (s *proofScreen) show(p *model.ProofPage) fyne.CanvasObject {
	parts := []fyne.CanvasObject{s.head(p)}
	if len(p.Wrong) > 0 {
		var rows []fyne.CanvasObject
		for _, l := range p.Wrong {
			rows = append(rows, widgets.NewLineRow(widgets.Line{Title: l.Name, Detail: l.Detail, Under: l.Rows, Badges: common.Badges(l.Badge)}, nil))
		}
		parts = append(parts, widgets.NewPanel(proofWrong.Text(len(p.Wrong)), rows...))
	}
	if len(p.Right) > 0 {
		facts := make([]widgets.Fact, len(p.Right))
		for i, l := range p.Right {
			facts[i] = widgets.Fact{Label: l.Name, Value: l.Rows}
		}
		parts = append(parts, widgets.NewPanel(proofRight.Text(len(p.Right)), widgets.NewFacts(facts...)))
	}
	return widgets.NewSections(parts...)
}

// head says what was found, and lets the person begin.
func (s *proofScreen) head(p *model.ProofPage) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.NewNote(p.Said, common.Tone(p.Tone))}
	if p.When != "" {
		rows = append(rows, widgets.NewCaption(p.When, widgets.Quiet))
	}
	for _, text := range []string{p.Going, p.Cannot} {
		if text != "" {
			banner := widgets.NewBanner()
			banner.Set(widgets.Caution, text, "", nil)
			rows = append(rows, banner)
		}
	}
	rows = append(rows, widgets.NewNote(proofHint.Text(), widgets.Quiet))
	var buttons []*widgets.Button
	if p.MayReload {
		buttons = append(buttons, widgets.NewButton(proofReload.Text(), func() {
			s.site.Confirm(proofTitle.Text(), proofAsk.Text(), proofReload.Text(), false, func() { s.site.Do(s.site.Desk.Engine.Reload, s.done) })
		}))
	}
	if p.MayProve {
		buttons = append(buttons, widgets.NewButton(proofStart.Text(), func() { s.site.Do(s.site.Desk.Engine.Prove, s.done) }))
	}
	if len(buttons) > 0 {
		buttons[0].Importance = widget.HighImportance
		rows = append(rows, widgets.NewActions(buttons...))
	}
	return widgets.NewPanel("", rows...)
}

func (s *proofScreen) done(err error) {
	s.trouble.Set(view.Explain(err), nil)
	s.Reload()
}
