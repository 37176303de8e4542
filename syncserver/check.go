package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/companies/audit"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/store"
)

// shown is how many findings are printed; all are counted.
const shown = 50

// looking runs something on a view of a company, which may be in service.
func (s *session) looking(f *flags, run func(*kernel.Catalog, *store.View) error) error {
	place, err := f.place()
	if err != nil {
		return err
	}
	c, views, err := place.Views()
	if err != nil {
		return err
	}
	view, err := views.Read()
	if err != nil {
		return errors.Join(place.Explain(err), views.Close())
	}
	err = read(func() error {
		if err := current(c, view); err != nil {
			return err
		}
		return run(c, view)
	})
	return errors.Join(place.Explain(err), view.Close(), views.Close())
}

// read runs what may find that the file cannot be read.
func read(run func() error) (err error) {
	defer kernel.Catch(&err)
	return run()
}

// current refuses a company of an earlier release: what must be true by today's
// rules holds once it was upgraded.
func current(c *kernel.Catalog, view *store.View) error {
	pending, err := company.Pending(c, view)
	if err != nil || len(pending) == 0 {
		return err
	}
	return &mistake{
		"这家公司还是旧版本的数据，请先用本程序运行一次 heyi-server serve，升级后再核对",
		"This company is still of an earlier release; run heyi-server serve once with this program, which upgrades it",
	}
}

func verify(s *session) error {
	f := s.flags()
	if err := f.read(s.args); err != nil {
		return err
	}
	place, err := f.place()
	if err != nil {
		return err
	}
	return s.looking(f, func(c *kernel.Catalog, view *store.View) error {
		start := time.Now()
		v, err := audit.Verify(c, view)
		if err != nil {
			return err
		}
		s.print("版本 %d：核对操作 %d 条，读数据 %d 行，规则 %d 条，用时 %s\n", v.Version, v.Commands, v.Rows, len(kernel.Audits()), since(start))
		s.print("Version %d: %d commands, %d rows read, %d audits, in %s\n", v.Version, v.Commands, v.Rows, len(kernel.Audits()), since(start))
		err = place.LookContents(s, func(kept *contents.Store) error {
			files, err := audit.Contents(s, c, view, kept)
			if err != nil {
				return err
			}
			v.Findings = append(v.Findings, files.Findings...)
			s.print("照片和附件 %d 个，其中 %d 个还在设备上等待上传\n%d files, of which %d wait on devices to be sent\n", files.Named, files.Missing, files.Named, files.Missing)
			return nil
		})
		if err != nil {
			return err
		}
		return s.findings(v.Findings)
	})
}

func (s *session) findings(findings []audit.Finding) error {
	if len(findings) == 0 {
		s.print("没有问题。No findings.\n")
		return nil
	}
	for i, f := range findings {
		if i == shown {
			s.print("… 另有 %d 个 and %d more\n", len(findings)-shown, len(findings)-shown)
			break
		}
		s.print("✗ [%s] %s / %s: %s\n", f.Rule, f.Zh, f.En, f.Key)
	}
	s.print("共 %d 个问题。%d findings.\n", len(findings), len(findings))
	return errFound
}

func since(start time.Time) time.Duration { return time.Since(start).Round(time.Millisecond) }

// folderOf is the company's folder, or the system's for what passes where there is
// none: who looks at a shared store need not keep one.
func folderOf(data string) string {
	if _, err := os.Stat(data); err != nil {
		return ""
	}
	return data
}

func rebuild(s *session) error {
	f := s.flags()
	if err := f.read(s.args); err != nil {
		return err
	}
	return s.looking(f, func(c *kernel.Catalog, view *store.View) error {
		folder, err := os.MkdirTemp(folderOf(*f.data), "rebuild-")
		if err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		defer os.RemoveAll(folder)
		start := time.Now()
		r, err := audit.Rebuild(s, c, view, folder)
		if err != nil {
			return err
		}
		for _, e := range r.Entities {
			mark := "="
			if !e.Equal {
				mark = "≠"
			}
			if e.Rows > 0 || e.New > 0 {
				s.print("%s %-28s %8d %8d\n", mark, e.Entity, e.Rows, e.New)
			}
		}
		if r.Base > 0 {
			s.print("版本 %d 及以前由旧版本判定，数据取自升级时的留存，之后的操作按当时的规则重算\nUp to version %d earlier releases judged: those rows are taken as they were kept at the upgrade, the rest was judged again by the rules of its time\n", r.Base, r.Base)
		}
		if r.Older > 0 {
			s.print("其中 %d 条由旧版本判定，按现行规则结果不同，因此不比对数据\n%d of them were judged by an earlier release, whose rules differed; rows are not compared\n", r.Older, r.Older)
		}
		s.print("重算操作 %d 条，用时 %s\n%d commands judged again in %s\n", r.Commands, since(start), r.Commands, since(start))
		return s.findings(r.Findings)
	})
}
