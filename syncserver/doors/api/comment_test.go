package api_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// What people say about a row has the scope of the row: whoever does not see it gets not a
// byte of it, by whatever way he asks, and nobody is named who would not see it.
func TestNobodyOutOfScopeReadsAComment(t *testing.T) {
	s := serve(t)
	owner, other, all := s.as(lin), s.as(huang), s.as(boss)
	customer := owner.add("party", "name", "恒泰家具", "is_customer", "true", "mobile", "19900000301")
	say := func(c *client, status int, text string, mentions ...string) {
		t.Helper()
		list := ""
		if len(mentions) > 0 {
			list = `,"mentions":["` + strings.Join(mentions, `","`) + `"]`
		}
		c.want(status, "POST", "/api/v1/commands/flow.comment", `{"entity":"party","row":"`+customer+`","text":"`+text+`"`+list+`}`)
	}
	const canary = "金丝雀七号"
	chief, stranger := all.first("/api/v1/user?mobile="+boss), all.first("/api/v1/user?mobile="+huang)
	say(other, 422, canary)
	say(owner, 200, canary+" @他", chief)
	owner.refused(422, flow.NotShown, "POST", "/api/v1/commands/flow.comment",
		`{"entity":"party","row":"`+customer+`","text":"`+canary+`","mentions":["`+stranger+`"]}`)
	row := owner.first("/api/v1/comment?root=" + customer)
	for _, path := range []string{"/api/v1/comment", "/api/v1/mention", "/api/v1/comment?root=" + customer, "/api/v1/mention?root=" + customer} {
		if a := other.get(path); strings.Contains(a.text, canary) || len(a.rows()) != 0 {
			t.Errorf("%s: %s", path, a.text)
		}
	}
	other.refused(404, kernel.NotThere, "GET", "/api/v1/comment/"+row, "")
	other.want(422, "POST", "/api/v1/commands/flow.comment.withdraw", `{"comment":"`+row+`"}`)
	for _, c := range []*client{owner, all} {
		if a := c.get("/api/v1/comment/" + row); !strings.Contains(a.text, canary) {
			t.Errorf("who sees the customer reads %s", a.text)
		}
	}
	owner.want(200, "POST", "/api/v1/commands/flow.comment.withdraw", `{"comment":"`+row+`"}`)
	if a := all.get("/api/v1/comment/" + row); strings.Contains(a.text, canary) {
		t.Errorf("what was withdrawn is read: %s", a.text)
	}
}
