package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// TaskSameCode asks someone to give one of two rows another code.
var TaskSameCode = DeclareTask("flow.same_code", "「{title}」的{field}「{value}」与「{other}」只差大小写、全半角或空格，请改成不同的",
	"{field} {value} of {title} differs from that of {other} by case, width or blanks only; please change one of them", Kind{
		Title: Words{Zh: "编码重复", En: "Codes alike"}, Asks: org.Ask("", "role.edit"), Urgency: Normal,
		Opens: Words{Zh: "升级时发现两条资料的编码只差大小写、全半角或空格", En: "An upgrade finds two codes that differ by case, width or blanks only"},
	})

// Normalise brings the texts of a row of an earlier release into their forms, and
// opens a task where that would give two rows one code.
func Normalise(tx *kernel.Tx, row kernel.Row, asks *org.Asked) {
	taken := tx.NormaliseRow(row)
	for _, f := range row.Base().Schema().Fields {
		if other := taken[f]; other != nil {
			OpenTask(tx, TaskSameCode, row, To{Asks: asks}, kernel.Text("title", kernel.TitleOf(row)), kernel.Label("field", f),
				kernel.Text("value", f.Get(row).Str), kernel.Text("other", kernel.TitleOf(other)))
		}
	}
}
