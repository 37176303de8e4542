package analytics

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// ReportExport is the record of a list or report that someone took out of the
// program: it stays when the file is long gone.
type ReportExport struct {
	kernel.Record
	Report   string               `zh:"报表代码" en:"Code" text:"word" is:"required,derived" max:"80"` // a report's name, or an entity's for its list
	Title    string               `zh:"报表或列表" en:"Report or list" is:"required,title,derived" max:"80"`
	Filter   string               `zh:"筛选条件" en:"Filter" text:"lines" is:"derived,listed" max:"500"`
	Format   kernel.Choice        `zh:"格式" en:"Format" of:"export_format" is:"required,derived,listed"`
	Rows     int64                `zh:"行数" en:"Rows" is:"derived,listed"`
	User     kernel.Ref[org.User] `zh:"导出人" en:"By" is:"derived"`
	UserName string               `zh:"导出人姓名" en:"Name" is:"derived,listed,search" max:"40"`
	Origin   kernel.ID            `zh:"设备" en:"Device" is:"derived"`
	At       kernel.Time          `zh:"导出时间" en:"At" is:"derived,listed"`
	Date     kernel.Date          `zh:"日期" en:"Date" is:"derived"`
}

// What a list or report can be taken out as.
const (
	FormatXLSX  kernel.Choice = "xlsx"
	FormatCSV   kernel.Choice = "csv"
	FormatPDF   kernel.Choice = "pdf"
	FormatImage kernel.Choice = "png"
	FormatJSON  kernel.Choice = "json"
)

var _ = kernel.Choices("export_format",
	kernel.Option{Code: string(FormatXLSX), Zh: "Excel 表格", En: "XLSX"},
	kernel.Option{Code: string(FormatCSV), Zh: "CSV 文本", En: "CSV"},
	kernel.Option{Code: string(FormatPDF), Zh: "PDF 文件", En: "PDF"},
	kernel.Option{Code: string(FormatImage), Zh: "图片", En: "Picture"},
	kernel.Option{Code: string(FormatJSON), Zh: "JSON 数据", En: "JSON"})

var seeExports = org.See(54, "report.export", "全部导出记录", "All exports", org.Admin)

// Exports are read by the boss, by administrators, and by whom they are about.
var Exports = kernel.Define[ReportExport]("report_export", kernel.Spec{
	Zh: "导出记录", En: "Export", Kept: true, Once: true,
	Scope: kernel.Scope{
		seeExports.All(),
		kernel.By("user", func(e *ReportExport) *kernel.Ref[org.User] { return &e.User }),
	},
	Bucket: kernel.ByMonth(func(e *ReportExport) *kernel.Date { return &e.Date }),
})

// Export says that the author takes rows out of the program. A screen sends it
// before it writes the file, with or without a network: whoever may not send it
// gets no file, and no file is without its record.
type Export struct {
	Report string        `zh:"报表代码" en:"Code" text:"word" is:"required" max:"80"`
	Title  string        `zh:"报表或列表" en:"Report or list" is:"required" max:"80"`
	Filter string        `zh:"筛选条件" en:"Filter" text:"lines" max:"500"`
	Format kernel.Choice `zh:"格式" en:"Format" of:"export_format" is:"required"`
	Rows   int64         `zh:"行数" en:"Rows" range:"0..1000000000"`
}

// MayExport is the right to send [Export]. Salespersons do not have it.
var MayExport = org.RightOf(kernel.Fact[Export]("report.export", "导出报表和列表", "Export reports and lists", kernel.AlongWith(), org.For(org.First, org.Finance)))

var _ = org.ToHandOut(org.ByAdministrators, org.Admin, "report.*")

// Predict keeps the record.
func (e Export) Predict(tx *kernel.Tx) error {
	Exports.Insert(tx, &ReportExport{
		Report: e.Report, Title: e.Title, Filter: e.Filter, Format: e.Format, Rows: e.Rows,
		User: kernel.Ref[org.User](tx.Author.User), UserName: tx.Author.Name, Origin: tx.Call.Origin,
		At: tx.At(), Date: tx.Today(),
	})
	return nil
}
