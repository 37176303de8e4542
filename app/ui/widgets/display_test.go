package widgets

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
)

func TestStatusBarTexts(t *testing.T) {
	b := NewStatusBar(nil)
	window(t, b, 600, 40)
	for _, c := range []struct {
		state  SyncState
		zh, en string
	}{
		{SyncState{}, "全部已保存", "All saved"},
		{SyncState{Pending: 3, Oldest: 12 * time.Minute}, "3 条待上传（最早 12 分钟前）", "3 waiting (oldest 12 min ago)"},
		{SyncState{NeedsYou: 1}, "1 条需要你处理", "1 needs you"},
		{
			SyncState{Offline: true, Stuck: true, Pending: 1},
			"本机收不到新内容，点此查看 · 1 条待上传（最早 刚刚）", "This device takes in nothing new, tap to see why · 1 waiting (oldest just now)",
		},
		{
			SyncState{Offline: true, Pending: 1, NeedsYou: 2},
			"离线 · 1 条待上传（最早 刚刚） · 2 条需要你处理", "Offline · 1 waiting (oldest just now) · 2 need you",
		},
	} {
		i18n.SetLanguage(i18n.Chinese)
		b.SetState(c.state)
		if b.Text() != c.zh {
			t.Errorf("%+v: %q", c.state, b.Text())
		}
		i18n.SetLanguage(i18n.English)
		b.Relabel()
		if b.Text() != c.en {
			t.Errorf("%+v: %q", c.state, b.Text())
		}
	}
	i18n.SetLanguage(i18n.Chinese)
}

// The line keeps the same room in every state, and says less where the words need more.
func TestStatusBarKeepsItsRoom(t *testing.T) {
	defer i18n.SetLanguage(i18n.Chinese)
	for _, language := range []i18n.Language{i18n.Chinese, i18n.English} {
		i18n.SetLanguage(language)
		for _, most := range []float32{200, 260, 400} {
			b := NewStatusBar(nil)
			window(t, b, 100, 40)
			room := b.Room(most)
			b.Resize(fyne.NewSize(room, 40))
			for _, s := range []SyncState{
				{},
				{Offline: true},
				{Pending: 1},
				{Pending: 1240, Oldest: 30 * time.Hour},
				{NeedsYou: 12},
				{Offline: true, Pending: 1240, Oldest: 30 * time.Hour, NeedsYou: 12},
			} {
				b.SetState(s)
				b.SetTrailing(true)
				words := b.row.Objects[1]
				if begins, ends := b.row.Objects[0].Position().X, words.Position().X+words.Size().Width; ends < room-1 || ends > room+1 || begins < room-roomFor(b.Text())-1 {
					t.Errorf("%+v: icon and words go from %v to %v of %v", s, begins, ends, room)
				}
				if now := b.Room(most); now != room || roomFor(b.Text()) > room {
					t.Errorf("%+v has room %v of %v and says %q", s, now, room, b.Text())
				}
			}
			if s := (SyncState{Offline: true, Pending: 1, NeedsYou: 2}); most == 200 {
				if b.SetState(s); b.Text() != i18n.SyncNeedsYou.Text(2) {
					t.Errorf("the most pressing is %q", b.Text())
				}
			}
		}
	}
}

// Waiting and offline are ordinary; only what needs a person stands out, and
// red is kept for overdue, short and failed.
func TestSyncStateIsNeverRed(t *testing.T) {
	for _, s := range []SyncState{{}, {Offline: true}, {Pending: 9}, {NeedsYou: 1}} {
		if s.tone() == Alert {
			t.Errorf("%+v is red", s)
		}
	}
	if (SyncState{Pending: 1, NeedsYou: 1}).tone() != Caution {
		t.Error("what needs a person does not stand out")
	}
}

func TestKPIShowsTheFullFigureWhereItFits(t *testing.T) {
	tapped := 0
	k := NewKPI(Figure{Label: "销售额", Full: "123,456,789,012.34", Short: "1234.57 亿"}, func() { tapped++ })
	w := window(t, container.NewStack(k), 400, 100)
	if k.Number() != "123,456,789,012.34" {
		t.Fatalf("wide card shows %q", k.Number())
	}
	settle(w, 150, 100)
	if k.Number() != "1234.57 亿" {
		t.Fatalf("narrow card shows %q", k.Number())
	}
	test.Tap(k)
	if tapped != 1 {
		t.Fatal("the tap is lost")
	}
	k.Set(Figure{Label: "销售额", Full: "1.00"})
	if k.Number() != "1.00" {
		t.Fatalf("the new figure is %q", k.Number())
	}
	free := NewKPI(Figure{Full: "1,000,000.00", Short: "100.00 万"}, nil)
	w.SetContent(free)
	settle(w, 400, 100)
	test.Tap(free)
	if free.Number() != "100.00 万" {
		t.Fatalf("a tap shows %q", free.Number())
	}
}

func TestSnackbarGoesByItself(t *testing.T) {
	q := uithread.NewQueue()
	s := NewSnackbar(q)
	window(t, s, 400, 300)
	s.Toast("已保存")
	q.Advance(snackbarTime / 2)
	undone := 0
	s.Offer("已删除", "撤消", func() { undone++ })
	q.Advance(snackbarTime / 2)
	if s.Text() != "已删除" {
		t.Fatal("the time of the first message ended the second")
	}
	test.Tap(s.action)
	if undone != 1 || s.Visible() {
		t.Fatal("the action did not run, or the message stayed")
	}
	s.Toast("再来")
	q.Advance(snackbarTime)
	if s.Text() != "" {
		t.Fatal("the message stayed")
	}
}

func TestConfirmDialogIsNotConfirmedByAccident(t *testing.T) {
	w := window(t, NewEllipsisLabel("页"), 400, 600)
	agreed := 0
	d := NewConfirmDialog(w.Canvas(), Question{Title: "作废？", Message: "不能恢复", Yes: "作废", Danger: true}, func() { agreed++ })
	d.Show()
	if w.Canvas().Focused() != d.cancel {
		t.Fatal("the keyboard is not at cancel")
	}
	press(w.Canvas().Focused(), fyne.KeyReturn, fyne.KeySpace)
	if agreed != 0 || w.Canvas().Overlays().Top() != nil {
		t.Fatal("keys confirmed, or cancel did not close")
	}
	d.Show()
	test.Tap(d.yes)
	if agreed != 1 || w.Canvas().Overlays().Top() != nil {
		t.Fatal("yes did not answer and close")
	}
}

func TestBadgeHidesWithoutWord(t *testing.T) {
	b := NewBadge("逾期", Alert)
	window(t, b, 100, 40)
	b.Set("", Plain)
	if b.Visible() {
		t.Fatal("an empty badge is visible")
	}
	b.Set("已收清", Good)
	if !b.Visible() || b.Text() != "已收清" {
		t.Fatal("the badge did not come back")
	}
}

// A long word must never run over into its neighbour.
func TestEllipsisLabelIsCut(t *testing.T) {
	l := NewEllipsisLabel("重庆长沙路装饰材料经营部（个体工商户）")
	window(t, container.NewStack(l), 80, 30)
	if l.MinSize().Width > 80 {
		t.Fatalf("the label needs %v", l.MinSize().Width)
	}
}

func TestColumnsFollowTheWidth(t *testing.T) {
	var objects []fyne.CanvasObject
	for range 5 {
		objects = append(objects, NewBadge("x", Plain))
	}
	c := container.New(NewColumns(150, 3), objects...)
	w := window(t, container.NewVScroll(c), 160, 400)
	at := func() map[float32]int {
		xs := map[float32]int{}
		for _, o := range objects {
			xs[o.Position().X]++
		}
		return xs
	}
	if n := len(at()); n != 1 {
		t.Fatalf("%d columns on a phone", n)
	}
	settle(w, 2000, 400)
	if n := len(at()); n != 3 {
		t.Fatalf("%d columns on a desk", n)
	}
}

func TestEmptyStateOffersItsAction(t *testing.T) {
	done := 0
	e := NewEmptyState(nil, "暂无客户", "先建一个", "新建客户", func() { done++ })
	w := window(t, e, 400, 400)
	test.TapCanvas(w.Canvas(), fyne.NewPos(200, 260))
	if done == 0 {
		t.Fatal("the button is not where a user sees it")
	}
}

// On a phone a badge does not cut the name: it moves to the second line; where there
// is room it stands beside both.
func TestLineRowGivesTheNameItsRoom(t *testing.T) {
	test.NewTempApp(t)
	row := NewLineRow(Line{
		Title: "东莞市厚街恒泰家具经营部", Detail: "XS-B07-000067 · 2026-11-19", Figure: "11,040.00", Badges: []LineBadge{{Text: "待放行", Tone: Caution}},
	}, nil)
	w := test.NewTempWindow(t, row)
	w.SetPadded(false)
	at := func(width float32) (parts *lineParts) {
		for range 2 {
			w.Resize(fyne.NewSize(width+1, 60))
			w.Resize(fyne.NewSize(width, 60))
		}
		var find func(fyne.CanvasObject)
		find = func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *fyne.Container:
				if l, ok := o.Layout.(*lineParts); ok {
					parts = l
				}
				for _, c := range o.Objects {
					find(c)
				}
			case fyne.Widget:
				for _, c := range test.WidgetRenderer(o).Objects() {
					find(c)
				}
			}
		}
		find(row)
		return parts
	}
	phone := at(360)
	whole := fyne.MeasureText(row.Line().Title, phone.title.(*EllipsisLabel).Theme().Size("text"), fyne.TextStyle{}).Width
	if room := phone.title.Size().Width; room < whole {
		t.Errorf("the name has %g of %g", room, whole)
	}
	if phone.badges.Position().Y <= phone.title.Position().Y || phone.badges.Position().Y+phone.badges.Size().Height > row.Size().Height {
		t.Errorf("the badge stands at %v of %v", phone.badges.Position(), row.Size())
	}
	if end := phone.detail.Position().X + phone.detail.Size().Width; end > phone.badges.Position().X {
		t.Errorf("the detail ends at %g, the badge begins at %g", end, phone.badges.Position().X)
	}
	desk := at(900)
	if desk.badges.Position().X+desk.badges.Size().Width > desk.figure.Position().X {
		t.Error("badge and figure overlap on a desk")
	}
}
