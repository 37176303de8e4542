package main

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
	"heyi/syncserver/store"
)

// inspecting tells what unknown files hold and proposes a mapping for them. It
// needs no company; of one that is named it takes the fields that it has defined.
func inspecting(s *session) error {
	f := s.flags()
	out := f.text("out", "", "把推断的映射写入此文件 / write the proposed mapping to this file")
	tab := f.text("tab", "", "工作簿中的工作表，* 为全部 / the sheet of a workbook, * for all")
	encoding := f.text("encoding", "", "文字编码，默认自动识别 / encoding, found out unless given")
	separator := f.text("separator", "", "分隔符，默认自动识别 / separator, found out unless given")
	header := f.Int("header", 0, "表头所在行，默认自动识别 / line of the column titles, found out unless given")
	dataFrom := f.Int("data-from", 0, "没有表头，数据从此行开始 / there are no titles, data begins in this line")
	force := f.yes("force", "覆盖已有的映射文件 / replace a mapping file that is there")
	f.Usage = func() {
		s.print("heyi-server import inspect [--out MAPPING] [--data DIR] FILES…\n")
		f.PrintDefaults()
	}
	switch err := f.Parse(s.args); {
	case errors.Is(err, flag.ErrHelp):
		return errHelped
	case err != nil:
		return &mistake{"参数不对：" + err.Error(), "Wrong arguments: " + err.Error()}
	case f.NArg() == 0:
		return &mistake{"请给出要查看的文件", "Name the files to look at"}
	}
	if err := flagsFirst(f.Args()); err != nil {
		return err
	}
	o := tabular.Options{Sheet: *tab, Encoding: *encoding, Header: *header, DataFrom: *dataFrom}
	for _, r := range strings.ReplaceAll(*separator, `\t`, "\t") {
		o.Separator = r
	}
	var looks []*importer.Look
	for _, path := range f.Args() {
		list, err := look(s, path, o)
		if err != nil {
			return importer.Unread(path, err)
		}
		looks = append(looks, list...)
	}
	own, err := ownFields(s, f)
	if err != nil {
		return err
	}
	proposed := importer.Propose(all.Catalog(all.Latest), looks, own...)
	for _, k := range looks {
		s.print("%s", k.Describe())
	}
	s.print("\n")
	for _, fate := range proposed.Fates {
		zh, en := fate.Words()
		s.print("「%s」%s\n    %s: %s\n", fate.Sheet, zh, fate.Sheet, en)
	}
	return s.propose(proposed, *out, *force, f.Args())
}

// ownFields are those of the company that the flags name, none where they name none.
func ownFields(s *session, f *flags) (own []kernel.CustomField, err error) {
	named := false
	f.Visit(func(given *flag.Flag) {
		named = named || slices.Contains([]string{"data", "store", "companies", "company"}, given.Name)
	})
	if !named {
		return nil, nil
	}
	err = s.looking(f, func(c *kernel.Catalog, view *store.View) (err error) {
		own, err = importer.OwnFields(c, view)
		return err
	})
	return own, err
}

// look looks at one sheet of a file, or at all of them.
func look(s *session, path string, o tabular.Options) ([]*importer.Look, error) {
	if o.Sheet == "*" {
		o.Sheet = ""
		return importer.LookAtAll(s, path, o)
	}
	k, err := importer.LookAt(s, path, o)
	return []*importer.Look{k}, err
}

// flagsFirst refuses flags behind the files, which would be taken for files.
func flagsFirst(files []string) error {
	for _, name := range files {
		if _, err := os.Stat(name); err != nil && strings.HasPrefix(name, "-") {
			return &mistake{"参数 " + name + " 要写在文件名前面", "The flag " + name + " stands before the files"}
		}
	}
	return nil
}

// unknown is the refusal of files of which nothing would be imported.
func unknown(p importer.Proposal, out string) error {
	if p.Known {
		return nil
	}
	if out == "" {
		out = "…"
	}
	return importer.Unrecognised.With(kernel.Text("mapping", out))
}

func (s *session) propose(p importer.Proposal, out string, force bool, files []string) error {
	if out == "" {
		s.print("\n%s", p.TOML)
		return unknown(p, "")
	}
	flags := os.O_CREATE | os.O_WRONLY | os.O_EXCL
	if force {
		flags = os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	}
	file, err := os.OpenFile(out, flags, 0o644)
	if errors.Is(err, os.ErrExist) {
		return &mistake{out + " 已经存在；加 --force 覆盖", out + " is there already; --force replaces it"}
	}
	if err != nil {
		return &mistake{"无法写入 " + out + ":" + err.Error(), "Cannot write " + out + ": " + err.Error()}
	}
	if _, err := file.WriteString(p.TOML); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := unknown(p, out); err != nil {
		return err
	}
	s.print("\n映射写入 %s，请先读一遍，再试运行：\nThe mapping is in %s. Read it through, then try:\n  heyi-server import --mapping %s --dry-run %s\n", out, out, out, strings.Join(files, " "))
	return nil
}
