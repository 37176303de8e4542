package org

import (
	"slices"
	"strings"
)

// asWritten is the order in which the words of roles have stood up to step 55. It grants
// nothing: a log that is judged again writes the roles of its time to the byte.
var asWritten = map[string][2]string{ // by role: grants, sees
	Boss: {"*", "cost price debt"},
	Sales: {
		"party.add party.edit contact.* sales.order.save sales.order.submit sales.order.place sales.order.unapprove sales.order.close " +
			"sales.order.void sales.order.allocate sales.order.want sales.order.rate sales.handover finance.receive",
		"price debt",
	},
	SalesManager: {
		"party.* sales.order.* product.price.set party.add party.edit contact.* sales.order.save sales.order.submit sales.order.place " +
			"sales.order.unapprove sales.order.close sales.order.void sales.order.allocate sales.order.want sales.order.rate sales.handover finance.receive",
		"price debt party.all",
	},
	Storekeeper: {
		"sales.ship sales.delivery.pick sales.delivery.sign sales.return stock.receive stock.issue stock.transfer stock.count product.barcode.bind",
		"party.supplier stock.document",
	},
	Finance: {
		"finance.* fund.* ledger.* debt.* party.edit party.credit sales.order.release sales.order.refuse sales.delivery.invoice sales.return.loose " +
			"stock.open report.export calendar_day.* org.calendar.enter party.merge stock.revalue stock.revalue.cancel sales.return.revalue",
		"cost price debt party.all ledger.account ledger.book finance.receipt finance.refund finance.write_off stock.document sales.delivery sales.order sales.return",
	},
	Purchase: {
		"party.add party.edit party.credit contact.* product.* product__cost.edit product_unit.* stock.receive",
		"cost debt party.supplier stock.document",
	},
	Admin: {
		"company.edit department.* place.* role.* seat.* seat_place.* user.* custom_field.* org.device.revoke product.* product_unit.* party.* contact.* " +
			"grant:party.* grant:contact.* grant:product.* grant:product__cost.* grant:product_unit.* grant:sales.* grant:stock.* grant:finance.* grant:fund.* " +
			"grant:ledger.* grant:debt.* grant:report.* grant:role:* grant:sees:* grant:whole_dept org.clock.confirm calendar_day.* org.calendar.enter " +
			"auth.password.reset org.user.resign org.user.reinstate org.job.start org.job.cancel",
		"debt org.serial org.upgrade party.all ledger.account stock.document report.export org.job",
	},
}

// order brings a role's words into the order in which companies have them: the old ones
// as they were written, then what came since, step by step.
func (s *Shipped) order() {
	was := asWritten[s.Code]
	inOrder(s.Grants, was[0])
	inOrder(s.Sees, was[1])
}

func inOrder(list []string, written string) {
	place := map[string]int{}
	for i, word := range strings.Fields(written) {
		place[word] = i
	}
	slices.SortStableFunc(list, func(a, b string) int {
		i, old := place[a]
		j, also := place[b]
		switch {
		case old && also:
			return i - j
		case old:
			return -1
		case also:
			return 1
		}
		return 0
	})
}
