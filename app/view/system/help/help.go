// Package help is the pages of help about the modules that somebody works with.
package help

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
)

// Page is the help about a module, in Markdown.
type Page struct{ Module, Label, Text string }

// Pages lists those of the modules of which the person may give a command.
func Pages(r *view.Reader) ([]Page, error) {
	var list []Page
	for _, m := range module.All() {
		if slices.ContainsFunc(r.Catalog.Commands, func(spec *kernel.CommandSpec) bool {
			return spec.Module == m.Module && !spec.System && !spec.Along && r.Author.May(spec.Needs())
		}) {
			list = append(list, Page{m.Module, view.Say(m.Zh, m.En), view.Say(m.Help.Zh, m.Help.En)})
		}
	}
	return list, nil
}
