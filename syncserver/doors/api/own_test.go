package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A field that the company has defined is filtered by the operators of its kind, sorts and
// is found, over HTTP like anywhere.
func TestListsByOwnFields(t *testing.T) {
	b := serve(t).as(boss)
	area := b.add("custom_field", "entity", "party", "zh", "门店面积", "field_kind", "qty", "listed", "true")
	road := b.add("custom_field", "entity", "party", "zh", "商圈", "field_kind", "text")
	for n := range 12 {
		pairs := []string{"name", fmt.Sprintf("客户%02d号", n), "is_customer", "true"}
		if n > 0 {
			pairs = append(pairs, "custom:"+area, fmt.Sprintf("%d.5", 3*n), "custom:"+road, fmt.Sprintf("步行街%d段", n))
		}
		b.add("party", pairs...)
	}
	names := func(query string) (list []string) {
		for after := ""; ; {
			a := b.get("/api/v1/party?limit=5&" + query + "&after=" + after)
			for _, row := range a.rows() {
				list = append(list, row.(map[string]any)["name"].(string))
			}
			if after = a.str("next"); after == "" {
				return list
			}
		}
	}
	column := url.QueryEscape("custom:" + area)
	if got := names("sort=-" + column); len(got) != 12 || got[0] != "客户11号" || got[11] != "客户00号" || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("the largest first: %v", got)
	}
	if got := names("sort=" + column + "&" + column + ".gte=9.50&" + column + ".lt=30"); len(got) != 7 || got[0] != "客户03号" || got[6] != "客户09号" {
		t.Errorf("between two sizes: %v", got)
	}
	if got := names(column + ".none="); len(got) != 1 || got[0] != "客户00号" {
		t.Errorf("without a size: %v", got)
	}
	if got := names("q=bxj7"); len(got) != 1 || got[0] != "客户07号" {
		t.Errorf("by the initials of the road: %v", got)
	}
	for path, code := range map[string]string{
		column + ".has=9": "query.bad_operator", column + ".lt=gross": "query.bad_value", "custom:9=1": "query.no_such_field", "sort=custom:9": "query.no_such_field",
	} {
		if a := b.want(400, "GET", "/api/v1/party?"+path, ""); a.str("refusal", "code") != code {
			t.Errorf("%s: %s, want %s", path, a.text, code)
		}
	}
}

// A field of the company's own makes a report over HTTP, too.
func TestReportsByOwnFields(t *testing.T) {
	b := serve(t).as(boss)
	level := b.add("custom_field", "entity", "party", "zh", "级别", "field_kind", "choice", "options", "甲\n乙")
	area := b.add("custom_field", "entity", "party", "zh", "面积", "field_kind", "qty")
	for n, l := range []string{"甲", "甲", "乙", ""} {
		b.add("party", "name", fmt.Sprintf("客户%d", n), "is_customer", "true", "custom:"+level, l, "custom:"+area, fmt.Sprintf("%d.5", n))
	}
	a := b.get("/api/v1/reports/own." + level + "?from=2026-01-01&to=2026-12-31")
	got := map[string]string{}
	for n := range 3 {
		got[fmt.Sprint(a.at("report", "rows", n, "cells", 0))] = fmt.Sprint(a.at("report", "rows", n, "cells", 1), " ", a.at("report", "rows", n, "cells", 2))
	}
	if len(got) != 3 || got["甲"] != "2 2" || got["乙"] != "1 2.5" || got[""] != "1 3.5" {
		t.Errorf("%v of %s", got, a.text)
	}
	b.want(404, "GET", "/api/v1/reports/own."+area+"?from=2026-01-01&to=2026-12-31", "")
}

// A reference of the company's own is the id of a row that is there.
func TestOwnReferences(t *testing.T) {
	b := serve(t).as(boss)
	friend := b.add("custom_field", "entity", "party", "zh", "介绍人", "field_kind", "ref", "target", "party")
	first := b.add("party", "name", "甲店", "is_customer", "true")
	second := b.add("party", "name", "乙店", "is_customer", "true", "custom:"+friend, first)
	a := b.get("/api/v1/party?" + url.QueryEscape("custom:"+friend) + "=" + first)
	if rows := a.rows(); len(rows) != 1 || rows[0].(map[string]any)["id"] != second {
		t.Errorf("who was brought by the first: %s", a.text)
	}
	for _, wrong := range []string{"甲店", "019a0000-0000-7000-8000-000000000000"} {
		body := fmt.Sprintf(`{"values":[{"field":"name","value":"丙店"},{"field":"is_customer","value":"true"},{"field":"custom:%s","value":%q}]}`, friend, wrong)
		if a := b.want(422, "POST", "/api/v1/commands/party.add", body); a.str("refusal", "code") == "" {
			t.Errorf("%s: %s", wrong, a.text)
		}
	}
	r := b.get("/api/v1/reports/own." + friend + "?from=2026-01-01&to=2026-12-31")
	if !strings.Contains(r.text, "甲店") {
		t.Errorf("by who has brought them: %s", r.text)
	}
}
