package flow

import "heyi/shared/kernel"

// TaskSameCode asks someone to give one of two rows another code.
var TaskSameCode = DeclareTask("flow.same_code", "「{title}」的{field}「{value}」与「{other}」只差大小写、全半角或空格，请改成不同的",
	"{field} {value} of {title} differs from that of {other} by case, width or blanks only; please change one of them")

// Normalise brings the texts of a row of an earlier release into their forms, and
// opens a task where that would give two rows one code.
func Normalise(tx *kernel.Tx, row kernel.Row, to To) {
	taken := tx.NormaliseRow(row)
	for _, f := range row.Base().Schema().Fields {
		if other := taken[f]; other != nil {
			OpenTask(tx, TaskSameCode, row, to, kernel.Text("title", kernel.TitleOf(row)), kernel.Label("field", f),
				kernel.Text("value", f.Get(row).Str), kernel.Text("other", kernel.TitleOf(other)))
		}
	}
}
