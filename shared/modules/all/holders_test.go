package all

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"heyi/shared/modules/masters/org"
)

//go:embed holders.lock
var holdersLock string

// heldLines are what shipped roles hold, a line each, in one order whatever the order of
// packages.
func heldLines() []string {
	var lines []string
	for _, h := range org.Holdings() {
		role := h.Role
		if role == org.OwnRoles {
			role = "(own)"
		}
		lines = append(lines, fmt.Sprintf("%02d %s %s", h.Step, role, h.What))
	}
	slices.Sort(lines)
	return lines
}

// unstepped lists what roles hold otherwise than it is locked without a step of its own:
// no company of an earlier release would hear of it.
func unstepped(locked, now []string) (faults []string) {
	last := -1
	for _, line := range locked {
		step, _, _ := strings.Cut(line, " ")
		n, _ := strconv.Atoi(step)
		last = max(last, n)
	}
	for _, line := range now {
		step, _, _ := strings.Cut(line, " ")
		if n, _ := strconv.Atoi(step); n <= last && !slices.Contains(locked, line) {
			faults = append(faults, fmt.Sprintf("%q reaches no old company: take a number after %d", line, last))
		}
	}
	for _, line := range locked {
		if !slices.Contains(now, line) {
			faults = append(faults, fmt.Sprintf("%q was shipped and stays: what a role loses is a step of its own", line))
		}
	}
	return faults
}

// What a shipped role holds is locked with the step that brings it to old companies. A
// holder that is declared anew takes a new number, and none is ever withdrawn.
func TestGoldenHoldersAreLocked(t *testing.T) {
	now := heldLines()
	locked := strings.FieldsFunc(holdersLock, func(r rune) bool { return r == '\n' })
	faults := unstepped(locked, now)
	relocked(t, "holders.lock", locked, now, faults)
}

// The test above sees each way in which a step can be missing.
func TestAHolderWithoutAStepIsFound(t *testing.T) {
	locked := strings.FieldsFunc(holdersLock, func(r rune) bool { return r == '\n' })
	line := func(step int, what string) string { return fmt.Sprintf("%02d sales %s", step, what) }
	for name, c := range map[string]struct {
		now    []string
		faults int
	}{
		"nothing new":            {locked, 0},
		"held from the first on": {append(slices.Clone(locked), line(0, "+stock.count")), 1},
		"an old step":            {append(slices.Clone(locked), line(54, "+sees:ledger.book")), 1},
		"a step of its own":      {append(slices.Clone(locked), line(99, "+stock.count")), 0},
		"withdrawn":              {locked[1:], 1},
		"another step":           {append(slices.Clone(locked[1:]), "99"+locked[0][2:]), 1},
	} {
		if faults := unstepped(locked, c.now); len(faults) != c.faults {
			t.Errorf("%s: %q", name, faults)
		}
	}
}

// Companies have the words of their roles in the order in which they were written, and
// their logs are judged again to the byte.
func TestRolesAreWrittenAsTheyWere(t *testing.T) {
	for step, want := range map[int]string{0: rolesAtFirst, 55: rolesAt55} {
		var got strings.Builder
		for _, s := range org.ShippedAsOf(step) {
			fmt.Fprintf(&got, "%s: %s | %s\n", s.Code, strings.Join(s.Grants, " "), strings.Join(s.Sees, " "))
		}
		if got.String() != want {
			t.Errorf("step %d:\n%s", step, got.String())
		}
	}
}

const rolesAtFirst = `boss: * | cost
sales: party.add party.edit contact.* sales.order.save sales.order.submit sales.order.place sales.order.unapprove sales.order.close sales.order.void sales.order.allocate sales.order.want sales.order.rate sales.handover finance.receive | 
sales_manager: party.* sales.order.* product.price.set party.add party.edit contact.* sales.order.save sales.order.submit sales.order.place sales.order.unapprove sales.order.close sales.order.void sales.order.allocate sales.order.want sales.order.rate sales.handover finance.receive | 
warehouse: sales.ship sales.delivery.pick sales.delivery.sign sales.return stock.receive stock.issue stock.transfer stock.count product.barcode.bind | 
finance: finance.* fund.* ledger.* debt.* party.edit party.credit sales.order.release sales.order.refuse sales.delivery.invoice sales.return.loose stock.open report.export | cost
purchase: party.add party.edit party.credit contact.* product.* product__cost.edit product_unit.* stock.receive | cost
admin: company.edit department.* place.* role.* seat.* seat_place.* user.* custom_field.* org.device.revoke product.* product_unit.* party.* contact.* | 
`

const rolesAt55 = `boss: * | *
sales: party.add party.edit contact.* sales.order.save sales.order.submit sales.order.place sales.order.unapprove sales.order.close sales.order.void sales.order.allocate sales.order.want sales.order.rate sales.handover finance.receive | price debt
sales_manager: party.* sales.order.* product.price.set party.add party.edit contact.* sales.order.save sales.order.submit sales.order.place sales.order.unapprove sales.order.close sales.order.void sales.order.allocate sales.order.want sales.order.rate sales.handover finance.receive | price debt party.all
warehouse: sales.ship sales.delivery.pick sales.delivery.sign sales.return stock.receive stock.issue stock.transfer stock.count product.barcode.bind | party.supplier stock.document
finance: finance.* fund.* ledger.* debt.* party.edit party.credit sales.order.release sales.order.refuse sales.delivery.invoice sales.return.loose stock.open report.export calendar_day.* org.calendar.enter party.merge stock.revalue stock.revalue.cancel sales.return.revalue | cost price debt party.all ledger.account ledger.book finance.receipt finance.refund finance.write_off stock.document sales.delivery sales.order sales.return
purchase: party.add party.edit party.credit contact.* product.* product__cost.edit product_unit.* stock.receive | cost debt party.supplier stock.document
admin: company.edit department.* place.* role.* seat.* seat_place.* user.* custom_field.* org.device.revoke product.* product_unit.* party.* contact.* grant:party.* grant:contact.* grant:product.* grant:product__cost.* grant:product_unit.* grant:sales.* grant:stock.* grant:finance.* grant:fund.* grant:ledger.* grant:debt.* grant:report.* grant:role:* grant:sees:* grant:whole_dept org.clock.confirm calendar_day.* org.calendar.enter auth.password.reset org.user.resign org.user.reinstate org.job.start org.job.cancel | debt org.serial org.upgrade party.all ledger.account stock.document report.export org.job
`
