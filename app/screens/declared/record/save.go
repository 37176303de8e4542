package record

import (
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
)

var (
	clashed = i18n.Define("record.clash", "「{0}」已被别人改过。现有：{1}；你的：{2}", "{0} was changed by somebody else. Theirs: {1}. Yours: {2}")
	refused = i18n.Define("record.clash.refused", "你之前的修改没有生效，「{0}」已被别人改过。现有：{1}；你的：{2}", "An edit of yours was not accepted: {0} was changed by somebody else. Theirs: {1}. Yours: {2}")
	useMine = i18n.Define("record.mine", "用我的", "Use mine")
	keep    = i18n.Define("record.theirs", "保留现有", "Keep theirs")
	nothing = i18n.Define("record.blank", "（空）", "(empty)")
)

// save sends what was changed.
func (p *edit) save() {
	f, ok := p.Model()
	if !ok {
		return
	}
	p.form.SetBusy(true)
	p.trouble.Set(nil, nil)
	texts := p.texts()
	var clash *model.Clash
	var first bool
	p.site.Do(func() error {
		err := keepFiles(p.controls)
		if err == nil {
			err = f.Save(p.site.Desk, texts)
		}
		clash = f.ClashOf(p.site.Desk, err)
		if err == nil && p.again != nil {
			err = p.again.Done(p.site.Desk)
		}
		if err == nil && p.id.IsZero() {
			err = p.site.Desk.Read(func(r *view.Reader) error {
				first = resets(r, p.entity, f.ID)
				return nil
			})
		}
		return err
	}, func(err error) {
		p.form.SetBusy(false)
		switch {
		case err == nil && first:
			p.site.Toast(p.site.Saved())
			p.form = nil // nothing is left to ask about
			p.site.Router.Replace(nav.Route{Name: passwordPage, ID: f.ID.String() + firstMark})
		case err == nil:
			p.saved()
		case clash != nil:
			p.showClash(f, clash)
		default:
			p.complain(f, err)
		}
	})
}

// saved goes back to where the person came from.
func (p *edit) saved() {
	p.site.Toast(p.site.Saved())
	p.leave()
}

func (p *edit) leave() {
	p.form = nil // nothing is left to ask about
	leave(p.site, p.entity)
}

// complain shows a refusal at the fields it is about, else above the form.
func (p *edit) complain(f *model.Form, err error) {
	t := view.Explain(err)
	at := f.OnFields(t)
	if len(at) > 0 {
		p.form.SetErrors(at)
		return
	}
	p.trouble.Set(t, nil)
}

// showClash shows both contents; either button settles it and saves the rest.
func (p *edit) showClash(f *model.Form, c *model.Clash) {
	text := clashed.Text(c.Label, orNothing(c.Theirs), orNothing(c.Mine))
	p.ask(text, func(mine bool) {
		theirs := f.Decide(c, mine)
		for _, field := range p.controls {
			if field.in.Name == c.Field && !mine {
				field.set(theirs)
			}
		}
		p.save()
	})
}

// showRefused settles an edit that the server has refused.
func (p *edit) showRefused(c *model.Clash) {
	text := refused.Text(c.Label, orNothing(c.Theirs), orNothing(c.Mine))
	p.ask(text, func(mine bool) {
		p.site.Do(func() error { return c.Settle(p.site.Desk, mine) }, func(err error) {
			if err != nil {
				p.trouble.Set(view.Explain(err), nil)
				return
			}
			p.site.Toast(p.site.Saved())
			p.site.Router.Replace(EditRoute(p.entity, p.id))
		})
	})
}

// ask adds a question with the two ways out of a clash.
func (p *edit) ask(text string, decide func(mine bool)) {
	banner := widgets.NewBanner()
	banner.Set(widgets.Caution, text, "", nil)
	part := widgets.NewStacked(banner)
	answer := func(mine bool) func() {
		return func() {
			p.clashes.Remove(part)
			p.form.Refresh()
			decide(mine)
		}
	}
	mine := widgets.NewButton(useMine.Text(), answer(true))
	mine.Importance = widget.HighImportance
	part.Add(widgets.NewActions(widgets.NewButton(keep.Text(), answer(false)), mine))
	p.clashes.Add(part)
	p.form.Refresh()
}

func orNothing(text string) string {
	if text == "" {
		return nothing.Text()
	}
	return text
}
