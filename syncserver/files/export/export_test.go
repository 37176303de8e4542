package export_test

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/syncserver/files/export"
)

// rows are a seat, its customer and a contact of his.
func rows(c *kernel.Catalog) *kernel.Memory {
	m := kernel.NewMemory()
	seat := &org.Seat{Record: kernel.Record{ID: kernel.DeriveID("seat")}, Name: "业务一"}
	customer := &party.Party{Record: kernel.Record{ID: kernel.DeriveID("party")}, Name: "=南海大酒店", Owner: kernel.Ref[org.Seat](seat.ID)}
	gone := &party.Party{Record: kernel.Record{ID: kernel.DeriveID("gone")}, Name: "鹭岛", Owner: kernel.Ref[org.Seat](kernel.DeriveID("nobody"))}
	area := &org.CustomField{Record: kernel.Record{ID: kernel.DeriveID("area")}, Entity: "party", Zh: "门店面积", FieldKind: "qty"}
	friend := &org.CustomField{Record: kernel.Record{ID: kernel.DeriveID("friend")}, Entity: "party", Zh: "介绍人", FieldKind: "ref", Target: "party"}
	forgotten := kernel.DeriveID("defined no more")
	customer.Custom = customer.Custom.With(area.ID, "120.50").With(forgotten, "旧").With(friend.ID, gone.ID.String())
	org.CustomFields.In(c).Adopt(area)
	org.CustomFields.In(c).Adopt(friend)
	org.Seats.In(c).Adopt(seat)
	party.Parties.In(c).Adopt(customer)
	party.Parties.In(c).Adopt(gone)
	for _, r := range []kernel.Row{seat, customer, gone, area, friend} {
		m.Put(r)
	}
	return m
}

// read is a file's lines, whatever its format.
func read(t *testing.T, path string) [][]string {
	t.Helper()
	if strings.HasSuffix(path, ".xlsx") {
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	var lines [][]string
	for {
		line, err := r.Read()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
}

// Every entity has its file with headings, also one without rows, and beside every
// reference stands what people call the row.
func TestEveryEntityHasItsFile(t *testing.T) {
	c := all.Catalog(all.Latest)
	for _, format := range []string{export.CSV, export.XLSX} {
		dir := t.TempDir()
		files, err := export.All(c, rows(c), dir, format, "zh")
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != len(c.Schemas) {
			t.Errorf("%s: %d files for %d entities", format, len(files), len(c.Schemas))
		}
		for _, s := range c.Schemas {
			head := read(t, filepath.Join(dir, s.Name+"."+format))[0]
			for _, f := range s.Fields {
				refers := f.Kind == kernel.KindID && (s.Target(f) != nil || f.RefBy != "")
				if !slices.Contains(head, f.LabelZh()) || refers && !slices.Contains(head, f.LabelZh()+"（名称）") {
					t.Errorf("%s %s: the headings %v lack %s", format, s.Name, head, f.Name)
				}
			}
		}
		lines := read(t, filepath.Join(dir, "party."+format))
		at, name := slices.Index(lines[0], "业务员（名称）"), slices.Index(lines[0], "名称")
		if len(lines) != 3 || name < 0 || at < 0 {
			t.Fatalf("%s: %v", format, lines)
		}
		named, by := slices.Index(lines[0], "介绍人（名称）"), slices.Index(lines[0], "介绍人")
		for _, line := range lines[1:] {
			if strings.Contains(line[max(name, 0)], "南海") && (named < 0 || by < 0 || line[named] != "鹭岛" || line[by] != kernel.DeriveID("gone").String()) {
				t.Errorf("%s: an own reference: %v", format, line)
			}
		}
		own, other := slices.Index(lines[0], "门店面积"), slices.Index(lines[0], party.Parties.In(c).Field("custom").LabelZh())
		if own < 0 || other < 0 {
			t.Fatalf("%s: the headings %v lack the own field", format, lines[0])
		}
		for _, line := range lines[1:] {
			if strings.Contains(line[name], "南海") && (line[own] != "120.5" || !strings.HasSuffix(line[other], "=旧")) {
				t.Errorf("%s: own fields: %q and %q", format, line[own], line[other])
			}
		}
		for _, line := range lines[1:] {
			want := map[bool]string{true: "业务一", false: ""}[strings.Contains(line[name], "南海")] // nobody has no name
			if at >= len(line) && want == "" {
				continue // a sheet ends its rows where they are empty
			}
			if line[at] != want {
				t.Errorf("%s: %q belongs to %q, want %q", format, line[name], line[at], want)
			}
		}
	}
}
