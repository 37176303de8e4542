package party

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
)

// Partners of earlier releases have their codes and phones as they were typed, and
// keys of their names that know no traditional characters.
// keepers are asked about partners whose codes are alike.
var keepers = org.Ask(org.Admin, "role.edit")

func init() {
	kernel.UpgradeRows(23, "party.texts", "往来单位资料的编码、电话规范化", "Codes and phones of partners get their normal form", Parties,
		func(p *Party) bool { return !kernel.IsNormal(p) || p.NameKey != habit.NameKey(p.Name) },
		func(tx *kernel.Tx, p *Party) error {
			flow.Normalise(tx, p, keepers)
			setIf(tx, p, &p.NameKey, habit.NameKey(p.Name))
			return nil
		})

	// Tax number, bank and account have moved from the partner's row, and so has what the
	// trail says of them.
	kernel.UpgradeRows(44, "party.money_texts", "往来单位税号、银行账号规范化", "Tax numbers and bank accounts of partners get their normal form", Parties.Guarded(org.SeesDebt),
		func(p *Party) bool { return !kernel.IsNormal(p) },
		func(tx *kernel.Tx, p *Party) error {
			flow.Normalise(tx, p, keepers)
			return nil
		})
	flow.UpgradeChanges(45, "party.money_trail", "往来单位税号、银行账号的修改记录随受控字段", "The trail of tax numbers and bank accounts goes with the guarded fields",
		Parties, "tax_no", "bank", "account")
}
