// Package signin is the way in: whom this device knows, and how one more person
// becomes known to it.
package signin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"heyi/app/client"
	"heyi/app/view"
)

// Account is a person of a company who is enrolled on this device.
type Account struct {
	client.Enrolment
	Title  string // the company
	Detail string // the mobile number and the device's series
}

// Model is the sign-in page.
type Model struct {
	Home client.Home
	Kind string // of this device: phone, tablet, desktop
	Name string // what the server calls this device
}

// Accounts lists who is enrolled on this device.
func (m *Model) Accounts() ([]Account, error) {
	list, err := m.Home.Enrolments()
	if err != nil {
		return nil, err
	}
	accounts := make([]Account, len(list))
	for i, e := range list {
		accounts[i] = Account{Enrolment: e, Title: e.CompanyName, Detail: view.Join(e.Mobile, e.Series, e.Server)}
	}
	return accounts, nil
}

// serverFile remembers the address that was used last.
const serverFile = "server"

// Server is the address that the form begins with.
func (m *Model) Server() string {
	data, err := os.ReadFile(filepath.Join(m.Home.Dir, serverFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

// Enrol signs a person in on this device for the first time. Somebody who is
// enrolled already keeps the replica and what waits in it.
func (m *Model) Enrol(ctx context.Context, server, mobile, password string) (client.Enrolment, error) {
	mobile = strings.TrimSpace(mobile)
	e, err := m.Home.Enrol(ctx, server, client.Credentials{Mobile: mobile, Password: password}, m.Name, m.Kind)
	if err != nil {
		return e, err
	}
	if err := os.WriteFile(filepath.Join(m.Home.Dir, serverFile), []byte(e.Server+"\n"), 0o600); err != nil {
		return e, fmt.Errorf("signin: remember the server: %w", err)
	}
	return e, nil
}

// Known finds the enrolment of a person of a server, for a role that is played
// again.
func (m *Model) Known(server, mobile string) (client.Enrolment, bool, error) {
	list, err := m.Home.Enrolments()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return client.Enrolment{}, false, err
	}
	for _, e := range list {
		if e.Mobile == mobile && strings.TrimRight(server, "/") == e.Server {
			return e, true, nil
		}
	}
	return client.Enrolment{}, false, nil
}
