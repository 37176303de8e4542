package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rowstore"
)

var catalog = all.Catalog(all.Latest)

// password is everybody's.
const password = "correct horse battery"

// person is somebody with a device of his own: its own folder, its own files.
type person struct {
	name         words
	mobile, role string
	device, kind string
	*client.Engine
	who client.Enrolment
}

// signIn enrols the person's device and waits for the first sync.
func (p *person) signIn(s *server, folder string) error {
	if err := p.enrol(s, folder); err != nil {
		return err
	}
	return p.loads()
}

// enrol makes the device one of the person's.
func (p *person) enrol(s *server, folder string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	home := client.Home{Dir: filepath.Join(folder, p.mobile)}
	var err error
	if p.who, err = home.Enrol(ctx, s.url, client.Credentials{Mobile: p.mobile, Password: password}, p.device, p.kind); err != nil {
		return fmt.Errorf("%s signs in: %w", p.name.en, err)
	}
	return nil
}

// loads opens the device and waits for the first sync.
func (p *person) loads() (err error) {
	if p.Engine, err = client.Open(client.Options{Catalog: catalog, Enrolment: p.who}); err != nil {
		return err
	}
	return p.synced()
}

// until waits for something to become true on the device. It looks again
// whenever the device says that something changed.
func (p *person) until(what string, holds func() (bool, error)) error {
	changed := make(chan struct{}, 1)
	unsubscribe := p.Subscribe(func(client.Change) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer unsubscribe()
	late := time.After(patience)
	for {
		if ok, err := holds(); ok || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-late:
			return fmt.Errorf("%s waited in vain until %s: %+v", p.name.en, what, p.State())
		}
	}
}

// synced waits until the server has judged everything the device has told it.
func (p *person) synced() error {
	return p.until("all is judged", func() (bool, error) {
		s := p.State()
		return s.Link == client.Online && !s.Loading && s.Waiting == 0, nil
	})
}

// act gives a command, on whatever connection there is.
func (p *person) act(args kernel.Command) (kernel.ID, error) {
	return p.actNamed(catalog.CommandFor(args).Name, args)
}

func (p *person) actNamed(name string, args kernel.Command) (kernel.ID, error) {
	saved, err := p.DoNamed(name, args)
	if err != nil {
		return kernel.ID{}, fmt.Errorf("%s, %s: %w", p.name.en, name, err)
	}
	return saved.Call.ID, nil
}

// judged waits for the server and errs if it has refused or changed anything.
func (p *person) judged() error {
	if err := p.synced(); err != nil {
		return err
	}
	page, err := p.SyncPage()
	if err != nil {
		return err
	}
	for _, i := range append(page.Refused, page.Adjusted...) {
		return fmt.Errorf("%s, %s: %s %v", p.name.en, i.Command, i.Why.En, i.Lines)
	}
	return nil
}

// does gives a command and waits until it is accepted as shown.
func (p *person) does(args kernel.Command) error {
	if _, err := p.act(args); err != nil {
		return err
	}
	return p.judged()
}

// adds sends <entity>.add and returns the row's id; pairs are field, value.
func (p *person) adds(entity string, pairs ...string) (kernel.ID, error) {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	id, err := p.actNamed(entity+".add", args)
	if err == nil {
		err = p.judged()
	}
	return kernel.AddedID(id, entity), err
}

// rows lists what the device holds of an entity; pairs are field, value.
func rows[T any](p *person, entity *kernel.Entity[T], pairs ...any) ([]*T, error) {
	q := client.Query{Query: rowstore.Query{Limit: rowstore.MaxPage}}
	for i := 0; i < len(pairs); i += 2 {
		q.Where.All = append(q.Where.All, rowstore.Is(pairs[i].(string), rowstore.Eq, pairs[i+1]))
	}
	list, _, err := client.List(p.Engine, entity, q)
	return list, err
}

// waitFor waits until the device holds exactly one such row and returns it.
func waitFor[T any](p *person, entity *kernel.Entity[T], pairs ...any) (row *T, err error) {
	what := strings.TrimSpace(fmt.Sprintln(append([]any{"there is one", entity.Name()}, pairs...)...))
	err = p.until(what, func() (bool, error) {
		list, err := rows(p, entity, pairs...)
		if len(list) == 1 {
			row = list[0]
		}
		return len(list) == 1, err
	})
	return row, err
}

// why is what the person reads of a decision that is asked for.
func (p *person) why(a *flow.Approval) (why *kernel.Refusal, err error) {
	err = p.View(func(v *client.View) error {
		tx, err := v.Tx()
		if err == nil {
			why = a.Why(tx.Held)
		}
		return err
	})
	return why, err
}

// holds errs unless the device holds so many such rows.
func holds[T any](p *person, want int, entity *kernel.Entity[T], pairs ...any) error {
	list, err := rows(p, entity, pairs...)
	if err != nil {
		return err
	}
	return same(fmt.Sprintf("%s's %s %v", p.name.en, entity.Name(), pairs), len(list), want)
}
