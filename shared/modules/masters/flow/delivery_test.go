package flow_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// Who wants to be told daily is told at eight, of what came before; who does not want to
// be told is not; what is urgent tells everybody at once. Zones on both sides of UTC.
func TestHowSomebodyIsToldOfTasks(t *testing.T) {
	const hour = kernel.Time(3_600_000)
	notice, urgent := &flow.Task{Kind: callBack.Name}, &flow.Task{Kind: flow.TaskBackup.Name}
	for _, zone := range []int{480, 0, -300} {
		eight := kernel.Time(20_000*24)*hour + 8*hour - kernel.Time(zone)*60_000
		for _, c := range []struct {
			how         kernel.Choice
			opened, now kernel.Time
			brings      bool
		}{
			{"", eight, eight, true},
			{flow.AtOnce, eight + hour, eight + hour, true},
			{flow.Muted, eight, eight + 100*hour, false},
			{flow.Daily, eight - hour, eight - 1, false},
			{flow.Daily, eight - hour, eight, true},
			{flow.Daily, eight + hour, eight + 23*hour, false},
			{flow.Daily, eight + hour, eight + 24*hour, true},
		} {
			told := flow.Told{callBack.Name: c.how, flow.TaskBackup.Name: c.how}
			notice.Opened, urgent.Opened = c.opened, c.opened
			if got := told.Brings(notice, c.now, zone); got != c.brings {
				t.Errorf("zone %d: %s, opened %d before %d: %v", zone, c.how, c.opened, c.now, got)
			}
			if !told.Brings(urgent, c.now, zone) {
				t.Errorf("zone %d: %s keeps what is urgent back", zone, c.how)
			}
		}
	}
}

// Everybody sets it for himself, changes it, and others do not see it.
func TestEverybodySetsHowHeIsTold(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	seller, boss := w.As(t, org.Sales), w.As(t, org.Boss)
	for _, how := range []kernel.Choice{flow.Daily, flow.Muted} {
		w.Must(t, seller, &flow.Deliver{Kind: callBack.Name, How: how})
		told := flow.ToldOf(w.Tx(), kernel.Ref[org.User](seller.User))
		if len(told) != 1 || told.How(callBack.Name) != how || told.How("another") != flow.AtOnce {
			t.Errorf("told %v, not %s", told, how)
		}
	}
	if boss.Viewer.Whole(flow.Deliveries.In(w.Catalog)) || len(flow.ToldOf(w.Tx(), kernel.Ref[org.User](boss.User))) > 0 {
		t.Error("the setting is another's")
	}
	if _, err := w.Do(seller, &flow.Deliver{Kind: "nothing.of.the.kind", How: flow.Muted}); !errors.Is(err, flow.NoSuchKind.With()) {
		t.Errorf("a kind that is none: %v", err)
	}
}
