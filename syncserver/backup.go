package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/modules/all"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/companies/registry"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

func backup(s *session) error {
	f := s.flags()
	to := f.text("to", "", "备份文件；默认在数据文件夹的 backup 里，以时间命名 / the backup file; by default in the folder's backup, named by the time")
	if err := f.read(s.args); err != nil {
		return err
	}
	if f.many() && *f.name == "" && *to == "" {
		return f.backupAll()
	}
	place, err := f.place()
	if err != nil {
		return err
	}
	return f.backup(place, *to)
}

// backup makes a backup of a company, in its folder where no file is named.
func (f *flags) backup(place company.Place, to string) error {
	if err := place.Ready(); err != nil {
		return err
	}
	if to == "" {
		folder := filepath.Join(place.Dir, "backup")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		to = filepath.Join(folder, time.Now().UTC().Format("20060102T150405.000Z")+".heyi")
	}
	start := time.Now()
	c, err := place.Backup(f.s, to)
	if errors.Is(err, store.ErrExists) {
		return &mistake{to + " 已存在", to + " exists already"}
	}
	if err != nil {
		return err
	}
	files, err := place.SaveContents(f.s, to)
	if err != nil {
		return err
	}
	f.s.print("备份完成 Backup done: %s\n  版本 version  %d\n  字节 bytes    %d\n  SHA-256       %s\n  用时 time     %s\n", c.Path, c.Version, c.Bytes, c.Hash, since(start))
	if files > 0 {
		f.s.print("  照片和附件 files  %d 字节 bytes new, files.pool\n", files)
	}
	return nil
}

// backupAll makes a backup of every company of a server. One that cannot be saved does
// not keep the others from it; it is said, and the status is 1.
func (f *flags) backupAll() error {
	all, err := f.registry()
	if err != nil {
		return err
	}
	list, err := all.List(f.s)
	var failed error
	for i := range list {
		if list[i].State == registry.Founding {
			continue
		}
		f.s.print("%s %s\n", list[i].Name, list[i].Title)
		place, err := all.Place(&list[i])
		if err == nil {
			err = f.backup(place, "")
		}
		if err != nil {
			report(f.s.stderr, err)
			failed = errFound
		}
	}
	return errors.Join(err, failed, all.Close())
}

func restore(s *session) error {
	f := s.flags()
	from := f.text("from", "", "备份文件 / the backup file")
	if err := f.read(s.args); err != nil {
		return err
	}
	if err := required("from")(from); err != nil {
		return err
	}
	if _, err := os.Stat(*from); err != nil {
		return &mistake{"无法读取 " + *from, "Cannot read " + *from}
	}
	err := sqlite.CheckCopy(*from, all.Catalog(all.Latest))
	if errors.Is(err, store.ErrNoHash) {
		return &mistake{
			"读不到 " + *from + ".sha256，无法确认备份完好，没有恢复；备份要连同这个文件一起复制",
			*from + ".sha256 cannot be read, so the backup cannot be checked and nothing was restored; a backup is copied together with that file",
		}
	}
	if errors.Is(err, store.ErrDamaged) {
		return &mistake{"备份已损坏，没有恢复：" + err.Error(), "The backup is damaged; nothing was restored: " + err.Error()}
	}
	if err != nil {
		return err
	}
	place, err := f.place()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(place.Dir, 0o700); err != nil {
		return err
	}
	start := time.Now()
	kept, err := place.Restore(*from)
	if err != nil {
		return err
	}
	if _, err := place.BringContents(s, *from); err != nil {
		return err
	}
	s.print("已从备份恢复，用时 %s\nRestored in %s\n", since(start), since(start))
	if kept.Name != "" {
		s.print("原数据保留在 %s\nThe data before is kept in %s\n", kept.Name, kept.Name)
	}
	s.print("启动服务器后，它会先等待各设备补传备份之后的操作；heyi-server recover 查看进度。\n" +
		"The server first waits for its devices to bring what came after the backup; see heyi-server recover.\n")
	return nil
}

func recovering(s *session) error {
	f := s.flags()
	closing := f.yes("close", "不再等待，以现有资料继续 / end the waiting and go on")
	if err := f.read(s.args); err != nil {
		return err
	}
	if *closing {
		if _, err := s.ask(f, company.ActRecovered, nil); err != nil {
			return err
		}
		s.print("恢复已结束。The recovery has ended.\n")
		return nil
	}
	missing, err := s.ask(f, company.ActMissing, nil)
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		s.print("没有等待中的设备。No device is awaited.\n")
		return nil
	}
	s.print("等待以下设备补传 Awaiting:\n")
	for id, name := range missing {
		s.print("  %s  %s\n", id, name)
	}
	return nil
}
