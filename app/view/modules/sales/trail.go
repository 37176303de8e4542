package sales

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Hold is one reason why an order waits, with its figures, and who may let it pass.
type Hold struct {
	Why string
	Sum string // the whole sum behind it, "" where it is none
	By  string
}

var (
	mayPass = i18n.Define("order.maypass", "可由{0}放行", "{0} may release it")
	orWho   = i18n.Define("order.or", "或", " or ")
)

func (m *Order) holds(r *view.Reader) {
	for _, a := range flow.PendingOf(r.Tx, m.Order.ID) {
		h := Hold{}
		h.Why, h.Sum = view.WhyAndSum(a.Why(r.Tx.Held))
		names := record.AskedOf(r, a.Asked)
		for _, ref := range []kernel.Ref[org.Role]{a.RoleA, a.RoleB} {
			if role, has := org.Roles.Get(r.Tx, ref); has == kernel.Found {
				if names != "" {
					names += orWho.Text()
				}
				names += record.Title(r, role)
			}
		}
		if names != "" {
			h.By = mayPass.Text(names)
		}
		m.Holds = append(m.Holds, h)
	}
}
