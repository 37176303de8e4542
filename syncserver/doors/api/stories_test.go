package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/story"
	"heyi/shared/rigs/tree"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/doors/api"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
	"heyi/syncserver/store/sqlite"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// inPostgres is which stories a plain run tells in PostgreSQL, too: one of so many.
const inPostgres = 16

// The stories hold through the API in both databases: every command is a POST, what
// somebody sees is what lists answer him, a refusal is read from its JSON. Those in
// which a device is without a network are told on devices only: a program over HTTP is
// never offline.
func TestStoriesOverTheAPI(t *testing.T) { pgtest.Each(t, storiesOverTheAPI) }

func storiesOverTheAPI(t *testing.T, address string) {
	if testing.Short() {
		t.Skip("story_test of shared/rigs/story tells them without a server")
	}
	stories := tree.Stories()
	if len(stories) < 10 {
		t.Fatalf("only %d stories found", len(stories))
	}
	told := 0
	for i, s := range stories {
		text, err := os.ReadFile(s.Path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\noffline ") {
			continue
		}
		if told++; address != "" && i%inPostgres != 0 && !pgtest.All() {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			if err := story.Run(newStage(t, address), text); err != nil {
				t.Fatal(err)
			}
		})
	}
	if told < len(stories)/2 {
		t.Errorf("only %d of %d stories were told", told, len(stories))
	}
}

// stage is the rig of stories over HTTP. A person's token is the name of his device.
type stage struct {
	t        *testing.T
	catalog  *kernel.Catalog
	store    *store.Store
	hub      *hub.Hub
	http     *httptest.Server
	now      atomic.Int64
	people   map[string]hub.Identity
	seen     map[string]*kernel.Memory // what somebody was shown, until something happens
	view     *store.View               // of the truth, until then
	verdicts []story.Verdict
}

func newStage(t *testing.T, address string) *stage {
	t.Helper()
	s := &stage{t: t, catalog: all.Catalog(all.Latest), people: map[string]hub.Identity{}}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	now := func() kernel.Time { return kernel.Time(s.now.Add(1)) }
	s.now.Store(1) // before every story, so that no clock runs backwards
	var err error
	id, history := kernel.NewID(now(), company.Random()), kernel.NewID(now(), company.Random())
	if address == "" {
		s.store, err = sqlite.Create(filepath.Join(t.TempDir(), company.File), s.catalog, id, history, sqlite.Options{})
	} else {
		s.store, err = schemaOf(t, address).Create(t.Context(), s.catalog, id, history, store.Options{})
	}
	s.must(err)
	s.hub, err = hub.Open(hub.Config{
		Catalog: s.catalog, Store: s.store, Log: log, Now: now, Random: company.Random,
		Elapsed: func() time.Duration { return time.Duration(s.now.Load()) * time.Millisecond }, // the time passes that the stories say
	})
	s.must(err)
	mux := http.NewServeMux()
	(&api.Server{
		Catalog: s.catalog, Log: log, Now: now, Do: s.hub.Do, Check: s.who,
		Read: func() (api.View, error) { return s.store.Read() },
	}).Register(mux)
	s.http = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.forget()
		s.http.Close()
		s.must(s.hub.Close(context.Background()))
		s.must(s.store.Close())
	})
	return s
}

// schemaOf is a schema of its own for each test of a database.
func schemaOf(t *testing.T, address string) *postgres.Schema {
	t.Helper()
	at, err := postgres.At(address)
	if err != nil {
		t.Fatal(err)
	}
	at = at.Named("s" + kernel.NewID(company.Now(), company.Random()).String()[24:])
	t.Cleanup(func() {
		if err := at.Drop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return at
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) who(token string) (hub.Identity, error) {
	who, known := s.people[token]
	if !known {
		return who, auth.BadToken.With()
	}
	return who, nil
}

func (s *stage) Catalog() *kernel.Catalog { return s.catalog }

func (s *stage) Clock(now kernel.Time) { s.now.Store(int64(now)) }

// Truth is a view of its own: the store belongs to the executor.
func (s *stage) Truth() story.Rows {
	if s.view == nil {
		var err error
		s.view, err = s.store.Read()
		s.must(err)
	}
	return s.view
}

// forget lets go of what was read, because something happens.
func (s *stage) forget() {
	if s.seen = map[string]*kernel.Memory{}; s.view != nil {
		s.must(s.view.Close())
		s.view = nil
	}
}

func (s *stage) Enrol(name string, user kernel.ID) error {
	device := kernel.DeriveID("story device", name)
	s.people[name] = hub.Identity{Device: device, User: user}
	_, err := s.Do("", s.catalog.CommandFor(&org.Enrol{}),
		&org.Enrol{Device: device, User: kernel.Ref[org.User](user), Name: name, Series: name, Kind: "tablet"})
	return err
}

func (s *stage) Do(device string, spec *kernel.CommandSpec, args kernel.Command) (kernel.ID, error) {
	s.forget()
	if device == "" {
		return s.system(spec, args)
	}
	var v struct {
		ID      kernel.ID `json:"id"`
		Refusal *struct {
			Code    string            `json:"code"`
			Zh      string            `json:"zh"`
			Field   string            `json:"field"`
			Label   map[string]string `json:"label"`
			Args    map[string]string `json:"args"`
			Units   map[string]string `json:"units"`
			Details []struct {
				Code  string            `json:"code"`
				Args  map[string]string `json:"args"`
				Units map[string]string `json:"units"`
			} `json:"details"`
		} `json:"refusal"`
	}
	if err := s.ask(device, "POST", "commands/"+spec.Name, spec.EncodeJSON(args), &v); err != nil {
		return v.ID, err
	}
	verdict := story.Verdict{Call: v.ID, Device: device}
	if v.Refusal != nil {
		refusal := &kernel.Refusal{Code: v.Refusal.Code, Args: argsOf(v.Refusal.Args, v.Refusal.Units)}
		if v.Refusal.Field != "" || v.Refusal.Label != nil {
			refusal.Args = append(refusal.Args, kernel.Arg{
				Name: "field", Value: kernel.Of(v.Refusal.Field), Zh: v.Refusal.Label["zh"], En: v.Refusal.Label["en"],
			})
		}
		for _, d := range v.Refusal.Details {
			refusal.Details = append(refusal.Details, kernel.Refusal{Code: d.Code, Args: argsOf(d.Args, d.Units)})
		}
		verdict.Err = refusal
	}
	s.verdicts = append(s.verdicts, verdict)
	return v.ID, nil
}

func argsOf(texts, units map[string]string) (args []kernel.Arg) {
	for name, text := range texts {
		arg := kernel.Text(name, text)
		if q, err := kernel.ParseQty(text); err == nil && units[name] != "" {
			arg = kernel.Quantity(name, q, units[name])
		}
		args = append(args, arg)
	}
	return args
}

// system has the server itself do something.
func (s *stage) system(spec *kernel.CommandSpec, args kernel.Command) (kernel.ID, error) {
	now := kernel.Time(s.now.Add(1))
	judged, err := s.hub.Do(s.t.Context(), kernel.Call{
		ID: kernel.NewID(now, company.Random()), Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args), At: now,
	})
	if err != nil {
		return kernel.ID{}, err
	}
	v := story.Verdict{Call: judged[0].Call.ID}
	if judged[0].Refusal != nil {
		v.Err = judged[0].Refusal
	}
	s.verdicts = append(s.verdicts, v)
	return v.Call, nil
}

// ask sends a request with a person's token and reads the answer.
func (s *stage) ask(device, method, path string, content []byte, answer any) error {
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.http.URL+"/api/v1/"+path, strings.NewReader(string(content)))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+device)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return fmt.Errorf("%s %s: %w: %s", method, path, err, data)
	}
	return nil
}

func (s *stage) Offline(string) error { return fmt.Errorf("a program over HTTP is never offline") }

func (s *stage) Online(string) error { return s.Offline("") }

func (s *stage) Verdicts() []story.Verdict {
	verdicts := s.verdicts
	s.verdicts = nil
	return verdicts
}

// Sight is all that lists answer to somebody, page by page.
func (s *stage) Sight(device string) (story.Rows, *kernel.Viewer, error) {
	who, err := s.who(device)
	if err != nil {
		return nil, nil, err
	}
	author, err := kernel.Identify(s.catalog, s.Truth(), who.Device, who.User)
	if err != nil {
		return nil, nil, err
	}
	if seen := s.seen[device]; seen != nil {
		return seen, author.Viewer, nil
	}
	seen := kernel.NewMemory()
	for _, schema := range s.catalog.Schemas {
		if schema.Main != nil {
			continue
		}
		if err := s.lists(device, schema, seen); err != nil {
			return nil, nil, err
		}
	}
	s.seen[device] = seen
	return seen, author.Viewer, nil
}

func (s *stage) lists(device string, schema *kernel.Schema, into *kernel.Memory) error {
	for after := ""; ; {
		var page struct {
			Next string                       `json:"next"`
			Rows []map[string]json.RawMessage `json:"rows"`
		}
		if err := s.ask(device, "GET", schema.Name+"?removed=true&limit=1000&after="+after, nil, &page); err != nil {
			return err
		}
		for _, fields := range page.Rows {
			for _, part := range append([]*kernel.Schema{schema}, schema.Parts...) {
				if err := put(part, fields, into); err != nil {
					return err
				}
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// put reads a row, or the guarded fields that came with it.
func put(schema *kernel.Schema, fields map[string]json.RawMessage, into *kernel.Memory) error {
	row, guarded := schema.New(), schema.Main == nil
	for _, f := range schema.Fields {
		raw, given := fields[f.Name]
		if !given {
			continue
		}
		guarded = guarded || f.Sees != ""
		if f.Kind == kernel.KindCustom {
			if err := putCustom(row, raw); err != nil {
				return err
			}
			continue
		}
		text := string(raw)
		if raw[0] == '"' {
			if err := json.Unmarshal(raw, &text); err != nil {
				return err
			}
		}
		if text == "" {
			continue
		}
		v, err := kernel.ParseValue(f.Kind, text)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", schema.Name, f.Name, err)
		}
		f.Put(row, v)
	}
	if guarded {
		into.Put(row)
	}
	return nil
}

func putCustom(row kernel.Row, raw json.RawMessage) error {
	var values map[kernel.ID]string
	if err := json.Unmarshal(raw, &values); err != nil {
		return err
	}
	for id, text := range values {
		row.Base().Custom = row.Base().Custom.With(id, text)
	}
	return nil
}
