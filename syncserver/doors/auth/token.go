package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/syncserver/doors/hub"
)

// A device's token lasts deviceTime from the device's last contact: every
// connection moves its end on, and so does [Service.Renew] for connections that
// stay open. The token itself does not change on the way: an answer that is lost on
// a bad network would lock the device out. A new one is made when its user signs in
// on it again, and the old ones end then.

// tokenLen is the randomness of a token in bytes: 256 bits.
const tokenLen = 32

// renewAfter is how old the end of a token may be before it is moved on, so that
// not every connection costs a write.
const renewAfter = 24 * time.Hour

func hashOf(token string) []byte {
	hash := sha256.Sum256([]byte(token))
	return hash[:]
}

// proofsKept is how many tokens of a device are kept, ended ones too: they prove that
// its user has signed in on it before.
const proofsKept = 20

// nameTokens writes down whose the tokens are, which the first releases did not.
func (s *Service) nameTokens() error {
	var nameless bool
	if err := s.Store.SideQuery(`SELECT EXISTS (SELECT 1 FROM _token WHERE length("user") = 0)`).Scan(&nameless); err != nil {
		return err
	}
	owners := map[kernel.ID]kernel.ID{}
	if nameless {
		view, err := s.Store.Read()
		if err != nil {
			return err
		}
		err = kernel.Each(s.Catalog, view, org.Devices, func(d *org.Device) error {
			owners[d.ID] = d.User.ID()
			return nil
		})
		if err = errors.Join(err, view.Close()); err != nil {
			return err
		}
	}
	return s.Store.Side(func(tx *sql.Tx) error {
		for device, user := range owners {
			if _, err := tx.Exec(`UPDATE _token SET "user" = $1 WHERE device = $2`, user[:], device[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// issue makes a token for a device of a user.
func (s *Service) issue(e *Enrolment, lifetime time.Duration) error {
	return s.newToken(e, lifetime, false)
}

// reissue makes a token for a device in the place of those it has.
func (s *Service) reissue(e *Enrolment) error { return s.newToken(e, deviceTime, true) }

func (s *Service) newToken(e *Enrolment, lifetime time.Duration, instead bool) error {
	secret := make([]byte, tokenLen)
	_, _ = rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	now := s.Now()
	err := s.Store.Side(func(tx *sql.Tx) error {
		if instead {
			if _, err := tx.Exec(`UPDATE _token SET expires = $1 WHERE expires > $1 AND device = $2`, now.UnixMilli()-1, e.Device[:]); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`INSERT INTO _token (hash, device, "user", made, expires) VALUES ($1, $2, $3, $4, $5)`, hashOf(token), e.Device[:], e.User[:],
			now.UnixMilli(), now.Add(lifetime).UnixMilli())
		if err == nil {
			_, err = tx.Exec(`DELETE FROM _token WHERE device = $1 AND hash <> $2 AND hash NOT IN (SELECT hash FROM _token WHERE device = $1 AND hash <> $2 ORDER BY made DESC, hash LIMIT $3)`,
				e.Device[:], hashOf(token), proofsKept-1)
		}
		return err
	})
	if err == nil {
		e.Token = token
	}
	return err
}

// endTokens makes tokens worthless. They stay as proofs. The arguments of where begin
// with $2.
func (s *Service) endTokens(where string, args ...any) error {
	return s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _token SET expires = $1 WHERE expires > $1 AND `+where, append([]any{s.Now().UnixMilli() - 1}, args...)...)
		return err
	})
}

// Check finds whose token it is. Whether the device and its user are still let in
// is asked where they act.
func (s *Service) Check(token string) (hub.Identity, error) { return s.check(hashOf(token)) }

func (s *Service) check(hash []byte) (hub.Identity, error) {
	var device []byte
	var expires int64
	err := s.Store.SideQuery(`SELECT device, expires FROM _token WHERE hash = $1`, hash).Scan(&device, &expires)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && expires < s.Now().UnixMilli():
		return hub.Identity{}, BadToken.With()
	case err != nil:
		return hub.Identity{}, fmt.Errorf("auth: token: %w", err)
	}
	who := hub.Identity{Device: kernel.ID(device), Token: [32]byte(hash)}
	err = s.reading(func(tx *kernel.Tx) error {
		d, p := org.Devices.Get(tx, kernel.Ref[org.Device](who.Device))
		if p != kernel.Found {
			return BadToken.With()
		}
		who.User = d.User.ID()
		return nil
	})
	return who, err
}

// Renew moves on the end of the tokens of devices that are in contact now. Tokens
// of a sign-in for programs end when they end.
func (s *Service) Renew(devices ...kernel.ID) error {
	now := s.Now()
	next := now.Add(deviceTime).UnixMilli()
	for _, device := range devices {
		var due bool
		args := []any{device[:], now.UnixMilli(), now.Add(deviceTime - renewAfter).UnixMilli(), sessionTime.Milliseconds()}
		const where = ` FROM _token WHERE device = $1 AND expires BETWEEN $2 AND $3 AND expires - made > $4`
		if err := s.Store.SideQuery(`SELECT EXISTS (SELECT 1`+where+`)`, args...).Scan(&due); err != nil {
			return fmt.Errorf("auth: renew: %w", err)
		}
		if !due {
			continue
		}
		err := s.Store.Side(func(tx *sql.Tx) error {
			_, err := tx.Exec(`WITH due AS (SELECT hash`+where+`) UPDATE _token SET expires = $5 WHERE hash IN (SELECT hash FROM due)`, append(args, next)...)
			return err
		})
		if err != nil {
			return fmt.Errorf("auth: renew: %w", err)
		}
	}
	return nil
}

// SignOut makes a token worthless and ends the connections that were made with it.
func (s *Service) SignOut(token string) error {
	hash := [32]byte(hashOf(token))
	if err := s.endTokens(`hash = $2`, hash[:]); err != nil {
		return err
	}
	s.Hub.End(func(who hub.Identity) bool { return who.Token == hash }, authority.SignedOut.With())
	return nil
}

// admit lets a connection in whose token has not ended meanwhile.
func (s *Service) admit(who hub.Identity) error {
	if who.Token == [32]byte{} {
		return nil // of the server's own tests and rigs
	}
	_, err := s.check(who.Token[:])
	return err
}
