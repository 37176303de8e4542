package auth

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/doors/reply"
)

// A password that somebody gives another person is for one sign-in: with it the
// person chooses one that nobody else knows, and only then gets a token.

// onceTime is how long such a password waits for its sign-in.
const onceTime = 7 * 24 * time.Hour

// Refusals of a password for one sign-in.
var (
	Once     = kernel.Refuse("auth.password.once", "这是一次性密码，请设置一个自己的新密码", "This password is for one sign-in; please choose one of your own")
	OnceOver = kernel.Refuse("auth.password.once_over", "一次性密码已过期，请找老板或系统管理员重新生成",
		"This one-time password has expired; please ask the owner or an administrator for another")
	OnceSame = kernel.Refuse("auth.password.once_same", "新密码不能和一次性密码相同", "The new password must differ from the one-time password")
)

// takeOver puts a password of the user's own in the place of one for one sign-in, which
// has been found right, and returns its hash.
func (s *Service) takeOver(ctx context.Context, user *org.User, in Attempt, was credential) (string, error) {
	now := s.Now().UnixMilli()
	switch {
	case was.once < now:
		return "", OnceOver.With()
	case in.New == "":
		return "", Once.With()
	case in.New == in.Password:
		return "", OnceSame.With()
	}
	if err := checkPassword(in.New, user.Mobile); err != nil {
		return "", err
	}
	hash, err := s.hashes.make(ctx, in.New)
	if err != nil {
		return "", err
	}
	err = s.Store.Side(func(tx *sql.Tx) error {
		done, err := tx.Exec(`UPDATE _credential SET hash = $1, changed = $2, once = 0 WHERE "user" = $3 AND hash = $4`, hash, now, user.ID[:], was.hash)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 { // somebody was faster, or it was reset again
			return errors.Join(err, BadSignIn.With())
		}
		return nil
	})
	return hash, err
}

type resetReply struct {
	Password string      `json:"password"` // shown once; only its hash is kept
	Until    kernel.Time `json:"until"`
}

// reset gives somebody else a password for one sign-in, one that is made here unless
// the request has one. What he is signed in with ends.
func (h *Handler) reset(w http.ResponseWriter, r *http.Request, who hub.Identity, req passwordRequest) {
	made, err := h.Reset(r.Context(), hub.Address(r), who, req.User, req.New)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.Log.Info("password reset", "user", req.User.String(), "by", who.User.String(), "device", who.Device.String(), "addr", hub.Address(r))
	reply.JSON(w, http.StatusOK, made)
}

// Reset gives a user a password for one sign-in in the name of somebody else, "" for
// one that is made. Who does so again and again waits like who guesses.
func (s *Service) Reset(ctx context.Context, addr string, who hub.Identity, target kernel.ID, password string) (made resetReply, err error) {
	if _, err = s.throttle.begin(addr, "reset", who.Device.String(), s.Now()); err != nil {
		return made, err
	}
	var user *org.User
	err = s.as(who, func(tx *kernel.Tx) error {
		user, err = org.CheckReset(tx, kernel.Ref[org.User](target))
		return err
	})
	if err != nil {
		return made, err
	}
	if password == "" {
		password = RandomPassword()
	}
	if err = checkPassword(password, user.Mobile); err != nil {
		return made, err
	}
	note := &flow.PasswordReset{User: kernel.Ref[org.User](user.ID), By: kernel.Ref[org.User](who.User)}
	if _, err = s.Hub.Run(ctx, note); err != nil {
		return made, err
	}
	until := s.Now().Add(onceTime).UnixMilli()
	if err = s.setPassword(ctx, user, password, "", until); err != nil {
		return made, err
	}
	return resetReply{password, kernel.Time(until)}, nil
}

// as reads the company in the name of somebody who is let in.
func (s *Service) as(who hub.Identity, run func(tx *kernel.Tx) error) (err error) {
	view, err := s.Store.Read()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	author, err := kernel.Identify(s.Catalog, view, who.Device, who.User)
	if err != nil {
		return err
	}
	return run(kernel.NewTx(s.Catalog, view, nil, &kernel.Call{}, author))
}
