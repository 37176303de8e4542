package api_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/api"
)

// photo is a file with bytes that nobody guesses.
func photo(seed uint64, size int, thumbnail string) (kernel.File, string) {
	r := rand.New(rand.NewPCG(seed, 5))
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(r.IntN(256))
	}
	n := kernel.Named{Content: addressOf(string(b)), Media: "image/jpeg", Name: "沙发.jpg"}
	if thumbnail != "" {
		n.Thumbnail = addressOf(thumbnail)
	}
	return n.File(), string(b)
}

func addressOf(content string) kernel.Content {
	return kernel.Content{Sum: sha256.Sum256([]byte(content)), Size: int64(len(content))}
}

func productWith(c *client, code string, f kernel.File) string {
	return "/api/v1/product/" + c.add("product", "code", code, "name", "沙发", "unit", "张", "tax_class", "goods", "picture", string(f)) + "/picture"
}

// bring sends a content in chunks from where the server has it.
func (c *client) bring(path, content string, chunk int) *answer {
	c.s.t.Helper()
	at, _ := strconv.Atoi(c.want(204, "HEAD", path, "").headers.Get("Upload-Offset"))
	for at < len(content) {
		a := c.with("Upload-Offset", strconv.Itoa(at)).send("PATCH", path, content[at:min(len(content), at+chunk)])
		if a.status != http.StatusNoContent {
			return a
		}
		at, _ = strconv.Atoi(a.headers.Get("Upload-Offset"))
	}
	return nil
}

// A file comes in chunks and goes in ranges; it is sent as nothing that a browser would
// run.
func TestAFileComesInChunksAndGoesInRanges(t *testing.T) {
	s := serve(t)
	c := s.as(boss)
	f, content := photo(1, 100_000, "small")
	path := productWith(c, "S1", f)
	c.refused(404, api.NotYet, "GET", path, "")
	if a := c.bring(path, content, 30_000); a != nil {
		t.Fatal(a.text)
	}
	a := c.want(200, "GET", path, "")
	if a.text != content || a.headers.Get("Content-Type") != "application/octet-stream" || a.headers.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(a.headers.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d bytes, %v", len(a.text), a.headers)
	}
	if a := c.with("Range", "bytes=99990-").want(206, "GET", path, ""); a.text != content[99_990:] {
		t.Errorf("the range: %d bytes", len(a.text))
	}
	c.refused(404, api.NotYet, "GET", path+"?thumbnail", "")
	if a := c.bring(path+"?thumbnail", "small", 3); a != nil {
		t.Fatal(a.text)
	}
	if a := c.get(path + "?thumbnail"); a.text != "small" {
		t.Errorf("the small picture: %q", a.text)
	}
	other, _ := photo(2, 10, "")
	c.refused(409, api.OtherFile, "GET", path+"?of="+other.Named().Content.String(), "")
	c.refused(404, api.NoLane, "GET", strings.TrimSuffix(path, "picture")+"name", "")
	c.refused(404, api.NoFile, "GET", productWith(c, "S2", ""), "")
}

// A chunk counts where the one before it ends and nowhere else, and the whole only when it
// is what its address says.
func TestAChunkIsTheNextOneOrNone(t *testing.T) {
	s := serve(t)
	c := s.as(boss)
	f, content := photo(3, 1000, "")
	path := productWith(c, "S1", f)
	at := func(n int) *client { return c.with("Upload-Offset", strconv.Itoa(n)) }
	at(0).want(204, "PATCH", path, content[:400])
	for _, wrong := range []int{0, 399, 401, 700} {
		if a := at(wrong).refused(409, api.NotNext, "PATCH", path, content[400:500]); a.headers.Get("Upload-Offset") != "400" {
			t.Errorf("at %d: told to go on at %s", wrong, a.headers.Get("Upload-Offset"))
		}
	}
	at(400).refused(400, api.BadChunk, "PATCH", path, "")
	at(400).refused(400, api.BadChunk, "PATCH", path, content)
	for _, wrong := range []int{-1, 1000, 1 << 40} {
		at(wrong).refused(400, api.BadChunk, "PATCH", path, "x")
	}
	c.refused(400, api.BadChunk, "PATCH", path, "x")
	at(0).refused(400, api.BadChunk, "PATCH", path, strings.Repeat("x", contents.ChunkMost+1))
	at(400).want(204, "PATCH", path, content[400:999])
	at(999).refused(422, api.NotItself, "PATCH", path, string(content[999]+1))
	if a := c.want(204, "HEAD", path, ""); a.headers.Get("Upload-Offset") != "0" {
		t.Errorf("after wrong bytes it goes on at %s", a.headers.Get("Upload-Offset"))
	}
	c.refused(404, api.NotYet, "GET", path, "")
	if a := c.bring(path, content, 333); a != nil {
		t.Fatal(a.text)
	}
	if a := c.get(path); a.text != content {
		t.Errorf("%d bytes of the file", len(a.text))
	}
}

// Knowing an address gives nothing: neither the bytes, nor that they are there.
func TestAnAddressIsNoKey(t *testing.T) {
	s := serve(t)
	c := s.as(boss)
	f, content := photo(4, 5000, "")
	if a := c.bring(productWith(c, "S1", f), content, 2000); a != nil {
		t.Fatal(a.text)
	}
	absent, _ := photo(5, 5000, "")
	for i, guess := range []kernel.File{f, absent} { // one that is there, and one that is not: the same answers
		thief := productWith(c, fmt.Sprint("T", i), guess)
		c.refused(404, api.NotYet, "GET", thief, "")
		if a := c.want(204, "HEAD", thief, ""); a.headers.Get("Upload-Offset") != "0" {
			t.Errorf("guess %d: it begins at %s", i, a.headers.Get("Upload-Offset"))
		}
		if a := c.bring(thief, strings.Repeat("x", 5000), 5000); a == nil || a.at("refusal", "code") != api.NotItself.Name {
			t.Errorf("guess %d: other bytes are taken", i)
		}
		c.refused(404, api.NotYet, "GET", thief, "")
	}
}

// What a person brings in a day and what the company keeps are bounded, and he is told.
func TestFilesAreBounded(t *testing.T) {
	s := serve(t)
	limited := &api.Server{
		Catalog: s.Catalog, Log: s.Log, Now: company.Now, Check: s.Auth.Check, Do: s.Hub.Do, Contents: s.Contents,
		Read: func() (api.View, error) { return s.Store.Read() }, MostOfDay: 2500, MostOfAll: 4500,
	}
	mux := http.NewServeMux()
	s.Company.Register(mux)
	limited.Register(mux)
	s.http.Config.Handler = mux
	first, second := s.as(boss), s.as(lin)
	var paths []string
	var bodies []string
	for i := range 5 {
		f, content := photo(uint64(10+i), 1000, "")
		paths, bodies = append(paths, productWith(first, fmt.Sprint("S", i), f)), append(bodies, content)
	}
	for i, c := range []*client{first, first, second, second} {
		if a := c.bring(paths[i], bodies[i], 600); a != nil {
			t.Fatal(a.text)
		}
	}
	if a := first.bring(paths[4], bodies[4], 600); a == nil || a.at("refusal", "code") != api.DayFull.Name {
		t.Error("more in a day than a person may bring")
	}
	ending := s.as(huang)
	if a := ending.bring(paths[4], bodies[4], 600); a == nil || a.at("refusal", "code") != api.CompanyFull.Name {
		t.Error("more than the company keeps")
	}
	big := kernel.Named{Content: kernel.Content{Sum: [32]byte{1}, Size: 2 << 30}, Media: "video/mp4", Name: "展厅.mp4"}
	first.refused(422, kernel.FileTooBig, "POST", "/api/v1/commands/product.add",
		`{"values":[{"field":"code","value":"B"},{"field":"name","value":"B"},{"field":"unit","value":"张"},{"field":"picture","value":"`+string(big.File())+`"}]}`)
	text := kernel.Named{Content: kernel.Content{Sum: [32]byte{1}, Size: 20}, Media: "image/svg+xml", Name: "标志.svg"}
	first.refused(422, kernel.NoPicture, "POST", "/api/v1/commands/product.add",
		`{"values":[{"field":"code","value":"B"},{"field":"name","value":"B"},{"field":"unit","value":"张"},{"field":"picture","value":"`+string(text.File())+`"}]}`)
	first.refused(422, kernel.Malformed, "POST", "/api/v1/commands/product.add",
		`{"values":[{"field":"code","value":"B"},{"field":"name","value":"B"},{"field":"unit","value":"张"},{"field":"picture","value":"../../etc/passwd"}]}`)
}

// The bytes have the scope of the row: whoever does not see it is told that it is not
// there, whatever he knows of it, and nothing that he brings arrives.
func TestNobodyOutOfScopeGetsAByte(t *testing.T) {
	s := serve(t)
	owner, other, all := s.as(lin), s.as(huang), s.as(boss)
	customer := owner.add("party", "name", "恒泰家具", "is_customer", "true", "mobile", "19900000301")
	f, content := photo(20, 4000, "canary")
	attach := `{"entity":"party","row":"` + customer + `","file":"` + string(f) + `"}`
	other.want(422, "POST", "/api/v1/commands/flow.attach", attach)
	owner.want(200, "POST", "/api/v1/commands/flow.attach", attach)
	row := owner.first("/api/v1/attachment?root=" + customer)
	path := "/api/v1/attachment/" + row + "/file"
	for range 2 { // before the bytes are there, and after
		for _, p := range []string{path, path + "?thumbnail", path + "?of=" + f.Named().Content.String()} {
			other.refused(404, kernel.NotThere, "GET", p, "")
			other.want(404, "HEAD", p, "")
			other.with("Upload-Offset", "0").refused(404, kernel.NotThere, "PATCH", p, content)
			(&client{s: s}).want(401, "GET", p, "")
		}
		if rows := other.get("/api/v1/attachment").rows(); len(rows) != 0 {
			t.Errorf("the list shows %v", rows)
		}
		if a := owner.bring(path, content, 1500); a != nil {
			t.Fatal(a.text)
		}
		if a := owner.bring(path+"?thumbnail", "canary", 10); a != nil {
			t.Fatal(a.text)
		}
	}
	for _, c := range []*client{owner, all} {
		if a := c.get(path); a.text != content {
			t.Errorf("who sees the customer gets %d bytes", len(a.text))
		}
	}
	other.want(422, "POST", "/api/v1/commands/flow.detach", `{"attachment":"`+row+`"}`)
	owner.want(200, "POST", "/api/v1/commands/flow.detach", `{"attachment":"`+row+`"}`)
	all.refused(404, api.NoFile, "GET", path, "")
}
