package analytics

import "heyi/shared/module"

var _ = module.Declare(module.Module{
	Zh: "经营分析", En: "Analytics",
	Areas: []module.Area{{Word: "report", Zh: "报表", En: "Reports"}},
})
