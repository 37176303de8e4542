package tabular

import (
	"fmt"
	"strings"
)

// Code names a refusal or a note. Codes that begin with "line." concern one
// line only.
type Code string

// The complete list.
const (
	FileAbsent     Code = "file.absent"
	FileEmpty      Code = "file.empty"
	FileLarge      Code = "file.large"
	FileBinary     Code = "file.binary"
	FilePage       Code = "file.web_page"
	FileEndless    Code = "file.endless"
	FileOldExcel   Code = "file.old_excel"
	FileEncoding   Code = "file.encoding"
	FileTruncated  Code = "file.truncated"
	FileDamaged    Code = "file.damaged"
	FileBomb       Code = "file.bomb"
	OptionEncoding Code = "option.encoding"
	OptionJoin     Code = "option.join"
	SheetAbsent    Code = "sheet.absent"
	HeaderMissing  Code = "header.missing"
	HeaderTwice    Code = "header.twice"
	LimitRows      Code = "limit.rows"
	LimitColumns   Code = "limit.columns"
	LineQuote      Code = "line.quote"
	LineLong       Code = "line.long"
	LineShort      Code = "line.short"
	LineCell       Code = "line.cell"
	LineCode       Code = "line.code"
	LineFormula    Code = "line.formula"
	LineFault      Code = "line.fault"

	NoteTotal     Code = "note.total"
	NoteHeader    Code = "note.header"
	NoteJoined    Code = "note.joined"
	NoteNoNewline Code = "note.no_newline"
	NoteLetter    Code = "note.letter"
)

// sentences are written with the arguments of the code, in this order for both
// languages.
var sentences = map[Code][2]string{
	FileAbsent:     {"找不到文件 %s", "there is no file %s"},
	FileEmpty:      {"文件是空的", "the file is empty"},
	FileLarge:      {"文件有 %d 字节，超过上限 %d", "the file has %d bytes; the limit is %d"},
	FileBinary:     {"这不是 CSV 或 XLSX 文件", "this is neither CSV nor XLSX"},
	FilePage:       {"这是改了名的网页，请用表格软件打开并另存为 .xlsx", "this is a web page under another name; open it in a spreadsheet program and save it as .xlsx"},
	FileEndless:    {"这一行长得不像表格", "this line is too long for a table"},
	FileOldExcel:   {"这是旧版 .xls 或加密的工作簿，请不设密码另存为 .xlsx", "this is an old .xls or a password-protected workbook; save it as .xlsx without a password"},
	FileEncoding:   {"无法识别文字编码，请另存为 UTF-8 的 CSV", "the encoding of the text is not known; save the file as CSV in UTF-8"},
	FileTruncated:  {"文件不完整：在这里中断了，请重新导出", "the file is incomplete: it breaks off here; export it again"},
	FileDamaged:    {"文件已损坏：%s", "the file is damaged: %s"},
	FileBomb:       {"文件解压后超过上限 %d 字节", "the file unpacks to more than %d bytes"},
	OptionEncoding: {"不支持的编码 %s", "the encoding %s is not supported"},
	OptionJoin:     {"要并入多余内容的列“%s”不在表头里", "the column %q that should take surplus fields is not in the header"},
	SheetAbsent:    {"工作簿里没有工作表“%s”，只有：%s", "the workbook has no sheet %q, only: %s"},
	HeaderMissing:  {"缺少列：%s；找到的是：%s", "missing columns: %s; found: %s"},
	HeaderTwice:    {"列“%s”出现了两次", "the column %q stands twice in the header"},
	LimitRows:      {"行数超过上限 %d", "there are more than %d lines"},
	LimitColumns:   {"列数超过上限 %d", "there are more than %d columns"},
	LineQuote:      {"引号不配对，或引号后面还有文字", "a quotation mark is not closed or is followed by text"},
	LineLong:       {"有 %d 个字段，表头只有 %d 个：可能有未加引号的分隔符", "%d fields, but the header has %d: a separator may stand in an unquoted text"},
	LineShort:      {"只有 %d 个字段，表头有 %d 个", "only %d fields, but the header has %d"},
	LineCell:       {"列“%s”的内容超过 %d 个字", "the text of column %q is longer than %d characters"},
	LineCode:       {"列“%s”的编号 %s 已被表格软件改成近似数，原号丢失", "the spreadsheet has rounded the code %[2]s of column %[1]q; its digits are lost"},
	LineFormula:    {"列“%s”的公式没有保存结果，请用表格软件打开并保存一次", "the formula of column %q has no stored result; open and save the file in a spreadsheet program"},
	LineFault:      {"列“%s”是错误值 %s", "column %q holds the error value %s"},
	NoteTotal:      {"跳过合计行“%s”", "the line of totals %q was left out"},
	NoteHeader:     {"跳过重复的表头", "a repeated header was left out"},
	NoteJoined:     {"多出的 %d 个字段并入列“%s”", "%d surplus fields were joined into column %[2]q"},
	NoteLetter:     {"有一个字在导出前就已丢失（�）", "a character was lost before the file was written (�)"},
	NoteNoNewline:  {"最后一行没有换行符，请核对是否完整", "the last line has no line end; check that it is complete"},
}

// Error is a refusal that a file can cause, at a line of the file (1 is the
// first; 0 is the file as a whole).
type Error struct {
	Code Code
	Line int
	// Found and Missing list column titles, for HeaderMissing.
	Found, Missing []string
	args           []any
}

// Fatal tells whether the file as a whole is refused; otherwise only this line
// is and the next row may be read.
func (e *Error) Fatal() bool { return !strings.HasPrefix(string(e.Code), "line.") }

// Zh is the sentence for a Chinese reader, with the line.
func (e *Error) Zh() string { return speak("第 %d 行：", 0, e.Code, e.Line, e.args) }

// En is the sentence for an English reader, with the line.
func (e *Error) En() string { return speak("line %d: ", 1, e.Code, e.Line, e.args) }

func (e *Error) Error() string { return string(e.Code) + ": " + e.En() }

// Note tells what the reader did on purpose and a person should know.
type Note struct {
	Code Code
	Line int
	args []any
}

// Zh is the sentence for a Chinese reader, with the line.
func (n Note) Zh() string { return speak("第 %d 行：", 0, n.Code, n.Line, n.args) }

// En is the sentence for an English reader, with the line.
func (n Note) En() string { return speak("line %d: ", 1, n.Code, n.Line, n.args) }

func speak(prefix string, language int, code Code, line int, args []any) string {
	sentence := fmt.Sprintf(sentences[code][language], args...)
	if line > 0 {
		return fmt.Sprintf(prefix, line) + sentence
	}
	return sentence
}

func refuse(code Code, line int, args ...any) *Error {
	return &Error{Code: code, Line: line, args: args}
}

func missing(line int, lacking, found []string) *Error {
	e := refuse(HeaderMissing, line, strings.Join(lacking, ", "), strings.Join(found, ", "))
	e.Missing, e.Found = lacking, found
	return e
}
