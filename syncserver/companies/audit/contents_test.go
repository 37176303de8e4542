package audit_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/companies/audit"
	home "heyi/syncserver/companies/company"
)

// pictured makes a product with a picture and brings its content; it returns what it is for.
func pictured(t *testing.T, c *home.Company, code, content string) (what string, n kernel.Named) {
	t.Helper()
	n = kernel.Named{Content: kernel.Content{Sum: sha256.Sum256([]byte(content)), Size: int64(len(content))}, Media: "image/png", Name: code + ".png"}
	add := &kernel.AddRow{Values: []kernel.FieldValue{{Field: "code", Value: code}, {Field: "name", Value: code}, {Field: "unit", Value: "张"}, {Field: "picture", Value: string(n.File())}}}
	if _, err := c.Hub.RunEncoded(t.Context(), "product.add", c.Catalog.Command("product.add").Encode(add)); err != nil {
		t.Fatal(err)
	}
	view, err := c.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	err = kernel.Each(c.Catalog, view, product.Products, func(p *product.Product) error {
		if p.Code == code {
			what = "product/" + p.ID.String() + "/picture"
		}
		return nil
	})
	if err != nil || what == "" {
		t.Fatalf("%q, %v", what, err)
	}
	return what, n
}

func bring(t *testing.T, c *home.Company, what string, n kernel.Named, content string, at kernel.Time) {
	t.Helper()
	kept, err := c.Contents()
	if err != nil {
		t.Fatal(err)
	}
	part := &contents.Part{Content: n.Content, For: what}
	for done := int64(0); done < n.Content.Size; {
		if done, err = kept.Append(t.Context(), part, done, []byte(content[done:min(int(done)+7, len(content))]), at); err != nil {
			t.Fatal(err)
		}
	}
}

func holds(t *testing.T, p home.Place, n kernel.Named, want string) {
	t.Helper()
	err := p.LookContents(t.Context(), func(kept *contents.Store) error {
		got, err := kept.All(t.Context(), n.Content)
		if want == "" {
			if err == nil {
				t.Errorf("%s is still there", n.Name)
			}
			return nil
		}
		if err != nil || !bytes.Equal(got, []byte(want)) {
			t.Errorf("%s: %q, %v", n.Name, got, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Contents are saved beside a backup, brought back where they are missing, told when they
// are missing, and go when no row has named them for long enough: in a file and in
// PostgreSQL.
func TestContentsAreSavedBroughtBackAndSwept(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, address string) {
		dir := t.TempDir()
		place, err := home.AtStore(dir, address)
		if err != nil {
			t.Fatal(err)
		}
		c, err := place.Create(slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Found(t.Context(), &org.Setup{
			Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20261101, CreditPolicy: org.CreditStop},
			Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}},
			Users:   []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}},
		}); err != nil {
			t.Fatal(err)
		}
		whatA, a := pictured(t, c, "A", "the picture of A")
		whatB, b := pictured(t, c, "B", "the picture of B")
		bring(t, c, whatA, a, "the picture of A", home.Now())
		checked(t, c, 2, 1, 0)
		if err := os.MkdirAll(filepath.Join(dir, "backup"), 0o700); err != nil {
			t.Fatal(err)
		}
		backup := filepath.Join(dir, "backup", "b.heyi")
		if saved, err := place.SaveContents(t.Context(), backup); err != nil || saved != a.Content.Size {
			t.Errorf("%d bytes are saved, %v", saved, err)
		}
		if again, err := place.SaveContents(t.Context(), backup); err != nil || again != 0 {
			t.Errorf("%d bytes are saved again, %v", again, err)
		}
		kept, err := c.Contents()
		if err != nil {
			t.Fatal(err)
		}
		if err := kept.Drop(t.Context(), a.Content); err != nil {
			t.Fatal(err)
		}
		checked(t, c, 2, 2, 0)
		if n, err := place.BringContents(t.Context(), backup); err != nil || n != a.Content.Size {
			t.Errorf("%d bytes come back, %v", n, err)
		}
		holds(t, place, a, "the picture of A")
		checked(t, c, 2, 1, 0)
		// B was brought long ago, and so was something that no row names.
		bring(t, c, whatB, b, "the picture of B", 1)
		gone := kernel.Named{Content: kernel.Content{Sum: sha256.Sum256([]byte("nobody's")), Size: 8}, Name: "nobody"}
		bring(t, c, "product/"+kernel.DeriveID("none", 1).String()+"/picture", gone, "nobody's", 1)
		bring(t, c, whatA, gone, "nobody's", 1) // A names another
		if err := c.Housekeep(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		holds(t, place, b, "the picture of B")
		holds(t, place, gone, "")
		if _, err := kept.DB().ExecContext(t.Context(), `DELETE FROM _content_chunk WHERE body = (SELECT body FROM _content WHERE sum = $1)`, b.Content.Sum[:]); err != nil {
			t.Fatal(err)
		}
		checked(t, c, 2, 0, 1)
		if err := c.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
	})
}

// checked holds what an audit says of the files.
func checked(t *testing.T, c *home.Company, named, missing int64, findings int) {
	t.Helper()
	kept, err := c.Contents()
	if err != nil {
		t.Fatal(err)
	}
	view, err := c.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	f, err := audit.Contents(t.Context(), c.Catalog, view, kept)
	if err != nil || f.Named != named || f.Missing != missing || len(f.Findings) != findings {
		t.Errorf("%+v, %v: want %d named, %d missing, %d findings", f, err, named, missing, findings)
	}
}
