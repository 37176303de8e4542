package company

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// unsavedSince is when the oldest command was judged that stands in no backup, 0 when
// there is none.
func (c *Company) unsavedSince() (at kernel.Time, err error) {
	saved, err := c.Store.Saved()
	if err != nil {
		return 0, err
	}
	err = c.Store.SideQuery(`SELECT judged FROM _command WHERE version > $1 ORDER BY version LIMIT 1`, saved).Scan(&at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("company: backups: %w", err)
	}
	return at, nil
}

// TellBackup tells the company when its newest backup has become too old, and when
// there is a newer one.
func (c *Company) TellBackup(ctx context.Context) error {
	since, err := c.unsavedSince()
	if err != nil {
		return err
	}
	view, err := c.Store.Read()
	if err != nil {
		return err
	}
	now, _, doubt := c.Hub.Clock()
	row, _ := view.Get(org.Companies.In(c.Catalog), org.TheCompany.ID()).(*org.Company)
	if row == nil || doubt != nil {
		return view.Close()
	}
	at := kernel.Moment{Catalog: c.Catalog, Reader: view, At: now, Zone: int(row.Zone), Date: now.Date(int(row.Zone))}
	say, tell := flow.BackupToTell(at, since)
	if err := view.Close(); err != nil || !tell {
		return err
	}
	_, err = c.Hub.Run(ctx, &flow.TellBackup{Since: say})
	return err
}
