package org

import "heyi/shared/kernel"

// Upgraded is a step that the company has had, or is having, to come from the
// release that wrote it to this one.
type Upgraded struct {
	kernel.Record
	Step   string      `zh:"步骤" en:"Step" is:"title,required,derived" max:"120"`
	Number int64       `zh:"序号" en:"Number" is:"listed,derived"`
	Next   kernel.ID   `is:"derived"` // where the walk goes on
	Rows   int64       `zh:"处理行数" en:"Rows" is:"listed,derived"`
	Done   bool        `zh:"已完成" en:"Done" is:"listed,derived"`
	At     kernel.Time `zh:"时间" en:"At" is:"listed,derived"`
}

var seeUpgrades = See(54, "org.upgrade", "升级记录", "Upgrade steps", Admin)

// Upgradeds are the steps of the company.
var Upgradeds = kernel.Define[Upgraded]("upgraded", kernel.Spec{
	Zh: "升级记录", En: "Upgrade step", Kept: true, Scope: kernel.Scope{seeUpgrades.All()},
})

// UpgradedRef is the row of a step.
func UpgradedRef(step string) kernel.Ref[Upgraded] {
	return kernel.Ref[Upgraded](kernel.DeriveID("upgraded", step))
}

// Upgrade is a part of a step: rows by their ids, and where the walk stands after
// them. The last part says that the step is done.
type Upgrade struct {
	Step string      `zh:"步骤" en:"Step" is:"required" max:"120"`
	Rows []kernel.ID `zh:"数据" en:"Rows" max:"2000"`
	Next kernel.ID   `zh:"处理到" en:"Up to"`
	Done bool        `zh:"已完成" en:"Done"`
	Base string      `zh:"升级前数据的校验值" en:"Checksum of the rows before" max:"64" text:"word"` // of [RulesKept], in hexadecimal
}

// RulesKept is the step from which on what is judged is judged again by the rules of
// its time: a command by its version, what came with a step by [kernel.Tx.Since]. It is
// the first that an older company has, and its rows of before are kept beside it.
const RulesKept = "org.rules_kept"

func init() {
	kernel.Upgrade(53, RulesKept, "保留升级前的数据，此后的操作按当时的规则重算",
		"The rows of before are kept; what follows is judged again by the rules of its time", func(*kernel.Tx) error { return nil })
	kernel.StepOf = func(c *kernel.Catalog, step string) (kernel.Key, func(kernel.Row) bool) {
		return kernel.Key{Schema: Upgradeds.In(c), ID: UpgradedRef(step).ID()}, func(row kernel.Row) bool {
			mark, ok := row.(*Upgraded)
			return ok && mark.Done
		}
	}
}

var _ = kernel.Intent[Upgrade]("org.upgrade", "升级公司数据", "Upgrade the company", kernel.OfSystem())

// NoSuchStep is the refusal of a step that this program does not have.
var NoSuchStep = kernel.Refuse("org.no_step", "本程序没有升级步骤 {step}", "This program has no upgrade step {step}")

// Predict leaves all to the settlement, which alone may write settled fields.
func (u Upgrade) Predict(*kernel.Tx) error { return nil }

// Settle acts on the rows and notes how far the step has come.
func (u Upgrade) Settle(tx *kernel.Tx) error {
	step := tx.Catalog.UpgradeNamed(u.Step)
	if step == nil {
		return NoSuchStep.With(kernel.Text("step", u.Step))
	}
	if step.Walks(tx.Catalog) == nil || len(u.Rows) > 0 {
		if err := step.Run(tx, u.Rows); err != nil {
			return err
		}
	}
	mark, p := Upgradeds.Get(tx, UpgradedRef(u.Step))
	if p != kernel.Found {
		mark = insertStep(tx, step)
	}
	kernel.Set(tx, mark, &mark.Next, u.Next)
	kernel.Set(tx, mark, &mark.Rows, mark.Rows+int64(len(u.Rows)))
	kernel.Set(tx, mark, &mark.Done, u.Done)
	kernel.Set(tx, mark, &mark.At, tx.Judged())
	return nil
}

func insertStep(tx *kernel.Tx, step *kernel.UpgradeStep) *Upgraded {
	mark := &Upgraded{Step: step.Name, Number: int64(step.Number), At: tx.Judged()}
	mark.ID = UpgradedRef(step.Name).ID()
	return Upgradeds.Insert(tx, mark)
}

// A company that is founded has every step of its time. The version of org.setup
// tells which those are, so that the log of an older company is judged again as it
// was: 1 knew no steps, 2 and more had those numbered up to two less, but for those that
// its log brings later.

func setupVersion() int { return 2 + kernel.LastUpgrade() }

// foundedWith is the last step that a founding command had, -1 for none at all.
func foundedWith(tx *kernel.Tx) int {
	if tx.Call.Version == 0 {
		return kernel.LastUpgrade()
	}
	return int(tx.Call.Version) - 2
}

// shippedAtFounding lists the roles that the company is founded with.
func shippedAtFounding(tx *kernel.Tx) []Shipped {
	last := foundedWith(tx)
	return shippedWith(func(c numbered) bool { return c.number == First || c.number <= last && !tx.CameLater(c.name) })
}

func markUpgraded(tx *kernel.Tx) {
	last := foundedWith(tx)
	for _, step := range tx.Catalog.Upgrades() {
		if step.Number <= last && !tx.CameLater(step.Name) {
			mark := insertStep(tx, step)
			kernel.Set(tx, mark, &mark.Done, true)
		}
	}
}
