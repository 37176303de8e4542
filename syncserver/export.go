package main

import (
	"runtime"
	"runtime/debug"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/syncserver/files/export"
	"heyi/syncserver/store"
)

func exportAll(s *session) error {
	f := s.flags()
	to := f.text("to", "", "导出到此文件夹 / the folder to write into")
	format := f.text("format", export.CSV, "csv 或 xlsx / csv or xlsx")
	lang := f.text("lang", "zh", "表头语言 zh 或 en / language of the headings")
	if err := f.read(s.args); err != nil {
		return err
	}
	if err := required("to")(to); err != nil {
		return err
	}
	if *format != export.CSV && *format != export.XLSX || *lang != "zh" && *lang != "en" {
		return &mistake{"--format 是 csv 或 xlsx,--lang 是 zh 或 en", "--format is csv or xlsx, --lang is zh or en"}
	}
	return s.looking(f, func(c *kernel.Catalog, view *store.View) error {
		files, err := export.All(c, view, *to, *format, *lang)
		if err != nil {
			return err
		}
		for _, w := range files {
			s.print("%8d  %s\n", w.Rows, w.Path)
		}
		s.print("版本 %d,%d 个文件\nVersion %d, %d files\n", view.Version(), len(files), view.Version(), len(files))
		return nil
	})
}

// revision is set when the program is built from a release.
var revision = ""

func version(s *session) error {
	rev := revision
	if info, ok := debug.ReadBuildInfo(); ok && rev == "" {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				rev = setting.Value
			}
		}
	}
	if rev == "" {
		rev = "?"
	}
	s.print("heyi-server %s，目录 catalogue %d, %s\n", rev, all.Latest, runtime.Version())
	return nil
}
