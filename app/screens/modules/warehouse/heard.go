package warehouse

import (
	"errors"

	"heyi/app/screens/common"
	"heyi/app/screens/modules/products"
	"heyi/app/ui/i18n"
	"heyi/app/ui/sound"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/products"
	"heyi/app/view/modules/warehouse"
)

// beep is heard by who looks at the goods and not at the screen.
func beep() { sound.Wrong() }

var bindIt = i18n.Define("warehouse.bind", "绑定到商品…", "Bind it to a product…")

// unheard says that a scan was refused. A code that no product has can be bound to
// one by who may, and is then scanned again.
func unheard(site *common.Site, heard *widgets.Banner, code string, err error, again func()) {
	beep()
	text := view.Explain(err).Text
	if !errors.Is(err, warehouse.NoProduct.With()) || !model.NewBinding(site.Rights(), code).May {
		heard.Set(widgets.Alert, text, "", nil)
		return
	}
	heard.Set(widgets.Alert, text, bindIt.Text(), func() {
		products.Bind(site, code, func(model.Hit) {
			heard.Hide()
			again()
		})
	})
}

// unheardOn is unheard on a page with lines. A text that is no code but a name, its
// sound or a part of it was typed by a person: the last line looks it up.
func unheardOn(site *common.Site, heard *widgets.Banner, lines *widgets.LineGrid, code string, err error, again func()) {
	if errors.Is(err, warehouse.NoProduct.With()) && warehouse.LikeName(site.Desk, code) {
		heard.Hide()
		lines.Find(code)
		return
	}
	unheard(site, heard, code, err, again)
}
