package auth

import (
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/store"
)

// Refusals of somebody who wants in.
var (
	BadSignIn = kernel.Refuse("auth.sign_in", "手机号或密码不对", "The mobile number or the password is wrong")
	BadToken  = kernel.Refuse("auth.token", "登录凭证无效或已过期，请重新登录", "The token is not valid or has expired; please sign in again")
	NoUser    = kernel.Refuse("auth.no_user", "没有手机号为 {mobile} 的用户", "There is no user with the mobile number {mobile}")
)

// Service signs people in and knows the tokens of devices.
type Service struct {
	Catalog *kernel.Catalog
	Store   *store.Store
	Hub     *hub.Hub
	Now     func() time.Time

	hashes   *hasher
	throttle *throttle
	attempts *attempts
	series   atomic.Int64 // no series before this one is free
}

var (
	_ = store.Declare(store.Table{
		Name:    "_credential",
		Columns: []store.Column{{Name: "user", Kind: store.Bytes}, {Name: "hash", Kind: store.Text}, {Name: "changed", Kind: store.Int}, {Name: "once", Kind: store.Int}},
		Key:     []string{"user"},
	})
	_ = store.Declare(store.Table{
		Name: "_token",
		Columns: []store.Column{
			{Name: "hash", Kind: store.Bytes},
			{Name: "device", Kind: store.Bytes},
			{Name: "made", Kind: store.Int},
			{Name: "expires", Kind: store.Int},
			{Name: "user", Kind: store.Bytes},
		},
		Key:     []string{"hash"},
		Indexes: []store.Index{{Name: "_token_of", Columns: []string{"device"}}, {Name: "_token_by", Columns: []string{"user"}}},
	})
	_ = store.Declare(store.Table{
		Name:    "_enrolled",
		Columns: []store.Column{{Name: "user", Kind: store.Bytes}, {Name: "at", Kind: store.Int}},
		Indexes: []store.Index{{Name: "_enrolled_by", Columns: []string{"user", "at"}}},
	})
)

// Open prepares the credentials of a company.
func Open(of *store.Store, h *hub.Hub) (*Service, error) {
	s := &Service{
		Catalog: h.Catalog, Store: of, Hub: h, Now: time.Now, hashes: newHasher(), throttle: newThrottle(),
		attempts: newAttempts(of, h.Log),
	}
	h.Admit = s.admit
	err := of.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _token SET expires = made + $1 WHERE expires = 0`, deviceTime.Milliseconds()) // of the first releases
		return err
	})
	if err == nil {
		err = s.nameTokens()
	}
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
	defer func() { err = errors.Join(err, view.Close()) }()
	defer kernel.Catch(&err)
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
		if p != kernel.Found || u.Removed || u.Retired {
			return NoUser.With(kernel.Text("mobile", normal))
		}
		user = u
		return nil
	})
	return user, err
}
