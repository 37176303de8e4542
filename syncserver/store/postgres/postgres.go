package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"heyi/shared/kernel"
	"heyi/syncserver/store"
)

// DefaultSchema is where a company stands if its address names no schema.
const DefaultSchema = "heyi"

// least is the oldest version of PostgreSQL that is served, as server_version_num.
const least = 150000

// Refusals of an address or of what answers there.
var (
	BadAddress = kernel.Refuse("store.bad_address", "「{address}」不是数据库地址，应为 postgres://用户@主机/<数据库>?schema=heyi",
		"{address} is no address of a database; it is postgres://user@host/database?schema=heyi")
	TooOld = kernel.Refuse("store.too_old", "数据库是 PostgreSQL {version}，需要 15 或更新的版本", "The database is PostgreSQL {version}; 15 or later is needed")
)

// Schema is a company's place: a schema of a database. It implements store.Database.
type Schema struct {
	Name string

	config *pgx.ConnConfig
	place  string
}

// schemaForm is what a schema may be named: nothing that needs quoting.
var schemaForm = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,40}$`)

// Is tells whether an address is one of this package.
func Is(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// At reads an address: a URL as pgx and libpq take it, and "schema" among its
// parameters.
func At(address string) (*Schema, error) {
	u, err := url.Parse(address)
	var query url.Values
	if err == nil {
		query, err = url.ParseQuery(u.RawQuery)
	}
	if err != nil || !Is(address) {
		return nil, BadAddress.With(kernel.Text("address", redacted(address)))
	}
	name := query.Get("schema")
	if name == "" {
		name = DefaultSchema
	}
	query.Del("schema")
	u.RawQuery = query.Encode()
	config, err := pgx.ParseConfig(u.String())
	if err != nil || !schemaForm.MatchString(name) || strings.HasPrefix(name, "pg_") {
		return nil, BadAddress.With(kernel.Text("address", redacted(address)))
	}
	s := &Schema{Name: name, config: config, place: "postgres://" + hostsOf(config) + "/" + config.Database + "?schema=" + name}
	return s, nil
}

// hostsOf names the hosts of an address, of which a cluster has several.
func hostsOf(config *pgx.ConnConfig) string {
	name := func(host string, port uint16) string {
		if strings.HasPrefix(host, "/") {
			return host // a socket's folder
		}
		return host + ":" + strconv.Itoa(int(port))
	}
	list := []string{name(config.Host, config.Port)}
	for _, other := range config.Fallbacks {
		if host := name(other.Host, other.Port); !slices.Contains(list, host) { // with TLS and without
			list = append(list, host)
		}
	}
	return strings.Join(list, ",")
}

// redacted is an address without its password, as far as it can be read.
func redacted(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	return "postgres://…"
}

// Named is another schema of the same database.
func (s *Schema) Named(name string) *Schema {
	other := *s
	other.Name = name
	other.place = strings.TrimSuffix(s.place, s.Name) + name
	return &other
}

// Dialect is PostgreSQL's.
func (s *Schema) Dialect() kernel.Dialect { return kernel.Postgres }

// Place is the address without user and password.
func (s *Schema) Place() string { return s.place }

// settings are of every session. A server or a network that is gone is noticed in
// about ten seconds on both sides, and a session that stands still in the middle of a
// transaction lets its locks go: they would keep the next leader out. Plans of
// queries with large conditions are not worth compiling.
func (s *Schema) settings(purpose store.For) map[string]string {
	set := map[string]string{
		"search_path": s.Name, "application_name": "heyi", "jit": "off", "timezone": "UTC", "client_encoding": "UTF8",
		"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "tcp_user_timeout": "10000",
		"idle_in_transaction_session_timeout": "600000",
	}
	if purpose == store.Commits || purpose == store.Sides {
		set["idle_in_transaction_session_timeout"] = "4000"
	}
	return set
}

// viewsMost bounds the connections of views. Whoever has one waits for nobody else,
// so waiting for one ends.
const viewsMost = 48

// Connect opens connections for a purpose.
func (s *Schema) Connect(purpose store.For) (*sql.DB, error) {
	db := s.open(s.settings(purpose))
	if purpose == store.Views {
		db.SetMaxOpenConns(viewsMost)
	}
	return db, nil
}

func (s *Schema) open(settings map[string]string) *sql.DB {
	config := s.config.Copy()
	for name, value := range settings {
		config.RuntimeParams[name] = value
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = dialTime
	}
	if strings.HasPrefix(config.Host, "/") { // a socket has no keepalives
		for name := range config.RuntimeParams {
			if strings.HasPrefix(name, "tcp_") {
				delete(config.RuntimeParams, name)
			}
		}
	}
	config.DialFunc = dial
	return stdlib.OpenDB(*config)
}

// Tune has nothing to do: what a session needs is set as it begins.
func (s *Schema) Tune(*sql.Conn) error { return nil }

// Check leaves the structure of its files to PostgreSQL, which has checksums and
// amcheck for it.
func (s *Schema) Check(context.Context, store.Querier, int) ([]string, error) { return nil, nil }

// maintain opens a connection of its own for what is done rarely.
func (s *Schema) maintain() *sql.DB {
	db := s.open(map[string]string{"application_name": "heyi"})
	db.SetMaxOpenConns(1)
	return db
}

// Exists tells whether there is a company in the schema. It refuses a PostgreSQL that
// is too old.
func (s *Schema) Exists(ctx context.Context) (there bool, err error) {
	db := s.maintain()
	defer db.Close()
	var number int
	var version string
	err = db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'), to_regclass($1) IS NOT NULL`,
		s.Name+"._state").Scan(&number, &version, &there)
	switch {
	case err != nil:
		return false, fmt.Errorf("postgres: look at %s: %w", s.place, err)
	case number < least:
		return false, TooOld.With(kernel.Text("version", version))
	}
	return there, nil
}

// Create makes the schema of a new company and opens it.
func (s *Schema) Create(ctx context.Context, c *kernel.Catalog, company, history kernel.ID, o store.Options) (*store.Store, error) {
	there, err := s.Exists(ctx)
	if err != nil {
		return nil, err
	}
	if there {
		return nil, fmt.Errorf("%w: %s", store.ErrExists, s.place)
	}
	if err := s.exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+kernel.Quote(s.Name)); err != nil {
		return nil, err
	}
	return store.Create(s, c, company, history, o)
}

// Open opens the company of the schema and brings its tables to the catalogue.
func (s *Schema) Open(ctx context.Context, c *kernel.Catalog, o store.Options) (*store.Store, error) {
	if err := s.founded(ctx); err != nil {
		return nil, err
	}
	return store.Open(s, c, o)
}

// OpenViews opens the company for reading.
func (s *Schema) OpenViews(ctx context.Context, c *kernel.Catalog) (*store.Sights, error) {
	if err := s.founded(ctx); err != nil {
		return nil, err
	}
	return store.OpenViews(s, c)
}

func (s *Schema) founded(ctx context.Context) error {
	there, err := s.Exists(ctx)
	if err == nil && !there {
		err = fmt.Errorf("%w: %s", store.ErrNoCompany, s.place)
	}
	return err
}

// Drop takes the schema away, with everything in it.
func (s *Schema) Drop(ctx context.Context) error {
	return s.exec(ctx, "DROP SCHEMA IF EXISTS "+kernel.Quote(s.Name)+" CASCADE")
}

// Remake makes the schema anew, empty.
func (s *Schema) Remake(ctx context.Context) error {
	return s.exec(ctx, "DROP SCHEMA IF EXISTS "+kernel.Quote(s.Name)+" CASCADE", "CREATE SCHEMA "+kernel.Quote(s.Name))
}

// Size is how many bytes the company takes, with indexes.
func (s *Schema) Size(ctx context.Context) (bytes int64, err error) {
	db := s.maintain()
	defer db.Close()
	err = db.QueryRowContext(ctx, `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace($1)`,
		s.Name).Scan(&bytes)
	if err != nil {
		err = fmt.Errorf("postgres: size of %s: %w", s.place, err)
	}
	return bytes, err
}

// Erase takes the schema away, and those that a restore or a move has put aside.
func (s *Schema) Erase(ctx context.Context) error {
	db := s.maintain()
	defer db.Close()
	found, err := db.QueryContext(ctx, `SELECT nspname FROM pg_namespace WHERE nspname = $1
  OR nspname ~ ('^' || $1 || '_(coming|files|(before|moved|undone)_[0-9]{8}t[0-9_]+)$')`, s.Name)
	if err != nil {
		return fmt.Errorf("postgres: erase %s: %w", s.place, err)
	}
	var texts []string
	for found.Next() {
		var name string
		err = errors.Join(err, found.Scan(&name))
		texts = append(texts, "DROP SCHEMA IF EXISTS "+kernel.Quote(name)+" CASCADE")
	}
	if err = errors.Join(err, found.Err(), found.Close()); err != nil {
		return fmt.Errorf("postgres: erase %s: %w", s.place, err)
	}
	return s.exec(ctx, texts...)
}

// Rename gives the schema another name.
func (s *Schema) Rename(ctx context.Context, name string) error {
	return s.exec(ctx, "ALTER SCHEMA "+kernel.Quote(s.Name)+" RENAME TO "+kernel.Quote(name))
}

// Replace lets another schema take this one's name, and gives this one the name aside
// or drops it when that is empty. Who holds the lease keeps it.
func (s *Schema) Replace(ctx context.Context, by *Schema, aside string) error {
	gone := "DROP SCHEMA IF EXISTS " + kernel.Quote(s.Name) + " CASCADE"
	if aside != "" {
		gone = "ALTER SCHEMA " + kernel.Quote(s.Name) + " RENAME TO " + kernel.Quote(aside)
	}
	return s.exec(ctx, "ALTER TABLE IF EXISTS "+kernel.Quote(s.Name)+"._holder SET SCHEMA "+kernel.Quote(by.Name), gone,
		"ALTER SCHEMA "+kernel.Quote(by.Name)+" RENAME TO "+kernel.Quote(s.Name))
}

// Alone takes a right of a name for this company that ends with a session, or earlier
// by the function that is returned; nil when somebody else has it.
func (s *Schema) Alone(ctx context.Context, what string) (end func() error, err error) {
	db := s.maintain()
	conn, err := db.Conn(ctx)
	got := false
	if err == nil {
		err = conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`, "heyi "+s.Name+" "+what).Scan(&got)
	}
	if err == nil && got {
		return func() error { return errors.Join(conn.Close(), db.Close()) }, nil
	}
	if conn != nil {
		err = errors.Join(err, conn.Close())
	}
	return nil, errors.Join(err, db.Close())
}

// exec runs statements in one transaction.
func (s *Schema) exec(ctx context.Context, texts ...string) error {
	db := s.maintain()
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	for _, text := range texts {
		if err == nil {
			if _, err = tx.ExecContext(ctx, text); err != nil {
				return errors.Join(fmt.Errorf("postgres: %s: %w", text, err), tx.Rollback())
			}
		}
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return fmt.Errorf("postgres: %s: %w", s.place, err)
	}
	return nil
}
