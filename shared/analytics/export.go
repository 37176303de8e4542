package analytics

import "heyi/shared/org"

// MayExport is the right to write reports into files. Salespersons do not have it.
var MayExport = org.DeclareRight("report.export", "导出报表", "Export reports")
