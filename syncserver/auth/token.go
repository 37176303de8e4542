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
	"heyi/shared/org"
	"heyi/syncserver/hub"
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

// issue makes a token for a device.
func (s *Service) issue(device kernel.ID, lifetime time.Duration) (string, error) {
	return s.newToken(device, lifetime, false)
}

// reissue makes a token for a device in the place of those it has.
func (s *Service) reissue(device kernel.ID) (string, error) {
	return s.newToken(device, deviceTime, true)
}

func (s *Service) newToken(device kernel.ID, lifetime time.Duration, instead bool) (string, error) {
	secret := make([]byte, tokenLen)
	_, _ = rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	now := s.Now()
	err := s.Store.Side(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM _token WHERE expires < ? OR ? AND device = ?`, now.UnixMilli(), instead, device[:]); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO _token (hash, device, made, expires) VALUES (?, ?, ?, ?)`, hashOf(token), device[:],
			now.UnixMilli(), now.Add(lifetime).UnixMilli())
		return err
	})
	return token, err
}

// Check finds whose token it is. Whether the device and its user are still let in
// is asked where they act.
func (s *Service) Check(token string) (hub.Identity, error) {
	var device []byte
	var expires int64
	err := s.Store.SideQuery(`SELECT device, expires FROM _token WHERE hash = ?`, hashOf(token)).Scan(&device, &expires)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && expires < s.Now().UnixMilli():
		return hub.Identity{}, BadToken.With()
	case err != nil:
		return hub.Identity{}, fmt.Errorf("auth: token: %w", err)
	}
	who := hub.Identity{Device: kernel.ID(device)}
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
		const where = ` FROM _token WHERE device = ? AND expires BETWEEN ? AND ? AND expires - made > ?`
		if err := s.Store.SideQuery(`SELECT EXISTS (SELECT 1`+where+`)`, args...).Scan(&due); err != nil {
			return fmt.Errorf("auth: renew: %w", err)
		}
		if !due {
			continue
		}
		err := s.Store.Side(func(tx *sql.Tx) error {
			_, err := tx.Exec(`UPDATE _token SET expires = ? WHERE hash IN (SELECT hash`+where+`)`, append([]any{next}, args...)...)
			return err
		})
		if err != nil {
			return fmt.Errorf("auth: renew: %w", err)
		}
	}
	return nil
}

// SignOut makes a token worthless.
func (s *Service) SignOut(token string) error {
	return s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM _token WHERE hash = ?`, hashOf(token))
		return err
	})
}
