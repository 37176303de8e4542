package common

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

var (
	filesWord  = i18n.Define("files.heading", "附件", "Files")
	attachFile = i18n.Define("files.attach", "添加附件", "Attach a file")
	detachFile = i18n.Define("files.detach", "移除", "Detach")
	detachAsk  = i18n.Define("files.detach.ask", "移除附件「{0}」？", "Detach {0}?")
	detachNote = i18n.Define("files.detach.note", "移除后谁也打不开它，操作日志里留有记录", "Nobody can open it afterwards; the log keeps who detached it")
	noFiles    = i18n.Define("files.none", "还没有附件", "No files yet")
)

// fileSide is how large the picture of an attachment is.
const fileSide = 56

// files is the section with the files of a row. It is drawn anew when its own commands were
// given; a page that follows the row draws all of it.
type files struct {
	site    *Site
	list    *fyne.Container
	trouble *TroublePanel
	shown   *view.Files
}

// files is the section with the files of a document or a master. It reads them itself,
// beside the UI thread; it takes no room for a row to which none belong, and for who could
// only look at an empty one. What is wrong is said in trouble.
func (s *Site) files(entity string, id kernel.ID, trouble *TroublePanel) fyne.CanvasObject {
	whole := widgets.NewStacked()
	p := &files{site: s, list: widgets.NewStacked(), trouble: trouble}
	uithread.NewLoader[*view.Files](s.Dispatcher).Load(func(context.Context) (*view.Files, error) {
		return view.Load(s.Desk, func(r *view.Reader) (*view.Files, error) { return view.FilesOfRow(r, entity, id), nil })
	}, func(f *view.Files, err error) {
		if err != nil || f == nil || len(f.List) == 0 && !f.Attaches {
			return
		}
		p.draw(f)
		parts := []fyne.CanvasObject{p.list}
		if f.Attaches {
			parts = append(parts, widgets.NewActions(widgets.NewButtonWithIcon(attachFile.Text(), base.ContentAddIcon(), p.attach)))
		}
		whole.Add(widgets.NewPanel(filesWord.Text(), parts...))
		whole.Refresh()
	})
	return whole
}

func (p *files) draw(f *view.Files) {
	p.shown = f
	p.list.RemoveAll()
	for _, a := range f.List {
		p.list.Add(p.row(a))
	}
	if len(f.List) == 0 {
		p.list.Add(widgets.NewNote(noFiles.Text(), widgets.Quiet))
	}
	p.list.Refresh()
}

func (p *files) row(a view.Attached) fyne.CanvasObject {
	line := widgets.NewLineRow(widgets.Line{Title: a.Name, Detail: view.Join(a.About, a.Note)}, func() { p.site.OpenFile(a.File) })
	var beside fyne.CanvasObject
	if a.Detachable {
		beside = container.NewCenter(widgets.NewButtonWithIcon("", base.DeleteIcon(), func() { p.detach(a) }))
	}
	return widgets.NewBorder(nil, nil, container.NewCenter(p.site.Photo(a.File, fileSide)), beside, line)
}

// attach asks for a file, keeps it and gives the command.
func (p *files) attach() {
	p.trouble.Set(nil, nil)
	p.site.PickFile(false, filesWord.Text(), func(c *Chosen, err error) {
		switch {
		case err != nil:
			p.trouble.Set(view.Explain(err), nil)
			return
		case c == nil:
			return
		}
		p.give("flow.attach", func() error {
			if err := p.site.Keep(c); err != nil {
				return err
			}
			_, err := p.site.Desk.Do(&flow.Attach{Entity: p.shown.Entity, Row: p.shown.Row, File: c.File()})
			return err
		})
	})
}

func (p *files) detach(a view.Attached) {
	p.trouble.Set(nil, nil)
	p.site.Confirm(detachAsk.Text(a.Name), detachNote.Text(), detachFile.Text(), true, func() {
		p.give("flow.detach", func() error {
			_, err := p.site.Desk.Do(&flow.Detach{Attachment: kernel.Ref[flow.Attachment](a.ID)})
			return err
		})
	})
}

// give gives a command and draws the files as they are then.
func (p *files) give(command string, work func() error) {
	var now *view.Files
	p.site.Do(func() error {
		if err := work(); err != nil {
			return err
		}
		return p.site.Desk.Read(func(r *view.Reader) error {
			now = view.FilesOfRow(r, p.shown.Entity, p.shown.Row)
			return nil
		})
	}, func(err error) {
		if err != nil {
			p.trouble.Set(view.Explain(err), nil)
			return
		}
		p.site.Toast(p.site.Did(command))
		if now != nil {
			p.draw(now)
		}
	})
}
