package view

import (
	"slices"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Attached is a file of a document or a master.
type Attached struct {
	ID         kernel.ID
	Name       string
	About      string // who put it there, when, how large it is
	Note       string
	File       client.FileAt
	Detachable bool // by who looks at it
}

// Files are the files of a row, the newest first.
type Files struct {
	Entity   string
	Row      kernel.ID
	List     []Attached
	Attaches bool // who looks at it may add some
}

// FilesOf lists the files of a row; nothing for one to which none belong.
func FilesOf(r *Reader, row kernel.Row) *Files {
	s := row.Base().Schema()
	if !flow.Attaches(s) {
		return nil
	}
	f := &Files{Entity: s.Name, Row: row.Base().ID, Attaches: r.Author.May("flow.attach")}
	field := flow.Attachments.In(r.Catalog).Field("file")
	list, _ := flow.AttachmentsOf.Of(r.Tx, f.Row)
	for _, a := range slices.Backward(list) {
		if a.File.IsZero() {
			continue
		}
		n := a.File.Named()
		who := ""
		if u, p := org.Users.Get(r.Tx, a.Author); p == kernel.Found {
			who = u.Name
		}
		f.List = append(f.List, Attached{
			ID: a.ID, Name: a.Name, About: Join(who, DateTime(a.At, r.Author.Zone), kernel.Megabytes("size", n.Content.Size).Value.Str),
			Note: a.Note, File: FileAt(a, field), Detachable: flow.MayDetach(r.Author, a),
		})
	}
	return f
}

// FilesOfRow lists the files of a row by its id; nothing for one that is not seen.
func FilesOfRow(r *Reader, entity string, id kernel.ID) *Files {
	row, p := r.Tx.GetRow(r.Catalog.Schema(entity), id)
	if p != kernel.Found {
		return nil
	}
	return FilesOf(r, row)
}
