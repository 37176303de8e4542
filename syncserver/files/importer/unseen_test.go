package importer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/tools/txtar"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

// Every archive of testdata/unseen is an export of a kind that no mapping was
// written for. It is looked at, mapped by what its titles say, and imported into a
// company founded in November 2026, leaving out what is refused; the last part is
// what came of it. GOLDEN=write writes those parts anew.
func TestGoldenUnseen(t *testing.T) {
	archives, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("there are no archives", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := unseen(t, a)
			last := &a.Files[len(a.Files)-1]
			if os.Getenv("GOLDEN") == "write" {
				last.Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
			} else if got != string(last.Data) {
				t.Errorf("got\n%s\nwant\n%s", got, last.Data)
			}
		})
	}
}

var textEncodings = map[string]encoding.Encoding{
	"gb18030": simplifiedchinese.GB18030, "big5": traditionalchinese.Big5, "windows-1252": charmap.Windows1252,
	"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
}

// unseen imports the files of an archive and tells what became of them.
func unseen(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	dir, encode, o, start := t.TempDir(), map[string]string{}, tabular.Options{}, kernel.Date(20261101)
	for line := range strings.Lines(string(a.Comment)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 3 && words[0] == "encode:":
			encode[words[1]] = words[2]
		case len(words) == 2 && words[0] == "data_from:":
			o.DataFrom, _ = strconv.Atoi(words[1])
		case len(words) == 2 && words[0] == "start:":
			n, _ := strconv.Atoi(words[1])
			start = kernel.Date(n)
		}
	}
	var files []string
	mapping := ""
	for _, f := range a.Files[:len(a.Files)-1] {
		path, text := filepath.Join(dir, f.Name), string(f.Data)
		if e := textEncodings[encode[f.Name]]; e != nil {
			text = encoded(t, e, text)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if f.Name == "mapping.toml" {
			mapping = path
		} else {
			files = append(files, path)
		}
	}
	c := found(t, start)
	out := &strings.Builder{}
	if mapping == "" {
		mapping = proposed(t, c, out, dir, o, files)
	}
	p, report, err := c.decide(true, mapping, files...)
	if err == nil {
		err = p.Run(t.Context(), c, func(int, int) {})
	}
	if err != nil {
		fmt.Fprintln(out, err)
	}
	tell(out, report)
	books(t, c, out)
	sound(t, c.Catalog, c.store)
	return out.String()
}

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// proposed is the path of the mapping that the titles of the files lead to.
func proposed(t *testing.T, c *company, out *strings.Builder, dir string, o tabular.Options, files []string) string {
	t.Helper()
	var looks []*importer.Look
	for _, path := range files {
		k, err := importer.LookAt(t.Context(), path, o)
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, k)
	}
	proposal := importer.Propose(c.Catalog, looks)
	for _, k := range looks {
		text := k.Describe()
		if !strings.Contains(text, filepath.Base(k.Path)) {
			t.Errorf("what is said does not name the file:\n%s", text)
		}
		first, _, _ := strings.Cut(strings.SplitN(text, "\n", 3)[1], ", 表头")
		fmt.Fprintf(out, "%s:%s\n", filepath.Base(k.Path), first)
	}
	mapping := filepath.Join(dir, "proposed.toml")
	if err := os.WriteFile(mapping, []byte(proposal.TOML), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := importer.ReadMapping(c.Catalog, mapping); err != nil {
		t.Fatalf("%v\n%s", err, proposal.TOML)
	}
	if !proposal.Known {
		fmt.Fprintln(out, "nothing is proposed")
	}
	for _, f := range proposal.Fates {
		_, en := f.Words()
		fmt.Fprintf(out, "inspect: %s %s\n", f.Sheet, en)
	}
	if testing.Verbose() {
		t.Log(proposal.TOML)
	}
	return mapping
}

// tell renders a report.
func tell(out *strings.Builder, r *importer.Report) {
	fmt.Fprintf(out, "lines %d, skipped %d\n", r.Lines, r.Skipped)
	for _, m := range r.Made {
		if m.Priced {
			fmt.Fprintf(out, "made %d %s, %s\n", m.New, m.En, m.Amount)
		} else {
			fmt.Fprintf(out, "made %d %s\n", m.New, m.En)
		}
	}
	for _, n := range r.Notes {
		fmt.Fprintf(out, "note %s:%d %s (%d)\n", n.File, n.Line, n.En, n.Count)
	}
	for _, f := range r.Refused {
		fmt.Fprintf(out, "refused %s\n", f)
	}
	if r.Opening != nil {
		_, en := r.Opening.Words()
		fmt.Fprintf(out, "%s\n", en)
	}
}

// books renders what a company's books say.
func books(t *testing.T, c *company, out *strings.Builder) {
	t.Helper()
	var list []string
	rows(t, c.store, c.Catalog, party.Parties, func(p *party.Party) {
		kind := "customer"
		if p.IsSupplier {
			kind = "supplier"
		}
		p = party.Parties.Whole(c.store.Get, p)
		list = append(list, strings.TrimRight(fmt.Sprintf("%s %s %s %s %s", kind, p.Name, p.Mobile, p.TaxNo, p.Note), " "))
	})
	rows(t, c.store, c.Catalog, party.Contacts, func(p *party.Contact) { list = append(list, "contact "+p.Name+" "+p.Mobile) })
	rows(t, c.store, c.Catalog, debt.Items, func(i *debt.Item) {
		if i.SrcEntity == "" {
			list = append(list, fmt.Sprintf("%s %s %s due %s %s", i.Kind, i.Number, i.Date, i.Due, i.Amount))
		}
	})
	slices.Sort(list)
	for _, line := range list {
		fmt.Fprintln(out, line)
	}
	f := figuresOf(t, c.Catalog, c.store)
	for _, figure := range []struct {
		name   string
		amount kernel.Money
	}{
		{"ordered", sum(f.ordered)},
		{"shipped", sum(f.shipped)},
		{"returned", f.returned},
		{"received", f.received},
		{"owed", f.owed},
		{"stock", f.worth},
	} {
		if figure.amount != 0 {
			fmt.Fprintf(out, "%s %s\n", figure.name, figure.amount)
		}
	}
	if f.onHand != 0 {
		fmt.Fprintf(out, "on hand %s\n", f.onHand)
	}
	var transit kernel.Money
	rows(t, c.store, c.Catalog, ledger.Entries, func(e *ledger.Entry) {
		if e.Account == ledger.AccountRef(ledger.OpeningTransit) {
			transit += e.Debit - e.Credit
		}
	})
	if transit != 0 {
		fmt.Fprintf(out, "opening transit %s\n", transit)
	}
}
