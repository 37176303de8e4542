package sales

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{Zh: "销售", En: "Sales", Help: module.Help{Zh: helpZh, En: helpEn}})
