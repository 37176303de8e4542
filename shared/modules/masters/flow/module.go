package flow

import "heyi/shared/module"

var _ = module.Declare(module.Module{Zh: "待办", En: "Tasks"})
