package org

// WithImports is the step by which old companies may import in the app.
var WithImports = UpgradeRoles(69, "org.import", "系统管理员可以在程序里导入文件", "Administrators may import files in the app")

// MayImport is the right to bring the files of another program in. What they hold is
// written as the company's own, whatever else the person may do.
var MayImport = DeclareRight("org.import", "导入其他软件的文件", "Import files of other programs").For(WithImports, Admin)
