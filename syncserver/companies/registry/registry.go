// Package registry knows the companies of a server that serves many: what each is
// called in addresses, where it is kept, whether it is served and how much it may use.
// Every company has a folder of its own and a store of its own; the registry holds
// nothing of what is in them.
//
// Without a database an entry is a small file in the company's folder. Where several
// servers share a PostgreSQL the entries are rows there, so that all of them serve the
// same companies.
package registry

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/store/postgres"
)

// Refusals about the companies of a server.
var (
	BadName = kernel.Refuse("company.bad_name", "「{name}」不能用作公司代号。代号是 2 至 30 个小写英文字母和数字，以字母开头，如 hengyi",
		"“{name}” cannot be a company's name in addresses; that is 2 to 30 small letters and digits and begins with a letter, as in hengyi")
	Exists  = kernel.Refuse("company.exists", "已经有代号为 {name} 的公司了，请换一个代号", "There is a company named {name} already; choose another name")
	Unknown = kernel.Refuse("company.unknown", "这台服务器上没有公司 {name}，请检查服务器地址的最后一段",
		"There is no company {name} on this server; please check the last part of the server's address")
	Suspended = kernel.Refuse("company.suspended", "公司 {name} 已被服务器管理员暂停使用。本机的数据和未提交的操作都保留着，恢复使用后自动提交；请联系管理员",
		"The server's administrator has suspended the company {name}. This device keeps its data and what waits, and sends it once the company is served again; please ask the administrator")
	Deleted = kernel.Refuse("company.deleted", "公司 {name} 已被服务器管理员删除，数据将于 {date} 清除。此前可以由管理员撤销删除；需要保留的资料请尽快导出",
		"The server's administrator has deleted the company {name}; its data is erased on {date}. Until then the administrator can take that back; export what you want to keep")
	NotDeleted = kernel.Refuse("company.in_use", "公司 {name} 正在使用，没有暂停或删除", "The company {name} is in use; it is neither suspended nor deleted")
)

// State is whether a company is served.
type State string

// The states.
const (
	Founding State = "founding" // its founding has not come to its end
	Active   State = "active"
	Paused   State = "suspended"
	Leaving  State = "deleted" // not served any more, kept until Gone
)

// Entry is a company of the server.
type Entry struct {
	Name  string    `json:"name"`  // in addresses and folders
	Title string    `json:"title"` // what people call it
	State State     `json:"state"`
	Since time.Time `json:"since"`          // of the state
	Gone  time.Time `json:"gone,omitzero"`  // when a deleted one is erased
	Store string    `json:"store"`          // the address of its PostgreSQL, or "file", where it is not kept as the others are
	Quota Quota     `json:"quota,omitzero"` // 0 is without bound
}

// Quota is how much of the server a company may use.
type Quota struct {
	Bytes int64 `json:"bytes,omitzero"` // of its file or schema
	Links int   `json:"links,omitzero"` // connections of devices at a time
}

// Served tells whether devices are let in.
func (e *Entry) Served() bool { return e.State == Active }

// Why is the refusal of who asks for a company that is not served; nil for one that is.
func (e *Entry) Why() *kernel.Refusal {
	name := kernel.Text("name", e.Name)
	switch e.State {
	case Paused:
		return Suspended.With(name)
	case Leaving:
		return Deleted.With(name, kernel.Text("date", e.Gone.Format(time.DateOnly)))
	case Founding:
		return Unknown.With(name)
	}
	return nil
}

// keeper keeps the entries.
type keeper interface {
	list(ctx context.Context) ([]Entry, error)
	put(ctx context.Context, e *Entry) error
	remove(ctx context.Context, name string) error
	close() error
}

// Registry is the companies of a server.
type Registry struct {
	dir    string
	schema *postgres.Schema // nil where entries are files
	keeper keeper
}

// At is the registry of a folder, and of a PostgreSQL if the address is not empty.
func At(dir, address string) (*Registry, error) {
	r := &Registry{dir: dir, keeper: &files{dir}}
	if address == "" {
		return r, nil
	}
	var err error
	if r.schema, err = postgres.At(address); err != nil {
		return nil, err
	}
	r.keeper = &rows{at: r.schema.Named(rowsSchema)}
	return r, nil
}

// String is where the registry is, without a password.
func (r *Registry) String() string {
	if r.schema != nil {
		return r.schema.Named(rowsSchema).Place()
	}
	return r.dir
}

// Close lets go of the database.
func (r *Registry) Close() error { return r.keeper.close() }

// Shared tells whether several servers may serve the companies.
func (r *Registry) Shared() bool { return r.schema != nil }

// List lists all companies by name, also those that are not served.
func (r *Registry) List(ctx context.Context) ([]Entry, error) {
	list, err := r.keeper.list(ctx)
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

// Get finds a company, or refuses.
func (r *Registry) Get(ctx context.Context, name string) (*Entry, error) {
	list, err := r.List(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Name == name {
			return &list[i], nil
		}
	}
	return nil, Unknown.With(kernel.Text("name", name))
}

// nameForm is what a company may be named: a part of an address, of a folder and of a
// schema.
var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`)

// reserved are names that mean something else in addresses.
var reserved = []string{"api", "ws", "healthz", "control", "judge", "companies"}

// Begin enters a company that is about to be founded. One whose founding broke off
// before is begun anew, without what is left of it.
func (r *Registry) Begin(ctx context.Context, e Entry) (company.Place, error) {
	if !nameForm.MatchString(e.Name) || slices.Contains(reserved, e.Name) {
		return company.Place{}, BadName.With(kernel.Text("name", e.Name))
	}
	old, err := r.Get(ctx, e.Name)
	switch {
	case err == nil && old.State != Founding:
		return company.Place{}, Exists.With(kernel.Text("name", e.Name))
	case err != nil && !errors.Is(err, Unknown.With()):
		return company.Place{}, err
	}
	e.State, e.Since = Founding, now()
	if err := r.keeper.put(ctx, &e); err != nil {
		return company.Place{}, err
	}
	place, err := r.Place(&e)
	if err == nil && old != nil {
		err = place.Discard()
	}
	return place, err
}

// Founded lets a company be served whose founding has come to its end.
func (r *Registry) Founded(ctx context.Context, name string) error {
	return r.change(ctx, name, func(e *Entry) error { e.State = Active; return nil })
}

// Suspend ends the serving of a company until it is resumed; Resume serves one again
// that was suspended or deleted.
func (r *Registry) Suspend(ctx context.Context, name string) error {
	return r.change(ctx, name, func(e *Entry) error {
		if why := e.Why(); why != nil {
			return why
		}
		e.State = Paused
		return nil
	})
}

// Resume serves a company again.
func (r *Registry) Resume(ctx context.Context, name string) error {
	return r.change(ctx, name, func(e *Entry) error {
		if e.Served() {
			return NotDeleted.With(kernel.Text("name", e.Name))
		}
		e.State, e.Gone = Active, time.Time{}
		return nil
	})
}

// Delete ends the serving of a company for good. Its data is kept for the time of
// grace and then erased by Erase.
func (r *Registry) Delete(ctx context.Context, name string, grace time.Duration) (gone time.Time, err error) {
	gone = now().Add(grace)
	return gone, r.change(ctx, name, func(e *Entry) error {
		e.State, e.Gone = Leaving, gone
		return nil
	})
}

// Allow changes how much a company may use.
func (r *Registry) Allow(ctx context.Context, name string, q Quota) error {
	return r.change(ctx, name, func(e *Entry) error { e.Quota = q; return nil })
}

// Moved notes that a company stands in another PostgreSQL now, or in a file of its
// folder where the address is empty.
func (r *Registry) Moved(ctx context.Context, name, store string) error {
	return r.change(ctx, name, func(e *Entry) error {
		if e.Store = store; store == "" && r.schema != nil {
			e.Store = ownFile
		}
		return nil
	})
}

func (r *Registry) change(ctx context.Context, name string, change func(*Entry) error) error {
	e, err := r.Get(ctx, name)
	if err != nil {
		return err
	}
	was := e.State
	if err := change(e); err != nil {
		return err
	}
	if e.State != was {
		e.Since = now()
	}
	return r.keeper.put(ctx, e)
}

func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// Dir is the folder of a company.
func (r *Registry) Dir(name string) string { return filepath.Join(r.dir, name) }

// ownFile is the store of a company in a file, where the others are in PostgreSQL.
const ownFile = "file"

// Place is where a company is kept.
func (r *Registry) Place(e *Entry) (company.Place, error) {
	address := e.Store
	if address == ownFile {
		return company.At(r.Dir(e.Name)), nil
	}
	if address == "" && r.schema != nil {
		return company.AtSchema(r.Dir(e.Name), r.schema.Named(postgres.DefaultSchema+"_"+e.Name)), nil
	}
	return company.AtStore(r.Dir(e.Name), address)
}

// erasedFolder has the last backups of companies that were erased.
const erasedFolder = ".erased"

// Erase takes away everything of a company but its last backup. It refuses with
// company.Locked while a server has the company open.
func (r *Registry) Erase(ctx context.Context, e *Entry) (kept string, err error) {
	place, err := r.Place(e)
	if err != nil {
		return "", err
	}
	kept = filepath.Join(r.dir, erasedFolder, e.Name+"-"+e.Gone.Format("20060102"))
	backups, _ := filepath.Glob(filepath.Join(place.Dir, "backup", "*.heyi"))
	if len(backups) == 0 {
		kept = ""
	} else if err := os.MkdirAll(kept, 0o700); err != nil {
		return "", err
	}
	err = place.Erase(ctx, func() error {
		if kept == "" {
			return nil
		}
		last := backups[len(backups)-1] // named by their time
		for _, file := range []string{last, last + ".sha256"} {
			if err := os.Rename(file, filepath.Join(kept, filepath.Base(file))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if err := r.keeper.remove(ctx, e.Name); err != nil {
		return "", err
	}
	return kept, os.RemoveAll(place.Dir)
}
