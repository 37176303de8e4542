package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/shared/tools/habit"
	"heyi/syncserver/doors/hub"
)

// accountMax bounds what is typed as an account, in bytes; nobody has a longer one.
const accountMax = 64

// Attempt is somebody who wants in.
type Attempt struct {
	Addr             string // where he asks from
	Mobile, Password string
	New              string // of his own, in the place of a password for one sign-in
	// Proof is a token that he got before, also one that has ended: it shows that
	// the account has signed in on this device.
	Proof string
}

// Entrant is somebody whose password was right.
type Entrant struct {
	*org.User
	hash string // of the password that was right
}

// SignIn checks a password.
func (s *Service) SignIn(ctx context.Context, in Attempt) (*Entrant, error) {
	now := s.Now()
	if len(in.Mobile) > accountMax {
		in.Mobile, in.Password = in.Mobile[:accountMax], ""
	}
	account := accountOf(in.Mobile)
	user, err := s.UserByMobile(in.Mobile)
	if _, refused := kernel.AsRefusal(err); err != nil && !refused {
		return nil, err
	}
	device, err := s.proven(in.Proof, user)
	if err != nil {
		return nil, err
	}
	addr, mark := network(in.Addr), ""
	if !device.IsZero() {
		addr, mark = anybody, device.String()
	}
	try, err := s.throttle.begin(in.Addr, key(in.Mobile), mark, now)
	if err != nil {
		s.attempts.failed(account, in.Addr, whyThrottled, device, now)
		return nil, err
	}
	stored, why := credential{}, whyUnknown
	switch {
	case user != nil && user.Active:
		why = whyPassword
		if stored, err = s.credentialOf(user.ID); err != nil {
			try.dropped(now)
			return nil, err
		}
		if stored.changed <= user.Left { // who has left and come back gets a new one
			stored = credential{}
		}
	case user != nil:
		why = whyInactive
	}
	if len(in.Password) > 4*passwordMax {
		in.Password = "" // not worth hashing
	}
	ok, err := s.hashes.matches(ctx, addr, in.Password, stored.hash)
	if err != nil {
		try.dropped(now)
		if errors.Is(err, Busy.With()) {
			s.attempts.failed(account, in.Addr, whyBusy, device, now)
		}
		return nil, err
	}
	if !ok {
		s.attempts.failed(account, in.Addr, why, device, now)
		return nil, BadSignIn.With()
	}
	try.passed(now)
	if stored.once != 0 {
		if stored.hash, err = s.takeOver(ctx, user, in, stored); err != nil {
			return nil, err
		}
	}
	return &Entrant{user, stored.hash}, nil
}

// key is an account as failures are counted under it: nobody gets more tries by
// writing a number in another way.
func key(mobile string) string {
	if normal, err := habit.Phone(mobile); err == nil {
		return normal
	}
	return mobile
}

// proven is the device that a token was made for, if its owner is the user.
func (s *Service) proven(token string, user *org.User) (device kernel.ID, err error) {
	if token == "" || user == nil {
		return device, nil
	}
	var id []byte
	err = s.Store.SideQuery(`SELECT device FROM _token WHERE hash = $1 AND "user" = $2`, hashOf(token), user.ID[:]).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return device, nil
	}
	if err != nil {
		return device, fmt.Errorf("auth: proof: %w", err)
	}
	return kernel.ID(id), nil
}

// credential is a user's password as it is stored. One that somebody else gave him is
// for one sign-in, until a time in milliseconds, else 0.
type credential struct {
	hash    string
	once    int64
	changed kernel.Time
}

func (s *Service) credentialOf(user kernel.ID) (c credential, err error) {
	err = s.Store.SideQuery(`SELECT hash, once, changed FROM _credential WHERE "user" = $1`, user[:]).Scan(&c.hash, &c.once, &c.changed)
	if errors.Is(err, sql.ErrNoRows) {
		return credential{}, nil
	}
	if err != nil {
		return c, fmt.Errorf("auth: credential: %w", err)
	}
	return c, nil
}

// stands fails when a password was changed while its owner signed in with the old
// one; what he was given ends.
func (s *Service) stands(in *Entrant, e *Enrolment) error {
	now, err := s.credentialOf(in.ID)
	if err != nil || now.hash == in.hash {
		return err
	}
	return errors.Join(BadSignIn.With(), s.endTokens(`hash = $2`, hashOf(e.Token)))
}

// SetPassword gives a user a password. Whoever calls it has checked who asks. All of
// his tokens end, but one that is given: a thief is out, and pending work stays on
// the devices until their user signs in again.
func (s *Service) SetPassword(ctx context.Context, user *org.User, password, except string) error {
	return s.setPassword(ctx, user, password, except, 0)
}

func (s *Service) setPassword(ctx context.Context, user *org.User, password, except string, once int64) error {
	if err := checkPassword(password, user.Mobile); err != nil {
		return err
	}
	hash, err := s.hashes.make(ctx, password)
	if err != nil {
		return err
	}
	now := s.Now().UnixMilli()
	err = s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO _credential ("user", hash, changed, once) VALUES ($1, $2, $3, $4)
  ON CONFLICT ("user") DO UPDATE SET hash = excluded.hash, changed = excluded.changed, once = excluded.once`, user.ID[:], hash, now, once)
		if err == nil {
			_, err = tx.Exec(`UPDATE _token SET expires = $1 WHERE expires > $1 AND "user" = $2 AND hash <> $3`, now-1, user.ID[:], hashOf(except))
		}
		return err
	})
	if err != nil {
		return err
	}
	kept := [32]byte(hashOf(except))
	s.Hub.End(func(who hub.Identity) bool { return who.User == user.ID && who.Token != kept }, authority.PasswordChanged.With())
	return nil
}
