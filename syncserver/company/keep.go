package company

import (
	"context"
	"fmt"
)

// Housekeep does what is due from time to time while a company is served: tokens
// of connected devices are renewed. It may be called at any time and as often as
// wanted.
func (c *Company) Housekeep(context.Context) error {
	if err := c.Auth.Renew(c.Hub.Connected()...); err != nil {
		return fmt.Errorf("company: housekeeping: %w", err)
	}
	return nil
}
