package common

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
)

var (
	exporting = i18n.Define("common.export.writing", "正在导出「{0}」", "Exporting {0}")
	openFile  = i18n.Define("common.file.open", "选择文件", "Choose a file")
	openAll   = i18n.Define("common.file.folder", "选择文件夹", "Choose a folder")
	saveFile  = i18n.Define("common.file.save", "保存文件", "Save the file")
	dropped   = i18n.Define("common.export.dropped", "已取消导出「{0}」，没有留下文件", "The export of {0} was cancelled; no file is left")
)

// jobs is where what a person has begun is shown: the shell's, if there is one.
func (s *Site) jobs() *widgets.Jobs {
	if s.Jobs == nil {
		s.Jobs = widgets.NewJobs(s.Dispatcher)
	}
	return s.Jobs
}

// WriteFile writes a file beside whatever the person does meanwhile, on this page or on
// another, shows how far it is, and lets it be cancelled. A file that fails or is
// cancelled is removed again: half a spreadsheet opens nowhere. done is told how it ended
// unless it was cancelled.
func (s *Site) WriteFile(title string, file fyne.URIWriteCloser, write func(ctx context.Context, told func(done, total int)) error, done func(error)) {
	s.jobs().Run(exporting.Text(title), func(ctx context.Context, told func(done, total int)) error {
		err := errors.Join(write(ctx, told), file.Close())
		if err != nil || ctx.Err() != nil {
			_ = storage.Delete(file.URI()) // it may never have come to be
		}
		return err
	}, done, func() { s.Toast(dropped.Text(title)) })
}

// RunJob works on something that takes its time beside whatever the person does meanwhile,
// on this page or on another, shows how far it is, and lets it be cancelled. done is told
// how it ended unless it was cancelled.
func (s *Site) RunJob(title string, work func(ctx context.Context, told func(done, total int)) error, done func(error), cancelled func()) {
	s.jobs().Run(title, work, done, cancelled)
}

// ChooseFile asks for a file to read. chosen gets nil when the person thinks better of it.
func (s *Site) ChooseFile(chosen func(fyne.URIReadCloser, error)) {
	if s.Choose != nil {
		s.Choose(chosen)
		return
	}
	d := dialog.NewFileOpen(chosen, s.Window)
	d.SetTitleText(openFile.Text())
	d.Show()
}

// ChooseFolder asks for a folder to read. chosen gets nil when the person thinks better of
// it.
func (s *Site) ChooseFolder(chosen func(fyne.ListableURI, error)) {
	d := dialog.NewFolderOpen(chosen, s.Window)
	d.SetTitleText(openAll.Text())
	d.Show()
}
