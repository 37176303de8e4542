package intake_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/intake"
)

const (
	boss     = "19900000101"
	admin    = "19900000102"
	sales    = "19900000103"
	password = "correct horse"
)

// server is a founded company with its desk behind a real socket.
type server struct {
	*company.Company
	t    *testing.T
	http *httptest.Server
}

func serve(t *testing.T) *server { return serveIn(t, t.TempDir()) }

func serveIn(t *testing.T, dir string) *server {
	t.Helper()
	c, err := company.At(dir).Create(slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	s := &server{Company: c, t: t}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	setup := &org.Setup{
		Company: org.SetupCompany{Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: 20261101, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}},
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}, {Name: "管理", Roles: []string{org.Admin}}, {Name: "业务", Roles: []string{org.Sales}}},
		Users:   []org.SetupUser{{Name: "陈国栋", Mobile: boss, Seat: "老板"}, {Name: "罗志明", Mobile: admin, Seat: "管理"}, {Name: "林晓燕", Mobile: sales, Seat: "业务"}},
	}
	if _, err := c.Found(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	for _, u := range setup.Users {
		if _, err := c.NewPassword(t.Context(), u.Mobile, password); err != nil {
			t.Fatal(err)
		}
	}
	s.listen()
	return s
}

func (s *server) listen() {
	mux := http.NewServeMux()
	s.Register(mux)
	intake.New(s.Company).Register(mux)
	s.http = httptest.NewServer(mux)
	s.t.Cleanup(s.http.CloseClientConnections)
}

// restart stops the server and starts it again on the same folder.
func (s *server) restart() {
	s.t.Helper()
	s.http.CloseClientConnections()
	if err := s.Close(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	c, err := company.At(s.Dir).Open(s.Log)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Company = c
	s.listen()
}

// person is somebody who is signed in.
type person struct {
	s     *server
	token string
}

func (s *server) as(mobile string) *person {
	s.t.Helper()
	body, _ := json.Marshal(map[string]string{"mobile": mobile, "password": password})
	r, err := http.Post(s.http.URL+"/api/v1/signin", "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	var in struct{ Token string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Token == "" {
		s.t.Fatalf("sign in: %d %v", r.StatusCode, err)
	}
	return &person{s, in.Token}
}

// said is what the server answers: how far it is, or a refusal.
type said struct {
	wire.Import
	Code, Zh, En string
	status       int
}

func (p *person) do(method, path string, body io.Reader) (*said, error) {
	r, err := http.NewRequestWithContext(p.s.t.Context(), method, p.s.http.URL+"/api/v1/imports"+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	a := &said{status: answer.StatusCode}
	return a, json.NewDecoder(answer.Body).Decode(a)
}

func (p *person) ask(method, path string, body io.Reader) *said {
	p.s.t.Helper()
	a, err := p.do(method, path, body)
	if err != nil {
		p.s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (p *person) begin() *said {
	p.s.t.Helper()
	return p.ask("POST", "", nil).fine(p.s.t)
}

func (p *person) file(id kernel.ID, name string, content []byte) *said {
	p.s.t.Helper()
	return p.ask("POST", "/"+id.String()+"/files?name="+url.QueryEscape(name), bytes.NewReader(content))
}

// act does a step and waits for its end.
func (p *person) act(id kernel.ID, act string) *said {
	p.s.t.Helper()
	p.ask("POST", "/"+id.String()+"/"+act, nil).fine(p.s.t)
	return p.ended(id)
}

func (p *person) ended(id kernel.ID) (a *said) {
	p.s.t.Helper()
	await.Until(p.s.t, "the step ends", func() bool {
		a = p.ask("GET", "/"+id.String(), nil)
		return !a.Step.Busy()
	})
	return a
}

// tried is an import of a file that was tried.
func (p *person) tried(name string, content []byte) *said {
	p.s.t.Helper()
	i := p.begin()
	p.file(i.ID, name, content).fine(p.s.t)
	if a := p.act(i.ID, "look"); a.Step != wire.ImportLooked {
		p.s.t.Fatalf("looked: %+v", a)
	}
	a := p.act(i.ID, "try")
	if a.Step != wire.ImportTried || len(a.Made) == 0 {
		p.s.t.Fatalf("tried: %+v %+v", a, a.Trouble)
	}
	return a
}

func (a *said) fine(t *testing.T) *said {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("refused: %d %s %s", a.status, a.Code, a.Zh)
	}
	return a
}

// is checks that the answer is a refusal in both languages that tells nothing of the server's folders.
func (a *said) is(s *server, what, code string) {
	s.t.Helper()
	if a.Code != code || a.Zh == "" || a.En == "" || strings.Contains(a.Zh+a.En, s.Dir) {
		s.t.Errorf("%s: %d %s %q %q, want %s", what, a.status, a.Code, a.Zh, a.En, code)
	}
}

// customers is a list of so many customers.
func customers(n int) []byte {
	var b bytes.Buffer
	b.WriteString("客户名称,联系人,手机,地址\n")
	for i := range n {
		fmt.Fprintf(&b, "家具店%05d,陈小姐,139%08d,江门市新会区%d号\n", i, i, i)
	}
	return b.Bytes()
}

// had is how many customers the company has.
func (s *server) had() (n int) {
	s.t.Helper()
	view, err := s.Store.Read()
	if err != nil {
		s.t.Fatal(err)
	}
	defer view.Close()
	seen := map[string]bool{}
	if err := kernel.Each(s.Catalog, view, party.Parties, func(p *party.Party) error {
		if n++; seen[p.Name] {
			s.t.Errorf("%s is there twice", p.Name)
		}
		seen[p.Name] = true
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// left are the files that imports have left.
func (s *server) left() (names []string) {
	_ = filepath.WalkDir(filepath.Join(s.Dir, "incoming"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return nil
	})
	drafts, _ := filepath.Glob(filepath.Join(s.Dir, "draft.heyi*"))
	return append(names, drafts...)
}

// zipped is an archive of files by name.
func zipped(t *testing.T, files map[string]string, header func(h *zip.FileHeader)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if header != nil {
			header(h)
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// slow is a body that comes piece by piece until it is let go.
type slow struct {
	first []byte
	more  chan struct{}
}

func newSlow(first []byte) *slow { return &slow{first, make(chan struct{})} }

func (s *slow) Read(p []byte) (int, error) {
	if len(s.first) > 0 {
		n := copy(p, s.first)
		s.first = s.first[n:]
		return n, nil
	}
	select {
	case <-s.more:
		return 0, io.EOF
	case <-time.After(await.Patience):
		return 0, io.ErrUnexpectedEOF
	}
}
