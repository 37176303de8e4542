package record

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var (
	retire     = i18n.Define("record.retire", "停用", "Retire")
	restore    = i18n.Define("record.restore", "恢复使用", "Bring back")
	retireAsk  = i18n.Define("record.retire.ask", "停用「{0}」？", "Retire {0}?")
	retireNote = i18n.Define("record.retire.note", "停用后不再供选择，也不在列表和搜索中出现；单据和报表不变，随时可以恢复",
		"It is no longer offered in pickers, lists and searches; documents and reports keep it, and it can be brought back")
	retired     = i18n.Define("record.retired", "已停用", "Retired")
	restored    = i18n.Define("record.restored", "已恢复使用", "Back in use")
	showRetired = i18n.Define("record.list.retired", "查看已停用", "Show retired")
	showUsed    = i18n.Define("record.list.used", "查看在用", "Show those in use")
)

// RetireAction is the button that retires a row, or brings back one that was
// retired; done runs when it has happened.
func RetireAction(site *common.Site, entity string, id kernel.ID, title string, isRetired bool, done func()) nav.Action {
	act := func(on bool, said string) {
		site.Do(func() error { return model.Retire(site.Desk, entity, id, on) }, func(err error) {
			if t := view.Explain(err); t != nil {
				site.Toast(t.Text)
				return
			}
			site.Toast(said)
			done()
		})
	}
	if isRetired {
		return nav.Action{Label: restore.Text(), Icon: base.VisibilityIcon(), Tapped: func() { act(false, restored.Text()) }}
	}
	return nav.Action{Label: retire.Text(), Icon: base.VisibilityOffIcon(), Tapped: func() {
		site.Confirm(retireAsk.Text(title), retireNote.Text(), retire.Text(), true, func() { act(true, retired.Text()) })
	}}
}
