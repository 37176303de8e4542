package common

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/export"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
)

var (
	exportList   = i18n.Define("common.export", "导出", "Export")
	exportWhat   = i18n.Define("common.export.what", "导出「{0}」", "Export {0}")
	exportNote   = i18n.Define("common.export.note", "导出会留下记录：导出人、时间、筛选条件和行数", "A record is kept of every export: by whom, when, with which filter, and how many rows")
	exportFilter = i18n.Define("common.export.filter", "筛选条件：{0}", "Filter: {0}")
	exportFormat = i18n.Define("common.export.format", "格式", "Format")
	exportedRows = i18n.DefinePlural("common.export.done", "已导出 {0} 行", "{0} row exported", "{0} rows exported")
)

// SaveFile asks where a file shall go. chosen gets nil when the person thinks better
// of it.
func (s *Site) SaveFile(name string, chosen func(fyne.URIWriteCloser, error)) {
	if s.Save != nil {
		s.Save(name, chosen)
		return
	}
	d := dialog.NewFileSave(chosen, s.Window)
	d.SetTitleText(saveFile.Text())
	d.SetFileName(name)
	d.Show()
}

// MayExport tells whether the person may take lists out of the program.
func (s *Site) MayExport() bool { return s.May(analytics.MayExport.Name) }

// exportAction is the button that takes the list out; nil for who may not.
func (l *List[T]) exportAction() []nav.Action {
	if !l.site.MayExport() {
		return nil
	}
	return []nav.Action{l.site.ExportAction(l.listed)}
}

// ExportAction is the button that takes a list out, as it is when it is pressed.
func (s *Site) ExportAction(list func() *export.List) nav.Action {
	return nav.Action{Label: exportList.Text(), Icon: base.DownloadIcon(), Tapped: func() { s.askExport(list()) }}
}

// listed is the list as a file has it: what is searched for and chosen now.
func (l *List[T]) listed() *export.List {
	filter := ""
	for i, f := range l.spec.Filters {
		if f.Code == l.filter && i > 0 { // the first is what the list shows by itself
			filter = f.Label
		}
	}
	source := l.source()
	columns := l.fileColumns()
	made := &export.List{
		Title: l.spec.Title(), Filter: view.Join(export.Asked(l.search.Text, filter), l.asked(), l.lacking()),
		Count: func(ctx context.Context) (int, error) {
			n, err := source.Count(ctx)
			if further, ok := source.(widgets.Further); ok && err == nil {
				n, err = further.Further(ctx)
			}
			return n, err
		},
		Page: func(ctx context.Context, offset, limit int) ([][]string, int, error) {
			page, err := source.Page(ctx, offset, limit)
			var lines [][]string
			for _, row := range page {
				lines = append(lines, linesOf(columns, row)...)
			}
			return lines, len(page), err
		},
	}
	made.Report = made.Title
	if len(l.spec.Of) > 0 {
		made.Report = l.spec.Of[0]
	}
	for _, c := range columns {
		made.Columns = append(made.Columns, export.Column{Title: c.Title, Figure: c.Figure})
	}
	return made
}

// fileColumns are those of the list, or of the lines that its rows are in a file.
func (l *List[T]) fileColumns() (columns []LineColumn[T]) {
	if l.spec.Lines != nil {
		return l.spec.Lines()
	}
	for _, c := range slices.Concat(l.columns, l.own) {
		if c.ID == "" { // where a row stands between device and server is nothing for a file
			continue
		}
		columns = append(columns, LineColumn[T]{
			Title: c.Title, Figure: c.Align == fyne.TextAlignTrailing, Texts: func(row T) []string { return []string{c.Text(row)} },
		})
	}
	return columns
}

// linesOf are the lines that a row of the list is in a file.
func linesOf[T any](columns []LineColumn[T], row T) (lines [][]string) {
	for _, c := range columns {
		for n, text := range c.Texts(row) {
			if n == len(lines) {
				lines = append(lines, nil)
			}
			lines[n] = append(lines[n], text)
		}
	}
	return lines
}

func (l *List[T]) asked() string {
	if l.spec.Asked == nil {
		return ""
	}
	return l.spec.Asked()
}

// lacking says from when on the rows are where older ones cannot be had.
func (l *List[T]) lacking() string {
	desk := l.site.Desk
	if st := desk.Engine.State(); st.Link != client.Online && len(l.spec.Of) > 0 {
		return view.HeldSince(desk.Catalog, st, l.spec.Of[0])
	}
	return ""
}

// askExport asks for the format and then for the place.
func (s *Site) askExport(list *export.List) {
	format := widgets.NewSelectField("format", exportFormat.Text(), []widgets.SelectOption{
		{Code: string(analytics.FormatXLSX), Label: view.Choice(s.Desk.Catalog, analytics.Exports.Name(), "format", string(analytics.FormatXLSX))},
		{Code: string(analytics.FormatCSV), Label: view.Choice(s.Desk.Catalog, analytics.Exports.Name(), "format", string(analytics.FormatCSV))},
	})
	format.SetCode(string(analytics.FormatXLSX))
	parts := []fyne.CanvasObject{format, widgets.NewNote(exportNote.Text(), widgets.Quiet)}
	if list.Filter != "" {
		parts = append([]fyne.CanvasObject{widgets.NewNote(exportFilter.Text(list.Filter), widgets.Plain)}, parts...)
	}
	var sheet *widgets.Sheet
	sheet = widgets.NewSheet(s.Window.Canvas(), exportWhat.Text(list.Title), exportList.Text(), func() {
		sheet.Hide()
		s.exportTo(list, kernel.Choice(format.Code()))
	}, parts...)
	sheet.Show()
}

func (s *Site) exportTo(list *export.List, format kernel.Choice) {
	name := list.FileName(DateOf(s.Day()), format)
	s.SaveFile(name, func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			s.Toast(view.Explain(err).Text)
		case file != nil:
			s.writeList(list, format, file)
		}
	})
}

func (s *Site) writeList(list *export.List, format kernel.Choice, file fyne.URIWriteCloser) {
	rows := 0
	s.WriteFile(list.Title, file, func(ctx context.Context, told func(done, total int)) (err error) {
		rows, err = list.Write(ctx, s.Desk, format, file, told)
		return err
	}, func(err error) {
		if err != nil {
			s.Toast(view.Explain(err).Text)
			return
		}
		s.Toast(exportedRows.Text(rows))
	})
}
