package stock

import (
	_ "embed" // the pages of help

	"heyi/shared/ask"
	"heyi/shared/module"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{Zh: "库存", En: "Stock", Help: module.Help{Zh: helpZh, En: helpEn}, Lists: []module.List{
	{Of: Docs.Name(), By: "kind", Sort: newest},
	{Of: Docs.Name(), Name: ListReceived, Where: ask.Is("kind", ask.Eq, Receiving), Sort: newest},
}})

// ListReceived is the list of the goods that have come.
const ListReceived = "received"

var newest = []ask.Order{{Field: "at", Desc: true}}
