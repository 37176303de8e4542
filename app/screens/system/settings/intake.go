package settings

import (
	"context"
	"errors"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/system/intake"
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// ImportRoute is the page on which files of another program are brought in.
const ImportRoute = "settings.import"

var (
	bringIn    = i18n.Define("settings.import", "导入数据", "Import data")
	bringNote  = i18n.Define("settings.import.note", "从其他软件导出的客户、供应商、商品、库存、往来余额、订单等表格。支持 CSV、XLSX，和装有它们的 ZIP 压缩包。先看认出了什么，再试导入，确认后才写入", "Customers, suppliers, products, stock, balances and orders out of another program: CSV, XLSX, or a ZIP archive of them. You see what was recognised and try the import; nothing is written before you say so")
	chooseFile = i18n.Define("settings.import.file", "选择文件", "Choose file")
	chooseAll  = i18n.Define("settings.import.folder", "选择文件夹", "Choose folder")
	reading    = i18n.Define("settings.import.reading", "正在读取文件", "Reading the files")
	tryIt      = i18n.Define("settings.import.try", "试导入", "Try import")
	trying     = i18n.Define("settings.import.trying", "正在试导入", "Trying the import")
	runIt      = i18n.Define("settings.import.run", "确认导入", "Import")
	runRest    = i18n.Define("settings.import.rest", "跳过有问题的行，导入其余", "Leave these lines out and import the rest")
	goOn       = i18n.Define("settings.import.on", "继续导入", "Go on importing")
	running    = i18n.Define("settings.import.running", "正在导入", "Importing")
	found      = i18n.Define("settings.import.found", "认出的内容", "What was recognised")
	result     = i18n.Define("settings.import.result", "试导入结果（还没有写入）", "What would come of it (nothing is written yet)")
	doneNow    = i18n.Define("settings.import.done", "已导入", "Imported")
	bad        = i18n.Define("settings.import.bad", "有问题的行（不导入）", "Lines with problems (left out)")
	badMore    = i18n.Define("settings.import.bad.more", "这里列出前 {0} 行，改好文件后重新选择", "The first {0} are listed; mend the file and choose it again")
	notes      = i18n.Define("settings.import.notes", "请留意", "Please note")
	unknown    = i18n.Define("settings.import.unknown", "没有认出可以导入的内容。请检查第一行是不是列标题，例如「客户名称」「商品编码」「数量」", "Nothing was recognised that can be imported. Please check that the first line holds the titles of the columns, such as customer, product code, quantity")
	halted     = i18n.Define("settings.import.halted", "导入中断了，已导入的保留。再次导入会接着做，不会重复", "The import was interrupted. What was imported stays; importing again goes on from there and makes nothing twice")
	undo       = i18n.Define("settings.import.undo", "要整批撤销，请服务器管理员按《导入》文档操作，导入名称：{0}。导入的资料被用过以后不能整批撤销", "To take it all back, ask the server's administrator, as the document on imports says; its name is {0}. Once records are used it cannot be taken back as a whole")
	inPlace    = i18n.Define("settings.import.place", "没有写明仓库的货在", "Goods without a warehouse are in")
	placed     = i18n.Define("settings.import.placed", "文件里都写明了", "The files name it")
	notOnline  = i18n.Define("settings.import.offline", "导入需要联网；连上服务器后再试", "Importing needs the server; please try again once you are online")
	cancelled  = i18n.Define("settings.import.cancelled", "已取消", "Cancelled")
)

// importPage brings files in, step by step.
type importPage struct {
	nav.Head
	site    *common.Site
	now     *wire.Import // nil before anything is chosen
	places  []intake.Place
	place   string // code of the warehouse of goods that the files do not place
	busy    bool
	gone    bool
	begins  *uithread.Loader[begun]
	loader  *uithread.Loader[*wire.Import]
	trouble *common.TroublePanel
	body    *fyne.Container
	whole   fyne.CanvasObject
}

// begun is what the page begins with.
type begun struct {
	now    *wire.Import   // what is under way; empty for nothing
	places []intake.Place // none where they are not known: the server says which there are
}

func newImport(site *common.Site) nav.Page {
	p := &importPage{site: site, begins: uithread.NewLoader[begun](site.Dispatcher), loader: uithread.NewLoader[*wire.Import](site.Dispatcher), trouble: common.NewTroublePanel(), body: container.NewVBox()}
	p.whole = widgets.NewBorder(nil, p.trouble, nil, nil, widgets.NewPageScroll(p.body))
	p.show()
	p.begins.Load(func(ctx context.Context) (b begun, err error) {
		b.places, _ = view.Load(site.Desk, intake.Places)
		b.now, err = site.Desk.Engine.PresentImport(ctx)
		return b, err
	}, func(b begun, err error) {
		p.places = b.places
		now := b.now
		if err != nil || now == nil || p.now != nil { // none is under way, or the server is away: the steps say so
			return
		}
		p.now = now
		p.show()
		if now.Step.Busy() {
			p.work(p.title(now.Step), func(ctx context.Context, told func(done, total int)) (*wire.Import, error) {
				return intake.Follow(ctx, site.Desk.Engine, now, told)
			})
		}
	})
	return p
}

func (p *importPage) title(step wire.ImportStep) string {
	switch step {
	case wire.ImportTrying:
		return trying.Text()
	case wire.ImportRunning:
		return running.Text()
	}
	return reading.Text()
}

// work has the server do something as a job of the person: it is shown, and cancelled.
func (p *importPage) work(title string, do func(ctx context.Context, told func(done, total int)) (*wire.Import, error)) {
	p.busy = true
	p.trouble.Set(nil, nil)
	p.show()
	p.site.RunJob(title, func(ctx context.Context, told func(done, total int)) error {
		now, err := do(ctx, told)
		p.site.Dispatcher.Do(func() {
			if now != nil && ctx.Err() == nil {
				p.now = now
			}
		})
		return err
	}, p.ended, func() {
		p.site.Toast(cancelled.Text())
		p.ended(nil)
		p.again()
	})
}

func (p *importPage) ended(err error) {
	p.busy = false
	if p.gone {
		return
	}
	t := view.Explain(err)
	if errors.Is(err, client.NoServer.With()) {
		t = &view.Trouble{Text: notOnline.Text()}
	}
	p.trouble.Set(t, nil)
	p.show()
}

// again asks how far the import is, after a step was cancelled.
func (p *importPage) again() {
	p.loader.Load(func(ctx context.Context) (*wire.Import, error) { return p.site.Desk.Engine.PresentImport(ctx) }, func(now *wire.Import, err error) {
		if err == nil && now != nil && !p.busy && !now.Step.Busy() {
			p.now = now
			p.show()
		}
	})
}

func (p *importPage) act(title i18n.Key, act string) {
	id := p.now.ID
	p.work(title.Text(), func(ctx context.Context, told func(done, total int)) (*wire.Import, error) {
		return intake.Do(ctx, p.site.Desk.Engine, id, act, told)
	})
}

// send sends what was chosen.
func (p *importPage) send(files ...intake.File) {
	if len(files) == 0 {
		return
	}
	p.now = nil
	p.work(reading.Text(), func(ctx context.Context, told func(done, total int)) (*wire.Import, error) {
		return intake.Send(ctx, p.site.Desk.Engine, files, told)
	})
}

func (p *importPage) choose() {
	p.site.ChooseFile(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			p.trouble.Set(view.Explain(intake.Unopened.With(kernel.Text("file", ""))), nil)
		case file != nil:
			p.send(intake.File{Name: file.URI().Name(), Open: func() (io.ReadCloser, error) { return file, nil }})
		}
	})
}

// chooseFolder takes the tables of a folder.
func (p *importPage) chooseFolder() {
	p.site.ChooseFolder(func(folder fyne.ListableURI, err error) {
		if err != nil || folder == nil {
			return
		}
		list, err := folder.List()
		if err != nil {
			p.trouble.Set(view.Explain(intake.Unopened.With(kernel.Text("file", folder.Name()))), nil)
			return
		}
		var files []intake.File
		for _, uri := range list {
			switch strings.ToLower(uri.Extension()) {
			case ".csv", ".tsv", ".xlsx":
				files = append(files, intake.File{Name: uri.Name(), Open: func() (io.ReadCloser, error) { return storage.Reader(uri) }})
			}
		}
		p.send(files...)
	})
}

// show draws the step that the import is at.
func (p *importPage) show() {
	one, all := widgets.NewButton(chooseFile.Text(), p.choose), widgets.NewButton(chooseAll.Text(), p.chooseFolder)
	if p.busy {
		one.Disable()
		all.Disable()
	}
	parts := []fyne.CanvasObject{widgets.NewPanel("", widgets.NewNote(bringNote.Text(), widgets.Quiet), widgets.NewActions(all, one))}
	if i := p.now; i != nil {
		parts = append(parts, p.steps(i)...)
	}
	p.body.Objects = []fyne.CanvasObject{widgets.NewSections(parts...)}
	p.body.Refresh()
}

func (p *importPage) steps(i *wire.Import) (parts []fyne.CanvasObject) {
	if len(i.Sheets) > 0 {
		content := drawn(intake.Sheets(i))
		switch {
		case !i.Known:
			content = append(content, widgets.NewNote(unknown.Text(), widgets.Caution))
		case i.Step == wire.ImportLooked:
			content = append(content, p.trial(i)...)
		}
		parts = append(parts, widgets.NewPanel(found.Text(), content...))
	}
	if len(i.Made) > 0 {
		heading := result
		if i.Step == wire.ImportDone {
			heading = doneNow
		}
		content := append([]fyne.CanvasObject{widgets.NewNote(intake.Sum(i), widgets.Plain)}, drawn(intake.Made(i))...)
		parts = append(parts, widgets.NewPanel(heading.Text(), append(content, p.next(i)...)...))
	}
	if len(i.Bad) > 0 {
		content := drawn(intake.Said(i.Bad))
		if i.Refused > len(i.Bad) {
			content = append(content, widgets.NewNote(badMore.Text(len(i.Bad)), widgets.Quiet))
		}
		parts = append(parts, widgets.NewPanel(bad.Text(), content...))
	}
	if len(i.Notes) > 0 {
		parts = append(parts, widgets.NewPanel(notes.Text(), drawn(intake.Said(i.Notes))...))
	}
	return parts
}

// trial is what can be done before the trial: several warehouses are chosen among.
func (p *importPage) trial(i *wire.Import) (parts []fyne.CanvasObject) {
	if len(p.places) > 1 {
		options := []widgets.SelectOption{{Code: "", Label: placed.Text()}}
		for _, at := range p.places {
			options = append(options, widgets.SelectOption{Code: at.Code, Label: at.Name})
		}
		f := widgets.NewSelectField("place", inPlace.Text(), options)
		f.SetCode(p.place)
		f.OnChanged = func(code string) { p.place = code }
		parts = append(parts, f)
	}
	b := widgets.NewButton(tryIt.Text(), func() {
		id, place := i.ID, p.place
		p.work(trying.Text(), func(ctx context.Context, told func(done, total int)) (*wire.Import, error) {
			return intake.Try(ctx, p.site.Desk.Engine, id, place, told)
		})
	})
	b.Importance = widget.HighImportance
	if p.busy {
		b.Disable()
	}
	return append(parts, widgets.NewActions(b))
}

// next is what can be done after the trial.
func (p *importPage) next(i *wire.Import) []fyne.CanvasObject {
	switch {
	case i.Step == wire.ImportDone:
		return []fyne.CanvasObject{widgets.NewNote(undo.Text(i.Name), widgets.Quiet)}
	case i.Step == wire.ImportStopped:
		return []fyne.CanvasObject{widgets.NewNote(halted.Text(), widgets.Caution), p.button(goOn, running, client.ImportRun)}
	case i.Step == wire.ImportTried && i.Refused > 0:
		return []fyne.CanvasObject{p.button(runRest, running, client.ImportRun)}
	case i.Step == wire.ImportTried:
		return []fyne.CanvasObject{p.button(runIt, running, client.ImportRun)}
	}
	return nil
}

func (p *importPage) button(label, title i18n.Key, act string) fyne.CanvasObject {
	b := widgets.NewButton(label.Text(), func() { p.act(title, act) })
	b.Importance = widget.HighImportance
	if p.busy {
		b.Disable()
	}
	return widgets.NewActions(b)
}

// drawn are lines one below the other; what they say is not cut.
func drawn(list []intake.Line) (rows []fyne.CanvasObject) {
	for _, l := range list {
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: l.Title, Figure: l.Figure}, nil))
		if l.Detail != "" {
			rows = append(rows, widgets.NewNote(l.Detail, widgets.Quiet))
		}
	}
	return rows
}

// Title implements nav.Page.
func (p *importPage) Title() string { return bringIn.Text() }

// Content implements nav.Page.
func (p *importPage) Content() fyne.CanvasObject { return p.whole }

// Dispose implements nav.Page. What the server is at goes on, and its job is shown below
// every page.
func (p *importPage) Dispose() {
	p.gone = true
	p.begins.Cancel()
	p.loader.Cancel()
}
