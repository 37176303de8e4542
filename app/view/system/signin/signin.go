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
	"time"

	"heyi/app/device/client"
	"heyi/app/device/store"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
)

var (
	goneMark   = i18n.Define("signin.gone", "已停用，本机数据已清除", "Revoked, its data is gone from this device")
	goneHanded = i18n.Define("signin.gone.handed", "离开前没有上传的 {0} 条操作已经交给公司：{1} 条已受理，{2} 条没有通过。",
		"What was not sent before, {0} in all, was handed to the company: {1} accepted, {2} refused. ")
	goneWhy = i18n.Define("signin.gone.why", "{0}（{1}）：{2}。公司数据已从本机清除；没有提交的内容还在，可以导出。管理员确认后，在下面输入密码重新登录，本机会登记为一台新设备",
		"{0} ({1}): {2}. The company's data is gone from this device; what was not sent is kept and can be exported. Once your administrator agrees, sign in again below: this becomes a new device")
)

// WhyGone says why an account is out and what can be done, "" when the server has not
// let it go.
func WhyGone(stopped *kernel.Refusal, e client.Enrolment) string {
	if !Gone(stopped) {
		return ""
	}
	why := goneWhy.Text(e.CompanyName, e.Mobile, view.ExplainRefusal(stopped).Text)
	if h := e.HandedIn(); h.Accepted+h.Refused > 0 {
		return goneHanded.Text(h.Accepted+h.Refused, h.Accepted, h.Refused) + why
	}
	return why
}

// Account is a person of a company who is enrolled on this device.
type Account struct {
	client.Enrolment
	Title  string // the company
	Detail string // the mobile number and the device's series
	Gone   bool   // its data was taken away: only signing in again helps
}

// Model is the sign-in page.
type Model struct {
	Home    client.Home
	Catalog *kernel.Catalog // for exports
	Kind    string          // of this device: phone, tablet, desktop
	Name    string          // what the server calls this device
}

// Accounts lists who is enrolled on this device.
func (m *Model) Accounts() ([]Account, error) {
	list, err := m.Home.Enrolments()
	if err != nil {
		return nil, err
	}
	accounts := make([]Account, len(list))
	for i, e := range list {
		accounts[i] = Account{Enrolment: e, Title: e.CompanyName, Detail: view.Join(e.Mobile, e.Series, e.Server), Gone: e.Wiped()}
		if accounts[i].Gone {
			accounts[i].Detail = view.Join(goneMark.Text(), e.Mobile, e.Server)
		}
	}
	return accounts, nil
}

// Broken says in words that the sign-in data of accounts is damaged, and the way back
// to each; "" when none is.
func (m *Model) Broken() (said string, list []client.Broken, err error) {
	list, err = m.Home.Broken()
	var lines []string
	for _, b := range list {
		lines = append(lines, view.ExplainRefusal(b.Refusal()).Text)
	}
	return strings.Join(lines, "\n"), list, err
}

// exportName is the file that the unsent work of an account goes into that does not
// open.
const exportName = "heyi-unsent-%s-%s.json"

// Export writes the unsent work of an account that is not open into a file of the
// user's folder and returns its path. It works on damaged files.
func (m *Model) Export(e client.Enrolment) (path string, err error) {
	folder, err := os.UserHomeDir()
	if err != nil {
		folder = os.TempDir()
	}
	path = filepath.Join(folder, fmt.Sprintf(exportName, filepath.Base(e.Dir), time.Now().Format("20060102-150405")))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("signin: export: %w", err)
	}
	return path, errors.Join(e.Export(f, m.Catalog), f.Close())
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
	return m.EnrolOnce(ctx, server, mobile, password, "")
}

// EnrolOnce is Enrol with a password for one sign-in, in whose place the chosen one is
// good from now on.
func (m *Model) EnrolOnce(ctx context.Context, server, mobile, password, chosen string) (client.Enrolment, error) {
	mobile = strings.TrimSpace(mobile)
	e, err := m.Home.Enrol(ctx, server, client.Credentials{Mobile: mobile, Password: password, New: chosen}, m.Name, m.Kind)
	if err != nil {
		return e, err
	}
	_ = store.WriteFile(filepath.Join(m.Home.Dir, serverFile), []byte(e.Server+"\n")) // it is typed again otherwise
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
