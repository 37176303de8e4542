package picture_test

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
)

// Sample words: what a company would see. They are data, not texts of the app.
var (
	today     = i18n.Define("sample.today", "今日", "Today")
	customers = i18n.Define("sample.customers", "客户", "Customers")
	orders    = i18n.Define("sample.orders", "销售订单", "Orders")
	stock     = i18n.Define("sample.stock", "库存", "Stock")
	money     = i18n.Define("sample.money", "收款", "Receipts")
	reports   = i18n.Define("sample.reports", "报表", "Reports")
	newOrder  = i18n.Define("sample.new", "新建订单", "New order")
	customer  = i18n.Define("sample.customer", "客户", "Customer")
	quantity  = i18n.Define("sample.quantity", "数量", "Quantity")
	amount    = i18n.Define("sample.amount", "价税合计", "Total incl. tax")
	delivery  = i18n.Define("sample.delivery", "交货日期", "Delivery date")
	remark    = i18n.Define("sample.remark", "备注", "Remark")
	phone     = i18n.Define("sample.phone", "手机", "Phone")
	number    = i18n.Define("sample.number", "单号", "Number")
	state     = i18n.Define("sample.state", "状态", "State")
	salesman  = i18n.Define("sample.salesman", "业务员", "Salesperson")
	overdue   = i18n.Define("sample.overdue", "已逾期", "Overdue")
	approved  = i18n.Define("sample.approved", "已审核", "Approved")
	waiting   = i18n.Define("sample.waiting", "待放行", "On hold")
	sales     = i18n.Define("sample.sales", "本月销售额", "Sales this month")
	margin    = i18n.Define("sample.margin", "本月毛利", "Gross profit this month")
	due       = i18n.Define("sample.due", "应收 · 其中逾期", "Receivable, overdue part")
	cash      = i18n.Define("sample.cash", "资金余额", "Cash at hand")
	voidTitle = i18n.Define("sample.void", "作废订单 SO-2026-0012？", "Void order SO-2026-0012?")
	voidText  = i18n.Define("sample.void.text", "作废后不能恢复，已占用的库存会释放。", "This cannot be undone. Reserved stock is released.")
	voidYes   = i18n.Define("sample.void.yes", "作废", "Void")
	holdText  = i18n.Define("sample.hold", "超信用额度 12,300.00，可由财务或老板放行。", "Over the credit limit by 12,300.00. Finance or the owner may release it.")
	who       = i18n.Define("sample.release", "放行", "Release")
	saved     = i18n.Define("sample.saved", "订单已保存", "Order saved")
)

type order struct {
	no, customer, salesman, phone string
	total                         int64
	state                         i18n.Key
	tone                          widgets.Tone
}

type orderSource int

func (n orderSource) Count(context.Context) (int, error) { return int(n), nil }

func (n orderSource) Page(_ context.Context, offset, limit int) ([]order, error) {
	names := []string{"杭州明亮家居有限公司", "重庆长沙路装饰材料经营部（个体工商户）", "上海镕喆贸易", "Northwind Traders"}
	states := []i18n.Key{approved, waiting, overdue}
	tones := []widgets.Tone{widgets.Good, widgets.Caution, widgets.Alert}
	var rows []order
	for i := offset; i < min(offset+limit, int(n)); i++ {
		rows = append(rows, order{
			no: "SO-2026-" + i18n.Count(int64(1000 + i))[2:], customer: names[i%4], salesman: []string{"王强", "李敏"}[i%2],
			phone: "13900001234", total: int64(i*i*777_33 + 12_345_60), state: states[i%3], tone: tones[i%3],
		})
	}
	return rows, nil
}

func orderColumns() []widgets.DataColumn[order] {
	return []widgets.DataColumn[order]{
		{ID: "no", Title: number.Text(), Width: 110, Text: func(o order) string { return o.no }, Sortable: true},
		{ID: "customer", Title: customer.Text(), Width: 240, Card: widgets.CardTitle, Text: func(o order) string { return o.customer }, Sortable: true},
		{ID: "salesman", Title: salesman.Text(), Width: 90, Text: func(o order) string { return o.salesman }},
		{ID: "phone", Title: phone.Text(), Width: 120, Card: widgets.CardHidden, Text: func(o order) string { return o.phone }},
		{ID: "state", Title: state.Text(), Width: 100, Card: widgets.CardBadge, Badge: true, Text: func(o order) string { return o.state.Text() }, Tone: func(o order) widgets.Tone { return o.tone }},
		{ID: "total", Title: amount.Text(), Width: 130, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(o order) string { return i18n.Money(o.total) }, Sortable: true},
	}
}

// page is a nav.Page made of functions.
type page struct {
	nav.Head
	title   i18n.Key
	content fyne.CanvasObject
	actions []nav.Action
}

func (p *page) Title() string              { return p.title.Text() }
func (p *page) Content() fyne.CanvasObject { return p.content }
func (p *page) Dispose()                   {}
func (p *page) Actions() []nav.Action      { return p.actions }

func inShell(title i18n.Key, deep bool, content fyne.CanvasObject) *nav.Shell {
	router := nav.NewRouter()
	p := &page{title: title, content: content, actions: []nav.Action{
		{Label: newOrder.Text(), Icon: base.ContentAddIcon()},
		{Label: i18n.Search.Text(), Icon: base.SearchIcon()},
		{Label: i18n.Settings.Text(), Icon: base.SettingsIcon()},
	}}
	names := []i18n.Key{today, customers, orders, stock, money, reports}
	icons := []fyne.Resource{base.HomeIcon(), base.AccountIcon(), base.DocumentIcon(), base.StorageIcon(), base.DownloadIcon(), base.GridIcon()}
	var destinations []nav.Destination
	for i, name := range names {
		router.Register(name.ID(), func(nav.Route) nav.Page { return p })
		destinations = append(destinations, nav.Destination{Route: nav.Route{Name: name.ID()}, Label: name, Icon: icons[i]})
	}
	shell := nav.NewShell(uithread.Immediate{}, router, destinations, func() {})
	router.Reset(nav.Route{Name: title.ID()})
	if deep {
		router.Go(nav.Route{Name: title.ID(), ID: "1"})
	}
	shell.SetStatus(widgets.SyncState{Pending: 3, Oldest: 12 * time.Minute, NeedsYou: 1})
	shell.SetCount(nav.Route{Name: orders.ID()}, 7)
	return shell
}

func dashboard(picture.Stage) fyne.CanvasObject {
	grid := container.New(widgets.NewColumns(165, 4))
	for _, f := range []widgets.Figure{
		{Label: sales.Text(), Full: i18n.Money(118_643_250), Short: i18n.MoneyShort(118_643_250), Comparison: i18n.Change(118, 105)},
		{Label: margin.Text(), Full: i18n.Money(28_112_050), Short: i18n.MoneyShort(28_112_050), Comparison: i18n.Change(28, 31)},
		{Label: due.Text(), Full: i18n.Money(8_420_099), Short: i18n.MoneyShort(8_420_099), Tone: widgets.Alert, Comparison: i18n.Percent(2310)},
		{Label: cash.Text(), Full: i18n.Money(1_234_567_80), Short: i18n.MoneyShort(1_234_567_80)},
	} {
		grid.Add(widgets.NewKPI(f, func() {}))
	}
	banner := widgets.NewBanner()
	banner.Set(widgets.Caution, holdText.Text(), who.Text(), func() {})
	good := widgets.NewBanner()
	good.Set(widgets.Info, i18n.AsOf(time.Date(2026, 11, 21, 10, 32, 0, 0, time.UTC), time.Date(2026, 11, 21, 10, 35, 0, 0, time.UTC)), "", nil)
	badges := container.New(widgets.NewColumns(90, 0))
	for tone := widgets.Plain; tone <= widgets.Alert; tone++ {
		badges.Add(widgets.NewBadge([]i18n.Key{approved, i18n.BadgeSaved, i18n.BadgePending, approved, waiting, overdue}[tone].Text(), tone))
	}
	scan := widgets.NewScanField(uithread.Immediate{}, widgets.ScanConfig{})
	empty := widgets.NewEmptyState(nil, i18n.EmptyList.Text(), i18n.SearchHint.Text(), newOrder.Text(), func() {})
	failed := widgets.NewErrorState(i18n.LoadFailed.Text(), func() {})
	states := container.New(widgets.NewColumns(300, 2), empty, failed)
	return inShell(today, false, widgets.NewPageScroll(container.NewVBox(banner, good, grid, badges, scan, states)))
}

func list(picture.Stage) fyne.CanvasObject {
	grid := widgets.NewDataGrid(uithread.Immediate{}, orderSource(5000), orderColumns())
	grid.SetSorted("total", true)
	shell := inShell(orders, false, grid)
	return shell
}

var form *widgets.FormPage

func orderForm(picture.Stage) fyne.CanvasObject {
	day := func() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }
	form = widgets.NewFormPage(i18n.Save.Text(), func() {})
	form.OnCancel = func() {}
	picker := widgets.NewPickerField(uithread.Immediate{}, "customer", customer.Text(), widgets.PickerConfig[order]{
		Search: func(ctx context.Context, _ string, n int) ([]order, error) { return orderSource(3).Page(ctx, 0, n) },
		Title:  func(o order) string { return o.customer },
		Detail: func(o order) string { return o.phone },
	})
	picker.SetRequired(true)
	qty := widgets.NewQtyField("quantity", quantity.Text())
	qty.Input.SetText("12.5.5")
	total := widgets.NewMoneyField("amount", amount.Text())
	total.SetValue(1_234_567_80)
	date := widgets.NewDateField("delivery", delivery.Text(), day)
	date.SetRequired(true)
	tel := widgets.NewField("phone", phone.Text())
	tel.SetHint(i18n.SearchHint.Text())
	form.Add(picker, qty, total, date, tel)
	form.AddWide(widgets.NewTextField("remark", remark.Text(), 3))
	return inShell(orders, true, form)
}

func calendar(picture.Stage) fyne.CanvasObject {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	c := widgets.NewCalendar(day.AddDate(0, 0, 3), day, func(time.Time) {})
	return container.NewCenter(c)
}

// snackbar uses a queue, whose time stands still, so that it stays.
func snackbar(s picture.Stage) fyne.CanvasObject {
	bar := widgets.NewSnackbar(uithread.NewQueue())
	bar.Offer(saved.Text(), i18n.Undo.Text(), func() {})
	return container.NewStack(list(s), bar)
}

func confirm(s picture.Stage) {
	widgets.NewConfirmDialog(s.Window.Canvas(), widgets.Question{
		Title: voidTitle.Text(), Message: voidText.Text(), Yes: voidYes.Text(), Danger: true,
	}, func() {}).Show()
}

// The gallery shows every widget; people look at it after a change of style.
// HEYI_PICTURES names a folder to keep the pictures in.
func TestGallery(t *testing.T) {
	folder := os.Getenv("HEYI_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	pages := []struct {
		name  string
		build func(picture.Stage) fyne.CanvasObject
		after func(picture.Stage)
	}{
		{"dashboard", dashboard, nil},
		{"list", list, nil},
		{"form", orderForm, func(picture.Stage) { form.Save() }},
		{"picker", orderForm, func(s picture.Stage) {
			form.Fields()[0].Focus()
			s.Window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		}},
		{"calendar", calendar, nil},
		{"snackbar", snackbar, nil},
		{"confirm", list, confirm},
	}
	looks := []picture.Look{
		{Device: picture.Phone, Variant: theme.Light, Language: i18n.Chinese},
		{Device: picture.Phone, Variant: theme.Dark, Language: i18n.English},
		{Device: picture.Tablet, Variant: theme.Dark, Language: i18n.Chinese},
		{Device: picture.Desktop, Variant: theme.Light, Language: i18n.English},
	}
	if testing.Short() {
		looks = looks[:1]
	}
	for _, p := range pages {
		for _, look := range looks {
			img, err := picture.Draw(look, p.build, p.after)
			if err != nil {
				t.Fatal(err)
			}
			if size := img.Bounds().Size(); size != image.Pt(int(look.Device.Size.Width), int(look.Device.Size.Height)) {
				t.Errorf("%s %s: size %v", p.name, look.Name(), size)
			}
			if n := colours(img); n < 20 {
				t.Errorf("%s %s: only %d colours, the page is blank", p.name, look.Name(), n)
			}
			if err := picture.Write(filepath.Join(folder, p.name+"-"+look.Name()+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
	if faults := i18n.Check(); faults != nil {
		t.Error(faults)
	}
}

func colours(img image.Image) int {
	seen := map[[4]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, bl, a := img.At(x, y).RGBA()
			seen[[4]uint32{r, g, bl, a}] = true
		}
	}
	return len(seen)
}

// Every page is looked at on three devices, light and dark, in both languages.
func TestLooksCoverEverything(t *testing.T) {
	names := map[string]bool{}
	for _, l := range picture.Looks() {
		names[l.Name()] = true
	}
	if len(names) != 12 || !names["phone-dark-en"] || !names["desktop-light-zh"] {
		t.Errorf("looks %v", names)
	}
}
