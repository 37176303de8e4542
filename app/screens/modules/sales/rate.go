package sales

import (
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
)

var (
	rateIt    = i18n.Define("orderpage.rate", "客户评价", "Rate")
	rateAgain = i18n.Define("orderpage.rate.again", "修改评价", "Change rating")
	rateWords = i18n.Define("orderpage.rate.words", "客户怎么说（可不填）", "What the customer says (optional)")
)

func rateLabel(m *model.Order) string {
	if m.Order.Rating != 0 {
		return rateAgain.Text()
	}
	return rateIt.Text()
}

// newRating asks what the customer says of an order. The words come first, since a
// tap on the score keeps both.
func newRating(site *common.Site, order kernel.ID, title string, done func()) *widgets.Sheet {
	words := widgets.NewTextField("words", rateWords.Text(), 2)
	row := container.NewGridWithColumns(len(model.Scores))
	var sheet *widgets.Sheet
	rate := func(score int64) {
		sheet.SetBusy(true)
		site.Do(func() error { return model.Rate(site.Desk, order, score, words.Text()) }, func(err error) {
			sheet.SetBusy(false)
			if err != nil {
				sheet.SetError(view.Explain(err).Text)
				return
			}
			sheet.Hide()
			site.Toast(site.Did("sales.order.rate"))
			done()
		})
	}
	for _, n := range model.Scores {
		row.Add(widgets.NewButton(model.Score(n), func() { rate(n) }))
	}
	sheet = widgets.NewSheet(site.Window.Canvas(), title, "", nil, words, row)
	return sheet
}
