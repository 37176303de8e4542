package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"heyi/shared/all"
	"heyi/shared/authority"
	"heyi/syncserver/company"
	"heyi/syncserver/importer"
	"heyi/syncserver/store/sqlite"
)

// undoing takes an import back: the company from before it is put in its place,
// and what others have sent since is judged again.
func undoing(s *session) error {
	f := s.flags()
	mapping := f.text("mapping", "", "导入时的映射文件或名称 / the mapping file or name of the import")
	if err := f.read(s.args); err != nil {
		return err
	}
	if err := required("mapping")(mapping); err != nil {
		return err
	}
	log, err := f.quiet()
	if err != nil {
		return err
	}
	m, err := importer.ReadMapping(all.Catalog(all.Latest), *mapping)
	if err != nil {
		return err
	}
	c, err := company.Open(*f.data, log) // nobody else may have it open
	if err != nil {
		return err
	}
	before, err := beforeImport(c, m, *f.data)
	if err != nil {
		return errors.Join(err, c.Close(s))
	}
	defer os.Remove(before)
	later, uses, err := importUses(s, c, before, m)
	if err = errors.Join(err, c.Close(s)); err != nil {
		return err
	}
	if len(uses) > 0 {
		return s.used(uses)
	}
	return s.takeBack(*f.data, before, m, later)
}

// importUses finds what others have sent since, and what of it needs the import.
func importUses(s *session, c *company.Company, before string, m *importer.Mapping) (later []authority.Judged, uses []importer.Use, err error) {
	views, err := sqlite.OpenViews(before, c.Catalog)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, views.Close()) }()
	old, err := views.Read()
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	now, err := c.Store.Read()
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, now.Close()) }()
	shared, err := importer.Shared(old.State, now)
	if err == nil && !shared {
		err = noImport(m, true)
	}
	if err != nil {
		return nil, nil, err
	}
	if later, err = importer.Later(c.Catalog, old, now, m.Origin()); err == nil {
		uses, err = importer.Uses(s, c.Catalog, old, now, later)
	}
	return later, uses, err
}

func (s *session) used(uses []importer.Use) error {
	s.print("不能撤销:导入的资料已被使用\nThe import cannot be taken back, because its records are used:\n")
	for _, u := range uses {
		s.print("  %d  %s  %s %s  %s\n", u.Version, u.At, u.Zh, u.Name, u.Author)
		if u.Now != nil {
			s.print("      %s\n      %s\n", u.Now.Sentence("zh", nil), u.Now.Sentence("en", nil))
		}
	}
	return errFound
}

// takeBack swaps the files. If what others have sent does not come out as it was
// tried, the company is put back as it is.
func (s *session) takeBack(data, before string, m *importer.Mapping, later []authority.Judged) error {
	kept, err := company.Restore(data, before)
	if err != nil {
		return err
	}
	file := filepath.Join(data, company.File)
	if err := errors.Join(importer.CarryOver(sqlite.At(kept), sqlite.At(file), m.Origin()), s.replay(file, later)); err != nil {
		return errors.Join(fmt.Errorf("undo the import: %w", err), putBack(kept, file))
	}
	if err := dropEarlierCopy(data, m); err != nil {
		return err
	}
	s.print("导入 %s 已撤销,其后的 %d 条操作保留。\nThe import %s is taken back; %d later commands stand.\n", m.Name, len(later), m.Name, len(later))
	s.print("原数据保留在 %s\nThe data before is kept in %s\n", kept, kept)
	return nil
}

func (s *session) replay(file string, later []authority.Judged) error {
	c := all.Catalog(all.Latest)
	store, err := sqlite.Open(file, c, sqlite.Options{})
	if err != nil {
		return err
	}
	different := 0
	a, err := authority.Open(c, store)
	if err == nil {
		err = importer.Replay(s, a, later, func(_, _ *authority.Judged) { different++ })
	}
	if err == nil && different > 0 {
		err = fmt.Errorf("%d commands came out differently", different)
	}
	if err == nil {
		err = store.Recovered()
	}
	return errors.Join(err, store.Close())
}

func putBack(kept, file string) error {
	for _, gone := range []string{file + "-wal", file + "-shm", kept + "-shm"} {
		if err := os.Remove(gone); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(kept+"-wal", file+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(kept, file)
}
