package debt

import (
	_ "embed" // the pages of help

	"heyi/shared/module"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{Zh: "应收应付", En: "Receivables and payables", Help: module.Help{Zh: helpZh, En: helpEn}})
