package main

import (
	"time"

	"heyi/syncserver/company"
)

// companies are commands about a company as a whole.
func companies(s *session) error {
	if len(s.args) == 0 || s.args[0] != "move" {
		return &mistake{"用法:heyi-server company move", "Usage: heyi-server company move"}
	}
	s.name, s.args = s.name+" move", s.args[1:]
	return move(s)
}

// move moves a company that no server has open to another place.
func move(s *session) error {
	f := s.flags()
	toData := f.text("to-data", "", "搬到这个文件夹 / move to this folder")
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
	if *toData == "" {
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
	s.print("公司已搬到 %s,版本 %d,用时 %s\nThe company is in %s now, at version %d\n  摘要 digest   %s\n", to, moved.Version, since(start), to, moved.Version, moved.Digest)
	s.print("原来的数据收在 %s,不再使用\nWhat was there is put aside as %s and is not served any more\n", moved.Kept, moved.Kept)
	return nil
}
