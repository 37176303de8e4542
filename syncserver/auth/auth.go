package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/syncserver/hub"
	"heyi/syncserver/store/sqlite"
)

// Refusals of somebody who wants in.
var (
	BadSignIn = kernel.Refuse("auth.sign_in", "手机号或密码不对", "The mobile number or the password is wrong")
	BadToken  = kernel.Refuse("auth.token", "登录凭证无效或已过期,请重新登录", "The token is not valid or has expired; please sign in again")
	NoUser    = kernel.Refuse("auth.no_user", "没有手机号为 {mobile} 的用户", "There is no user with the mobile number {mobile}")
	NotYours  = kernel.Refuse("auth.not_yours", "只有本人或老板可以改密码", "A password is changed by its owner or by the boss")
	Full      = kernel.Refuse("auth.series", "设备单号系列已用完,请停用旧设备后联系管理员", "All device series are used up; please tell your administrator")
)

// ResetPassword is the right to set somebody else's password.
var ResetPassword = org.DeclareRight("auth.password.reset", "重置他人密码", "Reset another person's password")

// Service signs people in and knows the tokens of devices.
type Service struct {
	Catalog *kernel.Catalog
	Store   *sqlite.Store
	Hub     *hub.Hub
	Now     func() time.Time

	hashes    hasher
	accounts  *throttle
	addresses *throttle
}

var tables = []string{
	`CREATE TABLE IF NOT EXISTS _credential (user BLOB PRIMARY KEY NOT NULL, hash TEXT NOT NULL, changed INTEGER NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS _token (hash BLOB PRIMARY KEY NOT NULL, device BLOB NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS _token_of ON _token (device)`,
}

// Open prepares the credentials of a company.
func Open(store *sqlite.Store, h *hub.Hub) (*Service, error) {
	s := &Service{
		Catalog: h.Catalog, Store: store, Hub: h, Now: time.Now, hashes: newHasher(),
		accounts:  newThrottle(5, 30*time.Second, 15*time.Minute),
		addresses: newThrottle(50, 10*time.Second, 15*time.Minute),
	}
	err := store.Side(func(tx *sql.Tx) error {
		for _, text := range tables {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`UPDATE _token SET expires = made + ? WHERE expires = 0`, deviceTime.Milliseconds()) // of the first releases
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("auth: open: %w", err)
	}
	return s, nil
}

// reading runs something on a consistent sight of the company.
func (s *Service) reading(run func(tx *kernel.Tx) error) (err error) {
	view, err := s.Store.Read()
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			store, ok := p.(kernel.StoreError)
			if !ok {
				panic(p)
			}
			err = fmt.Errorf("auth: %w", store)
		}
		err = errors.Join(err, view.Close())
	}()
	return run(kernel.NewTx(s.Catalog, view, nil, &kernel.Call{}, &kernel.Author{System: true}))
}

// UserByMobile finds a user in use by his mobile number.
func (s *Service) UserByMobile(mobile string) (*org.User, error) {
	normal, err := habit.Phone(mobile)
	if err != nil {
		return nil, NoUser.With(kernel.Text("mobile", mobile))
	}
	var user *org.User
	err = s.reading(func(tx *kernel.Tx) error {
		u, p := org.UserByMobile.Find(tx, normal)
		if p != kernel.Found || u.Removed {
			return NoUser.With(kernel.Text("mobile", normal))
		}
		user = u
		return nil
	})
	return user, err
}

// SignIn checks a password. addr is where the request comes from.
func (s *Service) SignIn(ctx context.Context, addr, mobile, password string) (*org.User, error) {
	account := mobile
	if normal, err := habit.Phone(mobile); err == nil {
		account = normal
	}
	now := s.Now()
	if err := s.addresses.allow(addr, now); err != nil {
		return nil, err
	}
	if err := s.accounts.allow(account, now); err != nil {
		return nil, err
	}
	user, err := s.UserByMobile(mobile)
	if _, refused := kernel.AsRefusal(err); err != nil && !refused {
		return nil, err
	}
	stored := ""
	if user != nil && user.Active {
		if stored, err = s.hashOf(user.ID); err != nil {
			return nil, err
		}
	}
	if len(password) > 4*passwordMax {
		password = "" // not worth hashing
	}
	ok, err := s.hashes.matches(ctx, password, stored)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, BadSignIn.With()
	}
	s.accounts.succeed(account)
	s.addresses.succeed(addr)
	return user, nil
}

func (s *Service) hashOf(user kernel.ID) (string, error) {
	var hash string
	err := s.Store.SideQuery(`SELECT hash FROM _credential WHERE user = ?`, user[:]).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("auth: credential: %w", err)
	}
	return hash, nil
}

// SetPassword gives a user a password. Whoever calls it has checked who asks.
func (s *Service) SetPassword(ctx context.Context, user *org.User, password string) error {
	if err := checkPassword(password, user.Mobile); err != nil {
		return err
	}
	hash, err := s.hashes.make(ctx, password)
	if err != nil {
		return err
	}
	now := s.Now().UnixMilli()
	return s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO _credential (user, hash, changed) VALUES (?, ?, ?)
  ON CONFLICT (user) DO UPDATE SET hash = excluded.hash, changed = excluded.changed`, user.ID[:], hash, now)
		return err
	})
}
