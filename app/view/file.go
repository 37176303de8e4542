package view

import (
	"heyi/shared/kernel"
)

// File says a file: its name, and how large it is.
func File(f kernel.File) string {
	n := f.Named()
	if n.Name == "" {
		return ""
	}
	size := kernel.Megabytes("size", n.Content.Size).Value.Str
	return Say(n.Name+"（"+size+"）", n.Name+" ("+size+")")
}
