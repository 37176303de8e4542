package org_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

var (
	waits  = org.Number("test.waits", 7, "等待天数", "Days to wait", org.Within(1, 365), org.Hint("说明", "A hint"))
	strict = org.Switch("test.strict", true, "严格", "Strict")
	most   = org.Amount("test.most", 100_00, "上限", "At most")
	how    = org.OneOf("test.how", "mail", "方式", "How", []kernel.Option{{Code: "mail", Zh: "邮件", En: "Mail"}, {Code: "call", Zh: "电话", En: "Call"}})
)

// A setting is what is usual until the company decides otherwise, is of its kind and
// within its bounds, has a history, and is set by who may edit the company.
func TestSettings(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	admin := w.As(t, org.Admin)
	company := func() *org.Company {
		c, err := org.OfCompany(w.Tx())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if c := company(); waits.Of(c) != 7 || !strict.Of(c) || most.Of(c) != 100_00 || how.Of(c) != "mail" {
		t.Errorf("usual: %d %v %s %s", waits.Of(c), strict.Of(c), most.Of(c), how.Of(c))
	}
	set := func(author *kernel.Author, field, was, becomes string) error {
		return w.Edit(author, "company", org.TheCompany.ID(), field, was, becomes)
	}
	for _, s := range []struct {
		field, was, becomes string
		want                *kernel.Code
	}{
		{waits.Field(), "7", "0", kernel.OutOfBounds},
		{waits.Field(), "7", "366", kernel.OutOfBounds},
		{waits.Field(), "7", "bald", nil},
		{how.Field(), "mail", "pigeon", kernel.BadChoice},
	} {
		err := set(admin, s.field, s.was, s.becomes)
		r, refused := kernel.AsRefusal(err)
		if !refused || s.want != nil && r.Code != s.want.Name || r.Sentence("zh", nil) == "" || r.Sentence("en", nil) == "" {
			t.Errorf("%s becomes %s: %v", s.field, s.becomes, err)
		}
	}
	if err := set(w.As(t, org.Sales), waits.Field(), "7", "9"); err == nil {
		t.Error("a salesperson decides for the company")
	}
	for _, s := range [][3]string{{waits.Field(), "7", "9"}, {strict.Field(), "true", "false"}, {most.Field(), "100.00", "250.00"}, {how.Field(), "mail", "call"}} {
		if err := set(admin, s[0], s[1], s[2]); err != nil {
			t.Errorf("%s: %v", s[0], err)
		}
	}
	if c := company(); waits.Of(c) != 9 || strict.Of(c) || most.Of(c) != 250_00 || how.Of(c) != "call" {
		t.Errorf("decided: %d %v %s %s", waits.Of(c), strict.Of(c), most.Of(c), how.Of(c))
	}
	if err := set(admin, waits.Field(), "7", "11"); err == nil {
		t.Error("two people's changes overwrite each other")
	}
	if err := set(admin, waits.Field(), "9", ""); err != nil || waits.Of(company()) != 7 {
		t.Errorf("back to what is usual: %d, %v", waits.Of(company()), err)
	}
	changes := 0
	_ = kernel.Each(w.Catalog, w, flow.FieldChanges, func(c *flow.FieldChange) error {
		if c.Field == waits.Field() {
			changes++
		}
		return nil
	})
	if changes != 2 {
		t.Errorf("%d changes are remembered, want 2", changes)
	}
	if at := (kernel.Moment{Catalog: w.Catalog, Reader: w}); how.At(at) != "call" {
		t.Error("outside of a command it is another")
	}
}

// Settings come before the fields that the company has defined itself.
func TestSettingsAreFieldsOfTheCompany(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	if _, err := w.Add(w.As(t, org.Admin), "custom_field", "entity", "company", "zh", "口号", "field_kind", "text"); err != nil {
		t.Fatal(err)
	}
	fields := org.FieldsOf(w.Tx(), "company")
	if last := fields[len(fields)-1]; last.Zh != "口号" || len(fields) < 5 || fields[0].Usual == "" {
		t.Errorf("%+v", fields)
	}
	if len(org.FieldsOf(w.Tx(), "party")) != 0 {
		t.Error("partners have the company's settings")
	}
}
