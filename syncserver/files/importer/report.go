package importer

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/tools/habit"
	"heyi/syncserver/files/tabular"
)

// Refused is a line that is not imported, and why.
type Refused struct {
	File   string
	Line   int    // 1 is the first line of the file; 0 the file as a whole
	Column string // empty when no single column is to blame
	Code   string
	Zh, En string
}

func (r Refused) String() string {
	return fmt.Sprintf("%s:%d %s %s: %s", r.File, r.Line, r.Column, r.Code, r.En)
}

// Note is something that a person should know, with how often it was met and
// where first.
type Note struct {
	File   string
	Line   int
	Zh, En string
	Count  int
}

// Counted is what became of the documents of one kind.
type Counted struct {
	Zh, En string
	New    int // written now
	Known  int // by an earlier run, or in the company before
	// Amount is the money of the new ones, of kinds that have any.
	Amount kernel.Money
	Priced bool

	matched int // rows of the company that are used
}

// Fate is what became of a sheet of the source.
type Fate struct {
	Sheet  string
	Lines  int
	Became []Why    // what its lines make
	Idle   []string // columns of its files that the mapping does not name
	Why    *Why     // why nothing is taken of it
}

// Words say whether a sheet is used, partly used or unused, and how.
func (f *Fate) Words() (zh, en string) {
	switch {
	case f.Why != nil:
		return "没有用到：" + f.Why.Zh, "unused: " + f.Why.En
	case len(f.Became) == 0:
		return "没有用到：映射里没有说明这些行变成什么", "unused: the mapping does not say what its lines become"
	}
	var zhs, ens []string
	for _, b := range f.Became {
		zhs, ens = append(zhs, b.Zh), append(ens, b.En)
	}
	zh, en = "用作"+strings.Join(zhs, "、"), "used for "+strings.Join(ens, ", ")
	if len(f.Idle) > 0 {
		columns := strings.Join(f.Idle, ", ")
		return "部分" + zh + "；没有用到的列：" + columns, "partly " + en + "; columns not used: " + columns
	}
	return zh, en
}

// Opened are the two sides of the opening balances of a company.
type Opened struct{ Debit, Credit kernel.Money }

// Words say what they differ by and what to do about it.
func (o Opened) Words() (zh, en string) {
	return fmt.Sprintf("期初借方合计 %s，贷方合计 %s，差额 %s 暂记在期初余额过渡（310490）。来源里还有别的期初（实收资本、未分配利润、固定资产等）就一并导入；没有的，由财务在「期初 · 科目」录入差额所属的科目。差额不清零，第一个月不能结账", o.Debit, o.Credit, o.Debit-o.Credit),
		fmt.Sprintf("The opening balances are %s on the debit side and %s on the credit side: they differ by %s, which is in transit (310490). Import what else the source opens with (capital, retained profit, fixed assets), or have finance enter the accounts that it belongs to (Opening balances, Accounts); the first month is not closed before that", o.Debit, o.Credit, o.Debit-o.Credit)
}

// opening states the opening balances where the import has changed what they differ
// by, and not to nothing.
func (r *Report) opening(c *kernel.Catalog, before, after kernel.Reader) {
	read := func(from kernel.Reader) *kernel.Tx {
		return kernel.NewTx(c, from, nil, &kernel.Call{}, &kernel.Author{System: true})
	}
	r.Opening = nil
	debit, credit := ledger.OpeningSums(read(after))
	if was := ledger.OpeningDifference(read(before)); debit != credit && was != ledger.OpeningDifference(read(after)) {
		r.Opening = &Opened{debit, credit}
	}
}

// Report is what an import says of itself.
type Report struct {
	Lines   int // read below the headers
	Skipped int // left out by the mapping's own rules
	Changed int // documents of an earlier run that the source tells otherwise now; they were left as they are
	Refused []Refused
	Notes   []Note
	Made    []Counted
	Sheets  []*Fate
	Opening *Opened // what the opening balances come to, where this import leaves them unequal

	read []Note // of them, those of reading the files
}

// Made tells whether there is anything new or known in the company of what the
// source tells.
func (r *Report) made() bool {
	for _, m := range r.Made {
		if m.New+m.Known > 0 {
			return true
		}
	}
	return false
}

// The refusals of a file that cannot be looked at, at a line and as a whole.
var (
	Unreadable   = kernel.Refuse("import.unreadable", "{file} 第 {line} 行：{why}", "{file}, line {line}: {why}")
	Unrecognised = kernel.Refuse("import.unrecognised", "这些文件里没有能导入的内容，原因见上；{mapping} 只描述了各列，可以按 docs/import.md 补上要导入什么；没有表头的文件请加 --data-from 行",
		"There is nothing in these files that can be imported, for the reasons above; {mapping} describes the columns alone: say what they mean, see docs/import.md; a file without titles needs --data-from LINE")
	UnreadableFile = kernel.Refuse("import.unreadable_file", "{file}：{why}", "{file}: {why}")
)

// refusals that are the importer's own. Their sentences stand beside a line.
var (
	noPartner    = kernel.Refuse("import.partner", "在「{sheet}」里找不到「{value}」", "{sheet} has no {value}")
	twicePart    = kernel.Refuse("import.twice", "「{sheet}」里「{value}」有多行，不知道用哪一行", "{sheet} has several lines with {value}")
	isEmpty      = kernel.Refuse("import.empty", "不能为空", "must not be empty")
	notWhole     = kernel.Refuse("import.whole", "「{value}」不是整数", "{value} is no whole number")
	otherHead    = kernel.Refuse("import.head", "与同一单据的第 {line} 行不一致：{this} / {that}", "differs from line {line} of the same document: {this} / {that}")
	noRow        = kernel.Refuse("import.no_row", "公司里没有 {entity}「{value}」", "The company has no {entity} {value}")
	badFigure    = kernel.Refuse("import.figure", "算不出金额或数量：{what}", "The figure cannot be worked out: {what}")
	byRule       = kernel.Refuse("import.rule", "{why}（这里是「{value}」）", "{why} (here: {value})")
	withWhole    = kernel.Refuse("import.whole_document", "整张单据没有导入：{why}", "The whole document is not imported: {why}")
	offTotal     = kernel.Refuse("import.total", "单据合计是 {total}，各行相加是 {sum}，两者不符", "The document's total is {total}, but its lines come to {sum}")
	withOthers   = kernel.Refuse("import.with", "同一单据的第 {line} 行有误，整张单据没有导入", "Line {line} of the same document is refused, so the document is not imported")
	tooLarge     = kernel.Refuse("import.too_large", "「{value}」超出程序能记的范围", "{value} is larger than can be kept")
	notAbove     = kernel.Refuse("import.not_above", "数量应大于零，这里是 {value}", "A quantity is above zero, not {value}")
	belowNothing = kernel.Refuse("import.below_zero", "金额不能为负：{value}", "An amount is not below zero: {value}")
)

// refuse adds a refusal of a line.
func (r *Report) refuse(l *line, column string, err error) {
	l.refused = true
	ref := Refused{File: l.file, Line: l.number, Column: column, Code: "internal", Zh: err.Error(), En: err.Error()}
	var problem *habit.Problem
	var torn *tabular.Error
	if refusal, ok := kernel.AsRefusal(err); ok {
		ref.Code, ref.Zh, ref.En = refusal.Code, sentences(refusal, "zh"), sentences(refusal, "en")
	} else if errors.As(err, &problem) {
		ref.Code, ref.Zh, ref.En = string(problem.Code), problem.Zh(), problem.En()
	} else if errors.As(err, &torn) {
		ref.Code, ref.Zh, ref.En = string(torn.Code), torn.Zh(), torn.En()
	}
	r.Refused = append(r.Refused, ref)
}

// reason is an error in both languages.
func reason(err error) (zh, en string) {
	r := &Report{}
	r.refuse(&line{}, "", err)
	return r.Refused[0].Zh, r.Refused[0].En
}

// sentences is a refusal with its lines.
func sentences(r *kernel.Refusal, lang string) string {
	text := r.Sentence(lang, nil)
	for i := range r.Details {
		text += "; " + r.Details[i].Sentence(lang, nil)
	}
	return text
}

// note counts a remark; the first place is kept.
func (r *Report) note(file string, number int, zh, en string) {
	for i := range r.Notes {
		if r.Notes[i].Zh == zh {
			r.Notes[i].Count++
			return
		}
	}
	r.Notes = append(r.Notes, Note{file, number, zh, en, 1})
}

func (r *Report) sort() {
	sort.SliceStable(r.Refused, func(i, j int) bool {
		a, b := r.Refused[i], r.Refused[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
}

// Unread is the refusal of a file that cannot be read, with its name; other errors stay
// what they are.
func Unread(file string, err error) error {
	var torn *tabular.Error
	if errors.As(err, &torn) && torn.Line == 0 {
		return UnreadableFile.With(kernel.Text("file", file), kernel.Words("why", torn.Zh(), torn.En()))
	}
	if errors.As(err, &torn) {
		return Unreadable.With(kernel.Text("file", file), kernel.Int("line", int64(torn.Line)), kernel.Words("why", torn.Zh(), torn.En()))
	}
	return err
}
