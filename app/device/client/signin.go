package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heyi/shared/kernel"
)

// What signing in can be refused for on this side.
var (
	BadServer = kernel.Refuse("server.address", "服务器地址「{address}」不正确", "{address} is not the address of a server")
	NoServer  = kernel.Refuse("server.unreachable", "连不上服务器 {address}，请检查网络和地址",
		"The server {address} cannot be reached; please check the network and the address")
	NotHeyi = kernel.Refuse("server.foreign", "{address} 的回答不是合一服务器的（状态 {status}）",
		"{address} does not answer like a Heyi server (status {status})")
	// Said carries a server's own words; its code is the argument "code".
	Said = kernel.Refuse("server.said", "{sentence}", "{sentence}")
)

// Credentials are what a person signs in with.
type Credentials struct {
	Mobile   string
	Password string
	New      string // one's own, where the password is for one sign-in; else ""
}

// SignedIn is what a server answers to a sign-in or an enrolment.
type SignedIn struct {
	Device      kernel.ID `json:"device"`
	User        kernel.ID `json:"user"`
	Company     kernel.ID `json:"company"`
	CompanyName string    `json:"company_name"`
	Series      string    `json:"series"`
	Token       string    `json:"token"`
}

// answerMost bounds an answer and the time for it.
const (
	answerMost     = 1 << 20
	answerTimeMost = 30 * time.Second
)

// Enrol makes this device known to a server under a name and a kind (tablet,
// desktop, phone) and keeps the enrolment. Somebody who is enrolled on it already
// gets a new token and keeps his rows and what waits to be sent, unless the server
// has revoked the device: then it is a new one. An error that wraps a refusal is
// for the form.
func (h Home) Enrol(ctx context.Context, server string, c Credentials, name, kind string) (Enrolment, error) {
	base, err := serverAddress(server)
	if err != nil {
		return Enrolment{}, err
	}
	var in SignedIn
	request := map[string]string{"mobile": c.Mobile, "password": c.Password, "name": name, "kind": kind}
	if c.New != "" { // a server of before knows no such field
		request["new_password"] = c.New
	}
	was, err := h.enrolled(base, c.Mobile)
	if err == nil && was == nil {
		was, err = h.lostBy(ctx, base, c)
	}
	if err != nil {
		return Enrolment{}, err
	}
	proof := "" // that this person has signed in here before: nobody's guesses keep him out
	if was != nil {
		request["device"], request["series"] = was.Device.String(), was.Series
		proof = was.Token
	}
	if err := call(ctx, base, "/api/v1/enrol", proof, request, &in); err != nil {
		return Enrolment{}, err
	}
	if in.Device.IsZero() || in.User.IsZero() || in.Token == "" {
		return Enrolment{}, NotHeyi.With(kernel.Text("address", base), kernel.Int("status", http.StatusOK))
	}
	return h.Keep(Enrolment{
		Server: base, Device: in.Device, User: in.User, Company: in.Company, CompanyName: in.CompanyName, Series: in.Series,
		Mobile: c.Mobile, Token: in.Token,
	})
}

// enrolled is the enrolment of a person of a server on this device, nil when there
// is none or its data was wiped.
func (h Home) enrolled(server, mobile string) (*Enrolment, error) {
	list, err := h.Enrolments()
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if e.Server == server && e.Mobile == mobile && !wasWiped(e.Dir) {
			return &e, nil
		}
	}
	return nil, nil
}

// SignIn asks the server whether it knows a person, for unlocking the screen and
// for the API. It enrols nothing.
func SignIn(ctx context.Context, server string, c Credentials) (SignedIn, error) {
	var in SignedIn
	base, err := serverAddress(server)
	if err == nil {
		err = call(ctx, base, "/api/v1/signin", "", map[string]string{"mobile": c.Mobile, "password": c.Password}, &in)
	}
	return in, err
}

// serverAddress is what a person typed as scheme and host.
func serverAddress(typed string) (string, error) {
	text := strings.TrimRight(strings.TrimSpace(typed), "/")
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.User != nil {
		return "", BadServer.With(kernel.Text("address", typed))
	}
	return u.Scheme + "://" + u.Host + u.Path, nil
}

// call posts JSON and reads JSON.
func call(ctx context.Context, base, path, token string, request, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("client: %s: %w", path, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeMost)
	defer cancel()
	return send(ctx, http.MethodPost, base, path, token, "application/json", bytes.NewReader(body), answer)
}

// send sends a request and reads JSON.
func send(ctx context.Context, method, base, path, token, kind string, body io.Reader, answer any) error {
	r, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return BadServer.With(kernel.Text("address", base))
	}
	r.Header.Set("Content-Type", kind)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return unreached(base, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return answered(response)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, answerMost)).Decode(answer); err != nil {
		return fmt.Errorf("%w (%w)", notHeyi(response), err)
	}
	return nil
}

func notHeyi(r *http.Response) *kernel.Refusal {
	return NotHeyi.With(kernel.Text("address", r.Request.URL.Host), kernel.Int("status", int64(r.StatusCode)))
}

// problem is a refusal as servers write it.
type problem struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// errBusy marks answers after which another attempt is worth it soon.
var errBusy = errors.New("client: the server is busy")

// answered turns an answer other than yes into an error. What the server says
// about who somebody is wraps a refusal; that it is overloaded or away does not.
func answered(r *http.Response) error {
	var p problem
	body, _ := io.ReadAll(io.LimitReader(r.Body, answerMost)) // what is missing is no problem in JSON
	if json.Unmarshal(body, &p) != nil || p.Code == "" || p.Zh == "" {
		if r.StatusCode >= http.StatusInternalServerError {
			return fmt.Errorf("%w: status %d", errBusy, r.StatusCode)
		}
		if r.StatusCode == http.StatusBadRequest && strings.Contains(string(body), plainToTLS) {
			return NeedsTLS.With(kernel.Text("address", baseOf(r.Request.URL)))
		}
		return notHeyi(r)
	}
	said := Said.With(kernel.Words("sentence", p.Zh, p.En), kernel.Text("code", p.Code))
	return said
}

// ResetPassword asks the server for a password with which a user signs in once, then
// to choose one of his own. Everything that the user is signed in with ends.
func (e *Engine) ResetPassword(ctx context.Context, user kernel.ID) (password string, err error) {
	var made struct {
		Password string `json:"password"`
	}
	if err := e.passwords(ctx, map[string]string{"user": user.String()}, &made); err != nil {
		return "", err
	}
	if made.Password == "" {
		return "", NotHeyi.With(kernel.Text("address", e.options.Enrolment.Server), kernel.Int("status", http.StatusOK))
	}
	return made.Password, nil
}

// ChangePassword gives the person who works here another password; old is the present
// one. What he is signed in with elsewhere ends, this device stays.
func (e *Engine) ChangePassword(ctx context.Context, old, chosen string) error {
	return e.passwords(ctx, map[string]string{"old": old, "new": chosen}, &struct{}{})
}

// passwords are the server's alone: without a network a request is refused.
func (e *Engine) passwords(ctx context.Context, request map[string]string, answer any) error {
	o := e.options.Enrolment
	if e.State().Flight {
		return NoServer.With(kernel.Text("address", o.Server))
	}
	return call(ctx, o.Server, "/api/v1/password", o.Token, request, answer)
}

// SignOut tells the server that the token is no longer used, closes the engine
// and removes the enrolment with all its files. With unsent commands it refuses
// unless they may be lost: they can be exported first.
func (e *Engine) SignOut(ctx context.Context, h Home, loseUnsent bool) error {
	unsent, err := e.Unsent()
	if err != nil {
		return err
	}
	if len(unsent) > 0 && !loseUnsent {
		return Unsent.With(kernel.Int("count", int64(len(unsent))))
	}
	if files := e.Files(); files.Waiting > 0 && !loseUnsent {
		return FileUnsent.With(kernel.Int("count", int64(files.Waiting)), kernel.Megabytes("size", files.Bytes))
	}
	o := e.options.Enrolment
	told := call(ctx, o.Server, "/api/v1/signout", o.Token, struct{}{}, &struct{}{})
	if told != nil { // offline, or revoked already: the files go all the same
		e.options.Log.Info("the server was not told of the sign-out", "err", told)
	}
	return errors.Join(e.Close(), h.Remove(o))
}

// Unsent refuses to sign out while commands wait.
var Unsent = kernel.Refuse("device.unsent", "还有 {count} 个操作没有提交到服务器。请先联网提交或导出，再退出",
	"{count} commands have not reached the server. Connect or export them before signing out",
	kernel.Repair{Name: "export", Zh: "导出", En: "Export"}, kernel.Repair{Name: "wait", Zh: "先提交", En: "Send first"})
