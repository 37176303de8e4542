package api_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/syncserver/doors/api"
	outer "heyi/syncserver/doors/reply"
)

const addShop = `{"values":[{"field":"name","value":"顺德家私城"},{"field":"is_customer","value":"true"}]}`

// The same key is the same command, however often and from however many hands it
// comes, also after the server was started again.
func TestIdempotencyKey(t *testing.T) {
	s := serve(t)
	b := s.as(boss).with("Idempotency-Key", "order 4711 of the web shop")
	first := b.want(200, "POST", "/api/v1/commands/party.add", addShop)
	var many sync.WaitGroup
	for range 8 {
		many.Go(func() {
			if a := b.send("POST", "/api/v1/commands/party.add", addShop); a.str("id") != first.str("id") || a.headers.Get("Idempotency-Replayed") != "true" {
				t.Errorf("another command: %s", a.text)
			}
		})
	}
	many.Wait()
	if a := b.get("/api/v1/party"); a.at("total") != 1.0 {
		t.Fatalf("%v parties", a.at("total"))
	}
	b.refused(409, api.KeyReused, "POST", "/api/v1/commands/party.add", strings.Replace(addShop, "家私城", "酒店", 1))
	b.with("Idempotency-Key", strings.Repeat("长", 201)).refused(400, api.BadKey, "POST", "/api/v1/commands/party.add", addShop)

	again := s.restarted()
	c := again.as(boss).with("Idempotency-Key", "order 4711 of the web shop")
	if a := c.want(200, "POST", "/api/v1/commands/party.add", addShop); a.str("id") != first.str("id") {
		t.Errorf("forgotten by a restart: %s", a.text)
	}
	if a := again.as(lin).with("Idempotency-Key", "order 4711 of the web shop").want(200, "POST", "/api/v1/commands/party.add",
		strings.Replace(addShop, "家私城", "酒店", 1)); a.str("id") == first.str("id") {
		t.Error("another person's key is the same key")
	}
}

// A key is known also when the log no longer tells what its command made.
func TestIdempotencyKeyAfterPruning(t *testing.T) {
	s := serve(t)
	b := s.as(boss).with("Idempotency-Key", "order 4711 of the web shop")
	first := b.want(200, "POST", "/api/v1/commands/party.add", addShop)
	time.Sleep(5 * time.Millisecond)
	if err := s.Housekeep(t.Context(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if a := b.want(200, "POST", "/api/v1/commands/party.add", addShop); a.str("id") != first.str("id") || a.at("version") != first.at("version") {
		t.Errorf("another verdict: %s", a.text)
	}
}

// Eight requests race with one fresh key: one command comes of it.
func TestIdempotencyKeyInARace(t *testing.T) {
	const keys = 12
	b := serve(t).as(boss)
	var many sync.WaitGroup
	for key := range keys {
		keyed := b.with("Idempotency-Key", strconv.Itoa(key))
		for range 8 {
			many.Go(func() { keyed.send("POST", "/api/v1/commands/party.add", addShop) })
		}
	}
	many.Wait()
	if a := b.get("/api/v1/party"); a.at("total") != float64(keys) {
		t.Fatalf("%v parties of %d keys", a.at("total"), keys)
	}
}

// A refusal carries what a program needs to go on: code, both sentences, figures,
// lines and ways out.
func TestARefusalSaysEverything(t *testing.T) {
	v := settle(t)
	a := v.lin.with("Accept-Language", "en").want(422, "POST", "/api/v1/commands/sales.order.place",
		`{"customer":"`+v.linsParty+`","from":"`+v.place+`","lines":[{"product":"`+v.product+`","qty":"100","price":"3680"}]}`)
	if a.str("verdict") != "refused" || a.str("refusal", "code") != sales.Short.Name || a.at("version") == nil {
		t.Fatal(a.text)
	}
	if a.str("refusal", "zh") == a.str("refusal", "en") || a.str("refusal", "message") != a.str("refusal", "en") {
		t.Errorf("sentences: %s", a.text)
	}
	if a.str("refusal", "details", 0, "code") != sales.ShortLine.Name || a.str("refusal", "details", 0, "args", "short") == "" {
		t.Errorf("details: %s", a.text)
	}
	if a.str("refusal", "repairs", 0, "name") != "wait" {
		t.Errorf("repairs: %s", a.text)
	}
}

func TestBadRequests(t *testing.T) {
	b := serve(t).as(boss)
	const path = "/api/v1/commands/party.add"
	b.refused(404, kernel.NoSuchCommand, "POST", "/api/v1/commands/party.explode", "{}")
	b.refused(404, kernel.NoSuchCommand, "POST", "/api/v1/commands/org.setup", "{}") // the server's own
	b.refused(400, outer.BadRequest, "POST", path, "{")
	b.refused(400, outer.BadRequest, "POST", path, "{} {}")
	b.refused(400, kernel.NoField, "POST", path, `{"values":[],"colour":"red"}`)
	b.refused(400, kernel.NoField, "POST", path, `{"values":[{"field":"name","value":"a","colour":"red"}]}`)
	b.refused(413, api.TooLong, "POST", path, `{"values":"`+strings.Repeat("x", 1<<20)+`"}`)
	b.refused(422, kernel.ReadOnly, "POST", path, `{"values":[{"field":"version","value":"7"}]}`)
	b.refused(422, kernel.Missing, "POST", path, `{"values":[{"field":"is_customer","value":"true"}]}`)
	if a := b.get("/api/v1/party"); a.at("total") != 0.0 {
		t.Errorf("%v parties came of bad requests", a.at("total"))
	}
}

func TestReports(t *testing.T) {
	v := settle(t)
	a := v.boss.get("/api/v1/reports/stock_ledger?from=2019-12-01&to=2030-01-01")
	if !strings.Contains(a.text, "12345.60") || a.str("report", "columns", 0, "zh") == "" {
		t.Errorf("the boss's stock report: %s", a.text)
	}
	if a := v.boss.get("/api/v1/reports/trial_balance?month=202001"); len(a.at("report", "rows").([]any)) == 0 {
		t.Errorf("trial balance: %s", a.text)
	}
	v.boss.get("/api/v1/reports/receivables")
	v.boss.get("/api/v1/reports/vouchers?month=202001")
	v.boss.get("/api/v1/reports/sales_detail?from=2026-01-01&to=2026-12-31")
	v.boss.get("/api/v1/reports/statement?customer=" + v.linsParty + "&from=2026-01-01&to=2026-12-31")
	v.boss.refused(404, api.NoReport, "GET", "/api/v1/reports/horoscope", "")
	v.boss.refused(400, kernel.Malformed, "GET", "/api/v1/reports/stock_ledger?from=2026-11-31&to=2026-12-31", "")
	v.boss.refused(400, kernel.Missing, "GET", "/api/v1/reports/trial_balance", "")
	for _, month := range []string{"11", "202613", "202600", "2026-11", "2026", "20261", "november", "-20261", "202611.5", "%20202611", "2026110"} {
		v.boss.refused(400, api.NotPeriod, "GET", "/api/v1/reports/trial_balance?month="+month, "")
		v.boss.refused(400, api.NotPeriod, "GET", "/api/v1/reports/vouchers?month=202601&to_month="+month, "")
	}
	v.boss.refused(400, api.OutOfBounds, "GET", "/api/v1/reports/trial_balance?month=189912", "")
	v.boss.refused(400, api.EndsFirst, "GET", "/api/v1/reports/vouchers?month=202602&to_month=202601", "")
	v.boss.refused(400, api.NoParameter, "GET", "/api/v1/reports/receivables?colour=red", "")
	v.boss.refused(400, api.EndsFirst, "GET", "/api/v1/reports/sales_detail?from=2026-12-31&to=2026-11-30", "")
	v.boss.refused(400, api.TwiceTheValue, "GET", "/api/v1/reports/trial_balance?month=202601&month=202602", "")
}
