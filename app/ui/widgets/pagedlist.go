package widgets

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
)

// Source gives a PagedList its rows. Both functions run in the background and
// must end early when ctx does.
type Source[T any] interface {
	// Count returns the number of rows.
	Count(ctx context.Context) (int, error)
	// Page returns the rows from offset on, at most limit.
	Page(ctx context.Context, offset, limit int) ([]T, error)
}

// Further is a Source that goes on elsewhere, where it takes longer to look: its list
// shows what is at hand, and grows when it is known how much more there is.
type Further interface {
	// Further returns the number of rows with those elsewhere.
	Further(ctx context.Context) (int, error)
}

// PagedList shows any number of rows (measured to a million) and holds at most
// CachedPages pages of them. Rows that are not there yet show "…".
//
// Answers that belong to an older Reload or SetSource are dropped. After a
// Reload the old rows stay on screen until the new ones arrive, so a list that
// refreshes with every change in the company does not flicker.
type PagedList[T any] struct {
	widget.BaseWidget

	// OnTapped is called with the row that was tapped.
	OnTapped func(row T)
	// Empty stands in place of the list when there are no rows.
	Empty fyne.CanvasObject
	// OnError is called with every failure to read. Without rows on screen the
	// list shows an error state by itself; with rows it keeps showing them.
	OnError func(error)
	// OnCount is called with the number of rows whenever it has been read.
	OnCount func(n int)

	dispatcher uithread.Dispatcher
	source     Source[T]
	create     func() fyne.CanvasObject
	update     func(row T, o fyne.CanvasObject)

	counter *uithread.Loader[int]
	further *uithread.Loader[int]
	loading map[int]context.CancelFunc
	epoch   int
	cache   pageCache[T]
	count   int
	known   bool // the count has been read once

	list    *keyedList
	heights map[int]float32 // of rows that need more than is usual
	usual   float32
	aside   func(dx float32) // what the wheel does sideways, nil for nothing
	body    *fyne.Container
	failure *ErrorState
	busy    *widget.Label
}

// NewPagedList returns a list that begins to load at once. create makes an
// empty row widget, update fills it; both must be quick.
func NewPagedList[T any](d uithread.Dispatcher, source Source[T], create func() fyne.CanvasObject, update func(T, fyne.CanvasObject)) *PagedList[T] {
	p := &PagedList[T]{
		dispatcher: d, source: source, create: create, update: update,
		counter: uithread.NewLoader[int](d), further: uithread.NewLoader[int](d), loading: map[int]context.CancelFunc{},
	}
	p.Empty = NewEmptyState(nil, i18n.EmptyList.Text(), "", "", nil)
	p.failure = NewErrorState(i18n.LoadFailed.Text(), p.Reload)
	p.busy = widget.NewLabelWithStyle(i18n.Loading.Text(), fyne.TextAlignCenter, fyne.TextStyle{})
	p.busy.Importance = widget.LowImportance
	p.list = p.newList()
	p.body = container.NewStack(p.busy)
	p.ExtendBaseWidget(p)
	p.Reload()
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *PagedList[T]) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(p.body, newWheel(p.turned)))
}

// turned scrolls the rows by the wheel.
func (p *PagedList[T]) turned(dx, dy float32) {
	if dy != 0 {
		p.list.ScrollToOffset(p.list.GetScrollOffset() - dy)
	}
	if dx != 0 && p.aside != nil {
		p.aside(dx)
	}
}

// SetSource shows other rows, e.g. those of a new search, from the top.
func (p *PagedList[T]) SetSource(source Source[T]) {
	p.source = source
	p.cache.pages = nil
	p.ScrollToTop()
	p.Reload()
}

// Follow goes on with newer rows where the list stands.
func (p *PagedList[T]) Follow(source Source[T]) {
	p.source = source
	p.Reload()
}

// Reload reads the count again and then the pages that are looked at.
func (p *PagedList[T]) Reload() {
	p.abandon()
	p.further.Cancel()
	source := p.source
	p.counter.Load(source.Count, func(n int, err error) {
		if err != nil {
			p.fail(err)
			return
		}
		p.counted(n)
		if f, ok := source.(Further); ok {
			p.further.Load(f.Further, p.goOn)
		}
	})
}

// counted shows so many rows.
func (p *PagedList[T]) counted(n int) {
	p.cache.epoch = p.epoch
	p.count, p.known = n, true
	if p.OnCount != nil {
		p.OnCount(n)
	}
	p.show()
	p.list.Refresh()
}

// goOn shows that there are more rows elsewhere. Pages on their way end too early.
func (p *PagedList[T]) goOn(n int, err error) {
	switch {
	case err != nil && p.OnError != nil:
		p.OnError(err)
	case err == nil && n != p.count:
		p.abandon()
		p.counted(n)
	}
}

// Dispose ends all loading. The list must not be used afterwards.
func (p *PagedList[T]) Dispose() {
	p.counter.Cancel()
	p.further.Cancel()
	p.abandon()
}

// Focus gives the keyboard to the rows, if there are any.
func (p *PagedList[T]) Focus() bool {
	if p.count == 0 || p.list == nil || !p.list.Visible() {
		return false
	}
	focus(p.list, p.list)
	return true
}

// ScrollToTop shows the first row. A list that has never had any was never drawn, and
// Fyne's own way to the top fails there.
func (p *PagedList[T]) ScrollToTop() { p.list.ScrollToOffset(0) }

// Count returns the number of rows as last read.
func (p *PagedList[T]) Count() int { return p.count }

// Row returns a row if it is in memory.
func (p *PagedList[T]) Row(i int) (row T, ok bool) {
	row, ok, _ = p.cache.get(i/PageSize, i%PageSize)
	return row, ok
}

// abandon drops the pages on their way.
func (p *PagedList[T]) abandon() {
	p.epoch++
	for page, cancel := range p.loading {
		cancel()
		delete(p.loading, page)
	}
}

func (p *PagedList[T]) newList() *keyedList {
	list := &keyedList{}
	list.Length, list.CreateItem, list.UpdateItem = func() int { return p.count }, p.newRow, p.fillRow
	list.OnSelected = p.selected
	list.ExtendBaseWidget(list)
	return list
}

// SetTemplate draws the rows with other widgets; the rows in memory stay.
func (p *PagedList[T]) SetTemplate(create func() fyne.CanvasObject, update func(T, fyne.CanvasObject)) {
	p.create, p.update = create, update
	p.list, p.heights = p.newList(), nil
	if p.known {
		p.show()
	}
}

func (p *PagedList[T]) show() {
	var face fyne.CanvasObject = p.list
	switch {
	case !p.known:
		face = p.busy
	case p.count == 0:
		face = p.Empty
	}
	p.face(face)
}

func (p *PagedList[T]) face(o fyne.CanvasObject) {
	if len(p.body.Objects) != 1 || p.body.Objects[0] != o {
		p.body.Objects = []fyne.CanvasObject{o}
		p.body.Refresh()
	}
}

func (p *PagedList[T]) fail(err error) {
	if p.OnError != nil {
		p.OnError(err)
	}
	if !p.known || p.count == 0 {
		p.face(p.failure)
	}
}

// pagedRow is a row widget with a placeholder for the time before its row.
func (p *PagedList[T]) newRow() fyne.CanvasObject {
	waiting := widget.NewLabel("…")
	waiting.Importance = widget.LowImportance
	return container.NewStack(p.create(), waiting)
}

func (p *PagedList[T]) fillRow(i int, o fyne.CanvasObject) {
	stack := o.(*fyne.Container).Objects
	row, found, fresh := p.cache.get(i/PageSize, i%PageSize)
	if !fresh {
		p.fetch(i / PageSize)
		// A dispatcher that answers at once has the page now.
		row, found, _ = p.cache.get(i/PageSize, i%PageSize)
	}
	if !found {
		stack[0].Hide()
		stack[1].Show()
		return
	}
	stack[1].Hide()
	stack[0].Show()
	p.update(row, stack[0])
	if card, ok := stack[0].(*dataCard); ok && card.long {
		p.grow(i, card.height(card.Size().Width))
	}
}

// grow gives a row the height that its sentence takes, once the list has drawn its rows. Most
// rows take what is usual, of which Fyne need not be told: it walks through all of them else.
func (p *PagedList[T]) grow(i int, height float32) {
	if p.usual == 0 {
		p.usual = newDataCard(true).MinSize().Height
	}
	list := p.list
	if was, grown := p.heights[i]; grown && was == height || !grown && height == p.usual {
		return
	}
	if p.heights == nil {
		p.heights = map[int]float32{}
	}
	p.heights[i] = height
	p.dispatcher.After(0, func() {
		if list == p.list {
			list.SetItemHeight(i, height)
			list.Refresh()
		}
	})
}

func (p *PagedList[T]) fetch(page int) {
	if _, on := p.loading[page]; on {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.loading[page] = cancel
	epoch, source := p.epoch, p.source
	inside := true // a dispatcher may answer before fetch returns
	p.dispatcher.Go(func() {
		rows, err := source.Page(ctx, page*PageSize, PageSize)
		p.dispatcher.Do(func() {
			cancel()
			if epoch != p.epoch {
				return
			}
			delete(p.loading, page)
			if err != nil {
				p.fail(err)
				return
			}
			p.cache.put(page, rows)
			if !inside {
				p.list.Refresh()
			}
		})
	})
	inside = false
}

func (p *PagedList[T]) selected(i int) {
	p.list.Unselect(i)
	if row, ok := p.Row(i); ok && p.OnTapped != nil {
		p.OnTapped(row)
	}
}
