package debt

import "heyi/shared/module"

var _ = module.Declare(module.Module{Zh: "应收应付", En: "Receivables and payables"})
