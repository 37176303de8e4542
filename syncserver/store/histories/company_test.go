package histories_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"heyi/shared/kernel"
	"heyi/shared/rigs/powerloss"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// company is the real file of a company.
type company struct {
	*store.Store // nil while it is down
	dir          string
	catalog      *kernel.Catalog
	views        map[*view]bool
	backups      int
}

var _ sim.CompanyFile = (*company)(nil)

func newCompany(dir string, c *kernel.Catalog, history kernel.ID) (*company, error) {
	f := &company{dir: dir, catalog: c, views: map[*view]bool{}}
	var err error
	f.Store, err = sqlite.Create(f.path(), c, kernel.DeriveID("company"), history, sqlite.Options{})
	return f, err
}

func (f *company) path() string { return filepath.Join(f.dir, "company.db") }

// view is one that a server which ends closes.
type view struct {
	authority.Reader
	of *company
}

func (f *company) View() (authority.Reader, error) {
	of, err := f.Store.View()
	if err != nil {
		return nil, err
	}
	v := &view{of, f}
	f.views[v] = true
	return v, nil
}

func (v *view) Close() error {
	if !v.of.views[v] {
		return nil
	}
	delete(v.of.views, v)
	return v.Reader.Close()
}

func (f *company) close() error {
	var errs []error
	for v := range f.views {
		errs = append(errs, v.Close())
	}
	if f.Store != nil {
		errs = append(errs, f.Store.Close())
	}
	f.Store = nil
	return errors.Join(errs...)
}

func (f *company) Prune(floor int64) error {
	if f.Store == nil { // as the company's own housekeeping, which it is down with
		s, err := sqlite.Open(f.path(), f.catalog, sqlite.Options{})
		if err != nil {
			return err
		}
		return errors.Join(prune(s, floor), s.Close())
	}
	return prune(f.Store, floor)
}

func prune(s *store.Store, floor int64) error {
	_, err := s.RaiseFloor(floor)
	for gone := int64(1); err == nil && gone > 0; {
		gone, err = s.DropChanges(7)
	}
	return err
}

func (f *company) Tear(c *authority.Commit, part int64) error {
	put, err := powerloss.CutWithin(f.path(), part, func() error { return f.Commit(c) })
	if err != nil {
		return err
	}
	return errors.Join(f.close(), put())
}

func (f *company) Fall(killed bool) error {
	if f.Store == nil {
		return nil
	}
	if !killed {
		return f.close()
	}
	end, err := powerloss.LogOf(f.path()).Mark()
	if err != nil {
		return err
	}
	put, err := powerloss.Cut(f.path(), end, end, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.close(), put())
}

func (f *company) Rise() error {
	if f.Store != nil {
		return nil
	}
	s, err := sqlite.Open(f.path(), f.catalog, sqlite.Options{})
	if err != nil {
		return err
	}
	f.Store = s
	for more := true; more; { // all documents, and those of days to come
		if more, err = s.FoldSums(20991231); err != nil {
			return err
		}
	}
	return nil
}

func (f *company) Backup() (string, error) {
	f.backups++
	to := filepath.Join(f.dir, fmt.Sprintf("backup%d.db", f.backups))
	_, err := sqlite.Backup(context.Background(), f.path(), to)
	if err == nil {
		err = sqlite.CheckCopy(to, f.catalog)
	}
	return to, err
}

func (f *company) Restore(copied string, history kernel.ID) error {
	_, err := sqlite.Restore(copied, f.path(), history)
	return err
}

func (f *company) PutBack(copied string) error {
	return powerloss.Replace(copied, f.path())
}

func (f *company) Whole() error {
	if err := f.Check(context.Background()); err != nil {
		return err
	}
	v, err := f.Read()
	if err != nil {
		return err
	}
	defer v.Close()
	wrong, err := v.CheckSums(f.catalog)
	if err == nil && len(wrong) > 0 {
		err = errors.New(wrong[0])
	}
	for _, s := range f.catalog.Schemas {
		for _, ix := range append(kernel.SQLite.Indexes(s), kernel.SQLite.WayIndexes(s)...) {
			var n int
			if err == nil {
				err = f.SideQuery(`SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = $1`, ix.Name).Scan(&n)
			}
			if err == nil && n == 0 {
				err = fmt.Errorf("the index %s is not there", ix.Name)
			}
		}
	}
	return err
}

// Forget implements authority.Store; a server that has just lost its power may still say
// it.
func (f *company) Forget() {
	if f.Store != nil {
		f.Store.Forget()
	}
}
