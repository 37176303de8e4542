package finance

import "heyi/app/ui/i18n"

var (
	oldDebt = i18n.Define("finance.opening.item", "期初", "Opening")
	offset  = i18n.Define("finance.offset", "冲抵", "Set off")
)
