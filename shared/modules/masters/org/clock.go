package org

import "heyi/shared/kernel"

// The server's clock decides which day it is, and a month that was closed by mistake
// binds everybody. So a clock that has jumped is in doubt until somebody who may
// close months has looked at it: everything else goes on, no month is closed.

// ClockInDoubt refuses to close a month meanwhile.
var ClockInDoubt = kernel.Refuse("org.clock_doubt",
	"服务器时钟有疑问：{time} 时它跳到了 {clock}。请管理员核对服务器时间并确认后再结账",
	"The server's clock is in doubt: at {time} it jumped to {clock}. An administrator has to check and confirm it before a month can be closed",
	kernel.Repair{Name: "confirm", Zh: "确认时间无误", En: "The time is right", Command: "org.clock.confirm"})

// DoubtClock notes that the server's clock has jumped by more than a day.
type DoubtClock struct {
	Time  kernel.Time `zh:"跳变前" en:"Before" day:"any"` // as it had run until then
	Clock kernel.Time `zh:"跳变后" en:"After" is:"required" day:"any"`
}

// ConfirmClock says that the server's clock is right.
type ConfirmClock struct{}

var (
	_ = kernel.Fact[DoubtClock]("org.clock.doubt", "时钟存疑", "Doubt the clock", kernel.OfSystem())
	_ = kernel.Intent[ConfirmClock]("org.clock.confirm", "确认服务器时间", "Confirm the server's time", kernel.Telling(clockStands),
		For(UpgradeRoles(18, "org.clock_confirm", "系统管理员确认服务器时间", "Administrators confirm the server's time"), Admin))
)

// ClockSure says that there is nothing to confirm.
var ClockSure = kernel.Refuse("org.clock_sure", "服务器时钟没有疑问，不用确认。时钟跳了一天以上时这里会写明，核对服务器的日期和时间后再确认",
	"The server's clock is not in doubt: there is nothing to confirm. Should it jump by more than a day, this page says so; confirm once you have checked the server's date and time")

// clockStands is what an administrator is told before he confirms.
func clockStands(tx *kernel.Tx, _ kernel.ID) *kernel.Refusal {
	if c, p := Companies.Get(tx, TheCompany); p == kernel.Found {
		if doubt := c.Doubted(); doubt != nil {
			return doubt
		}
	}
	return ClockSure.With()
}

// Predict keeps the first jump that nobody has confirmed.
func (d DoubtClock) Predict(tx *kernel.Tx) error {
	c, err := OfCompany(tx)
	if err != nil || c.ClockDoubt != 0 {
		return err
	}
	kernel.Set(tx, c, &c.ClockBefore, d.Time)
	kernel.Set(tx, c, &c.ClockDoubt, d.Clock)
	return nil
}

// Predict ends the doubt.
func (ConfirmClock) Predict(tx *kernel.Tx) error {
	c, err := OfCompany(tx)
	if err != nil || c.ClockDoubt == 0 {
		return err
	}
	kernel.Set(tx, c, &c.ClockBefore, 0)
	kernel.Set(tx, c, &c.ClockDoubt, 0)
	return nil
}

// Doubted is the refusal while the clock is in doubt, nil when it is not.
func (c *Company) Doubted() *kernel.Refusal {
	if c.ClockDoubt == 0 {
		return nil
	}
	zone := int(c.Zone)
	at := func(name string, t kernel.Time) kernel.Arg {
		return kernel.Text(name, t.Date(zone).String()+" "+t.Clock(zone))
	}
	return ClockInDoubt.With(at("time", c.ClockBefore), at("clock", c.ClockDoubt))
}
