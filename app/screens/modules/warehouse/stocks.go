package warehouse

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

var (
	noGoods    = i18n.Define("warehouse.goods.none", "没有找到商品", "No products found")
	movesWord  = i18n.Define("warehouse.moves", "收发明细", "Movements")
	misfits    = i18n.Define("warehouse.misfits", "待查", "Suspense")
	noMisfits  = i18n.Define("warehouse.misfits.none", "待查里没有东西，账实相符", "Nothing in suspense: the book fits the shelf")
	tooLittle  = i18n.Define("warehouse.misfits.minus", "账上不足就已出库，请盘点或补单", "More left than the book had: count, or write what is missing")
	tooMuch    = i18n.Define("warehouse.misfits.plus", "多出来的货，请查明后调拨入库", "Goods too many: find out why, then transfer them")
	todosWord  = i18n.Define("warehouse.todos", "待处理", "To do")
	doneWord   = i18n.Define("warehouse.todo.done", "处理完成", "Done")
	correction = i18n.Define("warehouse.correct", "调拨", "Transfer")
	countThere = i18n.Define("warehouse.misfits.count", "盘点", "Count")
)

func newStocks(site *common.Site) nav.Page {
	filters := []view.Option{{Label: warehouse.AllPlaces.Text()}}
	if places, err := warehouse.Places(site.Desk); err == nil {
		for _, p := range places {
			filters = append(filters, view.Option{Code: p.ID.String(), Label: p.Name})
		}
	}
	return common.NewList(site, common.ListSpec[warehouse.Stock]{
		Title: func() string { return stockName.Text() }, Columns: func() []widgets.DataColumn[warehouse.Stock] { return stockColumns(site.Desk.Catalog) },
		Source: func(search, filter string) widgets.Source[warehouse.Stock] {
			return warehouse.Stocks(site.Desk, search, filter)
		},
		Filters: filters, Tapped: func(s warehouse.Stock) { site.Go(RouteProduct, s.ID.String()) },
		Actions: func() []nav.Action {
			return site.DoorAction(misfits.Text(), base.WarningIcon(), RouteMisfits, "")
		},
		Of: []string{stock.Balances.Name(), product.Products.Name()}, Empty: noGoods,
	})
}

func stockColumns(c *kernel.Catalog) []widgets.DataColumn[warehouse.Stock] {
	label := func(field string) string { return view.Label(c, product.Products.Name(), field) }
	tone := func(s warehouse.Stock) widgets.Tone {
		if s.Short {
			return widgets.Alert
		}
		return widgets.Plain
	}
	return []widgets.DataColumn[warehouse.Stock]{
		{ID: "code", Title: label("code"), Width: 110, Card: widgets.CardValue, Text: func(s warehouse.Stock) string { return s.Code }},
		{ID: "name", Title: label("name"), Width: 160, Card: widgets.CardTitle, Text: func(s warehouse.Stock) string { return s.Name }},
		{ID: "spec", Title: label("spec"), Width: 200, Card: widgets.CardValue, Text: func(s warehouse.Stock) string { return s.Spec }},
		{ID: "shelf", Title: label("shelf"), Width: 80, Card: widgets.CardHidden, Text: func(s warehouse.Stock) string { return s.Shelf }},
		{ID: "on_hand", Title: warehouse.OnHand.Text(), Width: 110, Align: fyne.TextAlignTrailing, Card: widgets.CardDetail, Text: func(s warehouse.Stock) string { return s.OnHand }},
		{ID: "reserved", Title: warehouse.Reserved.Text(), Width: 110, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(s warehouse.Stock) string { return s.Reserved }},
		{ID: "available", Title: warehouse.Available.Text(), Width: 110, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(s warehouse.Stock) string { return s.Available }, Tone: tone},
	}
}

func newProduct(site *common.Site, id kernel.ID) nav.Page {
	var moves *widgets.DataGrid[warehouse.Move]
	return common.NewPage(site, common.Spec[*warehouse.Product]{
		Title: func() string { return stockName.Text() }, Load: warehouse.LoadProduct(id), Fixed: true,
		Of: []string{stock.Balances.Name(), stock.Movements.Name()},
		Show: func(p *warehouse.Product) fyne.CanvasObject {
			if moves == nil {
				moves = widgets.NewDataGrid(site.Dispatcher, warehouse.Moves(site.Desk, id, p.Unit), moveColumns(site.Desk.Catalog))
				moves.List().OnTapped = func(m warehouse.Move) { open(site, m.Entity, m.Src) }
			} else {
				moves.List().Reload()
			}
			places := widgets.NewStacked()
			for _, at := range append([]warehouse.AtPlace{{Place: warehouse.AllPlaces.Text(), OnHand: p.Sum.OnHand, Reserved: p.Sum.Reserved, Available: p.Sum.Available}}, p.Places...) {
				places.Add(widgets.NewLineRow(widgets.Line{
					Title: at.Place, Detail: view.Join(warehouse.OnHand.Text()+" "+at.OnHand, warehouse.Reserved.Text()+" "+at.Reserved),
					Figure: cmp.Or(at.Available, warehouse.NotSold.Text()), Under: warehouse.Available.Text(),
				}, nil))
			}
			heading := widget.NewLabelWithStyle(movesWord.Text(), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
			return widgets.NewBorder(widgets.NewStacked(widgets.NewPanel(p.Title, places), heading), nil, nil, nil, moves)
		},
		Ended: func() {
			if moves != nil {
				moves.List().Dispose()
			}
		},
	})
}

// open shows the document behind a movement.
func open(site *common.Site, entity string, id kernel.ID) {
	if entity != "" && !id.IsZero() && site.Opens(entity) {
		site.Open(entity, id)
	}
}

func moveColumns(c *kernel.Catalog) []widgets.DataColumn[warehouse.Move] {
	label := func(field string) string { return view.Label(c, stock.Movements.Name(), field) }
	return []widgets.DataColumn[warehouse.Move]{
		{ID: "at", Title: label("at"), Width: 140, Card: widgets.CardValue, Text: func(m warehouse.Move) string { return m.When }},
		{ID: "what", Title: label("src_entity"), Width: 110, Card: widgets.CardTitle, Text: func(m warehouse.Move) string { return m.What }},
		{ID: "number", Title: label("src"), Width: 150, Card: widgets.CardValue, Text: func(m warehouse.Move) string { return m.Number }},
		{ID: "place", Title: label("place"), Width: 110, Card: widgets.CardValue, Text: func(m warehouse.Move) string { return m.Place }},
		{ID: "qty", Title: label("qty"), Width: 110, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(m warehouse.Move) string { return m.Qty }},
		{ID: "reason", Title: label("reason"), Width: 170, Card: widgets.CardValue, Text: func(m warehouse.Move) string { return m.Reason }},
	}
}

// suspense is what 待查 holds and what is to be done.
type suspense struct {
	misfits []warehouse.Misfit
	todos   []warehouse.Todo
}

func newMisfits(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[suspense]{
		Title: func() string { return misfits.Text() }, Of: []string{stock.Balances.Name(), flow.Tasks.Name()},
		Load: func(r *view.Reader) (s suspense, err error) {
			if s.misfits, err = warehouse.Misfits(r); err == nil {
				s.todos, err = warehouse.Todos(r)
			}
			return s, err
		},
		Show: func(s suspense) fyne.CanvasObject {
			goods := widgets.NewStacked()
			for _, m := range s.misfits {
				line := widgets.Line{Title: m.Name, Detail: tooMuch.Text(), Figure: m.Qty, FigureTone: widgets.Caution}
				if m.TooLittle {
					line.Detail, line.FigureTone = tooLittle.Text(), widgets.Alert
				}
				row := widgets.NewLineRow(line, func() { site.Go(RouteProduct, m.Product.String()) })
				if mends := mends(site, m); mends != nil {
					goods.Add(widgets.NewBorder(nil, nil, nil, container.NewVBox(mends), row))
				} else {
					goods.Add(row)
				}
			}
			if len(s.misfits) == 0 {
				goods.Add(widgets.NewNote(noMisfits.Text(), widgets.Quiet))
			}
			parts := []fyne.CanvasObject{widgets.NewPanel(misfits.Text(), goods)}
			if len(s.todos) > 0 {
				parts = append(parts, todos(site, s.todos))
			}
			return widgets.NewSections(parts...)
		},
	})
}

// mends leads to the document that puts a misfit right, with its goods and their place: what
// is missing is counted where it was taken, what is too much goes where it belongs. It is nil
// for who may write none.
func mends(site *common.Site, m warehouse.Misfit) *widgets.Button {
	if m.TooLittle {
		return site.Door(countThere.Text(), RouteNew, string(stock.Counting)+"/"+warehouse.About(m.Product, m.From))
	}
	return site.Door(correction.Text(), RouteNew, string(stock.Transferring)+"/"+warehouse.About(m.Product, org.SuspensePlace.ID()))
}

func todos(site *common.Site, list []warehouse.Todo) fyne.CanvasObject {
	box := widgets.NewStacked()
	for _, t := range list {
		done := widgets.NewButton(doneWord.Text(), nil)
		done.OnTapped = func() {
			done.Disable()
			site.Do(func() error {
				_, err := site.Desk.Do(&flow.Done{Task: kernel.Ref[flow.Task](t.ID)})
				return err
			}, func(err error) {
				if trouble := view.Explain(err); trouble != nil {
					done.Enable()
					site.Toast(trouble.Text)
				}
			})
		}
		buttons := container.NewVBox()
		if answer, ok := site.AnswerTo(t.Row.Kind, false); ok {
			buttons.Add(widgets.NewButton(view.Command(site.Desk.Catalog, answer.Command), func() { site.Answer(answer, t.Row) }))
		}
		buttons.Add(done)
		box.Add(widgets.NewBorder(nil, nil, nil, buttons, widgets.NewStacked(widgets.NewNote(t.Text, widgets.Plain), widgets.NewCaption(t.When, widgets.Quiet))))
	}
	return widgets.NewPanel(todosWord.Text(), box)
}
