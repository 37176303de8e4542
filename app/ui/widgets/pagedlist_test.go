package widgets

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/ui/uithread"
)

// numbers is a source of any length that counts its readings.
type numbers struct {
	mu     sync.Mutex
	count  int
	prefix string
	err    error
	pages  []int
}

func (n *numbers) Count(context.Context) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.count, n.err
}

func (n *numbers) Page(_ context.Context, offset, limit int) ([]string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pages = append(n.pages, offset/PageSize)
	if n.err != nil {
		return nil, n.err
	}
	var rows []string
	for i := offset; i < min(offset+limit, n.count); i++ {
		rows = append(rows, fmt.Sprint(n.prefix, i))
	}
	return rows, nil
}

func (n *numbers) set(count int, prefix string, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.count, n.prefix, n.err, n.pages = count, prefix, err, nil
}

func newLabelRow() fyne.CanvasObject { return NewEllipsisLabel("") }

func fillLabelRow(row string, o fyne.CanvasObject) { o.(*EllipsisLabel).SetText(row) }

func pagedList(t *testing.T, source *numbers) (*uithread.Queue, *PagedList[string]) {
	q := uithread.NewQueue()
	p := NewPagedList[string](q, source, newLabelRow, fillLabelRow)
	window(t, p, 400, 600)
	return q, p
}

// loaded runs the queue until nothing is on its way.
func loaded(q *uithread.Queue, p *PagedList[string]) {
	q.Until(func() bool { return !p.counter.Busy() && len(p.loading) == 0 })
}

func TestPagedListLoadsOnlyWhatIsLookedAt(t *testing.T) {
	source := &numbers{count: 1_000_000}
	q, p := pagedList(t, source)
	if p.body.Objects[0] != p.busy {
		t.Error("no sign of loading")
	}
	loaded(q, p)
	if len(source.pages) != 1 || source.pages[0] != 0 {
		t.Fatalf("read pages %v", source.pages)
	}
	p.list.ScrollTo(999_999)
	loaded(q, p)
	if row, ok := p.Row(999_999); !ok || row != "999999" {
		t.Fatalf("last row %q, %v", row, ok)
	}
	if len(source.pages) > 3 {
		t.Fatalf("read pages %v", source.pages)
	}
}

func TestPagedListKeepsFewPages(t *testing.T) {
	source := &numbers{count: 100 * PageSize}
	q, p := pagedList(t, source)
	loaded(q, p)
	for page := range 100 {
		p.list.ScrollTo(page * PageSize)
		loaded(q, p)
	}
	if n := len(p.cache.pages); n > CachedPages {
		t.Fatalf("%d pages in memory", n)
	}
	if _, ok := p.Row(0); ok {
		t.Error("the oldest page is still there")
	}
	if _, ok := p.Row(99 * PageSize); !ok {
		t.Error("the newest page is gone")
	}
}

// While the new rows are on their way the old ones stay; a page asked for
// before the reload must not come back after it.
func TestPagedListReloadWithoutFlickerOrMix(t *testing.T) {
	source := &numbers{count: 10, prefix: "old"}
	q, p := pagedList(t, source)
	loaded(q, p)
	source.set(12, "new", nil)
	p.Reload()
	if row, _ := p.Row(3); row != "old3" || p.body.Objects[0] != p.list {
		t.Fatal("the old rows are gone before the new ones came")
	}
	loaded(q, p)
	if row, _ := p.Row(3); row != "new3" || p.Count() != 12 {
		t.Fatalf("row %q of %d", row, p.Count())
	}
	source.set(10, "stale", nil)
	p.cache.epoch++ // makes the page stale
	p.list.Refresh()
	source.set(10, "fresh", nil)
	p.Reload() // the page on its way is dropped
	loaded(q, p)
	q.Drain()
	if row, _ := p.Row(3); row != "fresh3" {
		t.Fatalf("row %q", row)
	}
}

func TestPagedListEmptyFailureAndRecovery(t *testing.T) {
	source := &numbers{err: errors.New("disk")}
	q, p := pagedList(t, source)
	var told []error
	p.OnError = func(err error) { told = append(told, err) }
	loaded(q, p)
	if p.body.Objects[0] != p.failure || len(told) != 1 {
		t.Fatalf("no error state, told %v", told)
	}
	source.set(0, "", nil)
	p.failure.retry()
	loaded(q, p)
	if p.body.Objects[0] != p.Empty {
		t.Fatal("no empty state")
	}
	source.set(3, "", nil)
	p.Reload()
	loaded(q, p)
	source.set(3, "", errors.New("disk"))
	p.Reload()
	loaded(q, p)
	if p.body.Objects[0] != p.list || len(told) != 2 {
		t.Fatalf("a failed reload hid the rows, told %v", told)
	}
}

func TestPagedListTapAndDispose(t *testing.T) {
	source := &numbers{count: 5, prefix: "row"}
	q, p := pagedList(t, source)
	tapped := []string{}
	p.OnTapped = func(row string) { tapped = append(tapped, row) }
	loaded(q, p)
	p.list.Select(2)
	p.list.Select(2)
	if len(tapped) != 2 || tapped[0] != "row2" {
		t.Fatalf("tapped %q", tapped)
	}
	counted := 0
	p.OnCount = func(int) { counted++ }
	p.Reload()
	p.Dispose()
	q.Next()
	if counted != 0 {
		t.Fatal("a disposed list went on")
	}
}

func TestDataGridTableAndCardsFromOneDefinition(t *testing.T) {
	columns := []DataColumn[string]{
		{ID: "name", Title: "名称", Width: 200, Card: CardTitle, Text: func(s string) string { return s }, Sortable: true},
		{ID: "sum", Title: "金额", Width: 100, Card: CardFigure, Align: fyne.TextAlignTrailing, Text: func(s string) string { return "1.00" }},
		{ID: "phone", Title: "电话", Width: 100, Text: func(s string) string { return "139" }},
		{ID: "note", Title: "备注", Width: 100, Text: func(s string) string { return "" }},
		{ID: "state", Title: "状态", Width: 100, Badge: true, Card: CardBadge, Text: func(s string) string { return "逾期" }, Tone: func(string) Tone { return Alert }},
	}
	source := &numbers{count: 3, prefix: "客户"}
	g := NewDataGrid[string](uithread.Immediate{}, source, columns)
	w := window(t, g, 390, 600)
	card := newDataCard(false)
	g.fillCard("客户0", card)
	if card.title.Text != "客户0" || card.figure.Text != "1.00" || card.detail.Text != "电话 139" || card.badge.Text() != "逾期" {
		t.Fatalf("card %q %q %q %q", card.title.Text, card.figure.Text, card.detail.Text, card.badge.Text())
	}
	if g.wide {
		t.Fatal("a phone shows a table")
	}
	settle(w, Wide, 600)
	if !g.wide {
		t.Fatal("a wide window shows cards")
	}
	line := g.newLine()
	g.fillLine("客户1", line)
	if got := line.(*fyne.Container).Objects[0].(*EllipsisLabel).Text; got != "客户1" {
		t.Fatalf("cell %q", got)
	}
	if len(source.pages) != 1 {
		t.Errorf("the change of shape read pages %v again", source.pages)
	}
	var sorted []string
	g.OnSort = func(id string, down bool) { sorted = append(sorted, fmt.Sprint(id, down)) }
	g.heads["name"].Tapped(nil)
	g.heads["name"].Tapped(nil)
	g.heads["phone"].Tapped(nil)
	if fmt.Sprint(sorted) != "[namefalse nametrue]" || g.heads["name"].label.Text != "名称 ↓" {
		t.Fatalf("sorted %v, heading %q", sorted, g.heads["name"].label.Text)
	}
}
