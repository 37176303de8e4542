package party

import (
	"heyi/shared/flow"
	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/shared/org"
)

// Partners of earlier releases have their codes and phones as they were typed, and
// keys of their names that know no traditional characters.
func init() {
	kernel.UpgradeRows(23, "party.texts", "往来单位资料的编码、电话规范化", "Codes and phones of partners get their normal form", Parties,
		func(p *Party) bool { return !kernel.IsNormal(p) || p.NameKey != habit.NameKey(p.Name) },
		func(tx *kernel.Tx, p *Party) error {
			flow.Normalise(tx, p, flow.To{Role: org.Admin})
			setIf(tx, p, &p.NameKey, habit.NameKey(p.Name))
			return nil
		})
}
