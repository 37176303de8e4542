package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/auth"
)

// wholesale is the files of an import: the importer's own test shop, in days that
// are past wherever this test runs.
func wholesale(t *testing.T) (mapping, file string) {
	t.Helper()
	text, err := os.ReadFile("files/importer/testdata/明细.csv")
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "明细.csv")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "2026", "2024")), 0o600); err != nil {
		t.Fatal(err)
	}
	return "files/importer/testdata/shop.toml", file
}

// within opens a company that no server has open.
func within(t *testing.T, dir string, run func(c *company.Company)) {
	t.Helper()
	c, err := company.At(dir).Open(slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	run(c)
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// counted is how many orders and parties a company has, and its version.
func counted(t *testing.T, dir string) (orders, parties int, version int64) {
	t.Helper()
	within(t, dir, func(c *company.Company) {
		view, err := c.Store.Read()
		if err != nil {
			t.Fatal(err)
		}
		defer view.Close()
		count := func(s *kernel.Schema) (n int) {
			if err := view.Scan(s, func(kernel.Row) error { n++; return nil }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		orders, parties, version = count(sales.Orders.In(c.Catalog)), count(party.Parties.In(c.Catalog)), view.Version()
	})
	return orders, parties, version
}

func succeed(t testing.TB, args ...string) string {
	t.Helper()
	status, out, err := cli(t, args...)
	if status != 0 {
		t.Fatalf("%v: status %d\n%s%s", args, status, out, err)
	}
	return out
}

func TestImport(t *testing.T) {
	dir := founded(t)
	mapping, file := wholesale(t)
	_, _, before := counted(t, dir)
	succeed(t, "import", "--data", dir, "--mapping", mapping, "--dry-run", file)
	if orders, _, version := counted(t, dir); orders != 0 || version != before {
		t.Fatalf("a trial has written: %d orders, version %d", orders, version)
	}
	if out := succeed(t, "import", "--data", dir, "--mapping", mapping, file); !strings.Contains(out, "Sales order: 4 新 new") {
		t.Error(out)
	}
	if orders, parties, _ := counted(t, dir); orders != 4 || parties != 2 {
		t.Errorf("%d orders, %d parties", orders, parties)
	}
	if out := succeed(t, "import", "--data", dir, "--mapping", mapping, file); !strings.Contains(out, "Sales order: 0 新 new, 4 已有 known") {
		t.Error(out)
	}
	succeed(t, "verify", "--data", dir)
}

// Refused lines are printed and written to a file; nothing else is.
func TestImportRefuses(t *testing.T) {
	dir := founded(t)
	mapping, file := wholesale(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), ",4,88,", ",四,88,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, before := counted(t, dir)
	list := filepath.Join(dir, "refused.csv")
	status, out, _ := cli(t, "import", "--data", dir, "--mapping", mapping, "--report", list, file)
	if _, _, version := counted(t, dir); status != 1 || version != before || !strings.Contains(out, "明细.csv:5 数量") {
		t.Errorf("status %d, version %d\n%s", status, version, out)
	}
	if written, err := os.ReadFile(list); err != nil || strings.Count(string(written), "\n") != 4 {
		t.Errorf("%v\n%s", err, written)
	}
	succeed(t, "import", "--data", dir, "--mapping", mapping, "--skip-refused", file)
	if orders, _, _ := counted(t, dir); orders != 2 {
		t.Errorf("%d orders", orders)
	}
	for _, args := range [][]string{{"import", "--data", dir, file}, {"import", "--data", dir, "--mapping", mapping, "--colour", "red", file}} {
		if status, _, _ := cli(t, args...); status != 2 {
			t.Errorf("%v: status %d", args, status)
		}
	}
}

// An import is taken back with all of its rows, while what others have done since
// stands: here a user with his password.
func TestImportUndone(t *testing.T) {
	dir := founded(t)
	mapping, file := wholesale(t)
	if status, _, _ := cli(t, "import", "undo", "--data", dir, "--mapping", mapping); status != 2 {
		t.Errorf("undo of nothing: status %d", status)
	}
	succeed(t, "import", "--data", dir, "--mapping", mapping, file)
	succeed(t, "user", "add", "--data", dir, "--name", "林晓燕", "--mobile", "19900000102", "--password", bossPassword)
	if out := succeed(t, "import", "undo", "--data", dir, "--mapping", mapping); !strings.Contains(out, "later commands stand") {
		t.Error(out)
	}
	if orders, parties, _ := counted(t, dir); orders != 0 || parties != 0 {
		t.Errorf("%d orders and %d parties are left", orders, parties)
	}
	within(t, dir, func(c *company.Company) {
		if _, err := c.Auth.SignIn(t.Context(), auth.Attempt{Addr: "test", Mobile: "19900000102", Password: bossPassword}); err != nil {
			t.Error(err)
		}
		if state, err := c.Hub.State(t.Context()); err != nil || state.Recovering {
			t.Errorf("%+v %v", state, err)
		}
	})
	succeed(t, "verify", "--data", dir)
	succeed(t, "import", "--data", dir, "--mapping", mapping, file)
	if orders, _, _ := counted(t, dir); orders != 4 {
		t.Errorf("%d orders after importing again", orders)
	}
}

// An import whose records somebody has used stays, and the command that used them
// is named.
func TestImportUsed(t *testing.T) {
	dir := founded(t)
	mapping, file := wholesale(t)
	succeed(t, "import", "--data", dir, "--mapping", mapping, file)
	within(t, dir, func(c *company.Company) {
		view, err := c.Store.Read()
		if err != nil {
			t.Fatal(err)
		}
		var shop *party.Party
		if err := kernel.Each(c.Catalog, view, party.Parties, func(p *party.Party) error { shop = p; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := view.Close(); err != nil {
			t.Fatal(err)
		}
		spec := c.Catalog.Command("party.edit")
		args := spec.Encode(&kernel.EditRow{Row: shop.ID, Changes: []kernel.Change{{Field: "note", Becomes: "常客"}}})
		if _, err := c.Hub.RunEncoded(t.Context(), spec.Name, args); err != nil {
			t.Fatal(err)
		}
	})
	_, _, before := counted(t, dir)
	status, out, _ := cli(t, "import", "undo", "--data", dir, "--mapping", mapping)
	if status != 1 || !strings.Contains(out, "party.edit") {
		t.Errorf("status %d\n%s", status, out)
	}
	if orders, _, version := counted(t, dir); orders != 4 || version != before {
		t.Errorf("%d orders at version %d", orders, version)
	}
}

// From a file that nobody has described to documents and back, in the words of
// docs/import.md.
func TestImportInspected(t *testing.T) {
	dir := founded(t)
	_, file := wholesale(t)
	mapping := filepath.Join(dir, "明细.toml")
	out := succeed(t, "import", "inspect", "--out", mapping, file)
	for _, said := range []string{"CSV utf-8", "party.name", "heyi-server import --mapping"} {
		if !strings.Contains(out, said) {
			t.Errorf("%q is not said in\n%s", said, out)
		}
	}
	if status, _, _ := cli(t, "import", "inspect", "--out", mapping, file); status != 2 {
		t.Errorf("a mapping that is there was replaced: status %d", status)
	}
	succeed(t, "import", "inspect", "--out", mapping, "--force", file)
	if text := succeed(t, "import", "inspect", "--tab", "*", file); !strings.Contains(text, "[sale]") {
		t.Errorf("all sheets of a CSV are its one:\n%s", text)
	}
	succeed(t, "import", "--data", dir, "--mapping", mapping, "--skip-refused", file)
	if orders, parties, _ := counted(t, dir); orders == 0 || parties != 2 {
		t.Errorf("%d orders, %d parties", orders, parties)
	}
	succeed(t, "verify", "--data", dir)
	succeed(t, "import", "undo", "--data", dir, "--mapping", mapping)
	if orders, parties, _ := counted(t, dir); orders != 0 || parties != 0 {
		t.Errorf("%d orders and %d parties are left", orders, parties)
	}
	for _, args := range [][]string{{"import", "inspect"}, {"import", "inspect", "--colour", "red", file}, {"import", "inspect", file, "--out", mapping}, {"import", "--data", dir, file}} {
		if status, _, _ := cli(t, args...); status != 2 {
			t.Errorf("%v: status %d", args, status)
		}
	}
	if status, _, err := cli(t, "import", "inspect", filepath.Join(dir, "nothing.csv")); status != 1 || !strings.Contains(err, "nothing.csv") {
		t.Errorf("status %d: %s", status, err)
	}
}

// What is needed to take an import back stands in the company's file, so that it
// can also be taken back where a backup was restored.
func TestImportUndoneAfterRestore(t *testing.T) {
	dir := founded(t)
	mapping, file := wholesale(t)
	succeed(t, "import", "--data", dir, "--mapping", mapping, file)
	backup, other := filepath.Join(t.TempDir(), "b.heyi"), filepath.Join(t.TempDir(), "other")
	succeed(t, "backup", "--data", dir, "--to", backup)
	succeed(t, "restore", "--data", other, "--from", backup)
	succeed(t, "import", "undo", "--data", other, "--mapping", mapping)
	if orders, parties, _ := counted(t, other); orders != 0 || parties != 0 {
		t.Errorf("%d orders and %d parties are left", orders, parties)
	}
	succeed(t, "verify", "--data", other)
	if status, _, _ := cli(t, "import", "undo", "--data", other, "--mapping", mapping); status != 2 {
		t.Errorf("undo of nothing: status %d", status)
	}
}

// An import that would bring nothing is no success, and says why.
func TestImportOfNothing(t *testing.T) {
	dir := founded(t)
	file, mapping := filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.toml")
	for path, text := range map[string]string{file: "x,y\n1,2\n", mapping: "name = \"a\"\n[[sheet]]\nname = \"a\"\nfile = \"a\"\ncolumns = [{ name = \"x\" }]\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, _, before := counted(t, dir)
	status, out, said := cli(t, "import", "--data", dir, "--mapping", mapping, file)
	if _, _, version := counted(t, dir); status != 1 || version != before || !strings.Contains(said, "There is nothing to import") || !strings.Contains(out, "unused") {
		t.Errorf("status %d at version %d, was %d: %s%s", status, version, before, out, said)
	}
}
