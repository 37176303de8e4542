package analytics

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{
	Zh: "经营分析", En: "Analytics",
	Help:  module.Help{Zh: helpZh, En: helpEn},
	Areas: []module.Area{{Word: "report", Zh: "报表", En: "Reports"}},
	Said:  []module.Said{{Entity: Exports.Name(), Field: "report", Programs: true}},
})
