package colleague

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
	"heyi/syncserver/companies/company"
)

// Badge begins the names of the colleagues' devices, so that everybody sees who
// is scripted.
const Badge = "演示同事"

// File keeps the colleagues' enrolments from one start of the server to the next.
const File = "demo-colleagues.json"

// Every is how often each colleague acts.
const Every = 40 * time.Second

// enrolment is what a colleague's device has from the server.
type enrolment struct {
	Name   string    `json:"name"`
	Device kernel.ID `json:"device"`
	User   kernel.ID `json:"user"`
	Series string    `json:"series"`
	Token  string    `json:"token"`
}

// Live lets a salesperson and a storekeeper, known by their mobile numbers, work
// until ctx ends. They come in by a door of their own on the loopback.
func Live(ctx context.Context, c *company.Company, seller, keeper string, every time.Duration) error {
	cards, err := enrolments(ctx, c, []string{seller, keeper})
	if err != nil {
		return err
	}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("colleague: %w", err)
	}
	mux := http.NewServeMux()
	c.Register(mux)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(door) }()
	done := make(chan error, len(cards))
	for i, card := range cards {
		d, err := newDevice(ctx, c, card)
		if err != nil {
			return errors.Join(err, server.Close())
		}
		d.url, d.every, d.after = "ws://"+door.Addr().String()+"/ws", every, every/2
		d.act = sell
		if i == 1 {
			d.act, d.after = shipOrdersOf(cards[0].Series), every
		}
		go func() { done <- d.work(ctx) }()
	}
	for range cards {
		err = errors.Join(err, <-done)
	}
	err = errors.Join(err, server.Close())
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

func newDevice(ctx context.Context, c *company.Company, card enrolment) (*device, error) {
	var last int64
	err := c.Hub.On(ctx, func(*authority.Desk) (err error) {
		last, err = c.Store.LastKey(card.Device)
		return err
	})
	if err != nil {
		return nil, err
	}
	d := &device{token: card.Token, files: replica.NewMemory(last), log: c.Log}
	d.replica, err = replica.Open(c.Catalog, replica.Identity{Device: card.Device, User: card.User}, d.files, d.files.Outbox())
	return d, err
}

// enrolments reads the devices of an earlier start or enrols new ones.
func enrolments(ctx context.Context, c *company.Company, mobiles []string) ([]enrolment, error) {
	path := filepath.Join(c.Dir, File)
	var cards []enrolment
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &cards)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("colleague: %s: %w", File, err)
	}
	valid := len(cards) == len(mobiles)
	for _, card := range cards {
		if _, err := c.Auth.Check(card.Token); err != nil {
			valid = false // revoked meanwhile
		}
	}
	if valid {
		return cards, nil
	}
	cards = nil
	for _, mobile := range mobiles {
		user, err := c.Auth.UserByMobile(mobile)
		if err != nil {
			return nil, err
		}
		e, err := c.Auth.Enrol(ctx, user.ID, Badge+" "+user.Name, "tablet")
		if err != nil {
			return nil, err
		}
		cards = append(cards, enrolment{Name: user.Name, Device: e.Device, User: e.User, Series: e.Series, Token: e.Token})
	}
	if data, err = json.Marshal(cards); err != nil {
		return nil, err
	}
	return cards, os.WriteFile(path, data, 0o600)
}
