package common

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// ListSpec says what a page with a searchable list shows.
type ListSpec[T any] struct {
	Title   func() string
	Columns func() []widgets.DataColumn[T]
	// Source gives the rows that a search and the chosen filter ask for.
	Source func(search, filter string) widgets.Source[T]
	// Filters are offered beside the search, the first is chosen; none is fine.
	Filters []view.Option
	// Filter is the one of them that is chosen at first, "" for the first.
	Filter string
	// Owner is whose a row is, by name. A list of rows that belong to seats has it; its
	// column is there for who sees rows of several.
	Owner   func(T) string
	Tapped  func(T)
	Actions func() []nav.Action
	Of      []string // entities whose changes the list follows
	Empty   i18n.Key
	// Lines are the columns of a file where a row of the list is several of the file; nil
	// where the file has the list's own.
	Lines func() []LineColumn[T]
	// Entered may take what Enter or a scanner sent off; it answers true if it did.
	Entered func(search string) bool
	// Offer is what an empty list offers to do about a search, nil for nothing.
	Offer func(search string) *nav.Action
	// Nothing stands in place of a list without rows; nil for the usual.
	Nothing func(search string) fyne.CanvasObject
	// Unsearched is a list of rows that no text is searched in.
	Unsearched bool
	// Beside stands at the right of the search, Under below the chips, Foot below the rows; nil
	// for nothing.
	Beside, Under, Foot fyne.CanvasObject
	// Asked is what the list is narrowed by beside search and chips, in words.
	Asked func() string
	// Read is told whenever the rows are read again.
	Read func()
	// ID tells the row that a line of the list is, where several can be chosen; Chosen is told
	// how many are.
	ID     func(T) kernel.ID
	Chosen func(n int)
	// Kept and Restored keep what else was asked for, of a comparable type.
	Kept     func() any
	Restored func(any)
}

// LineColumn is a column of a file: a text for each line of a row of the list.
type LineColumn[T any] struct {
	Title  string
	Figure bool
	Texts  func(T) []string
}

// List is a page with a searchable list.
type List[T any] struct {
	nav.Head
	site    *Site
	spec    ListSpec[T]
	grid    *widgets.DataGrid[T]
	search  *widgets.Input
	typing  *uithread.Debounce
	filter  string
	sort    rowstore.Order
	columns []widgets.DataColumn[T] // those on screen but for the company's own, as they are exported
	own     []widgets.DataColumn[T]
	chosen  []kernel.ID // of the rows; nil while none are being chosen
	stamp   *widgets.EllipsisLabel
	since   *Since
	chips   *fyne.Container
	content fyne.CanvasObject
	stop    func()
	age     func() // ends telling how old the rows are
}

// searchDelay lets a person finish a syllable.
const searchDelay = 200 * time.Millisecond

// NewList returns a list page that begins to load.
func NewList[T any](site *Site, spec ListSpec[T]) *List[T] {
	l := &List[T]{site: site, spec: spec, search: widgets.NewInput(), typing: uithread.NewDebounce(site.Dispatcher, searchDelay)}
	if len(spec.Filters) > 0 {
		l.filter = spec.Filters[0].Code
		if spec.Filter != "" && slices.ContainsFunc(spec.Filters, func(f view.Option) bool { return f.Code == spec.Filter }) {
			l.filter = spec.Filter
		}
	}
	l.columns = l.marked(spec.columns(site))
	l.grid = widgets.NewDataGrid(site.Dispatcher, l.source(), l.columns)
	l.grid.OnSort = func(field string, descending bool) {
		l.sort = rowstore.Order{Field: field, Desc: descending}
		l.find()
	}
	l.grid.List().OnTapped = l.tapped
	l.grid.List().Empty = l.nothing()
	l.search.SetPlaceHolder(i18n.SearchHint.Text())
	l.search.Icon = base.SearchIcon()
	l.search.OnChanged = func(string) { l.typing.Call(l.find) }
	l.search.OnNext = l.enter
	l.search.OnKey = func(key fyne.KeyName) bool { return key == fyne.KeyDown && l.grid.List().Focus() }
	head := widgets.NewStacked(l.top())
	if len(spec.Filters) > 1 {
		l.chips = container.NewHBox()
		l.drawChips()
		head.Add(container.NewPadded(container.NewHScroll(l.chips)))
	}
	if spec.Under != nil {
		head.Add(spec.Under)
	}
	l.stamp = site.NewAge()
	head.Add(widgets.NewTrimmed(l.stamp))
	entity := ""
	if len(spec.Of) > 0 {
		entity = spec.Of[0]
	}
	l.since = NewSince(site, entity, func() { l.content.Refresh() }, l.grid.List().Reload)
	head.Add(l.since.Label)
	l.content = widgets.NewBorder(head, spec.Foot, nil, nil, l.grid)
	l.stop = site.Follow(l.refresh, spec.Of...)
	l.readOwn()
	l.age = site.Tick(l.passed)
	return l
}

// top is the search with what stands beside it.
func (l *List[T]) top() fyne.CanvasObject {
	var first fyne.CanvasObject = l.search
	if l.spec.Unsearched {
		first = layout.NewSpacer()
	}
	first = l.grid.Beside(first)
	if l.spec.Beside != nil {
		first = widgets.NewBorder(nil, nil, nil, l.spec.Beside, first)
	}
	return container.NewPadded(first)
}

func (l *List[T]) passed() {
	l.stamp.SetText(l.site.Age())
	l.since.Passed()
}

// Start implements nav.Starter: one begins to search by typing, where there are keys.
// Down goes on to the rows.
func (l *List[T]) Start() {
	if widgets.HasKeys() && !l.spec.Unsearched {
		l.search.Focus()
	}
}

// columns are those of the list with whose the rows are.
func (spec ListSpec[T]) columns(site *Site) []widgets.DataColumn[T] {
	list := spec.Columns()
	if len(spec.Of) == 0 || !view.Owned(site.Desk.Catalog, spec.Of[0]) {
		return list
	}
	entity := spec.Of[0]
	if spec.Owner == nil {
		panic("common: a list does not say whose its rows are: " + entity)
	}
	if !view.SeesSeveral(site.Rights(), entity) {
		return list
	}
	at := ownerAt
	for _, c := range list[:min(ownerAt, len(list))] {
		if c.CardOnly {
			at++
		}
	}
	return slices.Insert(list, min(at, len(list)), widgets.DataColumn[T]{
		ID: view.OwnerField, Title: view.Label(site.Desk.Catalog, entity, view.OwnerField), Width: 140, Card: widgets.CardValue, Text: spec.Owner,
	})
}

// ownerAt is the place of that column: behind what the row is called.
const ownerAt = 2

// nothing stands in place of a list without rows: it says so, and for a search
// offers what can be done about it.
func (l *List[T]) nothing() fyne.CanvasObject {
	text := l.search.Text
	if l.spec.Nothing != nil {
		return l.spec.Nothing(text)
	}
	if text == "" {
		return widgets.NewEmptyState(nil, l.spec.Empty.Text(), l.veiled(), "", nil)
	}
	if l.spec.Offer != nil {
		if act := l.spec.Offer(text); act != nil {
			return widgets.NewEmptyState(nil, i18n.SearchNothing.Text(text), "", act.Label, act.Tapped)
		}
	}
	return widgets.NewEmptyState(nil, i18n.SearchNothing.Text(text), l.veiled(), "", nil)
}

// veiled says that there may be more than the person sees: that his list is empty does
// not mean that there is nothing.
func (l *List[T]) veiled() string {
	if len(l.spec.Of) == 0 {
		return ""
	}
	return Veiled(l.site, l.spec.Of[0])
}

// enter is the Enter of a person or a scanner.
func (l *List[T]) enter() {
	l.typing.Cancel()
	if l.spec.Entered == nil || !l.spec.Entered(l.search.Text) {
		l.find()
	}
}

// Find reads the rows anew, as they are asked for now, from the top.
func (l *List[T]) Find() { l.find() }

func (l *List[T]) find() {
	l.grid.List().Empty = l.nothing()
	l.grid.List().SetSource(l.source())
	l.read()
}

func (l *List[T]) read() {
	if l.spec.Read != nil {
		l.spec.Read()
	}
}

// Asked are the search and the chip that the list shows now.
func (l *List[T]) Asked() (search, filter string) { return l.search.Text, l.filter }

// source gives the rows that are searched for and chosen, in the order of the heading
// that was tapped.
func (l *List[T]) source() widgets.Source[T] {
	source := l.spec.Source(l.search.Text, l.filter)
	if l.sort.Field == "" {
		return source
	}
	switch s := source.(type) {
	case *view.Pages[T]:
		return s.Sorted(l.sort)
	case interface{ OrderBy(by rowstore.Order) }: // a list that is read whole
		s.OrderBy(l.sort)
	}
	return source
}

func (l *List[T]) refresh() {
	l.grid.List().Reload()
	l.read()
	l.stamp.SetText(l.site.Age())
	l.HeadChanged()
}

func (l *List[T]) drawChips() {
	l.chips.RemoveAll()
	for _, f := range l.spec.Filters {
		chip := newChip(f.Label, f.Code == l.filter, func() {
			l.filter = f.Code
			l.drawChips()
			l.find()
		})
		l.chips.Add(chip)
	}
	l.chips.Refresh()
}

// Title implements nav.Page.
func (l *List[T]) Title() string { return l.spec.Title() }

// Content implements nav.Page.
func (l *List[T]) Content() fyne.CanvasObject { return l.content }

// Actions implements nav.Actor: those of the area, then the export.
func (l *List[T]) Actions() []nav.Action {
	var actions []nav.Action
	if l.spec.Actions != nil {
		actions = l.spec.Actions()
	}
	return append(actions, l.exportAction()...)
}

// Dispose implements nav.Page.
func (l *List[T]) Dispose() {
	l.stop()
	l.age()
	l.typing.Cancel()
	l.grid.List().Dispose()
}

type kept struct {
	search, filter string
	sort           rowstore.Order
	more           any
}

// Keep implements nav.Keeper.
func (l *List[T]) Keep() any {
	k := kept{search: l.search.Text, filter: l.filter, sort: l.sort}
	if l.spec.Kept != nil {
		k.more = l.spec.Kept()
	}
	return k
}

// Restore implements nav.Keeper.
func (l *List[T]) Restore(state any) {
	k, ok := state.(kept)
	now := kept{filter: l.filter}
	if l.spec.Kept != nil {
		now.more = l.spec.Kept()
	}
	if !ok || k == now {
		return
	}
	if l.spec.Restored != nil {
		l.spec.Restored(k.more)
	}
	l.filter, l.sort = k.filter, k.sort
	if l.sort.Field != "" {
		l.grid.SetSorted(l.sort.Field, l.sort.Desc)
	}
	l.search.Text = k.search
	l.search.Refresh()
	if l.chips != nil {
		l.drawChips()
	}
	l.find()
}

// Sorted is a list as a test asks it about its headings.
type Sorted interface {
	SortedBy() []string // the columns that can be tapped
	TrySort(ctx context.Context, column string) error
}

// SortedBy implements [Sorted].
func (l *List[T]) SortedBy() (list []string) {
	for _, c := range slices.Concat(l.columns, l.own) {
		if c.Sortable {
			list = append(list, c.ID)
		}
	}
	return list
}

// TrySort implements [Sorted]: it reads the first rows in that order.
func (l *List[T]) TrySort(ctx context.Context, column string) error {
	l.sort = rowstore.Order{Field: column}
	source := l.source()
	l.sort = rowstore.Order{}
	_, err := source.Page(ctx, 0, 5)
	return err
}
