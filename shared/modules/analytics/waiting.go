package analytics

import (
	"cmp"
	"slices"
	"strings"

	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Waiting is what waits for one reader: what is urgent first, then the oldest.
type Waiting struct {
	Approvals []*flow.Approval
	Tasks     []*flow.Task
}

// WaitingFor lists what the reader must decide or do. What was asked of a role, a
// seat or a person that nobody fills waits for those who see every task, or it would
// wait for ever.
func WaitingFor(b Books) (w Waiting, err error) {
	here, err := present(b)
	if err != nil {
		return w, err
	}
	holds := func(tag string) bool { return b.Viewer == nil || b.Viewer.Tags[tag] }
	all := holds(flow.SeeTasks.All().Tag)
	mine := func(tags ...string) bool {
		orphan := all
		for _, tag := range tags {
			if holds(tag) {
				return true
			}
			orphan = orphan && !here[tag]
		}
		return orphan
	}
	tx := b.tx()
	pending, _ := flow.ApprovalsIn.Of(tx, flow.Pending)
	for _, a := range pending {
		if mine("asked:"+a.Asked.String(), "as:"+a.RoleA.String(), "as:"+a.RoleB.String()) {
			w.Approvals = append(w.Approvals, a)
		}
	}
	open, _ := flow.TasksIn.Of(tx, flow.TaskOpen)
	for _, t := range open {
		if mine("as:"+t.Role.String(), "asked:"+t.Asked.String(), "owner:"+t.Seat.String(), "user:"+t.User.String()) {
			w.Tasks = append(w.Tasks, t)
		}
	}
	slices.SortStableFunc(w.Tasks, func(a, b *flow.Task) int {
		return cmp.Or(cmp.Compare(b.Urgency(), a.Urgency()), cmp.Compare(a.Opened, b.Opened))
	})
	return w, err
}

// present are the tags that somebody holds who still works here.
func present(b Books) (map[string]bool, error) {
	here := map[string]bool{}
	err := each(b, org.Users, func(u *org.User) {
		if u.Active && !u.Removed {
			here["user:"+u.ID.String()] = true
		}
	})
	if err != nil {
		return nil, err
	}
	roles := map[string]*org.Role{}
	err = each(b, org.Roles, func(r *org.Role) { roles[r.Code] = r })
	if err != nil {
		return nil, err
	}
	err = each(b, org.Seats, func(s *org.Seat) {
		if s.Removed || !here["user:"+s.Holder.String()] {
			return
		}
		here["owner:"+s.ID.String()] = true
		var grants []string
		for code := range strings.FieldsSeq(s.Roles) {
			here["as:"+org.RoleRef(code).String()] = true
			if r := roles[code]; r != nil && !r.Removed {
				grants = append(grants, strings.Fields(r.Grants)...)
			}
		}
		for _, a := range org.AllAsked() {
			if a.Holds(grants) {
				here[a.Tag()] = true
			}
		}
	})
	return here, err
}
