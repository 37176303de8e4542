package company

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/store"
)

var _ = store.Declare(store.Table{
	Name: "_clock", Columns: []store.Column{{Name: "one", Kind: store.Int}, {Name: "seen", Kind: store.Int}}, Key: []string{"one"},
})

// seen is when the company was last served, 0 if that is not known. Judgements alone
// would make a quiet week look like a jump of the clock.
func (c *Company) seen() (at kernel.Time, err error) {
	err = c.Store.SideQuery(`SELECT seen FROM _clock`).Scan(&at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("company: clock: %w", err)
	}
	return at, nil
}

// noteSeen writes down that the company is served now.
func (c *Company) noteSeen() error {
	now, _, _ := c.Hub.Clock()
	err := c.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO _clock (one, seen) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET seen = excluded.seen WHERE _clock.seen < excluded.seen`, int64(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("company: clock: %w", err)
	}
	return nil
}

// clock tells how the clock stands. "before" and "after" are of a jump that nobody
// has confirmed.
func (c *Company) clock() (Answer, error) {
	now, wall, _ := c.Hub.Clock()
	view, err := c.Store.Read()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	answer := Answer{"time": local(now), "clock": local(wall)}
	row, _ := view.Get(org.Companies.In(c.Catalog), org.TheCompany.ID()).(*org.Company)
	switch _, _, doubt := c.Hub.Clock(); {
	case row != nil && row.ClockDoubt != 0:
		answer["before"], answer["after"] = local(row.ClockBefore), local(row.ClockDoubt)
	case doubt != nil:
		answer["before"], answer["after"] = local(doubt.Time), local(doubt.Wall)
	}
	return answer, nil
}

func local(t kernel.Time) string { return time.UnixMilli(int64(t)).Format("2006-01-02 15:04:05 -0700") }

// trustClock says that the server's clock is right.
func (c *Company) trustClock(ctx context.Context) error {
	_, err := c.Hub.Run(ctx, &org.ConfirmClock{})
	if err == nil {
		c.Hub.TrustClock()
	}
	return err
}
