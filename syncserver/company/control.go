package company

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/auth"
	"heyi/syncserver/reply"
)

// The administrator's commands act on a running server through its control
// door: an address and a secret that stand in a file of the company's folder,
// readable by its owner alone. Where no server runs they open the company
// themselves.

// Actions of the control door.
const (
	ActAddUser    = "user.add"        // name, mobile, seat, password
	ActPassword   = "user.password"   // mobile, password
	ActDeactivate = "user.deactivate" // mobile
	ActMissing    = "recover.missing" // answers with the devices that are missing
	ActRecovered  = "recover.close"
)

// Answer is what an action says.
type Answer map[string]string

// Act carries out an action.
func (c *Company) Act(ctx context.Context, action string, args Answer) (Answer, error) {
	switch action {
	case ActAddUser:
		return signIn(c.AddUser(ctx, args["name"], args["mobile"], args["seat"], args["password"]))
	case ActPassword:
		return signIn(c.NewPassword(ctx, args["mobile"], args["password"]))
	case ActDeactivate:
		return nil, c.Deactivate(ctx, args["mobile"])
	case ActMissing:
		return c.missing(ctx)
	case ActRecovered:
		return nil, c.Hub.EndRecovery(ctx)
	}
	return nil, fmt.Errorf("company: no action %q", action)
}

func signIn(f *FirstSignIn, err error) (Answer, error) {
	if err != nil {
		return nil, err
	}
	return Answer{"name": f.Name, "mobile": f.Mobile, "password": f.Password}, nil
}

func (c *Company) missing(ctx context.Context) (Answer, error) {
	ids, err := c.Hub.Missing(ctx)
	if err != nil {
		return nil, err
	}
	names := Answer{}
	view, err := c.Store.Read()
	if err != nil {
		return nil, err
	}
	devices := c.Catalog.Schema("device")
	for _, id := range ids {
		if row := view.Get(devices, id); row != nil {
			names[id.String()] = kernel.TitleOf(row)
		}
	}
	return names, view.Close()
}

type controlFile struct {
	Address string `json:"address"`
	Secret  string `json:"secret"`
}

type controlRequest struct {
	Action string `json:"action"`
	Args   Answer `json:"args"`
}

const controlName = "control.json"

// Control opens the control door of a serving company. The function it returns
// closes it.
func (c *Company) Control(mux *http.ServeMux, address net.Addr) (func() error, error) {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails
	file := controlFile{Address: reachable(address), Secret: base64.RawURLEncoding.EncodeToString(random[:])}
	mux.HandleFunc("POST /control", func(w http.ResponseWriter, r *http.Request) {
		var req controlRequest
		if subtle.ConstantTimeCompare([]byte(auth.Token(r)), []byte(file.Secret)) != 1 {
			reply.Error(w, c.Log, http.StatusUnauthorized, auth.BadToken.With())
			return
		}
		err := reply.Read(w, r, &req)
		var answer Answer
		if err == nil {
			answer, err = c.Act(r.Context(), req.Action, req.Args)
		}
		if err != nil {
			reply.Error(w, c.Log, auth.Status(err), err)
			return
		}
		reply.JSON(w, http.StatusOK, answer)
	})
	data, err := json.Marshal(file)
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	path := filepath.Join(c.Dir, controlName)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	return func() error { return os.Remove(path) }, nil
}

// reachable is the address as a process on this machine dials it.
func reachable(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: tcp.Port}).String()
	}
	return a.String()
}

// Ask carries out an action in a folder: by the server that runs there, or
// directly.
func Ask(ctx context.Context, dir string, log *slog.Logger, action string, args Answer) (Answer, error) {
	c, err := Open(dir, log)
	if err == nil {
		answer, err := c.Act(ctx, action, args)
		return answer, errors.Join(err, c.Close(ctx))
	}
	if !errors.Is(err, Locked.With()) {
		return nil, err
	}
	data, readErr := os.ReadFile(filepath.Join(dir, controlName))
	if errors.Is(readErr, fs.ErrNotExist) {
		return nil, err
	}
	var file controlFile
	if err := errors.Join(readErr, json.Unmarshal(data, &file)); err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	return file.ask(ctx, action, args)
}

func (f controlFile) ask(ctx context.Context, action string, args Answer) (Answer, error) {
	body, err := json.Marshal(controlRequest{action, args})
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+f.Address+"/control", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+f.Secret)
	local := &http.Client{Transport: &http.Transport{}} // past any proxy
	resp, err := local.Do(req)
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		problem := &reply.Problem{}
		if err := json.NewDecoder(resp.Body).Decode(problem); err != nil {
			return nil, fmt.Errorf("company: control: status %d: %w", resp.StatusCode, err)
		}
		return nil, problem
	}
	answer := Answer{}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	return answer, nil
}
