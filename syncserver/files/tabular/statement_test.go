package tabular_test

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/syncserver/files/tabular"
)

// Statements of banks are text and no tables: they are called by name.
func TestStatements(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"a.sta":    {":20:REF1\n:25:10020030/1234567\n:28C:1/1\n:60F:C261001EUR100,00\n:61:2610021002D10,00NTRFNONREF\n", "MT940"},
		"part.sta": {":60F:C261001EUR000000000147,64\n", "MT940"},
		"b.txt":    {"{1:F01BANKDEFFXXXX0000000000}{2:O940}{4:\r\n:20:STARTUMS\r\n:25:1/2\r\n:28C:1/1\r\n:60F:C261001EUR1,\r\n", "MT940"},
		"a.camt":   {"<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt/></Document>\n", "CAMT"},
		"a.ofx":    {"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX>\n", "OFX"},
		"a.qfx":    {"<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\"?>\n<OFX></OFX>\n", "OFX"},
		"a.qif":    {"!Type:Bank\nD10/02/2026\nT-10.00\nPShop\n^\n", "QIF"},
		"orders":   {"单号,日期\nA1,2026-11-03\n", ""},
		"type.csv": {"Type,Bank\n!x,1\n", ""},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := tabular.Open(path, tabular.Options{})
		var refused *tabular.Error
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.says == "":
			s.Close()
		case !errors.As(err, &refused) || refused.Code != tabular.FileStatement || !strings.Contains(refused.Zh(), c.says) || !strings.Contains(refused.En(), c.says):
			t.Errorf("%s: %v, want %s by name", name, err, c.says)
		}
	}
}

// A small file that unpacks to a large one is no workbook, wherever the large part
// is, and is refused before it is read into memory.
func TestPackedWorkbooks(t *testing.T) {
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/app.xml"} {
		path := filepath.Join(t.TempDir(), "bomb.xlsx")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(f)
		w, err := z.Create(part)
		if err != nil {
			t.Fatal(err)
		}
		block := []byte(strings.Repeat("<c/>", 1<<18))
		for range 64 {
			if _, err := w.Write(block); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(z.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = tabular.Open(path, tabular.Options{})
		var refused *tabular.Error
		if !errors.As(err, &refused) || refused.Code != tabular.FilePacked {
			t.Errorf("%s: %v", part, err)
		}
	}
}
