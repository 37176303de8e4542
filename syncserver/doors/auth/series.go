package auth

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/syncserver/doors/hub"
)

// A series stands in numbers on paper, so none is given twice. There are enough:
// A01 … Z99, AA01 … ZZ99 and so on; and nobody takes many of them.

// seriesForm is what a series looks like. S00 is the server's.
var seriesForm = regexp.MustCompile(`^[A-Z]{1,5}[0-9]{2}$`)

// seriesAt is the n-th series, from 0 on.
func seriesAt(n int64) string {
	number := n%99 + 1
	letters := ""
	for n = n / 99; ; n = n/26 - 1 {
		letters = string(rune('A'+n%26)) + letters
		if n < 26 {
			return fmt.Sprintf("%s%02d", letters, number)
		}
	}
}

// freeSeries is the wanted one, or the first that no device has had.
func (s *Service) freeSeries(wanted string) (series string, err error) {
	err = s.reading(func(tx *kernel.Tx) error {
		free := func(series string) bool {
			_, p := org.DeviceBySeries.Find(tx, series)
			return p == kernel.Absent
		}
		if seriesForm.MatchString(wanted) && wanted[len(wanted)-2:] != "00" && free(wanted) {
			series = wanted
			return nil
		}
		n := s.series.Load()
		for !free(seriesAt(n)) {
			n++
		}
		s.series.Store(n) // none is ever freed
		series = seriesAt(n)
		return nil
	})
	return series, err
}

// Bounds of a person's devices.
const (
	devicesMax = 20  // signed in at a time
	enrolsMax  = 100 // enrolled anew in a day
)

// TooManyEnrolments is the refusal of one more new device today.
var TooManyEnrolments = kernel.Refuse("auth.enrolments", "这个账号今天已登记 {count} 台新设备，请明天再试，或在已登记的设备上重新登录",
	"{count} new devices were enrolled with this account today; please try again tomorrow, or sign in again on one of them")

// mayEnrol counts a new device of a person. The server's own are not counted.
func (s *Service) mayEnrol(user kernel.ID) error {
	if user.IsZero() {
		return nil
	}
	now := s.Now()
	return s.Store.Side(func(tx *sql.Tx) error {
		since := now.Add(-24 * time.Hour).UnixMilli()
		if _, err := tx.Exec(`DELETE FROM _enrolled WHERE "user" = $1 AND at < $2`, user[:], since); err != nil {
			return err
		}
		var count int64
		if err := tx.QueryRow(`SELECT count(*) FROM _enrolled WHERE "user" = $1`, user[:]).Scan(&count); err != nil {
			return err
		}
		if count >= enrolsMax {
			return TooManyEnrolments.With(kernel.Int("count", count))
		}
		_, err := tx.Exec(`INSERT INTO _enrolled ("user", at) VALUES ($1, $2)`, user[:], now.UnixMilli())
		return err
	})
}

// signedIn is a device with a token that is good.
type signedIn struct {
	device   kernel.ID
	last     int64 // when its token was made or moved on
	wrote    bool
	attached bool
}

// giveUp signs devices of a person out when there are more than he may have: those
// that never wrote anything first, then those that were not in contact for longest.
// They lose nothing: who signs in again on one is the device he was.
func (s *Service) giveUp(e *Enrolment) error {
	list, err := s.signedIn(e.User)
	if err != nil || len(list) <= devicesMax {
		return err
	}
	list = slices.DeleteFunc(list, func(d signedIn) bool { return d.device == e.Device })
	slices.SortStableFunc(list, func(a, b signedIn) int {
		switch {
		case a.attached != b.attached:
			return order(a.attached)
		case a.wrote != b.wrote:
			return order(a.wrote)
		}
		return int(max(-1, min(1, a.last-b.last)))
	})
	for _, d := range list[:len(list)-devicesMax+1] {
		if err := s.endTokens(`device = $2`, d.device[:]); err != nil {
			return err
		}
		s.Hub.End(func(who hub.Identity) bool { return who.Device == d.device }, authority.GivenUp.With())
		s.Hub.Log.Info("device given up", "device", d.device.String(), "user", e.User.String(), "for", e.Device.String())
	}
	return nil
}

func order(later bool) int {
	if later {
		return 1
	}
	return -1
}

func (s *Service) signedIn(user kernel.ID) (list []signedIn, err error) {
	connected := s.Hub.Connected()
	err = s.Store.Side(func(tx *sql.Tx) error {
		rows, err := tx.Query(`SELECT device, max(expires), EXISTS (SELECT 1 FROM _command WHERE origin = device) FROM _token
  WHERE "user" = $1 AND expires > $2 AND expires - made > $3 GROUP BY device`, user[:], s.Now().UnixMilli(), sessionTime.Milliseconds())
		if err != nil {
			return err
		}
		for rows.Next() {
			var d signedIn
			var id []byte
			if err := rows.Scan(&id, &d.last, &d.wrote); err != nil {
				return errors.Join(err, rows.Close())
			}
			d.device = kernel.ID(id)
			d.attached = slices.Contains(connected, d.device)
			list = append(list, d)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	if err != nil {
		return nil, fmt.Errorf("auth: devices of %s: %w", user, err)
	}
	return list, nil
}
