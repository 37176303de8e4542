package company

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/doors/reply"
	"heyi/syncserver/store"
)

// NotFounded is the refusal of a folder without a company.
var NotFounded = kernel.Refuse("server.no_company", "{dir} 里还没有公司，请先运行 heyi-server init", "There is no company in {dir} yet; run heyi-server init first")

// Founded is the refusal of a second company in a folder.
var Founded = kernel.Refuse("server.founded", "{dir} 里已经有公司了", "There is a company in {dir} already")

// Company is an open company.
type Company struct {
	Place
	Catalog *kernel.Catalog
	Store   *store.Store
	Hub     *hub.Hub
	Auth    *auth.Service
	Log     *slog.Logger

	kept     *kept
	held     hold
	contacts *contacts
	file     *fileCheck
	ending   []func() // what works on the company beside devices and must have ended before it closes
	unfollow func()   // ends the mark of what is served; nil while none is kept
}

// Clock is where the time comes from. Tests of several machines give each its own.
var Clock = time.Now

// Now is the server's clock.
func Now() kernel.Time { return kernel.Time(Clock().UnixMilli()) }

// Random is the randomness of an id.
func Random() (b [10]byte) {
	_, _ = rand.Read(b[:]) // never fails
	return b
}

func (p Place) open(log *slog.Logger, door *Door, doubting bool, opened func(c *kernel.Catalog, epoch int64) (*store.Store, error)) (*Company, error) {
	c := &Company{Place: p, Catalog: all.Catalog(all.Latest), Log: log, contacts: &contacts{}, file: &fileCheck{}, kept: &kept{}}
	var err error
	if c.held, err = p.home.take(context.Background(), door); err != nil {
		return nil, p.Explain(err)
	}
	if c.Store, err = opened(c.Catalog, c.held.epoch()); err != nil {
		return nil, errors.Join(p.Explain(err), c.held.free())
	}
	if err := c.check(); err != nil {
		return nil, errors.Join(err, c.Store.Close(), c.held.free())
	}
	if err := c.compare(); err != nil {
		return nil, errors.Join(fmt.Errorf("company: open %s: %w", p, p.Explain(err)), c.Store.Close(), c.held.free())
	}
	if err := c.upgrade(partRows); err != nil {
		return nil, errors.Join(fmt.Errorf("company: open %s: %w", p, p.Explain(err)), c.Store.Close(), c.held.free())
	}
	seen, err := c.seen()
	if err == nil {
		c.Hub, err = hub.Open(hub.Config{
			Catalog: c.Catalog, Store: c.Store, Log: log, Now: Now, Random: Random, Heard: c.contacts.note, Seen: seen, Hold: doubting,
		})
	}
	if err == nil {
		c.unfollow = c.follow()
		c.Auth, err = auth.Open(c.Store, c.Hub)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("company: open %s: %w", p, p.Explain(err)), c.Close(context.Background()))
	}
	return c, nil
}

// Lost is closed when another server has taken the company over; nil where that
// cannot be. What was acknowledged stands; nothing more is written here.
func (c *Company) Lost() <-chan struct{} { return c.held.lost() }

// BeforeClose has something end before the company closes.
func (c *Company) BeforeClose(end func()) { c.ending = append(c.ending, end) }

// Close stops the company: what waits is judged, devices are told. ctx bounds
// how long they may take.
func (c *Company) Close(ctx context.Context) error {
	var errs []error
	for _, end := range c.ending {
		end()
	}
	if c.Hub != nil {
		errs = append(errs, c.Hub.Close(ctx))
	}
	if c.unfollow != nil {
		c.unfollow()
		c.unfollow = nil
	}
	c.file.end()
	if c.Auth != nil {
		c.Auth.Close()
	}
	return errors.Join(append(errs, c.kept.close(), c.Store.Close(), c.held.free())...)
}

// FirstSignIn is how somebody signs in for the first time.
type FirstSignIn struct {
	Name, Mobile, Password string
}

// Found sets a created company up and gives its first user, the boss, a
// password.
func (c *Company) Found(ctx context.Context, setup *org.Setup) (*FirstSignIn, error) {
	if len(setup.Users) == 0 {
		return nil, errors.New("company: a set-up without users")
	}
	if _, err := c.Hub.Run(ctx, setup); err != nil {
		return nil, err
	}
	boss := setup.Users[0]
	return c.NewPassword(ctx, boss.Mobile, "")
}

// NewPassword gives a user a password, a random one if it is empty.
func (c *Company) NewPassword(ctx context.Context, mobile, password string) (*FirstSignIn, error) {
	user, err := c.Auth.UserByMobile(mobile)
	if err != nil {
		return nil, err
	}
	if password == "" {
		password = auth.RandomPassword()
	}
	if err := c.Auth.SetPassword(ctx, user, password, ""); err != nil {
		return nil, err
	}
	return &FirstSignIn{Name: user.Name, Mobile: user.Mobile, Password: password}, nil
}

// Register adds the routes that every server has.
func (c *Company) Register(mux *http.ServeMux) {
	(&auth.Handler{Service: c.Auth, Log: c.Log}).Register(mux)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		state, err := c.Hub.State(r.Context())
		if err != nil {
			reply.Error(w, r, c.Log, http.StatusServiceUnavailable, err)
			return
		}
		_, _, doubt := c.Hub.Clock()
		reply.JSON(w, http.StatusOK, map[string]any{
			"ok": true, "damaged": c.file.broken.Load(), "clock_in_doubt": doubt != nil, "version": state.Version, "release": c.Catalog.Release, "recovering": state.Recovering,
		})
	})
}
