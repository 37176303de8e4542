package main

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/registry"
	"heyi/syncserver/store"
)

// canaryMark stands in every text of the other company. It is short enough for nearly
// all of them.
const canaryMark = "KNRYBX7Q"

// canaryTold says that bytes hold the mark: as it is, as hexadecimal digits of a
// database, or packed.
func canaryTold(data []byte) bool {
	return bytes.Contains(data, []byte(canaryMark)) || bytes.Contains(bytes.ToLower(data), []byte(hex.EncodeToString([]byte(canaryMark))))
}

// canaryRows makes a row of every entity, with the mark in every text.
func canaryRows(c *kernel.Catalog) (rows []kernel.Row, texts, short int) {
	for _, s := range c.Schemas {
		if s.Name == "upgraded" { // its texts are names of this program's steps, or the company is refused
			continue
		}
		row := s.New()
		row.Base().ID = kernel.DeriveID("canary", s.Name)
		if s.Main != nil { // a companion has its row's
			row.Base().ID = kernel.DeriveID("canary", s.Main.Name)
		}
		row.Base().Custom = row.Base().Custom.With(kernel.DeriveID("canary field"), canaryMark)
		for _, f := range s.Fields {
			if f.Kind != kernel.KindText {
				continue
			}
			texts++
			if f.Max < len(canaryMark) {
				short++
				continue
			}
			f.Put(row, kernel.Of(canaryMark))
		}
		rows = append(rows, row)
	}
	return rows, texts, short
}

// Nothing of one company reaches another of the same server: with a mark in every text
// of every entity of one, none of the bytes of the other's devices, lists, reports,
// refusals, files, backups, exports, rows or lines of the log has it.
func TestCanaryOfAnotherCompany(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, address string) {
		at := place{filepath.Join(t.TempDir(), "all"), address}
		at.create(t, "hengyi")
		at.create(t, "ruifeng")
		texts := fillCanary(t, at)
		p := at.startMany(t)
		defer func() {
			if t.Failed() {
				t.Log(p.log)
			}
		}()
		for _, name := range []string{"hengyi", "ruifeng"} {
			eventually(t, http.MethodPost, p.url+"/"+name+"/api/v1/signin", "", signInBody, http.StatusOK)
		}
		one, other := enrolledAt(t, p.of("hengyi")), enrolledAt(t, p.of("ruifeng"))
		whole, enough, live := make(chan struct{}), make(chan struct{}), make(chan []byte, 1)
		go func() { live <- framesOf(t, one, p.url+"/hengyi", whole, enough) }()
		<-whole
		theirs := framesOf(t, other, p.url+"/ruifeng", enough, enough)
		if n := bytes.Count(theirs, []byte(canaryMark)); n < texts/4 {
			t.Fatalf("only %d marks reach a device of their own company: the test proves little", n)
		}
		name := canaryMark + " 部门"
		if status, _, _, en := said(t, http.MethodPost, p.url+"/ruifeng/api/v1/commands/department.add", other.token, `{"values":[{"field":"name","value":"`+name+`"}]}`); status != http.StatusOK {
			t.Fatal(status, en)
		}
		time.Sleep(300 * time.Millisecond) // what might come would have come
		close(enough)
		for what, data := range map[string][]byte{
			"frames": <-live, "answers": answersOf(t, p.url+"/hengyi", one.token), "log": linesWithout(p.log.String(), "of=ruifeng"),
			"page of all": bytesOf(t, http.MethodGet, p.url+"/healthz", "", ""),
		} {
			if canaryTold(data) {
				i := bytes.Index(data, []byte(canaryMark))
				t.Errorf("the %s of the other company hold the mark: …%q…", what, data[max(0, i-120):min(len(data), max(i, 0)+120)])
			}
		}
		succeed(t, at.many("backup", "hengyi")...)
		succeed(t, at.many("export", "hengyi", "--to", filepath.Join(at.dir, "hengyi", "export"))...)
		stopped(t, p)
		filesTell(t, filepath.Join(at.dir, "hengyi"))
		if address != "" {
			schemaTells(t, address, "heyi_hengyi", false)
			schemaTells(t, address, "heyi_ruifeng", true)
		} else if data, err := os.ReadFile(filepath.Join(at.dir, "ruifeng", "company.db")); err != nil || !canaryTold(data) {
			t.Error("the mark is not in its own company's file", err)
		}
	})
}

// fillCanary puts the marked rows into the second company and returns how many texts
// have the mark.
func fillCanary(t *testing.T, at place) int {
	t.Helper()
	companies, err := registry.At(at.dir, at.store)
	if err != nil {
		t.Fatal(err)
	}
	defer companies.Close()
	e, err := companies.Get(t.Context(), "ruifeng")
	if err != nil {
		t.Fatal(err)
	}
	its, err := companies.Place(e)
	if err != nil {
		t.Fatal(err)
	}
	texts, short := 0, 0
	err = its.OnStore(func(c *kernel.Catalog, s *store.Store) error {
		var rows []kernel.Row
		rows, texts, short = canaryRows(c)
		st, err := s.State()
		if err != nil {
			return err
		}
		return s.Commit(&authority.Commit{From: st.Version, To: st.Version, Chain: st.Chain, Rows: rows})
	})
	if err != nil {
		t.Fatal(err)
	}
	if short > texts/10 {
		t.Fatalf("%d of %d texts are too short for the mark", short, texts)
	}
	return texts - short
}

// framesOf is everything that a device hears, unpacked, until it has been told that it
// is enough. whole is closed once it holds all that it may; where that is the same as
// enough it ends then.
func framesOf(t *testing.T, b *tablet, url string, whole, enough chan struct{}) []byte {
	socket := b.dial(t, url)
	defer socket.Close()
	if whole != enough {
		go func() {
			<-enough
			_ = socket.SetReadDeadline(time.Now())
		}()
	}
	var heard bytes.Buffer
	loading := true
	defer func() {
		if loading && whole != enough { // who waits for it need not wait for ever
			close(whole)
		}
	}()
	for {
		_, data, err := socket.ReadMessage()
		if err != nil {
			return heard.Bytes()
		}
		heard.Write(data)
		m, err := wire.Decode(data)
		if err != nil {
			t.Error(err)
			return heard.Bytes()
		}
		fmt.Fprintf(&heard, "%+v", m)
		patch, ok := m.(*wire.Patch)
		if !ok {
			continue
		}
		for _, r := range patch.Rows {
			heard.Write(r.Body)
		}
		if loading && !patch.Partial {
			loading = false
			if whole == enough {
				return heard.Bytes()
			}
			close(whole)
		}
	}
}

// linesWithout leaves out the lines that have a text.
func linesWithout(log, text string) []byte {
	var kept strings.Builder
	for line := range strings.Lines(log) {
		if !strings.Contains(line, text) {
			kept.WriteString(line)
		}
	}
	return []byte(kept.String())
}

func bytesOf(t *testing.T, method, url, token, body string) []byte {
	t.Helper()
	_, data := answered(t, method, url, token, body)
	return data
}

// answersOf is what every list, report and row answers, and every command that names
// the other company's row.
func answersOf(t *testing.T, url, token string) []byte {
	t.Helper()
	var text bytes.Buffer
	c := all.Catalog(all.Latest)
	for _, s := range c.Schemas {
		text.Write(bytesOf(t, http.MethodGet, url+"/api/v1/"+s.Name+"?limit=1000&removed=true", token, ""))
		text.Write(bytesOf(t, http.MethodGet, url+"/api/v1/"+s.Name+"/"+kernel.DeriveID("canary", s.Name).String(), token, ""))
		edit := `{"row":"` + kernel.DeriveID("canary", s.Name).String() + `","changes":[{"field":"name","was":"","becomes":"x"}]}`
		text.Write(bytesOf(t, http.MethodPost, url+"/api/v1/commands/"+s.Name+".edit", token, edit))
	}
	for _, report := range []string{
		"sales_detail?from=2020-01-01&to=2099-01-01", "receivables", "stock_ledger?from=2020-01-01&to=2099-01-01", "trial_balance?month=202611", "vouchers?month=202611",
	} {
		text.Write(bytesOf(t, http.MethodGet, url+"/api/v1/reports/"+report, token, ""))
	}
	text.Write(bytesOf(t, http.MethodGet, url+"/api/v1/openapi.json", token, ""))
	return text.Bytes()
}

// filesTell fails if a file of a folder holds the mark.
func filesTell(t *testing.T, dir string) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if seen++; canaryTold(data) {
			t.Errorf("%s holds the mark", path)
		}
		return err
	})
	if err != nil || seen < 10 {
		t.Errorf("%d files were looked at: %v", seen, err)
	}
}

// schemaTells looks whether a row of a schema holds the mark.
func schemaTells(t *testing.T, address, schema string, want bool) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables, err := db.Query(`SELECT tablename FROM pg_tables WHERE schemaname = $1`, schema)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := tables.Close(); err != nil || len(names) < 20 {
		t.Fatalf("%d tables of %s: %v", len(names), schema, err)
	}
	told := 0
	for _, name := range names {
		rows, err := db.Query(`SELECT t::text FROM ` + kernel.Quote(schema) + `.` + kernel.Quote(name) + ` t`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text []byte
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			if canaryTold(text) {
				if told++; !want {
					t.Errorf("%s.%s holds the mark", schema, name)
				}
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if want && told < len(names)/3 {
		t.Errorf("only %d rows of %s hold the mark: the test proves little", told, schema)
	}
}
