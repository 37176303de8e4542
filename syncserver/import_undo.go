package main

import (
	"errors"
	"fmt"
	"os"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/store"
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
	place, err := f.place()
	if err != nil {
		return err
	}
	c, err := place.Open(log) // nobody else may have it open
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
	return s.takeBack(place, before, m, later)
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
	s.print("不能撤销：导入的资料已被使用\nThe import cannot be taken back, because its records are used:\n")
	for _, u := range uses {
		s.print("  %d  %s  %s %s  %s\n", u.Version, u.At, u.Zh, u.Name, u.Author)
		if u.Now != nil {
			s.print("      %s\n      %s\n", u.Now.Sentence("zh", nil), u.Now.Sentence("en", nil))
		}
	}
	return errFound
}

// takeBack swaps the companies. If what others have sent does not come out as it was
// tried, the company is put back as it is.
func (s *session) takeBack(place company.Place, before string, m *importer.Mapping, later []authority.Judged) error {
	kept, err := place.Restore(before)
	if err != nil {
		return err
	}
	carry := func(from, to store.Database) error { return importer.CarryOver(from, to, m.Origin()) }
	if err := errors.Join(kept.Carry(place, carry), s.replay(place, later)); err != nil {
		return errors.Join(fmt.Errorf("undo the import: %w", err), kept.PutBack())
	}
	if err := dropEarlierCopy(place.Dir, m); err != nil {
		return err
	}
	s.print("导入 %s 已撤销，其后的 %d 条操作保留。\nThe import %s is taken back; %d later commands stand.\n", m.Name, len(later), m.Name, len(later))
	s.print("原数据保留在 %s\nThe data before is kept in %s\n", kept.Name, kept.Name)
	return nil
}

func (s *session) replay(place company.Place, later []authority.Judged) error {
	return place.OnStore(func(c *kernel.Catalog, at *store.Store) error {
		different := 0
		a, err := authority.Open(c, at)
		if err == nil {
			err = importer.Replay(s, a, later, func(_, _ *authority.Judged) { different++ })
		}
		if err == nil && different > 0 {
			err = fmt.Errorf("%d commands came out differently", different)
		}
		if err == nil {
			err = at.Recovered()
		}
		return err
	})
}
