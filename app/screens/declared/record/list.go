package record

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/export"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var (
	newOf     = i18n.Define("record.new", "新建{0}", "New {0}")
	noRows    = i18n.Define("record.empty", "还没有{0}", "Nothing here yet: {0}")
	firstHint = i18n.Define("record.empty.hint", "点下面的按钮建第一条", "Make the first one with the button below")
	noRetired = i18n.Define("record.retired.empty", "没有已停用的{0}", "Nothing is retired here: {0}")
	retiredOf = i18n.Define("record.retired.of", "已停用的{0}", "{0}, retired")
	notFound  = i18n.Define("record.notfound", "没有符合的{0}", "No match: {0}")
)

// newTitle names the act of making a row.
func newTitle(label string) string { return newOf.Text(within(label)) }

// within is a label within a sentence: an English one begins small, unless it is an
// abbreviation.
func within(label string) string {
	letters := []rune(label)
	if i18n.Current() == i18n.English && len(letters) > 1 && unicode.IsLower(letters[1]) {
		letters[0] = unicode.ToLower(letters[0])
	}
	return string(letters)
}

// searchDelay lets a person finish a syllable.
const searchDelay = 200 * time.Millisecond

// list is the page with the rows of an entity.
type list struct {
	nav.Head
	site    *common.Site
	entity  string
	part    model.Part
	label   string
	mayAdd  bool
	sort    model.Sort
	columns []model.Column
	gone    bool           // shows those that were retired
	search  *widgets.Input // nil for an entity without names
	typing  *uithread.Debounce
	count   *widgets.EllipsisLabel // and how old they are
	grid    *widgets.DataGrid[model.Row]
	whole   fyne.CanvasObject
	stop    func()
}

func newList(site *common.Site, entity string, part model.Part) nav.Page {
	l := &list{
		site: site, entity: entity, part: part, label: view.Entity(site.Desk.Catalog, entity),
		typing: uithread.NewDebounce(site.Dispatcher, searchDelay), count: widgets.NewCaption("", widgets.Quiet),
	}
	l.mayAdd = model.MayAdd(site.Rights(), entity)
	l.columns = model.Columns(site.Rights(), entity)
	l.grid = widgets.NewDataGrid(site.Dispatcher, l.source(), columns(l.columns))
	l.readOwn()
	l.grid.OnSort = func(field string, descending bool) {
		l.sort = model.Sort{Field: field, Desc: descending}
		l.find()
	}
	l.grid.List().OnTapped = func(row model.Row) {
		if s := site.Desk.Catalog.Schema(entity); s != nil && s.Kept { // a document has a page of its own
			site.Open(entity, row.ID)
			return
		}
		site.Router.Go(RowRoute(entity, row.ID))
	}
	l.grid.List().OnCount = l.counted
	l.counted(l.grid.List().Count())
	l.grid.List().Empty = l.empty()
	head := widgets.NewStacked()
	if model.Searchable(site.Desk.Catalog, entity) {
		head.Add(l.grid.Beside(l.searchBox()))
		head.Add(l.count)
	} else {
		head.Add(l.grid.Beside(l.count))
	}
	since := common.NewSince(site, entity, func() { l.whole.Refresh() }, l.grid.List().Reload)
	head.Add(since.Label)
	l.whole = widgets.NewBorder(head, nil, nil, nil, l.grid)
	follow, age := site.Follow(func() { l.grid.List().Reload() }, entity), site.Tick(func() {
		l.counted(l.grid.List().Count())
		since.Passed()
	})
	l.stop = func() {
		follow()
		age()
	}
	return l
}

// readOwn adds the columns of the company's own fields, once they are read.
func (l *list) readOwn() {
	uithread.NewLoader[[]model.Column](l.site.Dispatcher).Load(func(context.Context) ([]model.Column, error) {
		return view.Load(l.site.Desk, func(r *view.Reader) ([]model.Column, error) { return model.Columns(r, l.entity), nil })
	}, func(list []model.Column, err error) {
		if err == nil && slices.ContainsFunc(list, func(c model.Column) bool { return strings.HasPrefix(c.Name, kernel.CustomPrefix) }) {
			l.columns = list
			l.grid.SetColumns(columns(list))
		}
	})
}

func (l *list) counted(n int) { l.count.SetText(view.Join(i18n.RowCount.Text(n), l.site.Age())) }

func (l *list) searchBox() fyne.CanvasObject {
	l.search = widgets.NewInput()
	l.search.SetPlaceHolder(i18n.SearchHint.Text())
	l.search.Icon = base.SearchIcon()
	l.search.OnChanged = func(string) { l.typing.Call(l.find) }
	l.search.OnNext = l.find
	return l.search
}

func (l *list) source() widgets.Source[model.Row] {
	search := ""
	if l.search != nil {
		search = l.search.Text
	}
	if l.gone {
		return model.Retired(l.site.Desk, l.entity, search, l.sort, l.part)
	}
	return model.List(l.site.Desk, l.entity, search, l.sort, l.part)
}

func (l *list) find() {
	l.grid.List().Empty = l.empty()
	l.grid.List().SetSource(l.source())
}

func (l *list) empty() fyne.CanvasObject {
	switch {
	case l.search != nil && l.search.Text != "":
		return widgets.NewEmptyState(base.SearchIcon(), notFound.Text(l.label), "", "", nil)
	case l.gone:
		return widgets.NewEmptyState(nil, noRetired.Text(l.label), "", "", nil)
	case l.mayAdd:
		return widgets.NewEmptyState(nil, noRows.Text(l.label), firstHint.Text(), newTitle(l.label), l.add)
	}
	return widgets.NewEmptyState(nil, noRows.Text(l.label), model.Before(l.site.Desk.Catalog, l.entity), "", nil)
}

// swap shows what was retired instead of what is in use, or the other way round.
func (l *list) swap() {
	l.gone = !l.gone
	l.find()
	l.HeadChanged()
}

func (l *list) add() { l.site.Router.Go(newRoute(l.entity, l.part)) }

// Title implements nav.Page.
func (l *list) Title() string {
	if l.gone {
		return retiredOf.Text(l.label)
	}
	return l.label
}

// Content implements nav.Page.
func (l *list) Content() fyne.CanvasObject { return l.whole }

// Actions implements nav.Actor.
func (l *list) Actions() []nav.Action {
	var actions []nav.Action
	if l.mayAdd && !l.gone { // a new one would not be among them
		actions = append(actions, nav.Action{Label: newTitle(l.label), Icon: base.ContentAddIcon(), Tapped: l.add})
	}
	if l.site.MayExport() {
		actions = append(actions, l.site.ExportAction(l.listed))
	}
	if model.Retirable(l.site.Desk.Catalog, l.entity) {
		label, icon := showRetired, base.VisibilityOffIcon()
		if l.gone {
			label, icon = showUsed, base.VisibilityIcon()
		}
		actions = append(actions, nav.Action{Label: label.Text(), Icon: icon, Tapped: l.swap})
	}
	return actions
}

// listed is the list as a file has it: what is searched for now, by the columns shown.
func (l *list) listed() *export.List {
	search := ""
	if l.search != nil {
		search = l.search.Text
	}
	columns := slices.DeleteFunc(slices.Clone(l.columns), func(c model.Column) bool { return c.Name == "" })
	made := &export.List{Report: l.entity, Title: l.Title(), Filter: export.Asked(search, ""), Count: l.source().Count}
	source := l.source()
	made.Page = func(ctx context.Context, offset, limit int) (lines [][]string, read int, err error) {
		page, err := source.Page(ctx, offset, limit)
		for _, row := range page {
			line := make([]string, len(columns))
			for i, c := range columns {
				line[i] = row.Cells[c.Name].Text
			}
			lines = append(lines, line)
		}
		return lines, len(page), err
	}
	for _, c := range columns {
		made.Columns = append(made.Columns, export.Column{Title: c.Label, Figure: c.Figure})
	}
	return made
}

// Dispose implements nav.Page.
func (l *list) Dispose() {
	l.stop()
	l.typing.Cancel()
	l.grid.List().Dispose()
}

type listState struct {
	search string
	sort   model.Sort
}

// Keep implements nav.Keeper.
func (l *list) Keep() any {
	st := listState{sort: l.sort}
	if l.search != nil {
		st.search = l.search.Text
	}
	return st
}

// Restore implements nav.Keeper.
func (l *list) Restore(state any) {
	st, ok := state.(listState)
	if !ok || st == (listState{}) {
		return
	}
	l.sort = st.sort
	if l.sort.Field != "" {
		l.grid.SetSorted(l.sort.Field, l.sort.Desc)
	}
	if l.search != nil {
		l.search.Text = st.search
		l.search.Refresh()
	}
	l.find()
}

// charWidth is about how wide a Chinese character stands in a table, cellMargin
// what is around the text.
const (
	charWidth  = 14
	cellMargin = 20
)

// columns maps the columns of the declaration to those of the grid.
func columns(list []model.Column) []widgets.DataColumn[model.Row] {
	var made []widgets.DataColumn[model.Row]
	for _, col := range list {
		d := widgets.DataColumn[model.Row]{
			ID: col.Name, Title: col.Label, Width: float32(col.Chars)*charWidth + cellMargin, Sortable: col.Sortable,
			Card: widgets.CardPlace(col.Place), Long: col.Place == model.AsTitle, Badge: col.Place == model.AsBadge,
			Text: func(r model.Row) string { return r.Cells[col.Name].Text },
			Tone: func(r model.Row) widgets.Tone { return common.Tone(r.Cells[col.Name].Tone) },
		}
		if col.Figure {
			d.Align = fyne.TextAlignTrailing
		}
		made = append(made, d)
	}
	return made
}
