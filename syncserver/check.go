package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/all"
	"heyi/shared/kernel"
	"heyi/syncserver/audit"
	"heyi/syncserver/company"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// shown is how many findings are printed; all are counted.
const shown = 50

// looking runs something on a view of a company, which may be in service.
func (s *session) looking(dir string, run func(*kernel.Catalog, *store.View) error) error {
	c := all.Catalog(all.Latest)
	views, err := sqlite.OpenViews(filepath.Join(dir, company.File), c)
	if errors.Is(err, store.ErrNoCompany) && !company.Exists(dir) {
		return company.NotFounded.With(kernel.Text("dir", dir))
	}
	if err != nil {
		return company.Explain(dir, err)
	}
	view, err := views.Read()
	if err != nil {
		return errors.Join(company.Explain(dir, err), views.Close())
	}
	err = current(c, view)
	if err == nil {
		err = run(c, view)
	}
	return errors.Join(company.Explain(dir, err), view.Close(), views.Close())
}

// current refuses a company of an earlier release: what must be true by today's
// rules holds once it was upgraded.
func current(c *kernel.Catalog, view *store.View) error {
	pending, err := company.Pending(c, view)
	if err != nil || len(pending) == 0 {
		return err
	}
	return &mistake{
		"这家公司还是旧版本的数据,请先用本程序运行一次 heyi-server serve,升级后再核对",
		"This company is still of an earlier release; run heyi-server serve once with this program, which upgrades it",
	}
}

func verify(s *session) error {
	f := s.flags()
	if err := f.read(s.args); err != nil {
		return err
	}
	return s.looking(*f.data, func(c *kernel.Catalog, view *store.View) error {
		start := time.Now()
		v, err := audit.Verify(c, view)
		if err != nil {
			return err
		}
		s.print("版本 %d:核对操作 %d 条,读数据 %d 行,规则 %d 条,用时 %s\n", v.Version, v.Commands, v.Rows, len(kernel.Audits()), since(start))
		s.print("Version %d: %d commands, %d rows read, %d audits, in %s\n", v.Version, v.Commands, v.Rows, len(kernel.Audits()), since(start))
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

func rebuild(s *session) error {
	f := s.flags()
	if err := f.read(s.args); err != nil {
		return err
	}
	return s.looking(*f.data, func(c *kernel.Catalog, view *store.View) error {
		folder, err := os.MkdirTemp(*f.data, "rebuild-")
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
		if r.Older > 0 {
			s.print("其中 %d 条由旧版本判定,按现行规则结果不同,因此不比对数据\n%d of them were judged by an earlier release, whose rules differed; rows are not compared\n", r.Older, r.Older)
		}
		s.print("重算操作 %d 条,用时 %s\n%d commands judged again in %s\n", r.Commands, since(start), r.Commands, since(start))
		return s.findings(r.Findings)
	})
}
