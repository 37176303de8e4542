package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/api"
)

const (
	boss     = "19900000101"
	lin      = "19900000102"
	huang    = "19900000103"
	password = "correct horse"
)

// server is a founded company behind a real socket.
type server struct {
	*company.Company
	t    *testing.T
	http *httptest.Server
}

func serve(t *testing.T) *server {
	t.Helper()
	return founded(t, &org.Setup{
		Company: org.SetupCompany{Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: 20200101, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}},
		Seats: []org.SetupSeat{
			{Name: "老板", Roles: []string{org.Boss}}, {Name: "业务一", Roles: []string{org.Sales}}, {Name: "业务二", Roles: []string{org.Sales}},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: boss, Seat: "老板"}, {Name: "林晓燕", Mobile: lin, Seat: "业务一"}, {Name: "黄建平", Mobile: huang, Seat: "业务二"},
		},
	})
}

// founded is a company in which everybody signs in with the password.
func founded(t *testing.T, setup *org.Setup) *server {
	t.Helper()
	c, err := company.At(t.TempDir()).Create(slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if _, err = c.Found(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	for _, u := range setup.Users {
		if _, err := c.NewPassword(t.Context(), u.Mobile, password); err != nil {
			t.Fatal(err)
		}
	}
	return listen(t, c)
}

func listen(t *testing.T, c *company.Company) *server {
	mux := http.NewServeMux()
	c.Register(mux)
	register(mux, c)
	s := &server{Company: c, t: t, http: httptest.NewServer(mux)}
	t.Cleanup(s.http.Close)
	return s
}

// restarted stops the server and starts it again on the same folder.
func (s *server) restarted() *server {
	s.t.Helper()
	s.http.Close()
	if err := s.Close(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	c, err := company.At(s.Dir).Open(s.Log)
	if err != nil {
		s.t.Fatal(err)
	}
	*s.Company = *c // closed once, by who opened the first
	return listen(s.t, s.Company)
}

// register is what the program does with an open company.
func register(mux *http.ServeMux, c *company.Company) {
	(&api.Server{
		Catalog: c.Catalog, Log: c.Log, Now: company.Now, Check: c.Auth.Check, Do: c.Hub.Do,
		Read: func() (api.View, error) { return c.Store.Read() }, Contents: c.Contents,
	}).Register(mux)
}

// client is a program of one person.
type client struct {
	s      *server
	token  string
	header map[string]string
}

func (s *server) as(mobile string) *client {
	s.t.Helper()
	c := &client{s: s}
	c.token = c.want(200, "POST", "/api/v1/signin", `{"mobile":"`+mobile+`","password":"`+password+`"}`).str("token")
	return c
}

// with is the same client with another header.
func (c *client) with(name, value string) *client {
	return &client{s: c.s, token: c.token, header: map[string]string{name: value}}
}

// answer is a decoded body with its status and its text.
type answer struct {
	t       *testing.T
	status  int
	headers http.Header
	text    string
	body    map[string]any
}

func (c *client) send(method, path, body string) *answer {
	c.s.t.Helper()
	req, err := http.NewRequest(method, c.s.http.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		c.s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.s.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	a := &answer{t: c.s.t, status: resp.StatusCode, headers: resp.Header, text: string(data), body: map[string]any{}}
	if method != http.MethodHead && strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		err = errors.Join(err, json.Unmarshal(data, &a.body))
	}
	if err != nil {
		c.s.t.Fatalf("%s %s: no JSON object: %v %s", method, path, err, data)
	}
	return a
}

// want fails the test unless the answer has the status.
func (c *client) want(status int, method, path, body string) *answer {
	c.s.t.Helper()
	a := c.send(method, path, body)
	if a.status != status {
		c.s.t.Fatalf("%s %s: status %d, want %d: %s", method, path, a.status, status, a.text)
	}
	return a
}

func (c *client) get(path string) *answer { c.s.t.Helper(); return c.want(200, "GET", path, "") }

// refused fails the test unless the request is refused with the code.
func (c *client) refused(status int, code *kernel.Code, method, path, body string) *answer {
	c.s.t.Helper()
	a := c.want(status, method, path, body)
	if got := a.at("refusal", "code"); got != code.Name {
		c.s.t.Fatalf("%s %s: refused with %v, want %s", method, path, got, code.Name)
	}
	return a
}

// at follows names and positions into the answer, nil where there is nothing.
func (a *answer) at(path ...any) any {
	var v any = a.body
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

func (a *answer) str(path ...any) string {
	a.t.Helper()
	s, ok := a.at(path...).(string)
	if !ok {
		a.t.Fatalf("no text at %v in %s", path, a.text)
	}
	return s
}

func (a *answer) rows() []any {
	rows, _ := a.at("rows").([]any)
	return rows
}

// add runs <entity>.add and returns the row's id.
func (c *client) add(entity string, pairs ...string) string {
	c.s.t.Helper()
	var values []string
	for i := 0; i < len(pairs); i += 2 {
		values = append(values, fmt.Sprintf(`{"field":%q,"value":%q}`, pairs[i], pairs[i+1]))
	}
	a := c.want(200, "POST", "/api/v1/commands/"+entity+".add", `{"values":[`+strings.Join(values, ",")+`]}`)
	for _, m := range a.at("made").([]any) {
		if m := m.(map[string]any); m["entity"] == entity {
			return m["id"].(string)
		}
	}
	c.s.t.Fatalf("nothing was made: %s", a.text)
	return ""
}

// first is the id of the first row of a list.
func (c *client) first(path string) string { c.s.t.Helper(); return c.get(path).str("rows", 0, "id") }

func TestListsPageFilterAndSort(t *testing.T) {
	b := serve(t).as(boss)
	for n := range 25 {
		b.add("party", "name", fmt.Sprintf("客户%02d号", n), "is_customer", "true", "limit", fmt.Sprintf("%d.00", 100*n))
	}
	var names []string
	after, pages := "", 0
	for {
		a := b.get("/api/v1/party?sort=-limit&limit=10&limit.gte=500&after=" + after)
		if a.at("total") != 20.0 {
			t.Fatalf("total %v, want 20", a.at("total"))
		}
		for _, row := range a.rows() {
			names = append(names, row.(map[string]any)["name"].(string))
		}
		pages++
		if after = a.str("next"); after == "" {
			break
		}
	}
	if pages != 2 || len(names) != 20 || names[0] != "客户24号" || names[19] != "客户05号" {
		t.Fatalf("%d pages: %v", pages, names)
	}
	if a := b.get("/api/v1/party?q=kh07"); len(a.rows()) != 1 {
		t.Errorf("search by initials: %s", a.text)
	}
	if a := b.get("/api/v1/party?limit.eq=700&limit=5"); len(a.rows()) != 1 || a.str("rows", 0, "limit") != "700.00" {
		t.Errorf("a field that is called like an option: %s", a.text)
	}
	if a := b.get("/api/v1/party?limit.in=100,200&name.starts=客户"); len(a.rows()) != 2 {
		t.Errorf("in and starts: %s", a.text)
	}
	for path, code := range map[string]string{
		"/api/v1/party?colour=red": "query.no_such_field", "/api/v1/party?limit=0": "api.bounds", "/api/v1/party?limit=5000": "api.bounds",
		"/api/v1/party?limit.gte=much": "query.bad_value", "/api/v1/party?after=nonsense": "query.bad_cursor",
		"/api/v1/party?is_customer.gt=true": "query.bad_operator", "/api/v1/party?removed=perhaps": "field.malformed", "/api/v1/party?%zz": "http.request",
		"/api/v1/party?terms=whenever": "query.bad_value", "/api/v1/sales_order?state=lost": "query.bad_value",
		"/api/v1/sales_order?customer.colour=red": "query.no_such_field", "/api/v1/party?limit=1&limit=2": "api.twice",
	} {
		if a := b.want(400, "GET", path, ""); a.str("refusal", "code") != code {
			t.Errorf("%s: %s, want %s", path, a.text, code)
		}
	}
}

func TestMissingIsAlwaysTheSame(t *testing.T) {
	b := serve(t).as(boss)
	b.refused(404, kernel.NotThere, "GET", "/api/v1/party/not-an-id", "")
	b.refused(404, kernel.NotThere, "GET", "/api/v1/party/"+kernel.DeriveID("nobody").String(), "")
	if a := b.want(404, "GET", "/api/v1/unicorn", ""); a.str("refusal", "code") != "query.no_such_entity" {
		t.Error(a.text)
	}
	if a := b.want(404, "GET", "/api/v1/product__cost", ""); a.str("refusal", "code") != "query.no_such_entity" {
		t.Error("guarded fields are an entity of their own: " + a.text)
	}
}

func TestWithoutAToken(t *testing.T) {
	s := serve(t)
	for _, c := range []*client{{s: s}, {s: s, token: "made up"}} {
		for _, path := range []string{"/api/v1/party", "/api/v1/party/x", "/api/v1/reports/receivables"} {
			c.want(401, "GET", path, "")
		}
		c.want(401, "POST", "/api/v1/commands/party.add", "{}")
	}
}

func TestLanguage(t *testing.T) {
	b := serve(t).as(boss)
	for header, want := range map[string]string{
		"zh-CN,zh;q=0.9": "找不到往来单位", "en-GB": "Business partner was not found", "fr, en;q=0.5": "Business partner was not found", "": "找不到往来单位",
	} {
		if a := b.with("Accept-Language", header).want(404, "GET", "/api/v1/party/x", ""); a.str("refusal", "message") != want {
			t.Errorf("%q: %s", header, a.text)
		}
	}
}
