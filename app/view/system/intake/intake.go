// Package intake is an import of files of another program as a person goes through it: the
// server reads the files, tells what it takes them for, tries the import, and runs it.
package intake

import (
	"context"
	"io"
	"strings"
	"time"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
	"heyi/shared/sync/wire"
)

// File is one that a person has chosen.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Send begins an import with files and has the server read them through.
func Send(ctx context.Context, e *client.Engine, files []File, told func(done, total int)) (*wire.Import, error) {
	now, err := e.BeginImport(ctx)
	for n, f := range files {
		if err != nil {
			return nil, err
		}
		told(n, len(files))
		now, err = sendOne(ctx, e, now.ID, f)
	}
	if err != nil {
		return nil, err
	}
	return Do(ctx, e, now.ID, client.ImportLook, told)
}

func sendOne(ctx context.Context, e *client.Engine, id kernel.ID, f File) (*wire.Import, error) {
	in, err := f.Open()
	if err != nil {
		return nil, Unopened.With(kernel.Text("file", f.Name))
	}
	defer in.Close()
	return e.SendImport(ctx, id, f.Name, in)
}

// Unopened refuses a file that this device cannot read.
var Unopened = kernel.Refuse("import.unopened", "打不开「{file}」，请检查文件是否还在、是否被其他程序占用", "{file} cannot be opened; please check that it is still there and that no other program holds it")

// How the server is asked how far it is: so often, and so many times in vain while the
// network is away.
const (
	pause    = 300 * time.Millisecond
	triesMax = 100
)

// Do has the server do a step, tells how far it is and ends when it has ended. Who does not
// want to wait ends the step at the server, too.
func Do(ctx context.Context, e *client.Engine, id kernel.ID, act string, told func(done, total int)) (*wire.Import, error) {
	now, err := e.ActImport(ctx, id, act)
	if err != nil {
		return nil, err
	}
	return Follow(ctx, e, now, told)
}

// Try has the server try the import, with the code of the warehouse of goods that the files
// do not place.
func Try(ctx context.Context, e *client.Engine, id kernel.ID, place string, told func(done, total int)) (*wire.Import, error) {
	now, err := e.TryImport(ctx, id, place)
	if err != nil {
		return nil, err
	}
	return Follow(ctx, e, now, told)
}

// Place is a warehouse by its code.
type Place struct{ Code, Name string }

// Places are the warehouses in which goods of the files may be.
func Places(r *view.Reader) (list []Place, err error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: org.Places.Name(), Sort: []rowstore.Order{{Field: "code"}}, Limit: 200, Where: rowstore.Is("kind", rowstore.Eq, org.Warehouse),
	}})
	for _, row := range page.Rows {
		p := row.(*org.Place)
		list = append(list, Place{p.Code, p.Name})
	}
	return list, err
}

// Follow waits for the step that the server is at.
func Follow(ctx context.Context, e *client.Engine, now *wire.Import, told func(done, total int)) (*wire.Import, error) {
	for tries := 0; now.Step.Busy(); {
		told(now.Done, now.Total)
		select {
		case <-ctx.Done():
			_, err := e.ActImport(context.WithoutCancel(ctx), now.ID, client.ImportCancel)
			return nil, err
		case <-time.After(pause):
		}
		next, err := e.LookImport(ctx, now.ID)
		switch {
		case err == nil:
			now, tries = next, 0
		case ctx.Err() != nil: // told above
		default:
			if _, refused := kernel.AsRefusal(err); refused && !isAway(err) || tries == triesMax {
				return nil, err
			}
			tries++
		}
	}
	return now, Trouble(now)
}

func isAway(err error) bool {
	r, _ := kernel.AsRefusal(err)
	return r != nil && r.Code == client.NoServer.Name
}

// Trouble is what ended the last step before its time, nil for nothing.
func Trouble(i *wire.Import) error {
	if i.Trouble == nil {
		return nil
	}
	return client.Said.With(kernel.Words("sentence", i.Trouble.Zh, i.Trouble.En))
}

// Line is a line of what is told, with what stands below it and a figure at its end.
type Line struct{ Title, Detail, Figure string }

var (
	lines   = i18n.DefinePlural("intake.lines", "{0} 行", "{0} line", "{0} lines")
	used    = i18n.Define("intake.used", "用到的列：{0}", "Columns used: {0}")
	fresh   = i18n.Define("intake.new", "新增 {0}", "{0} new")
	known   = i18n.Define("intake.known", "已有 {0}", "{0} already there")
	where   = i18n.Define("intake.where", "{0} 第 {1} 行", "{0}, line {1}")
	column  = i18n.Define("intake.column", "「{0}」列", "column {0}")
	times   = i18n.DefinePlural("intake.times", "共 {0} 处", "{0} place", "{0} places")
	skipped = i18n.DefinePlural("intake.skipped", "按规则跳过 {0} 行", "{0} line skipped by rule", "{0} lines skipped by rule")
	refused = i18n.DefinePlural("intake.refused", "{0} 行有问题", "{0} line has a problem", "{0} lines have problems")
	changed = i18n.DefinePlural("intake.changed", "{0} 张单据上次导入后在文件里改过，没有再导入", "{0} document has changed in the files since it was imported and was left as it is", "{0} documents have changed in the files since they were imported and were left as they are")
)

// Sheets says what becomes of each table of the files.
func Sheets(i *wire.Import) (list []Line) {
	for _, s := range i.Sheets {
		detail := []string{view.Say(s.Zh, s.En)}
		if s.Used && len(s.Titles) > 0 {
			detail = append(detail, used.Text(strings.Join(s.Titles, view.Say("、", ", "))))
		}
		list = append(list, Line{s.Name, strings.Join(detail, "\n"), lines.Text(s.Lines)})
	}
	return list
}

// Made says what comes of it, by kind.
func Made(i *wire.Import) (list []Line) {
	for _, m := range i.Made {
		l := Line{Title: view.Say(m.Zh, m.En)}
		var parts []string
		if m.New > 0 || m.Known == 0 {
			parts = append(parts, fresh.Text(i18n.Count(int64(m.New))))
		}
		if m.Known > 0 {
			parts = append(parts, known.Text(i18n.Count(int64(m.Known))))
		}
		l.Detail = view.Join(parts...)
		if m.Priced && m.New > 0 {
			l.Figure = view.Money(m.Amount)
		}
		list = append(list, l)
	}
	return list
}

// Sum says how many lines there are and what became of them.
func Sum(i *wire.Import) string {
	parts := []string{lines.Text(i.Lines)}
	if i.Skipped > 0 {
		parts = append(parts, skipped.Text(i.Skipped))
	}
	if i.Refused > 0 {
		parts = append(parts, refused.Text(i.Refused))
	}
	if i.Changed > 0 {
		parts = append(parts, changed.Text(i.Changed))
	}
	return view.Join(parts...)
}

// Said is lines of the files with what is said of them.
func Said(of []wire.ImportLine) (list []Line) {
	for _, b := range of {
		l := Line{Title: b.File, Detail: view.Say(b.Zh, b.En)}
		if b.Line > 0 {
			l.Title = where.Text(b.File, b.Line)
		}
		if b.Column != "" {
			l.Title = view.Join(l.Title, column.Text(b.Column))
		}
		if b.Count > 1 {
			l.Title = view.Join(l.Title, times.Text(b.Count))
		}
		list = append(list, l)
	}
	return list
}
