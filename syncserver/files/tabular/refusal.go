package tabular

import (
	"fmt"
	"strings"

	"heyi/shared/tools/habit"
)

// The complete list of refusals and notes. Codes that begin with "line." concern
// one line only.
const (
	FileAbsent     habit.Code = "file.absent"
	FileEmpty      habit.Code = "file.empty"
	FileLarge      habit.Code = "file.large"
	FileBinary     habit.Code = "file.binary"
	FilePage       habit.Code = "file.web_page"
	FileEndless    habit.Code = "file.endless"
	FileOldExcel   habit.Code = "file.old_excel"
	FileEncoding   habit.Code = "file.encoding"
	FileTruncated  habit.Code = "file.truncated"
	FileDamaged    habit.Code = "file.damaged"
	FileBomb       habit.Code = "file.bomb"
	FilePacked     habit.Code = "file.packed"
	FileStatement  habit.Code = "file.statement"
	OptionEncoding habit.Code = "option.encoding"
	OptionJoin     habit.Code = "option.join"
	SheetAbsent    habit.Code = "sheet.absent"
	HeaderMissing  habit.Code = "header.missing"
	HeaderTwice    habit.Code = "header.twice"
	LimitRows      habit.Code = "limit.rows"
	LimitColumns   habit.Code = "limit.columns"
	LineQuote      habit.Code = "line.quote"
	LineLong       habit.Code = "line.long"
	LineShort      habit.Code = "line.short"
	LineCell       habit.Code = "line.cell"
	LineCode       habit.Code = "line.code"
	LineFormula    habit.Code = "line.formula"
	LineFault      habit.Code = "line.fault"

	NoteTotal     habit.Code = "note.total"
	NoteFooter    habit.Code = "note.footer"
	NoteEncoding  habit.Code = "note.encoding"
	NoteHeader    habit.Code = "note.header"
	NoteJoined    habit.Code = "note.joined"
	NoteNoNewline habit.Code = "note.no_newline"
	NoteLetter    habit.Code = "note.letter"
	NoteHidden    habit.Code = "note.hidden"
)

var sentences = habit.Sentences{
	FileAbsent:     {"找不到文件 %s", "there is no file %s"},
	FileEmpty:      {"文件是空的", "the file is empty"},
	FileLarge:      {"文件有 %d 字节，超过上限 %d，请分成几个文件", "the file has %d bytes; the limit is %d; split it"},
	FileBinary:     {"这不是 CSV 或 XLSX 文件", "this is neither CSV nor XLSX"},
	FilePage:       {"这是改了名的网页，请用表格软件打开并另存为 .xlsx", "this is a web page under another name; open it in a spreadsheet program and save it as .xlsx"},
	FileEndless:    {"这一行长得不像表格", "this line is too long for a table"},
	FileOldExcel:   {"这是旧版 .xls 或加密的工作簿，请不设密码另存为 .xlsx", "this is an old .xls or a password-protected workbook; save it as .xlsx without a password"},
	FileEncoding:   {"无法识别文字编码，请另存为 UTF-8 的 CSV", "the encoding of the text is not known; save the file as CSV in UTF-8"},
	FileTruncated:  {"文件不完整，请重新导出", "the file is incomplete; export it again"},
	FileDamaged:    {"文件已损坏：%s", "the file is damaged: %s"},
	FileBomb:       {"文件解压后超过上限 %d 字节", "the file unpacks to more than %d bytes"},
	FilePacked:     {"文件解压后会胀到原来的 %d 倍以上，不像表格，请用表格软件打开并另存一次", "the file unpacks to more than %d times its size, as no table does; open it in a spreadsheet program and save it again"},
	FileStatement:  {"这是银行对账单（%s），目前还不能导入", "this is a bank statement (%s); statements cannot be imported yet"},
	OptionEncoding: {"不支持的编码 %s", "the encoding %s is not supported"},
	OptionJoin:     {"要并入多余内容的列「%s」不在表头里", "the column %q that should take surplus fields is not in the header"},
	SheetAbsent:    {"工作簿里没有工作表「%s」，只有：%s", "the workbook has no sheet %q, only: %s"},
	HeaderMissing:  {"缺少列：%s；找到的是：%s", "missing columns: %s; found: %s"},
	HeaderTwice:    {"列「%s」出现了两次，请写明是「%[1]s (1)」还是「%[1]s (2)」", "the column %q stands twice in the header; say %[1]s (1) or %[1]s (2)"},
	LimitRows:      {"行数超过上限 %d，请分成几个文件", "there are more than %d lines; split the file"},
	LimitColumns:   {"列数超过上限 %d", "there are more than %d columns"},
	LineQuote:      {"引号不配对，或引号后面还有文字", "a quotation mark is not closed or is followed by text"},
	LineLong:       {"有 %d 个字段，表头只有 %d 个：可能有未加引号的分隔符", "%d fields, but the header has %d: a separator may stand in an unquoted text"},
	LineShort:      {"只有 %d 个字段，表头有 %d 个", "only %d fields, but the header has %d"},
	LineCell:       {"列「%s」的内容超过 %d 个字", "the text of column %q is longer than %d characters"},
	LineCode:       {"列「%s」的编号 %s 已被表格软件改成近似数，原号丢失", "the spreadsheet has rounded the code %[2]s of column %[1]q; its digits are lost"},
	LineFormula:    {"列「%s」的公式没有保存结果，请用表格软件打开并保存一次", "the formula of column %q has no stored result; open and save the file in a spreadsheet program"},
	LineFault:      {"列「%s」是错误值 %s", "column %q holds the error value %s"},
	NoteTotal:      {"跳过合计行「%s」", "the line of totals %q was left out"},
	NoteFooter:     {"跳过表格下方的「%s」", "%q below the table was left out"},
	NoteEncoding:   {"按 %s 编码读取，请核对带变音符号的字", "read as %s; check the letters with accents"},
	NoteHeader:     {"跳过重复的表头", "a repeated header was left out"},
	NoteJoined:     {"多出的 %d 个字段并入列「%s」", "%d surplus fields were joined into column %[2]q"},
	NoteLetter:     {"有一个字在导出前就已丢失（�）", "a character was lost before the file was written (�)"},
	NoteHidden:     {"这一行在表格里是隐藏的（例如被筛选掉），同样读入", "the spreadsheet hides this line (it may be filtered out); it was read like the others"},
	NoteNoNewline:  {"最后一行没有换行符，请核对是否完整", "the last line has no line end; check that it is complete"},
}

// Error is a refusal that a file can cause, at a line of the file (1 is the
// first; 0 is the file as a whole).
type Error struct {
	*habit.Problem
	Line int
	// Found and Missing list column titles, for HeaderMissing.
	Found, Missing []string
	// Cells are those of the line, for LineLong.
	Cells []string
}

// Fatal tells whether the file as a whole is refused; otherwise only this line
// is and the next row may be read.
func (e *Error) Fatal() bool { return !strings.HasPrefix(string(e.Code), "line.") }

// Unwrap is the problem without its line.
func (e *Error) Unwrap() error { return e.Problem }

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Problem.Error()
	}
	return fmt.Sprintf("%s: line %d: %s", e.Code, e.Line, e.En())
}

// Note tells what the reader did on purpose and a person should know.
type Note struct {
	*habit.Problem
	Line int
}

func note(code habit.Code, line int, args ...any) Note {
	return Note{sentences.Refuse(code, args...), line}
}

func refuse(code habit.Code, line int, args ...any) *Error {
	return &Error{Problem: sentences.Refuse(code, args...), Line: line}
}

func missing(line int, lacking, found []string) *Error {
	e := refuse(HeaderMissing, line, strings.Join(lacking, ", "), strings.Join(found, ", "))
	e.Missing, e.Found = lacking, found
	return e
}
