package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/syncserver/doors/api"
)

func document(t *testing.T) map[string]any {
	t.Helper()
	text, err := json.Marshal(api.Document(all.Catalog(all.Latest)))
	if err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// checker walks the document by the rules of OpenAPI 3.1 that a generator of
// clients stumbles over.
type checker struct {
	t          *testing.T
	root       map[string]any
	operations map[string]bool
}

func (c *checker) object(where string, v any) map[string]any {
	c.t.Helper()
	o, ok := v.(map[string]any)
	if !ok {
		c.t.Fatalf("%s is no object", where)
	}
	return o
}

var types = []string{"string", "integer", "number", "boolean", "object", "array", "null"}

func (c *checker) schema(where string, v any) {
	c.t.Helper()
	s := c.object(where, v)
	if ref, ok := s["$ref"].(string); ok {
		name, local := strings.CutPrefix(ref, "#/components/schemas/")
		schemas := c.object("schemas", c.object("components", c.root["components"])["schemas"])
		if !local || schemas[name] == nil {
			c.t.Errorf("%s refers to %s, which is not there", where, ref)
		}
		return
	}
	if kind, ok := s["type"]; ok && !slices.Contains(types, fmt.Sprint(kind)) {
		c.t.Errorf("%s has the type %v", where, kind)
	}
	if s["type"] == "array" {
		c.schema(where+"/items", s["items"])
	}
	properties, _ := s["properties"].(map[string]any)
	for name, p := range properties {
		c.schema(where+"/"+name, p)
	}
	required, _ := s["required"].([]any)
	for _, name := range required {
		if properties[name.(string)] == nil {
			c.t.Errorf("%s requires %v, which it does not have", where, name)
		}
	}
	if enum, ok := s["enum"].([]any); ok {
		seen := map[any]bool{}
		for _, e := range enum {
			if seen[e] {
				c.t.Errorf("%s lists %v twice", where, e)
			}
			seen[e] = true
		}
	}
}

func (c *checker) operation(path, method string, v any) {
	c.t.Helper()
	where := method + " " + path
	o := c.object(where, v)
	id, _ := o["operationId"].(string)
	if id == "" || c.operations[id] {
		c.t.Errorf("%s: operationId %q is empty or used twice", where, id)
	}
	c.operations[id] = true
	inPath, seen := map[string]bool{}, map[string]bool{}
	parameters, _ := o["parameters"].([]any)
	for _, v := range parameters {
		p := c.object(where, v)
		key := fmt.Sprint(p["in"], " ", p["name"])
		if seen[key] || p["name"] == "" {
			c.t.Errorf("%s has the parameter %s twice", where, key)
		}
		seen[key] = true
		if p["in"] == "path" {
			inPath[p["name"].(string)] = p["required"] == true
		}
		c.schema(where+" "+key, p["schema"])
	}
	for part := range strings.SplitSeq(path, "/") {
		if name, found := strings.CutPrefix(part, "{"); found && !inPath[strings.TrimSuffix(name, "}")] {
			c.t.Errorf("%s does not declare %s as required", where, part)
		}
	}
	responses := c.object(where+" responses", o["responses"])
	if responses["200"] == nil {
		c.t.Errorf("%s has no answer", where)
	}
	for status, v := range responses {
		r := c.object(where+" "+status, v)
		if r["description"] == nil {
			c.t.Errorf("%s %s lacks a description", where, status)
		}
		c.content(where+" "+status, r["content"])
	}
	if body, ok := o["requestBody"]; ok {
		c.content(where+" body", c.object(where, body)["content"])
	}
}

func (c *checker) content(where string, v any) {
	c.t.Helper()
	c.schema(where, c.object(where, c.object(where, v)["application/json"])["schema"])
}

func TestOpenAPIHolds(t *testing.T) {
	d := document(t)
	c := &checker{t: t, root: d, operations: map[string]bool{}}
	if d["openapi"] != "3.1.0" || c.object("info", d["info"])["version"] == "" {
		t.Error("no OpenAPI 3.1 document")
	}
	for name, s := range c.object("schemas", c.object("components", d["components"])["schemas"]) {
		c.schema(name, s)
	}
	for path, item := range c.object("paths", d["paths"]) {
		for method, o := range c.object(path, item) {
			c.operation(path, method, o)
		}
	}
}

// Everything that is declared is in the document, and what the server keeps to
// itself is not.
func TestOpenAPIIsTheCatalogue(t *testing.T) {
	d, catalog := document(t), all.Catalog(all.Latest)
	paths := d["paths"].(map[string]any)
	for _, s := range catalog.Schemas {
		if has := paths["/api/v1/"+s.Name] != nil; has == (s.Main != nil) {
			t.Errorf("%s: in the document: %v", s.Name, has)
		}
		if slices.Contains([]string{"commands", "reports", "openapi.json", "signin", "signout", "enrol", "password"}, s.Name) {
			t.Errorf("the entity %s hides a route", s.Name)
		}
	}
	for _, spec := range catalog.Commands {
		if has := paths["/api/v1/commands/"+spec.Name] != nil; has == spec.System {
			t.Errorf("%s: in the document: %v", spec.Name, has)
		}
	}
	schemas := d["components"].(map[string]any)["schemas"].(map[string]any)
	code := schemas["Code"].(map[string]any)
	for _, k := range kernel.Codes() {
		if !slices.Contains(code["enum"].([]any), any(k.Name)) {
			t.Errorf("the refusal %s is missing", k.Name)
		}
	}
	for _, s := range catalog.Schemas { // a figure says what it is
		row, _ := schemas[s.Name].(map[string]any)
		properties, _ := row["properties"].(map[string]any)
		for _, f := range s.Fields {
			p, shown := properties[f.Name].(map[string]any)
			if said, _ := p["description"].(string); shown && f.MeansEn != "" && !strings.Contains(said, f.MeansEn+" · "+f.MeansZh) {
				t.Errorf("%s.%s does not say what it is: %q", s.Name, f.Name, said)
			}
		}
	}
	if total := schemas["sales_order"].(map[string]any)["properties"].(map[string]any)["total"].(map[string]any); total["description"] == nil {
		t.Error("the total of an order does not say what it is")
	}
	line := schemas["sales.order.place.arguments"].(map[string]any)["properties"].(map[string]any)["lines"].(map[string]any)
	if line["items"].(map[string]any)["properties"].(map[string]any)["qty"] == nil {
		t.Error("nested arguments are missing")
	}
}

// The document needs no token and is the same each time, so it can be kept and
// compared.
func TestOpenAPIIsServed(t *testing.T) {
	s := serve(t)
	c := &client{s: s}
	a, again := c.get("/api/v1/openapi.json"), c.get("/api/v1/openapi.json")
	if a.str("openapi") != "3.1.0" || a.text != again.text {
		t.Error("the document changes")
	}
	if resp, err := http.Post(s.http.URL+"/api/v1/openapi.json", "application/json", nil); err != nil || resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("%v %v", resp.Status, err)
	}
}
