package flow

import (
	_ "embed" // the pages of help

	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

//go:embed help.zh.md
var helpZh string

//go:embed help.en.md
var helpEn string

var _ = module.Declare(module.Module{Zh: "待办", En: "Tasks", Help: module.Help{Zh: helpZh, En: helpEn}})

func init() { org.AskedFor = openOf }

// openOf counts the open tasks of the kinds of a module.
func openOf(tx *kernel.Tx, module string) (n int) {
	for _, k := range TaskKinds() {
		if k.Module == module {
			open, _ := tasksOf.Of(tx, kernel.Key2[string, kernel.State]{A: k.Name, B: TaskOpen})
			n += len(open)
		}
	}
	return n
}

// Lies tells whether nothing can be done about a task, because the company has switched
// off the module that asks for it.
func (t *Task) Lies(a *kernel.Author) bool {
	k := taskKinds[t.Kind]
	return k != nil && a.Lacks(k.Module)
}
