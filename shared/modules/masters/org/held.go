package org

import "heyi/shared/kernel"

// How many months of closed documents the devices of a kind hold beside the one that
// goes on, 0 for all. What is open they hold however old it is.
var (
	phoneMonths = Number("org.phone_months", 6, "手机保存几个月的单据", "Months of documents on phones", Within(0, 120),
		Hint("没办完的单据总在手机上；更早的在服务器上，联网时照样能查、能打开；0 为全部保存",
			"What is not done is always there. Older documents are on the server and can be found and opened while online; 0 keeps all of them"))
	tabletMonths = Number("org.tablet_months", 12, "平板保存几个月的单据", "Months of documents on tablets", Within(0, 120),
		Hint("与手机相同；0 为全部保存", "As on phones; 0 keeps all of them"))
	desktopMonths = Number("org.desktop_months", 0, "电脑保存几个月的单据", "Months of documents on desktops", Within(0, 120),
		Hint("0 为全部保存，断网时也能查到从前的单据", "0 keeps all of them, so that old ones are found without a network, too"))
)

// HeldMonths is the setting for devices of a kind, see [Device].
func HeldMonths(kind string) *Setting[int64] {
	switch kind {
	case "phone":
		return phoneMonths
	case "tablet":
		return tabletMonths
	}
	return desktopMonths
}

// zoneUnknown is where months begin on a device that has not met its company yet.
const zoneUnknown = 480

// HeldFrom is the first day of the months whose closed documents a device of a kind holds
// at a moment, 0 where it holds all.
func HeldFrom(at kernel.Moment, kind string) kernel.Date {
	zone := zoneUnknown
	if c := Companies.Beside(at, TheCompany); c != nil {
		zone = int(c.Zone)
	}
	months := HeldMonths(kind).At(at)
	if months == 0 {
		return 0
	}
	return at.At.Date(zone).AddMonths(-int(months)).MonthStart()
}
