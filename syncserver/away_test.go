package main

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
)

// A PostgreSQL that is killed in the middle of the work, and comes back after a while,
// costs nothing that was acknowledged and has nothing judged twice. The server says in
// a sentence what is wrong and goes on by itself, without a restart.
func TestPostgreSQLGoesAway(t *testing.T) {
	rounds := 2
	if testing.Short() {
		rounds = 1
	}
	database := pgtest.Own(t)
	at := foundedAt(t, database.Address())
	p := at.start(t)
	b := enrolledAt(t, p)
	stop := make(chan struct{})
	var gone sync.WaitGroup
	gone.Go(func() { b.keepGoing(t, p.url, stop) })
	longest := time.Duration(0)
	for round := range rounds {
		b.growing(t, 20, await.Patience)
		database.Kill()
		if round == 0 {
			saidAway(t, at, p)
		}
		time.Sleep(time.Duration(round) * 3 * time.Second) // the last one is longer than a lease
		database.Start(t)
		longest = max(longest, b.growing(t, 1, await.Patience))
	}
	close(stop)
	gone.Wait()
	b.settle(t, p)
	stopped(t, p)
	sound(t, at)
	if !strings.Contains(p.log.String(), "the store is not available") && !strings.Contains(p.log.String(), "the executor failed") {
		t.Errorf("the log says nothing:\n%s", p.log)
	}
	t.Logf("%d times away, %d commands, at most %s from its return to the next answer", rounds, len(b.calls), longest)
}

// saidAway holds what people are told while the database is away.
func saidAway(t *testing.T, at place, p *process) {
	t.Helper()
	for path, body := range map[string]string{"/healthz": "", "/api/v1/signin": `{"mobile":"` + bossMobile + `","password":"` + bossPassword + `"}`} {
		method := http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
		req, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(said), "无法保存") {
			t.Errorf("%s: %d %s", path, resp.StatusCode, said)
		}
	}
	if status, _, said := cli(t, at.args("verify")...); status != 1 || !strings.Contains(said, "连接不上") || !strings.Contains(said, "does not answer") {
		t.Errorf("verify: %d %s", status, said)
	}
}
