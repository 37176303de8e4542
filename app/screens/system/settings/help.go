package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view/system/help"
	"heyi/shared/modules/masters/org"
)

// HelpRoute lists the pages of help, or is that of a module, which is its id.
const HelpRoute = "settings.help"

var (
	helpWord = i18n.Define("settings.help", "帮助", "Help")
	helpNone = i18n.Define("settings.help.none", "你还不能办理任何业务，请管理员给你岗位和角色", "You may not do anything yet: ask an administrator for a seat and a role")
)

func newHelp(site *common.Site, module string) nav.Page {
	title := helpWord.Text()
	return common.NewPage(site, common.Spec[[]help.Page]{
		Ageless: true,
		Title:   func() string { return title },
		Load:    help.Pages,
		Of:      []string{org.Companies.Name(), org.Roles.Name()},
		Show: func(pages []help.Page) fyne.CanvasObject {
			for _, p := range pages {
				if p.Module == module {
					return readable(p.Text)
				}
			}
			box := widgets.NewStacked()
			for _, p := range pages {
				box.Add(widgets.NewLineRow(widgets.Line{Title: p.Label}, func() { site.Go(HelpRoute, p.Module) }))
			}
			if len(pages) == 0 {
				return widgets.NewNote(helpNone.Text(), widgets.Quiet)
			}
			return widgets.NewSections(widgets.NewPanel("", box))
		},
	})
}

// readable is a page of help as it is read.
func readable(markdown string) fyne.CanvasObject {
	text := widget.NewRichTextFromMarkdown(strings.ReplaceAll(markdown, "**", "")) // it breaks the line at every strong word of a text without blanks
	text.Wrapping = fyne.TextWrapWord
	return container.NewPadded(text)
}
