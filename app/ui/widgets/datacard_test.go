package widgets

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/uithread"
)

// A sentence has all lines that it takes on a phone, each within the card and none over
// another.
func TestALongTitleIsWhole(t *testing.T) {
	test.NewTempApp(t)
	const text = "长沙雨花曾记家私城 的订单 XS-A03-000238 应于 2026-11-27 交货，客户已逾期 62 天（宽限 15 天），超出信用额度 17,440.00"
	card := newDataCard(true)
	card.text, card.parts = text, []string{"销售订单"}
	card.Resize(fyne.NewSize(260, card.height(260)))
	lines := append([]*EllipsisLabel{card.title}, card.more...)
	whole := ""
	for n, line := range lines {
		whole += line.Text
		if w := fyne.MeasureText(line.Text, base.TextSize(), line.TextStyle).Width; w > line.Size().Width-2*base.InnerPadding() {
			t.Errorf("%q is %v wide of %v", line.Text, w, line.Size().Width)
		}
		below := card.detail
		if n+1 < len(lines) {
			below = lines[n+1]
		}
		if below.Position().Y-line.Position().Y < base.TextSize() {
			t.Errorf("%q stands over %q", line.Text, below.Text)
		}
	}
	if without := func(s string) string { return strings.ReplaceAll(s, " ", "") }; without(whole) != without(text) || len(lines) < 4 {
		t.Errorf("%d lines: %q", len(lines), whole)
	}
	if bottom := card.detail.Position().Y + card.detail.Size().Height; bottom > card.Size().Height+1 {
		t.Errorf("the details end at %v of %v", bottom, card.Size().Height)
	}
	for at, want := range map[int]int{4: 4, 8: 6, 6: 6, 16: 16} { // of a date only its beginning or all
		if got := unbroken([]rune("应于前期到 2026-11-27 交货"), at); got != want {
			t.Errorf("cut at %d instead of %d: not %d", got, at, want)
		}
	}
	card.Resize(fyne.NewSize(1900, card.height(1900)))
	if card.title.Text != text || len(card.more) != 0 {
		t.Errorf("with room: %q and %d more", card.title.Text, len(card.more))
	}
}

// Of the details of a card none is shown in part: half a figure is a wrong one.
func TestDetailsAreWholeOrLeftOut(t *testing.T) {
	test.NewTempApp(t)
	card := newDataCard(false)
	card.parts = []string{"19900000204", "林晓燕", "其中逾期 47,840.00"}
	for width := float32(120); width < 600; width += 7 {
		card.Resize(fyne.NewSize(width, card.MinSize().Height))
		shown := strings.Split(strings.TrimSuffix(card.detail.Text, " …"), " · ")
		if !slices.Equal(shown, card.parts[:len(shown)]) || len(shown) < 3 != strings.HasSuffix(card.detail.Text, " …") {
			t.Errorf("%v wide: %q", width, card.detail.Text)
		}
		if room := card.detail.Size().Width - 2*base.InnerPadding(); len(shown) > 1 && fyne.MeasureText(card.detail.Text, base.CaptionTextSize(), fyne.TextStyle{}).Width > room {
			t.Errorf("%v wide: %q is cut", width, card.detail.Text)
		}
	}
}

// A detail that is several, as a person with the position, does not leave as a whole where
// its first has room.
func TestDetailsOfADetailAreLeftOutOneByOne(t *testing.T) {
	test.NewTempApp(t)
	joined, apart := newDataCard(false), newDataCard(false)
	joined.parts = []string{"XS-A03-000001", "周志强 · 业务员 华中华东", "2026-06-01"}
	apart.parts = []string{"XS-A03-000001", "周志强", "业务员 华中华东", "2026-06-01"}
	for width := float32(120); width < 600; width += 7 {
		for _, card := range []*dataCard{joined, apart} {
			card.Resize(fyne.NewSize(width, card.MinSize().Height))
		}
		if joined.detail.Text != apart.detail.Text {
			t.Errorf("%v wide: %q instead of %q", width, joined.detail.Text, apart.detail.Text)
		}
	}
}

// A list gives a row with a long sentence the height that it takes.
func TestRowsGrowWithTheirSentences(t *testing.T) {
	long := strings.Repeat("客户已逾期六十二天，超出信用额度，", 8)
	g := NewDataGrid(uithread.Immediate{}, texts{"短", long, "短"}, []DataColumn[string]{
		{ID: "what", Title: "要做的事", Width: 200, Card: CardTitle, Long: true, Text: func(s string) string { return s }},
	})
	w := window(t, g, 300, 600)
	settle(w, 300, 600)
	short := newDataCard(true).MinSize().Height
	if grown := g.list.heights[1]; grown < short+4*base.TextSize() || len(g.list.heights) != 1 {
		t.Errorf("a short row is %v high, those with long sentences %v", short, g.list.heights)
	}
}

// texts is a source of texts.
type texts []string

func (s texts) Count(context.Context) (int, error) { return len(s), nil }

func (s texts) Page(_ context.Context, offset, limit int) ([]string, error) {
	return s[offset:min(offset+limit, len(s))], nil
}

// Cards have no headings: beside what stands above them is a button with the columns that
// headings of a table would order by, which does the same. A table has none.
func TestCardsAreSortedByAButton(t *testing.T) {
	columns := []DataColumn[string]{
		{ID: "name", Title: "名称", Width: 200, Card: CardTitle, Sortable: true, Text: func(s string) string { return s }},
		{ID: "day", Title: "日期", Width: 200, Card: CardHidden, Sortable: true, Text: func(s string) string { return s }},
		{ID: "note", Title: "备注", Width: 200, Text: func(s string) string { return s }},
		{ID: "all", Title: "全部", CardOnly: true, Sortable: true, Text: func(s string) string { return s }},
	}
	g := NewDataGrid(uithread.Immediate{}, texts{"a", "b"}, columns)
	var sorted []string
	g.OnSort = func(id string, descending bool) { sorted = append(sorted, id+arrow(descending)) }
	above := g.Beside(NewInput())
	w := window(t, NewBorder(above, nil, nil, nil, g), 390, 600)
	if !g.sorter.Visible() || g.sorter.Text != "排序" {
		t.Fatalf("beside the search of a phone is %q, shown %v", g.sorter.Text, g.sorter.Visible())
	}
	labels := func() (list []string) {
		for _, item := range g.sorter.menu().Items {
			list = append(list, item.Label)
		}
		return list
	}
	if !slices.Equal(labels(), []string{"名称", "日期"}) {
		t.Fatalf("it offers %q", labels())
	}
	for range 2 {
		g.sorter.menu().Items[1].Action()
	}
	g.sorter.menu().Items[0].Action()
	if !slices.Equal(sorted, []string{"day ↑", "day ↓", "name ↑"}) || g.sorter.Text != "排序 ↑" || labels()[0] != "名称 ↑" {
		t.Errorf("sorted by %q; it says %q and offers %q", sorted, g.sorter.Text, labels())
	}
	g.SetSorted("day", true) // as a list that is come back to does
	if labels()[1] != "日期 ↓" || g.sorter.Text != "排序 ↓" {
		t.Errorf("come back to it says %q and offers %q", g.sorter.Text, labels())
	}
	settle(w, Wide, 600)
	if g.sorter.Visible() {
		t.Error("a table has headings, and the button too")
	}
	g.SetColumns(columns[2:])
	settle(w, 390, 600)
	if g.sorter.Visible() {
		t.Error("there is a button, and nothing to sort by")
	}
}
