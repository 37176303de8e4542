package main

import (
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/syncserver/companies/company"
)

// An import works beside a running server: its commands are judged there, devices
// see them at once, and it can be repeated. What would put another file under the
// server is refused with the way out, and works once the server has stopped.
func TestImportBesideAServer(t *testing.T) {
	dir := founded(t)
	mapping, file := wholesale(t)
	p := start(t, dir)
	if out := succeed(t, "import", "--data", dir, "--mapping", mapping, "--dry-run", file); !strings.Contains(out, "The trial is done") {
		t.Error(out)
	}
	if out := succeed(t, "import", "--data", dir, "--mapping", mapping, file); !strings.Contains(out, "Sales order: 4 新 new") {
		t.Error(out)
	}
	if out := succeed(t, "import", "--data", dir, "--mapping", mapping, file); !strings.Contains(out, "Sales order: 0 新 new, 4 已有 known") {
		t.Error(out)
	}
	signed := ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})
	if orders := list(t, p.url+"/api/v1/sales_order", signed["token"]); len(orders) != 4 {
		t.Errorf("the server shows %d orders", len(orders))
	}
	if kept := count(t, dir, "_import_line"); kept == 0 {
		t.Error("the lines of the source were not kept")
	}

	backup := filepath.Join(t.TempDir(), "b.heyi")
	succeed(t, "backup", "--data", dir, "--to", backup)
	for _, args := range [][]string{
		{"import", "undo", "--data", dir, "--mapping", mapping},
		{"restore", "--data", dir, "--from", backup},
	} {
		status, _, said := cli(t, args...)
		if status != 1 || !strings.Contains(said, "请先停止服务器") || !strings.Contains(said, "Stop that first") {
			t.Errorf("%v under a running server: status %d, said %s", args, status, said)
		}
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, p.log)
	}
	succeed(t, "import", "undo", "--data", dir, "--mapping", mapping)
	if orders, parties, _ := counted(t, dir); orders != 0 || parties != 0 {
		t.Errorf("%d orders and %d parties are left", orders, parties)
	}
	succeed(t, "verify", "--data", dir)
}

// Two imports at a time would number their commands alike: the second is refused.
// Nobody gets through the door without the secret.
func TestTheDoorOfAServer(t *testing.T) {
	dir := founded(t)
	p := start(t, dir)
	w, err := openWork(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if !w.Beside {
		t.Fatal("the company was opened under a running server")
	}
	mapping, file := wholesale(t)
	status, _, said := cli(t, "import", "--data", dir, "--mapping", mapping, file)
	if status != 1 || !strings.Contains(said, "已有另一个导入") || !strings.Contains(said, "Another import") {
		t.Errorf("a second import: status %d, said %s", status, said)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status := statusOf(t, p.url+"/control", "x"); status != 404 && status != 405 {
		t.Errorf("the control door is on the devices' address: %d", status)
	}
	for _, path := range []string{"/control", "/judge"} {
		if status := statusOf(t, "http://"+door(t, dir)+path, "guessed"); status != 401 {
			t.Errorf("%s with a guessed secret: %d", path, status)
		}
	}
}

func openWork(t *testing.T, dir string) (*company.Work, error) {
	t.Helper()
	return company.At(dir).OpenWork(slog.New(slog.DiscardHandler))
}

// door is the address of a server's control door.
func door(t *testing.T, dir string) string {
	t.Helper()
	var file struct{ Address string }
	data, err := os.ReadFile(filepath.Join(dir, "control.json"))
	if err == nil {
		err = json.Unmarshal(data, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Address
}

// request asks a server with a token.
func request(t *testing.T, method, url, token string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func statusOf(t *testing.T, url, token string) int {
	t.Helper()
	return request(t, http.MethodPost, url, token).StatusCode
}

// list reads a list of the API.
func list(t *testing.T, url, token string) []map[string]any {
	t.Helper()
	var page struct{ Rows []map[string]any }
	resp := request(t, http.MethodGet, url, token)
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", url, resp.StatusCode, err)
	}
	return page.Rows
}

// count counts the rows of a table of the company's file.
func count(t *testing.T, dir, table string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, company.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
