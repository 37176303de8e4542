package view

import (
	"heyi/app/device/client"
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

// FileAt is where a row has a file.
func FileAt(row kernel.Row, f *kernel.Field) client.FileAt {
	s := row.Base().Schema()
	if s.Main != nil {
		s = s.Main
	}
	return client.FileAt{Entity: s.Name, Row: row.Base().ID, Field: f.Name, File: f.FileOf(row)}
}
