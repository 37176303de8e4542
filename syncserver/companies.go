package main

import (
	"errors"
	"fmt"
	"time"

	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/companies/registry"
)

// companies are commands about a company as a whole.
func companies(s *session) error {
	acts := map[string]func(*session) error{
		"move": move, "create": createCompany, "list": listCompanies, "suspend": suspendCompany, "resume": resumeCompany,
		"delete": deleteCompany, "quota": allowCompany, "export": exportAll,
	}
	if len(s.args) == 0 || acts[s.args[0]] == nil {
		return &mistake{
			"用法：heyi-server company move | create | list | suspend | resume | export | delete | quota",
			"Usage: heyi-server company move | create | list | suspend | resume | export | delete | quota",
		}
	}
	act := acts[s.args[0]]
	s.name, s.args = s.name+" "+s.args[0], s.args[1:]
	return act(s)
}

// onRegistry reads the flags and runs something on the registry and the company that
// they name.
func (f *flags) onRegistry(run func(all *registry.Registry, name string) error) error {
	if err := f.read(f.s.args); err != nil {
		return err
	}
	if err := required("companies", "company")(f.all, f.name); err != nil {
		return err
	}
	all, err := f.registry()
	if err != nil {
		return err
	}
	return errors.Join(run(all, *f.name), all.Close())
}

// createCompany founds a company on a server of many; a running server serves it
// within seconds.
func createCompany(s *session) error {
	f := s.flags()
	setup := f.setup()
	own := f.text("own-store", "", "此公司单独使用的 PostgreSQL；不给则与其他公司一致 / a PostgreSQL of its own for this company; by default it is kept as the others are")
	quota := f.quota()
	return f.onRegistry(func(all *registry.Registry, name string) error {
		var read *org.Setup
		reading := func() (*org.Setup, error) { return read, nil }
		var err error
		if read, err = setup(); err != nil {
			return err
		}
		err = f.found(reading, func() (company.Place, error) {
			return all.Begin(f.s, registry.Entry{Name: name, Title: read.Company.Name, Store: *own, Quota: quota()})
		})
		if err == nil {
			err = all.Founded(f.s, name)
		}
		if err == nil {
			s.print("\n服务器地址末尾加上 /%s 即可登录\nDevices sign in at the server's address with /%s at its end\n", name, name)
		}
		return err
	})
}

// quota adds the flags of what a company is allowed.
func (f *flags) quota() func() registry.Quota {
	mib := f.number("mib", 0, "最多占用多少 MiB,0 为不限 / MiB that it may take, 0 is without bound")
	links := f.number("links", 2000, "最多同时连接多少台设备，0 为不限 / devices that may be connected at a time, 0 is without bound")
	return func() registry.Quota {
		return registry.Quota{Bytes: int64(max(0, *mib)) << 20, Links: max(0, *links)}
	}
}

func allowCompany(s *session) error {
	f := s.flags()
	quota := f.quota()
	return f.onRegistry(func(all *registry.Registry, name string) error {
		q := quota()
		if err := all.Allow(s, name, q); err != nil {
			return err
		}
		s.print("公司 %s 的限额：%d MiB，%d 台设备同时连接（0 为不限）\n%s may take %d MiB and connect %d devices at a time (0 is without bound)\n",
			name, q.Bytes>>20, q.Links, name, q.Bytes>>20, q.Links)
		return nil
	})
}

func listCompanies(s *session) error {
	f := s.flags()
	if err := f.read(s.args); err != nil {
		return err
	}
	all, err := f.registry()
	if err != nil {
		return err
	}
	list, err := all.List(s)
	for i := range list {
		e := &list[i]
		size, until := "?", ""
		if place, err := all.Place(e); err == nil {
			if n, err := place.Size(s); err == nil {
				size = fmt.Sprintf("%.1f", float64(n)/(1<<20))
			}
		}
		if e.State == registry.Leaving {
			until = "  清除于 erased on " + e.Gone.Local().Format(time.DateOnly)
		}
		s.print("%-30s %-9s %9s MiB  %s%s\n", e.Name, e.State, size, e.Title, until)
	}
	if err == nil && len(list) == 0 {
		s.print("没有公司。No companies.\n")
	}
	return errors.Join(err, all.Close())
}

func suspendCompany(s *session) error {
	return s.flags().onRegistry(func(all *registry.Registry, name string) error {
		if err := all.Suspend(s, name); err != nil {
			return err
		}
		s.print("公司 %s 已暂停；各设备会看到说明，数据和未提交的操作都保留。恢复：heyi-server company resume\n"+
			"%s is suspended; its devices are told, and keep their data and what waits. To serve it again: heyi-server company resume\n", name, name)
		return nil
	})
}

func resumeCompany(s *session) error {
	return s.flags().onRegistry(func(all *registry.Registry, name string) error {
		if err := all.Resume(s, name); err != nil {
			return err
		}
		s.print("公司 %s 已恢复使用\n%s is served again\n", name, name)
		return nil
	})
}

// deleteCompany ends a company. It is saved before, and erased only after a time of
// grace.
func deleteCompany(s *session) error {
	f := s.flags()
	days := f.number("grace-days", 30, "多少天之后清除数据 / days until its data is erased")
	unsaved := f.yes("without-backup", "数据已损坏、无法备份时也删除 / also when it cannot be saved because it is damaged")
	return f.onRegistry(func(all *registry.Registry, name string) error {
		if *days < 0 {
			return &mistake{"--grace-days 是天数，不能为负", "--grace-days is a number of days and not negative"}
		}
		e, err := all.Get(s, name)
		if err != nil {
			return err
		}
		if e.State == registry.Founding {
			*unsaved = true // there is nothing yet
		}
		place, err := all.Place(e)
		if err == nil && !*unsaved {
			err = f.backup(place, "")
		}
		if err != nil {
			return err
		}
		gone, err := all.Delete(s, name, time.Duration(*days)*24*time.Hour)
		if err != nil {
			return err
		}
		on := gone.Local().Format(time.DateTime)
		s.print("公司 %s 已停止服务，数据将于 %s 清除，此前可以撤销：heyi-server company resume。最后一份备份会一直保留\n"+
			"%s is not served any more, and its data is erased at %s; until then it can be taken back: heyi-server company resume. The last backup is kept\n", name, on, name, on)
		return nil
	})
}

// move moves a company that no server has open to another place.
func move(s *session) error {
	f := s.flags()
	toData := f.text("to-data", "", "搬到这个文件夹；多个公司时总是公司自己的文件夹 / move to this folder; of many companies always to the company's own")
	toStore := f.text("to-store", "", "搬到这个 PostgreSQL / move to this PostgreSQL")
	if err := f.read(s.args); err != nil {
		return err
	}
	if *toData == "" && *toStore == "" {
		return &mistake{"请给出 --to-data 或 --to-store", "--to-data or --to-store is required"}
	}
	from, err := f.place()
	if err != nil {
		return err
	}
	if *toData == "" || f.many() {
		*toData = *f.data // for backups; the company itself is in the database
	}
	to, err := company.AtStore(*toData, *toStore)
	if err != nil {
		return err
	}
	start := time.Now()
	moved, err := from.Move(s, to)
	if err != nil {
		return err
	}
	if err := f.moved(*toStore); err != nil {
		return err
	}
	s.print("公司已搬到 %s，版本 %d，用时 %s\nThe company is in %s now, at version %d\n  摘要 digest   %s\n", to, moved.Version, since(start), to, moved.Version, moved.Digest)
	s.print("原来的数据收在 %s，不再使用\nWhat was there is put aside as %s and is not served any more\n", moved.Kept, moved.Kept)
	return nil
}

// moved notes where a company of many is now.
func (f *flags) moved(store string) error {
	if !f.many() {
		return nil
	}
	all, err := f.registry()
	if err != nil {
		return err
	}
	return errors.Join(all.Moved(f.s, *f.name, store), all.Close())
}
