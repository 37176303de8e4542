package org

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
)

// The shelves of what every company has.
var (
	companyShelf = module.NewShelf(10, "公司与人员", "Company and people")
	placeShelf   = module.NewShelf(30, "仓库", "Warehouses")
	ownShelf     = module.NewShelf(60, "自定义", "Own fields")
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "公司与设备", En: "Company and devices",
	Help:  module.Help{Zh: helpZh, En: helpEn},
	Areas: []module.Area{{Word: "auth", Zh: "登录", En: "Signing in"}},
	Masters: []module.Shelved{
		companyShelf.Holds(10, Companies.Name(), Departments.Name(), Seats.Name(), Users.Name(), Roles.Name(), Devices.Name(), CalendarDays.Name(), Jobs.Name()),
		placeShelf.Holds(10, Places.Name(), SeatPlaces.Name()),
		ownShelf.Holds(10, CustomFields.Name()),
	},
})
