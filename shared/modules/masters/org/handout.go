package org

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Nobody gives what he does not have, and nobody changes those who have more than he
// may give. What a person may do stands in his grants; what he may hand out to others
// without having it, behind "grant:" among them: an administrator fills the seats of
// salespeople and accountants and is neither. Himself he gives nothing. Sight is
// handed out by the same rule: documents and guarded fields are "sees:sales.order" and
// "sees:cost", what is asked of a role is "role:finance", a department "whole_dept", and
// the tags of a place, a department and of what a seat owns are rights of whoever has
// them.

const (
	handsOut  = "grant:"
	sees      = "sees:"
	roleTag   = "role:"
	wholeDept = "whole_dept"
)

// ByAdministrators is the step by which administrators of old companies hand out what
// modules name with [ToHandOut].
var ByAdministrators = UpgradeRoles(12, "org.hand_out", "系统管理员可授予的权限", "What an administrator may hand out")

var _ = ToHandOut(ByAdministrators, Admin, roleTag+"*", sees+"*", wholeDept)

// HandsOut are grants to hand the patterns out to others.
func HandsOut(patterns ...string) []string {
	list := make([]string, len(patterns))
	for i, p := range patterns {
		list[i] = handsOut + p
	}
	return list
}

// HandedOut is the pattern that a grant lets one hand out, "" for a grant to act.
func HandedOut(grant string) string {
	pattern, ok := strings.CutPrefix(grant, handsOut)
	if !ok {
		return ""
	}
	return pattern
}

// Refusals of handing out.
var (
	Beyond = kernel.Refuse("org.beyond", "你不能授予「{right}」，也不能改动已有这项权限的角色、岗位、人员和设备；请由老板处理",
		"You may not hand out {right}, nor change the roles, seats, people and devices that have it; ask the owner")
	BeyondSelf = kernel.Refuse("org.beyond_self", "不能给自己增加「{right}」；请由老板处理", "You may not give yourself {right}; ask the owner")
)

func init() {
	Roles.GuardRow(Beyond, guardRole)
	Seats.GuardRow(Beyond, guardSeat)
	SeatPlaces.GuardRow(Beyond, guardSeatPlace)
	Users.GuardRow(Beyond, guardUser)
	Devices.GuardRow(Beyond, guardDevice)
}

// rights lists what a role gives.
func (r *Role) rights() []string {
	list := words(r.Grants)
	for _, audience := range words(r.Sees) {
		list = append(list, sees+audience)
	}
	if r.WholeDept {
		list = append(list, wholeDept)
	}
	return list
}

// rightsOf lists what a seat's roles give.
func (s *Seat) rightsOf(tx *kernel.Tx) []string {
	var list []string
	for _, code := range words(s.Roles) {
		if r, p := RoleByCode.Find(tx, code); p == kernel.Found {
			list = append(append(list, roleTag+code), r.rights()...)
		}
	}
	return list
}

// SeatHas tells whether a right is among those that a seat's roles name; one that gives
// everything names none.
func SeatHas(tx *kernel.Tx, seat kernel.Ref[Seat], right string) bool {
	s, p := Seats.Get(tx, seat)
	return p == kernel.Found && Named(s.rightsOf(tx), right)
}

// rightsOfUser lists what somebody's seats give.
func rightsOfUser(tx *kernel.Tx, user kernel.Ref[User]) []string {
	var list []string
	seats, _ := SeatsOf.Of(tx, user)
	for _, s := range seats {
		list = append(list, s.rightsOf(tx)...)
	}
	return list
}

// hasRight tells whether the author has a right himself: before the command, whatever
// it has written by now.
func hasRight(tx *kernel.Tx, right string) bool {
	a := tx.Author
	if seen, ok := strings.CutPrefix(right, sees); ok && covered(a.Sees, seen) || covered(a.Grants, right) {
		return true
	}
	if code, ok := strings.CutPrefix(right, roleTag); ok && a.Has(code) {
		return true
	}
	for _, code := range a.Roles {
		r, p := RoleByCode.Find(tx, code)
		if right != wholeDept || p != kernel.Found {
			continue
		}
		if was := kernel.Earlier(tx, r); was != nil && was.WholeDept {
			return true
		}
	}
	return a.Viewer.Tags[right]
}

func covered(grants []string, right string) bool {
	for _, g := range grants {
		if kernel.Covers(g, right) {
			return true
		}
	}
	return false
}

// mayGive refuses rights that the author may not hand out.
func mayGive(tx *kernel.Tx, rights []string) error {
	for _, right := range rights {
		if !hasRight(tx, right) && !covered(tx.Author.Grants, handsOut+right) {
			return Beyond.With(rightWords(tx, right))
		}
	}
	return nil
}

// mayTake refuses rights that the author would give himself.
func mayTake(tx *kernel.Tx, rights []string) error {
	for _, right := range rights {
		if !hasRight(tx, right) {
			return BeyondSelf.With(rightWords(tx, right))
		}
	}
	return nil
}

// MayChange refuses to change somebody who may do what the author may not hand out:
// who sets another's password takes his place.
func MayChange(tx *kernel.Tx, user kernel.Ref[User]) error {
	if tx.Author.System {
		return nil
	}
	return mayGive(tx, rightsOfUser(tx, user))
}

func rightWords(tx *kernel.Tx, right string) kernel.Arg {
	if c := tx.Catalog.Command(right); c != nil {
		return kernel.Words("right", c.Zh, c.En)
	}
	if r := rights[right]; r != nil {
		return kernel.Words("right", r.Zh, r.En)
	}
	kind, _, _ := strings.Cut(right, ":")
	switch kind {
	case everything:
		return kernel.Words("right", "全部权限", "every right")
	case "sees":
		if s := sights[strings.TrimPrefix(right, sees)]; s != nil {
			return kernel.Words("right", "查看"+s.Zh, "to see "+s.En)
		}
	case "owner":
		return kernel.Words("right", "别人的岗位", "another's seat")
	case "role":
		if r, p := RoleByCode.Find(tx, strings.TrimPrefix(right, roleTag)); p == kernel.Found {
			return kernel.Text("right", r.Name)
		}
	case "place":
		return kernel.Words("right", "其他仓库", "another warehouse")
	case "dept", wholeDept:
		return kernel.Words("right", "可见本部门", "the department's papers")
	}
	return kernel.Text("right", right)
}

func guardRole(tx *kernel.Tx, r *Role) error {
	if tx.Author.System {
		return nil
	}
	was := kernel.Earlier(tx, r)
	if was != nil {
		if err := mayGive(tx, append(was.rights(), roleTag+r.Code)); err != nil {
			return err
		}
	}
	if mine := mineBy(tx, r); len(mine) > 0 {
		return mayTake(tx, append(r.rights(), mine...))
	}
	return mayGive(tx, r.rights())
}

// mineBy lists what a role gives the author through his seats, beside its rights; he
// has what is listed unless the role is being brought back or widened. It looks at the
// seats: a role that was removed is none of the author's, though his seat names it.
func mineBy(tx *kernel.Tx, r *Role) []string {
	var list []string
	seats, _ := SeatsOf.Of(tx, kernel.Ref[User](tx.Author.User))
	for _, s := range seats {
		if !slices.Contains(words(s.Roles), r.Code) {
			continue
		}
		list = append(list, roleTag+r.Code)
		if r.WholeDept && !s.Dept.IsZero() {
			list = append(list, "dept:"+s.Dept.String())
		}
	}
	return list
}

func guardSeat(tx *kernel.Tx, s *Seat) error {
	if tx.Author.System {
		return nil
	}
	was := kernel.Earlier(tx, s)
	if was != nil {
		if err := mayGive(tx, was.rightsOf(tx)); err != nil {
			return err
		}
	}
	rights := s.rightsOf(tx)
	if s.Holder.ID() != tx.Author.User || s.Removed {
		return mayGive(tx, rights)
	}
	if was != nil {
		rights = append(rights, "owner:"+s.ID.String())
	}
	if !s.Dept.IsZero() && covered(rights, wholeDept) {
		rights = append(rights, "dept:"+s.Dept.String())
	}
	return mayTake(tx, rights)
}

func guardSeatPlace(tx *kernel.Tx, sp *SeatPlace) error {
	if tx.Author.System {
		return nil
	}
	s, p := Seats.Get(tx, sp.Seat)
	if p != kernel.Found {
		return nil
	}
	if s.Holder.ID() == tx.Author.User && !sp.Removed {
		return mayTake(tx, []string{atPlace(sp.Place)})
	}
	return mayGive(tx, s.rightsOf(tx))
}

func guardUser(tx *kernel.Tx, u *User) error { return MayChange(tx, kernel.Ref[User](u.ID)) }

func guardDevice(tx *kernel.Tx, d *Device) error { return MayChange(tx, d.User) }
