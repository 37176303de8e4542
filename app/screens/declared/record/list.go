package record

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
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

// ListSpec is a list of an entity's rows as a module wants it. All but the entity may be
// left out.
type ListSpec struct {
	*model.Listing
	Title   i18n.Key
	Preset  string // the chip that it opens with
	Tapped  func(model.Row)
	Actions func() []nav.Action                   // that begin something, before those of the list
	Lines   func() []common.LineColumn[model.Row] // of a file that has several lines for a row
	Entered func(search string) bool
	Offer   func(search string) *nav.Action
	Follows []string // other entities whose changes the list shows
}

// list is the page with the rows of an entity.
type list struct {
	*common.List[model.Row]
	site   *common.Site
	spec   ListSpec
	label  string
	mayAdd bool
	gone   bool // shows those that were retired
	narrow *narrower
	totals *totals
	bar    *fyne.Container // while rows are being chosen
	many   *widgets.EllipsisLabel
}

func newList(site *common.Site, entity string, part model.Part) nav.Page {
	return NewList(site, ListSpec{Listing: &model.Listing{Entity: entity, Part: part, All: true}})
}

// NewList is the page with the rows of an entity, made of its declaration and of what its
// module says of the list.
func NewList(site *common.Site, spec ListSpec) *list {
	l := &list{site: site, spec: spec, label: view.Entity(site.Desk.Catalog, spec.Entity)}
	l.mayAdd = model.MayAdd(site.Rights(), spec.Entity)
	l.narrow = newNarrower(site, l.spec.Listing, func() { l.Find() })
	l.totals = newTotals(site, l.spec.Listing)
	l.bar = l.newBar()
	presets := spec.Presets(site.Desk.Catalog)
	made := common.ListSpec[model.Row]{
		Title: l.title, Filters: presets, Filter: spec.Preset, Of: append([]string{spec.Entity}, spec.Follows...),
		Columns: func() []widgets.DataColumn[model.Row] { return l.columns() },
		Source: func(search, filter string) widgets.Source[model.Row] {
			return spec.Rows(site.Desk, l.look(search, filter))
		},
		Owner:   func(r model.Row) string { return r.Cells[view.OwnerField].Text },
		Tapped:  l.open,
		Actions: l.actions,
		Entered: spec.Entered, Offer: spec.Offer, Nothing: l.empty,
		Unsearched: !model.Searchable(site.Desk.Catalog, spec.Entity),
		Beside:     l.narrow.button, Under: l.narrow.chips, Foot: widgets.NewStacked(l.totals.label, l.bar), Asked: l.narrow.said,
		Lines: spec.Lines, ID: func(r model.Row) kernel.ID { return r.ID }, Chosen: l.chose,
		Read: func() { l.totals.load(l.look) },
		Kept: func() any { return listState{l.narrow.text(), l.gone} },
		Restored: func(state any) {
			if st, ok := state.(listState); ok {
				l.gone = st.gone
				l.narrow.set(model.ParseNarrow(st.narrow))
			}
		},
	}
	if spec.Tapped != nil {
		made.Tapped = spec.Tapped
	}
	if spec.Offer != nil {
		made.Nothing = nil
	}
	l.List = common.NewList(site, made)
	l.totals.asked = l.List.Asked
	l.totals.load(l.look)
	return l
}

// listState is what a list keeps beside search, chip and order.
type listState struct {
	narrow string
	gone   bool
}

// look is what the person asks for now.
func (l *list) look(search, filter string) model.Look {
	return model.Look{Search: search, Preset: filter, Narrow: l.narrow.now, Retired: l.gone}
}

// open shows a row: a document has a page of its own.
func (l *list) open(row model.Row) {
	if s := l.site.Desk.Catalog.Schema(l.spec.Entity); s != nil && s.Kept {
		l.site.Open(l.spec.Entity, row.ID)
		return
	}
	l.site.Router.Go(RowRoute(l.spec.Entity, row.ID))
}

func (l *list) empty(search string) fyne.CanvasObject {
	veiled := common.Veiled(l.site, l.spec.Entity) // that a list is empty does not mean that there is nothing
	switch {
	case search != "" || len(l.narrow.now) > 0:
		return widgets.NewEmptyState(base.SearchIcon(), notFound.Text(l.label), veiled, "", nil)
	case l.gone:
		return widgets.NewEmptyState(nil, noRetired.Text(l.label), "", "", nil)
	case l.mayAdd:
		return widgets.NewEmptyState(nil, noRows.Text(l.label), cmp.Or(veiled, firstHint.Text()), newTitle(l.label), l.add)
	}
	return widgets.NewEmptyState(nil, noRows.Text(l.label), cmp.Or(model.Before(l.site.Desk.Catalog, l.spec.Entity), veiled), "", nil)
}

// swap shows what was retired instead of what is in use, or the other way round.
func (l *list) swap() {
	l.gone = !l.gone
	l.Find()
	l.HeadChanged()
}

func (l *list) add() { l.site.Router.Go(newRoute(l.spec.Entity, l.spec.Part)) }

func (l *list) title() string {
	switch {
	case l.gone:
		return retiredOf.Text(l.label)
	case l.spec.Title != (i18n.Key{}):
		return l.spec.Title.Text()
	}
	return l.label
}

func (l *list) actions() []nav.Action {
	var actions []nav.Action
	switch {
	case l.spec.Actions != nil:
		actions = l.spec.Actions()
	case l.mayAdd && !l.gone: // a new one would not be among them
		actions = append(actions, nav.Action{Label: newTitle(l.label), Icon: base.ContentAddIcon(), Tapped: l.add})
	}
	actions = append(append(actions, l.groupAction()...), l.bulkAction()...)
	if model.Retirable(l.site.Desk.Catalog, l.spec.Entity) {
		label, icon := showRetired, base.VisibilityOffIcon()
		if l.gone {
			label, icon = showUsed, base.VisibilityIcon()
		}
		actions = append(actions, nav.Action{Label: label.Text(), Icon: icon, Tapped: l.swap})
	}
	return actions
}

// charWidth is about how wide a Chinese character stands in a table, cellMargin
// what is around the text.
const (
	charWidth  = 14
	cellMargin = 20
)

// columns are those of the declaration as the grid has them. Whose a row is, and what the
// company has defined, every list shows in its own way.
func (l *list) columns() []widgets.DataColumn[model.Row] {
	list := l.spec.Columns(l.site.Rights())
	if view.Owned(l.site.Desk.Catalog, l.spec.Entity) {
		list = slices.DeleteFunc(list, func(c model.Column) bool { return c.Name == view.OwnerField })
	}
	made := columns(list)
	for i := range made {
		made[i].Long = made[i].Long && l.spec.Fields == nil
	}
	if n := len(list) - 1; n >= 0 && list[n].Name == "" && list[n].Place == model.AsValue { // first on a card, where nothing cuts it
		first := made[n]
		first.CardOnly, made[n].Card = true, widgets.CardHidden
		made = slices.Insert(made, 0, first)
	}
	if l.spec.Pictured(l.site.Desk.Catalog) {
		thumbs := l.site.Thumbs()
		made = slices.Insert(made, min(1, len(made)), widgets.DataColumn[model.Row]{
			ID: "picture", Title: pictureWord.Text(), Width: pictureWidth, Card: widgets.CardHidden,
			Text:  func(r model.Row) string { return r.Picture.File.Named().Name },
			Photo: func(r model.Row, box *widgets.Photo) { thumbs(box, r.Picture) },
		})
	}
	return made
}

const pictureWidth = 48

var pictureWord = i18n.Define("record.picture", "图片", "Picture")

// columns maps the columns of the declaration to those of the grid.
func columns(list []model.Column) []widgets.DataColumn[model.Row] {
	var made []widgets.DataColumn[model.Row]
	for _, col := range list {
		d := widgets.DataColumn[model.Row]{
			ID: col.Name, Title: col.Label, Width: float32(col.Chars)*charWidth + cellMargin, Sortable: col.Sortable,
			Card: widgets.CardPlace(col.Place), Long: col.Place == model.AsTitle, Badge: col.Place == model.AsBadge || col.Name == "",
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

// totals is the line below a list that says how many rows there are and what they come to.
type totals struct {
	site    *common.Site
	listing *model.Listing
	label   *widgets.EllipsisLabel
	loader  *uithread.Loader[model.Total]
	asked   func() (search, filter string)
}

func newTotals(site *common.Site, listing *model.Listing) *totals {
	return &totals{site: site, listing: listing, label: widgets.NewCaption("", widgets.Plain), loader: uithread.NewLoader[model.Total](site.Dispatcher)}
}

func (t *totals) load(look func(search, filter string) model.Look) {
	if t.asked == nil {
		return
	}
	now := look(t.asked())
	t.loader.Load(func(context.Context) (model.Total, error) {
		return view.Load(t.site.Desk, func(r *view.Reader) (model.Total, error) { return t.listing.Total(r, now) })
	}, func(found model.Total, err error) {
		if err != nil { // the list says what is wrong
			t.label.SetText("")
			return
		}
		parts := []string{i18n.RowCount.Text(int(found.Rows))}
		for _, sum := range found.Sums {
			parts = append(parts, sum.Code+" "+sum.Label)
		}
		t.label.SetText(view.Join(append(parts, found.Since)...))
	})
}

// said puts what a list is narrowed by into one text.
func said(list []model.Narrowed) string {
	var parts []string
	for _, n := range list {
		if !n.Gone {
			parts = append(parts, n.Label)
		}
	}
	return strings.Join(parts, i18n.ListSeparator.Text())
}
