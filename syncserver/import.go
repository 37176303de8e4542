package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"heyi/shared/tools/habit"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/importer"
)

// importFlags are what an import is asked for.
type importFlags struct {
	data, mapping, report, place string
	dry, skip                    bool
	files                        []string
}

func importing(s *session) error {
	if len(s.args) > 0 {
		for word, run := range map[string]func(*session) error{"undo": undoing, "inspect": inspecting} {
			if s.args[0] == word {
				s.name, s.args = s.name+" "+word, s.args[1:]
				return run(s)
			}
		}
	}
	f := s.flags()
	mapping := f.text("mapping", "", "映射文件，或自带映射的名称："+strings.Join(importer.Shipped(), "、")+" / a mapping file, or the name of one that comes with the program")
	report := f.text("report", "", "把被拒绝的行写入此 CSV 文件 / write the refused lines to this CSV file")
	home := f.text("place", "", "来源没有写明仓库的货在哪个仓库（编码），默认为公司唯一的仓库 / the warehouse, by its code, of goods that the source does not place; the only one unless given")
	dry := f.yes("dry-run", "只试运行，什么也不写 / try everything and write nothing")
	skip := f.yes("skip-refused", "跳过被拒绝的单据，导入其余 / leave out what is refused and import the rest")
	f.Usage = func() {
		fmt.Fprintln(s.stderr, "heyi-server import inspect [--out MAPPING] FILES…\nheyi-server import --mapping MAPPING [--dry-run] FILES…\nheyi-server import undo --mapping MAPPING")
		f.PrintDefaults()
	}
	if err := f.Parse(s.args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return errHelped
		}
		return &mistake{"参数不对：" + err.Error(), "Wrong arguments: " + err.Error()}
	}
	if *mapping == "" {
		return &mistake{"请给出 --mapping；还没有映射文件时，先运行 heyi-server import inspect --out 映射.toml 文件…", "--mapping is required; heyi-server import inspect --out mapping.toml FILES… makes one"}
	}
	if err := flagsFirst(f.Args()); err != nil {
		return err
	}
	log, err := f.quiet()
	if err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryGoal))
	defer debug.SetGCPercent(debug.SetGCPercent(250))
	place, err := f.place()
	if err != nil {
		return err
	}
	c, err := place.OpenWork(log)
	if err != nil {
		return err
	}
	in := &importFlags{*f.data, *mapping, *report, *home, *dry, *skip, f.Args()}
	return errors.Join(in.run(s, c), c.Close(context.WithoutCancel(s)))
}

func (in *importFlags) run(s *session, c *company.Work) error {
	m, err := importer.ReadMapping(c.Catalog, in.mapping)
	if err != nil {
		return err
	}
	if in.place != "" {
		m.Place = in.place
	}
	start := time.Now()
	view, err := c.Read()
	if err != nil {
		return err
	}
	zone, err := importer.Zone(c.Catalog, view)
	if err != nil {
		return errors.Join(err, view.Close())
	}
	data, report, err := importer.Load(s, m, zone, in.files)
	if err != nil {
		return errors.Join(in.tell(s, report), view.Close(), err)
	}
	work := &importWork{in: in, c: c, mapping: m, dry: in.dry}
	defer work.clean()
	plan, draft, err := importer.Decide(s, c.Catalog, view, data, report, company.Now(), in.skip, work.draft(s), s.progress("试运行 trial"))
	if err == nil && !in.dry {
		err = work.keep(s, plan, draft, view.Close)
	} else {
		err = errors.Join(err, view.Close())
		if draft != nil {
			err = errors.Join(err, draft.Close())
		}
	}
	switch {
	case errors.Is(err, context.Canceled) && !work.serving:
		s.print("已停止，什么也没有写入。\nStopped; nothing was written.\n")
	case errors.Is(err, context.Canceled):
		s.print("已停止。已导入的单据保留，再次运行会继续。\nStopped. What was imported stays; run it again to go on.\n")
	case err == nil && in.dry:
		s.print("试运行完成，什么也没有写入，用时 %s\nThe trial is done and nothing was written\n", since(start))
	case err == nil:
		s.print("导入完成，用时 %s\nImported in %s\n", since(start), since(start))
	}
	return errors.Join(in.tell(s, report), err)
}

// memoryGoal is from where on the collector works harder: an import makes millions
// of small rows, on machines that have other things to do.
const memoryGoal = 640 << 20

// progress prints every tenth of the way.
func (s *session) progress(what string) importer.Progress {
	last := 0
	return func(done, total int) {
		if tenth := 10 * done / max(total, 1); tenth > last {
			last = tenth
			fmt.Fprintf(s.stderr, "%s %d/%d\n", what, done, total)
		}
	}
}

// tell prints the report and writes the refused lines where they are wanted.
func (in *importFlags) tell(s *session, r *importer.Report) error {
	for _, f := range r.Sheets {
		zh, en := f.Words()
		s.print("「%s」%s\n    %s: %s\n", f.Sheet, zh, f.Sheet, en)
	}
	s.print("读入 %d 行，按规则跳过 %d 行，拒绝 %d 行\n%d lines read, %d skipped by rule, %d refused\n", r.Lines, r.Skipped, len(r.Refused), r.Lines, r.Skipped, len(r.Refused))
	for _, m := range r.Made {
		amount := ""
		if m.Priced && m.New > 0 {
			amount = ", " + m.Amount.String()
		}
		s.print("  %s %s: %d 新 new, %d 已有 known%s\n", m.Zh, m.En, m.New, m.Known, amount)
	}
	if r.Changed > 0 {
		s.print("  %d 张单据导入后在来源中改过，没有再导入 / documents have changed in the source since; they were left as they are\n", r.Changed)
	}
	if r.Opening != nil {
		zh, en := r.Opening.Words()
		s.print("  %s\n      %s\n", zh, en)
	}
	for _, n := range r.Notes {
		s.print("  %s:%d（共 %d 处 in all） %s\n      %s\n", n.File, n.Line, n.Count, n.Zh, n.En)
	}
	for i, ref := range r.Refused {
		if i == shown {
			s.print("  … 其余见 --report / the others are in --report\n")
			break
		}
		s.print("  ✗ %s:%d %s %s\n      %s\n", ref.File, ref.Line, ref.Column, ref.Zh, ref.En)
	}
	if in.report == "" {
		return nil
	}
	return writeRefused(in.report, r.Refused)
}

func writeRefused(path string, refused []importer.Refused) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return &mistake{"无法写入 " + path + ":" + err.Error(), "Cannot write " + path + ": " + err.Error()}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.WriteString("\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(file)
	records := [][]string{{"文件 file", "行 line", "列 column", "代码 code", "原因", "reason"}}
	for _, r := range refused {
		records = append(records, []string{r.File, strconv.Itoa(r.Line), r.Column, r.Code, r.Zh, r.En})
	}
	for _, record := range records {
		for i, cell := range record {
			if habit.Live(cell) {
				record[i] = "'" + cell
			}
		}
	}
	return w.WriteAll(records)
}
