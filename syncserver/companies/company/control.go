package company

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/reply"
)

// The administrator's commands act on a running server through its control
// door: a listener of its own on the loopback interface and a secret, which stand
// in a file of the company's folder, readable by its owner alone. The door is not
// on the address that devices use, so nobody else on the network can knock at it.
// Where no server runs the commands open the company themselves.

// Actions of the control door.
const (
	ActAddUser    = "user.add"        // name, mobile, seat, password
	ActPassword   = "user.password"   // mobile, password
	ActDeactivate = "user.deactivate" // mobile
	ActSignIns    = "signins"         // days; answers with one line for each hour, account, address and reason
	ActMissing    = "recover.missing" // answers with the devices that are missing
	ActRecovered  = "recover.close"
	ActClock      = "clock"        // answers with how the clock stands
	ActTrust      = "clock.accept" // the server's clock is right
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
	case ActSignIns:
		return c.failedSignIns(args["days"])
	case ActMissing:
		return c.missing(ctx)
	case ActClock:
		return c.clock()
	case ActTrust:
		return nil, c.trustClock(ctx)
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

// signInsMost bounds the lines of ActSignIns.
const signInsMost = 1000

func (c *Company) failedSignIns(days string) (Answer, error) {
	n, err := strconv.Atoi(days)
	if err != nil {
		return nil, fmt.Errorf("company: %q days", days)
	}
	list, err := c.Auth.Failed(time.Now().AddDate(0, 0, -n), signInsMost)
	if err != nil {
		return nil, err
	}
	answer := Answer{}
	for i, f := range list {
		at := func(t kernel.Time) string { return time.UnixMilli(int64(t)).Format(time.DateTime) }
		answer[fmt.Sprintf("%04d", i)] = fmt.Sprintf("%s … %s  %-16s %-24s %-9s ×%d", at(f.First), at(f.Last), f.Account, f.Addr, f.Why, f.Tries)
	}
	return answer, nil
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

type controlRequest struct {
	Action string `json:"action"`
	Args   Answer `json:"args"`
}

// door answers those who know the secret.
func (c *Company) door(secret string, public http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /control", func(w http.ResponseWriter, r *http.Request) {
		var req controlRequest
		err := reply.Read(w, r, &req)
		var answer Answer
		if err == nil {
			answer, err = c.Act(r.Context(), req.Action, req.Args)
		}
		if err != nil {
			reply.Error(w, r, c.Log, auth.Status(err), err)
			return
		}
		reply.JSON(w, http.StatusOK, answer)
	})
	mux.HandleFunc("POST /judge", c.judgeAtDoor)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get(secretHeader)), []byte(secret)) != 1 {
			reply.Error(w, r, c.Log, http.StatusUnauthorized, auth.BadToken.With())
			return
		}
		if r.Header.Get(forwardedHeader) != "" {
			passed(public, w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// Ask carries out an action: by the server that has the company open, or directly.
func (p Place) Ask(ctx context.Context, log *slog.Logger, action string, args Answer) (Answer, error) {
	c, err := p.Open(log)
	if err == nil {
		answer, err := c.Act(ctx, action, args)
		return answer, errors.Join(err, c.Close(ctx))
	}
	if !errors.Is(err, Locked.With()) {
		return nil, err
	}
	door, err := p.findDoor(err)
	if err != nil {
		return nil, err
	}
	return door.ask(ctx, action, args)
}

// findDoor reads how to reach the server that has the company open. Whoever has it
// open without a door, such as an import, leaves the refusal.
func (p Place) findDoor(locked error) (*controlFile, error) {
	door, err := p.home.find(context.Background())
	if err == nil && door == nil {
		err = locked
	}
	return door, p.Explain(err)
}

func (f *controlFile) ask(ctx context.Context, action string, args Answer) (Answer, error) {
	body, err := json.Marshal(controlRequest{action, args})
	if err != nil {
		return nil, fmt.Errorf("company: control: %w", err)
	}
	answer := Answer{}
	return answer, f.post(ctx, "/control", body, time.Minute, func(r io.Reader) error { return json.NewDecoder(r).Decode(&answer) })
}

// post sends something to the door and hands over the answer. A refusal of the
// server is a *reply.Problem.
func (f *controlFile) post(ctx context.Context, path string, body []byte, most time.Duration, answer func(io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url()+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("company: control: %w", err)
	}
	req.Header.Set(secretHeader, f.Secret)
	req.Header.Set("Content-Type", "application/json")
	transport := f.transport()
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return fmt.Errorf("company: control: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		problem := &reply.Problem{}
		if err := json.NewDecoder(resp.Body).Decode(problem); err != nil {
			return fmt.Errorf("company: control: status %d: %w", resp.StatusCode, err)
		}
		return problem
	}
	if err := answer(resp.Body); err != nil {
		return fmt.Errorf("company: control: %w", err)
	}
	return nil
}
