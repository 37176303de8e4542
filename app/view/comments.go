package view

import (
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Said is a comment on a row.
type Said struct {
	ID           kernel.ID
	Who, When    string
	Text         string // of one that was withdrawn, that it was
	Badges       []Badge
	Withdrawn    bool
	Withdrawable bool // by who looks at it
}

// Comments are what people have said about a row, the newest last.
type Comments struct {
	Entity string
	Row    kernel.ID
	List   []Said
}

// Person is somebody who can be named in a comment.
type Person struct {
	ID           kernel.Ref[org.User]
	Name, Detail string
	Blind        bool // he does not see the row, as far as this device can tell
}

var (
	withdrawnBy = i18n.Define("comments.withdrawn", "{0}撤回了这条评论", "{0} withdrew this comment")
	isBlind     = i18n.Define("comments.blind", "看不到", "Cannot see this")
	namesMe     = i18n.Define("comments.names_me", "提到了你", "Mentions you")
)

// CommentsOf lists what was said about a row; nil for one to which nobody writes comments,
// or that is not seen.
func CommentsOf(r *Reader, entity string, id kernel.ID) *Comments {
	s := r.Catalog.Schema(entity)
	if !flow.Discussed(s) {
		return nil
	}
	if _, p := r.Tx.GetRow(s, id); p != kernel.Found {
		return nil
	}
	c := &Comments{Entity: entity, Row: id}
	named := map[kernel.Ref[flow.Comment]]bool{}
	mentions, _ := flow.MentionsOf.Of(r.Tx, id)
	for _, m := range mentions {
		if m.User.ID() == r.Author.User {
			named[m.Comment] = true
		}
	}
	list, _ := flow.CommentsOf.Of(r.Tx, id)
	for _, one := range list {
		said := Said{
			ID: one.ID, Who: nameOf(r, one.Author), When: DateTime(one.At, r.Author.Zone), Text: one.Text,
			Withdrawn: one.WithdrawnAt != 0, Withdrawable: flow.MayWithdraw(r.Author, one),
		}
		switch mark := SyncOf(r, one.ID); {
		case said.Withdrawn:
			said.Text = withdrawnBy.Text(nameOf(r, one.WithdrawnBy))
		case named[kernel.Ref[flow.Comment](one.ID)]:
			said.Badges = append(said.Badges, Badge{Text: namesMe.Text(), Tone: Info})
		case mark.Tone != Good:
			said.Badges = append(said.Badges, mark)
		}
		c.List = append(c.List, said)
	}
	return c
}

func nameOf(r *Reader, who kernel.Ref[org.User]) string {
	if u, p := org.Users.Get(r.Tx, who); p == kernel.Found {
		return u.Name
	}
	return ""
}

// PeopleFor lists who can be named in a comment on a row, by name, but who looks at it:
// first those who see it, as far as this device can tell.
func PeopleFor(r *Reader, entity string, id kernel.ID) ([]Person, error) {
	row, p := r.Tx.GetRow(r.Catalog.Schema(entity), id)
	if p != kernel.Found {
		return nil, r.Missing(r.Catalog.Schema(entity), id, p)
	}
	var sees, blind []Person
	q := client.Query{Query: rowstore.Query{Entity: org.Users.Name(), Limit: rowstore.MaxPage, Sort: []rowstore.Order{{Field: "name"}}}}
	for {
		page, err := r.List(q)
		if err != nil {
			return nil, err
		}
		for _, found := range page.Rows {
			u := found.(*org.User)
			one := Person{ID: kernel.Ref[org.User](u.ID), Name: u.Name, Detail: seatOf(r, u)}
			switch {
			case u.ID == r.Author.User || u.Removed || u.Retired || !u.Active:
			case org.Shown(r.Tx, u, row) == kernel.Absent:
				one.Blind, one.Detail = true, isBlind.Text()
				blind = append(blind, one)
			default:
				sees = append(sees, one)
			}
		}
		if q.After = page.Next; page.Next == "" {
			return append(sees, blind...), nil
		}
	}
}

// seatOf is what somebody does in the company.
func seatOf(r *Reader, u *org.User) string {
	seat, p := org.Seats.Get(r.Tx, u.Seat)
	if p != kernel.Found {
		return ""
	}
	return seat.Name
}

// MentionedIn finds whom a text names behind an @: the longest name that stands there, of
// namesakes the one who was picked.
func MentionedIn(text string, people []Person, picked map[string]kernel.Ref[org.User]) (list []kernel.Ref[org.User]) {
	text = strings.ReplaceAll(text, "＠", "@")
	for _, rest := range strings.Split(text, "@")[1:] {
		var best []Person
		for _, p := range people {
			switch {
			case p.Name == "" || !strings.HasPrefix(rest, p.Name):
			case len(best) == 0 || len(p.Name) > len(best[0].Name):
				best = []Person{p}
			case p.Name == best[0].Name:
				best = append(best, p)
			}
		}
		if len(best) == 0 {
			continue
		}
		who := best[0].ID
		if one, known := picked[best[0].Name]; known {
			who = one
		} else if len(best) > 1 {
			continue // nobody knows which of them is meant
		}
		if !slices.Contains(list, who) {
			list = append(list, who)
		}
	}
	return list
}
