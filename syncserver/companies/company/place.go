package company

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
	"heyi/syncserver/store/sqlite"
)

// Place is where a company is kept: in a file in a folder, or in a schema of
// PostgreSQL beside a folder of this machine for backups and drafts.
type Place struct {
	Dir  string
	home home
}

// home is what differs between the two for who looks after a company.
type home interface {
	database() store.Database
	exists(ctx context.Context) (bool, error)
	create(ctx context.Context, c *kernel.Catalog, company, history kernel.ID, epoch int64) (*store.Store, error)
	open(ctx context.Context, c *kernel.Catalog, epoch int64) (*store.Store, error)
	views(ctx context.Context, c *kernel.Catalog) (*store.Sights, error)
	// take makes this process the only one that judges, or answers with Locked. The
	// door, if there is one, is how others reach it.
	take(ctx context.Context, door *Door) (hold, error)
	// takeBeside makes this process the only one that works beside the server, or
	// answers with Importing.
	takeBeside(ctx context.Context) (hold, error)
	// announce lets others find the door of who judges; find finds it.
	announce(door *Door) (end func() error, err error)
	find(ctx context.Context) (*controlFile, error)
	// copyTo copies the company as it is now into an empty file of SQLite.
	copyTo(ctx context.Context, c *kernel.Catalog, path string) error
	backup(ctx context.Context, c *kernel.Catalog, to string) (*sqlite.Copied, error)
	// restore puts a checked backup in the company's place, as a new history.
	restore(ctx context.Context, c *kernel.Catalog, from string, history kernel.ID) (*Kept, error)
	// prepare makes a place beside for a company that is to come here; settle puts it
	// here; retire puts what is here aside and says where.
	prepare(ctx context.Context) (store.Database, error)
	settle(ctx context.Context) error
	retire(ctx context.Context) (kept string, err error)
	discard(ctx context.Context) error
	// size is how many bytes the company takes.
	size(ctx context.Context) (int64, error)
	// erase takes away the company with everything that was put aside of it.
	erase(ctx context.Context) error
	// contents opens what the company keeps of its files; keepsContents tells whether
	// there may be any.
	contents(ctx context.Context) (*contents.Store, error)
	keepsContents(ctx context.Context) (bool, error)
	// cached is the same home, of which so many rows are kept in memory.
	cached(rows int) home
}

// hold is a right that one process has at a time.
type hold interface {
	epoch() int64          // that commits go by, 0 for the company's own
	lost() <-chan struct{} // closed when another process has it; nil if that cannot be
	free() error
}

// Kept is a company that was put aside by a restore.
type Kept struct {
	Name string // for people; empty if there was none
	db   store.Database
	back func() error
}

// At is the place of a company in the file of a folder.
func At(dir string) Place { return Place{dir, &file{dir: dir}} }

// AtStore is the place of a company at the address of a database, or in the file of
// the folder where that is empty.
func AtStore(dir, address string) (Place, error) {
	if address == "" {
		return At(dir), nil
	}
	s, err := postgres.At(address)
	if err != nil {
		return Place{}, err
	}
	return AtSchema(dir, s), nil
}

// AtSchema is the place of a company in a schema.
func AtSchema(dir string, s *postgres.Schema) Place { return Place{dir, &schema{Schema: s, dir: dir}} }

// Caching is the same place for one company of many, of which at most so many rows are
// kept in memory.
func (p Place) Caching(rows int) Place { return Place{p.Dir, p.home.cached(rows)} }

// Size is how many bytes the company takes where it is kept.
func (p Place) Size(ctx context.Context) (int64, error) { return p.home.size(ctx) }

// Erase takes away the company with everything that was put aside of it; what is in
// the folder stays. It refuses with Locked while a server has the company open. What
// is to be saved is done under the lock.
func (p Place) Erase(ctx context.Context, save func() error) error {
	held, err := p.home.take(ctx, nil)
	if err != nil {
		return p.Explain(err)
	}
	if err = save(); err == nil {
		err = p.home.erase(ctx)
	}
	return errors.Join(p.Explain(err), held.free())
}

// String is the folder, or the address without its password.
func (p Place) String() string {
	if f, ok := p.home.(*file); ok {
		return f.dir
	}
	return p.home.database().Place()
}

// Shared tells whether several servers may be at work there, of which one judges.
func (p Place) Shared() bool {
	_, ok := p.home.(*schema)
	return ok
}

// Exists tells whether there is a company.
func (p Place) Exists() (bool, error) {
	there, err := p.home.exists(context.Background())
	return there, p.Explain(err)
}

// Open opens the company.
func (p Place) Open(log *slog.Logger) (*Company, error) { return p.openFounded(log, nil, false) }

// OpenToServe is Open for a server. One that doubts does not follow its clock over a
// pause of more than a month until somebody has said that the clock is right. The
// door is how administrators, and servers that do not judge, reach it.
func (p Place) OpenToServe(log *slog.Logger, door *Door, doubting bool) (*Company, error) {
	return p.openFounded(log, door, doubting)
}

func (p Place) openFounded(log *slog.Logger, door *Door, doubting bool) (*Company, error) {
	if err := p.Ready(); err != nil {
		return nil, err
	}
	return p.open(log, door, doubting, func(c *kernel.Catalog, epoch int64) (*store.Store, error) {
		return p.home.open(context.Background(), c, epoch)
	})
}

// Ready fails when there is no company yet, or it cannot be reached.
func (p Place) Ready() error {
	there, err := p.Exists()
	if err == nil && !there {
		err = NotFounded.With(kernel.Text("dir", p.String()))
	}
	return err
}

// Create makes the tables of a company that is not founded yet.
func (p Place) Create(log *slog.Logger) (*Company, error) {
	if err := makeFolder(p.Dir); err != nil {
		return nil, err
	}
	return p.open(log, nil, false, func(c *kernel.Catalog, epoch int64) (*store.Store, error) {
		now := Now()
		s, err := p.home.create(context.Background(), c, kernel.NewID(now, Random()), kernel.NewID(now, Random()), epoch)
		if errors.Is(err, store.ErrExists) {
			return nil, Founded.With(kernel.Text("dir", p.String()))
		}
		return s, err
	})
}

// Views opens the company for reading, also beside its server.
func (p Place) Views() (*kernel.Catalog, *store.Sights, error) {
	c := all.Catalog(all.Latest)
	if err := p.Ready(); err != nil {
		return nil, nil, err
	}
	views, err := p.home.views(context.Background(), c)
	return c, views, p.Explain(err)
}

// Backup makes a backup, also beside the server: one file, whatever the company is
// kept in.
func (p Place) Backup(ctx context.Context, to string) (*sqlite.Copied, error) {
	if err := p.Ready(); err != nil {
		return nil, err
	}
	c, err := p.home.backup(ctx, all.Catalog(all.Latest), to)
	return c, p.Explain(err)
}

// Restore puts a checked backup in the place of the company, which no server may
// have open. It returns where the data before is kept.
func (p Place) Restore(backup string) (*Kept, error) {
	held, err := p.home.take(context.Background(), nil)
	if err != nil {
		return nil, p.Explain(err)
	}
	kept, err := p.home.restore(context.Background(), all.Catalog(all.Latest), backup, kernel.NewID(Now(), Random()))
	return kept, errors.Join(p.Explain(err), held.free())
}

// Carry copies what only the server knows from the company that was put aside; copying
// says how.
func (k *Kept) Carry(p Place, copying func(from, to store.Database) error) error {
	return copying(k.db, p.home.database())
}

// PutBack undoes a restore.
func (k *Kept) PutBack() error { return k.back() }

// OnStore runs something on the store of a company that nobody has open.
func (p Place) OnStore(run func(c *kernel.Catalog, s *store.Store) error) error {
	held, err := p.home.take(context.Background(), nil)
	if err != nil {
		return p.Explain(err)
	}
	c := all.Catalog(all.Latest)
	s, err := p.home.open(context.Background(), c, held.epoch())
	if err == nil {
		err = errors.Join(run(c, s), s.Close())
	}
	return errors.Join(p.Explain(err), held.free())
}

// Discard takes away a company whose founding failed half-way.
func (p Place) Discard() error { return p.home.discard(context.Background()) }

// Why a company cannot be used now, in words for who looks after it.
var (
	Away = kernel.Refuse("server.store_away", "数据库 {place} 连接不上（{reason}）。请检查 PostgreSQL 是否在运行、地址和密码是否正确；数据没有损坏，连上后自动继续",
		"The database {place} does not answer ({reason}). See that PostgreSQL runs and that address and password are right; no data was harmed, and work goes on by itself once it answers")
	NewerRelease = kernel.Refuse("server.newer_release", "{place} 里的数据由更新版本的程序写成，这个版本不能使用它，也没有改动它。请使用新版本的 heyi-server",
		"The data in {place} was written by a newer release; this one cannot use it and has changed nothing. Run the newer heyi-server")
)

// Explain says in the administrator's words what is wrong with a company's data, if
// that is what an error means; any other error it returns as it is.
func (p Place) Explain(err error) error {
	if err == nil {
		return nil
	}
	if _, refused := kernel.AsRefusal(err); refused {
		return err
	}
	place := kernel.Text("place", p.String())
	switch {
	case errors.Is(err, store.ErrNewer):
		return fmt.Errorf("%w (%w)", NewerRelease.With(place), err)
	case store.FaultOf(err) == store.Away:
		return fmt.Errorf("%w (%w)", Away.With(place, kernel.Text("reason", postgres.Reason(err))), err)
	case store.FaultOf(err) == store.Damaged, errors.Is(err, store.ErrNoCompany):
		return fmt.Errorf("%w (%w)", Damaged.With(kernel.Text("dir", p.String()), kernel.Text("backup", newestBackup(p.Dir))), err)
	}
	return err
}
