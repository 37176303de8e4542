package api

import (
	"net/http"
	"slices"

	"heyi/shared/kernel"
	outer "heyi/syncserver/doors/reply"
)

// object is a JSON object of the document; encoding/json sorts its keys, so the
// same catalogue makes the same bytes.
type object = map[string]any

func (s *Server) openapi(w http.ResponseWriter, _ *http.Request) {
	s.described.Do(func() { s.description = append(encode(Document(s.Catalog)), '\n') }) // anybody may ask, as often as he likes
	outer.Head(w)
	_, _ = w.Write(s.description) // a client that has gone is no news
}

// Document is the OpenAPI 3.1 document of a catalogue. It holds no data of a
// company, so whoever writes a program may read it.
func Document(c *kernel.Catalog) map[string]any {
	d := &document{catalog: c, paths: object{}, schemas: object{}}
	d.common()
	for _, s := range c.Schemas {
		if s.Main == nil {
			d.entity(s)
		}
	}
	for _, spec := range c.Commands {
		if !spec.System {
			d.command(spec)
		}
	}
	for _, r := range lineup(c) {
		d.report(r)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "合一 Heyi", "version": "release " + kernel.Of(c.Release).String(),
			"description": "Rows, commands and reports of one company. Sign in with POST /api/v1/signin and send the token as a bearer token. " +
				"Figures and dates are exact strings. Every answer shows what its reader may see; the rest is missing, never forbidden.",
		},
		"servers":    []any{object{"url": "../.."}},
		"security":   []any{object{"token": []any{}}},
		"paths":      d.paths,
		"components": object{"schemas": d.schemas, "securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}}},
	}
}

type document struct {
	catalog *kernel.Catalog
	paths   object
	schemas object
}

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func list(of any) object { return object{"type": "array", "items": of} }

func text(description string) object { return object{"type": "string", "description": description} }

// common adds the schemas that all answers share.
func (d *document) common() {
	names, sentences := []any{}, object{}
	for _, c := range kernel.Codes() {
		names = append(names, c.Name)
		sentences[c.Name] = object{"zh": c.Zh, "en": c.En}
	}
	d.schemas["Code"] = object{"type": "string", "enum": names, "description": "Why something was refused. Later releases add codes.", "x-sentences": sentences}
	d.schemas["Refusal"] = object{
		"type": "object", "required": []any{"code", "message", "zh", "en"},
		"properties": object{
			"code": ref("Code"), "message": text("In the language of Accept-Language"), "zh": text("Chinese"), "en": text("English"),
			"field":   text("The field at fault, with its place in a list: lines[2].qty"),
			"label":   object{"type": "object", "properties": object{"zh": text("Chinese"), "en": text("English")}, "description": "What people call the field"},
			"args":    object{"type": "object", "additionalProperties": object{"type": "string"}},
			"units":   object{"type": "object", "additionalProperties": object{"type": "string"}, "description": "Of the arguments that are quantities"},
			"details": list(ref("Refusal")),
			"repairs": list(object{"type": "object", "properties": object{
				"name": text("Stable name"), "zh": text("Chinese"), "en": text("English"), "command": text("The command to run, if one helps"),
			}}),
		},
	}
	d.schemas["Failure"] = object{"type": "object", "required": []any{"refusal"}, "properties": object{"refusal": ref("Refusal")}}
	d.schemas["Verdict"] = object{
		"type": "object", "required": []any{"verdict", "version", "id"},
		"properties": object{
			"verdict": object{"type": "string", "enum": []any{"accepted", "refused"}},
			"version": object{"type": "integer", "description": "Version of the company that holds the verdict"},
			"id":      object{"type": "string", "format": "uuid", "description": "Id of the command"},
			"made": list(object{"type": "object", "properties": object{
				"entity": text("Entity"), "id": object{"type": "string", "format": "uuid"},
			}}),
			"refusal": ref("Refusal"),
		},
	}
	d.schemas["Table"] = object{"type": "object", "properties": object{
		"zh": text("Chinese title"), "en": text("English title"),
		"columns": list(object{"type": "object"}), "rows": list(object{"type": "object"}), "totals": list(object{}),
		"part": object{"type": "boolean", "description": "There may be rows that its reader may not see"}, "next": text("after of the next page"),
	}}
}

func failures(responses object, statuses ...string) object {
	for _, status := range statuses {
		responses[status] = object{"description": "Refused", "content": content(ref("Failure"))}
	}
	return responses
}

func content(schema any) object { return object{"application/json": object{"schema": schema}} }

func query(name, description string, schema object) object {
	return object{"name": name, "in": "query", "description": description, "schema": schema}
}

func (d *document) entity(s *kernel.Schema) {
	properties := object{}
	for _, f := range s.Fields {
		properties[f.Name] = property(f, s.ChoicesOf(f))
	}
	for _, part := range s.Parts {
		for _, f := range part.Fields {
			if f.Sees != "" {
				p := property(f, part.ChoicesOf(f))
				p["x-sees"] = f.Sees
				properties[f.Name] = p
			}
		}
	}
	d.schemas[s.Name] = object{"type": "object", "title": s.En, "x-zh": s.Zh, "properties": properties}
	answer := object{"type": "object", "required": []any{"version", "total", "total_exact", "next", "rows"}, "properties": object{
		"version": object{"type": "integer"}, "total": object{"type": "integer"}, "total_exact": object{"type": "boolean"}, "next": text("after of the next page; empty on the last"),
		"rows": list(ref(s.Name)),
	}}
	d.paths["/api/v1/"+s.Name] = object{"get": object{
		"operationId": "list_" + s.Name, "summary": "List: " + s.En + " · " + s.Zh, "tags": []any{s.Name},
		"parameters": d.filters(s), "responses": failures(object{"200": object{"description": "A page", "content": content(answer)}}, "400", "401"),
	}}
	one := object{"type": "object", "required": []any{"version", "row"}, "properties": object{"version": object{"type": "integer"}, "row": ref(s.Name)}}
	parameters := []any{object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}}}
	if names := d.followers(s); len(names) > 0 {
		p := with.describe()
		p["schema"].(object)["examples"] = names
		parameters = append(parameters, p)
	}
	d.paths["/api/v1/"+s.Name+"/{id}"] = object{"get": object{
		"operationId": "get_" + s.Name, "summary": "Get: " + s.En + " · " + s.Zh, "tags": []any{s.Name}, "parameters": parameters,
		"responses": failures(object{"200": object{"description": "The row", "content": content(one)}}, "400", "401", "404"),
	}}
}

// followers are the values of with.
func (d *document) followers(s *kernel.Schema) []any {
	var names []any
	for _, name := range append([]string{"lines"}, d.names()...) {
		if _, err := followIndex(s, name); err == nil && name != s.Name {
			names = append(names, name)
		}
	}
	return names
}

func (d *document) names() []string {
	names := make([]string, 0, len(d.catalog.Schemas))
	for _, s := range d.catalog.Schemas {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	return names
}

// filters are the options of a list and a condition for each of its fields.
func (d *document) filters(s *kernel.Schema) []any {
	var parameters []any
	for _, p := range options {
		parameters = append(parameters, p.describe())
	}
	for _, f := range s.Fields {
		ops := operatorsOf(f.Kind)
		if len(ops) == 0 || isOption(f.Name) {
			continue // a field called like an option is compared with .eq behind its name
		}
		p := query(f.Name, f.LabelEn()+" · "+f.LabelZh(), condScalar(s, f))
		p["x-operators"] = ops
		if target := s.Target(f); target != nil {
			p["x-path"] = target.Name // its fields can stand behind a dot: order.date.gte
		}
		parameters = append(parameters, p)
	}
	return parameters
}

// condScalar is what a field is compared with: one of its words where it has some.
func condScalar(s *kernel.Schema, f *kernel.Field) object {
	p := scalar(f.Kind)
	if o := s.ChoicesOf(f); len(o) > 0 {
		p["enum"] = codesOf(o)
	}
	return p
}

func codesOf(options []kernel.Option) []any {
	values := []any{""}
	for _, o := range options {
		values = append(values, o.Code)
	}
	return values
}

// describe is a parameter as OpenAPI has it.
func (p parameter) describe() object {
	schema := scalar(p.kind)
	if p.high != 0 {
		schema["minimum"], schema["maximum"] = p.low, p.high
	}
	q := query(p.name, p.en+" · "+p.zh, schema)
	if p.required {
		q["required"] = true
	}
	return q
}

func (d *document) command(spec *kernel.CommandSpec) {
	kind := "intent"
	if spec.Fact {
		kind = "fact"
	}
	name := spec.Name + ".arguments"
	d.schemas[name] = d.arguments(spec.Plan)
	if spec.Schema != nil {
		d.nameFields(spec, d.schemas[name].(object))
	}
	verdict := object{"description": "Refused by the rules", "content": content(ref("Verdict"))}
	responses := failures(object{
		"200": object{"description": "Accepted", "content": content(ref("Verdict"))}, "403": verdict, "422": verdict,
	}, "400", "401", "409", "413")
	d.paths["/api/v1/commands/"+spec.Name] = object{"post": object{
		"operationId": spec.Name, "summary": spec.En + " · " + spec.Zh, "tags": []any{"commands"}, "x-kind": kind,
		"parameters": []any{object{
			"name": "Idempotency-Key", "in": "header", "schema": object{"type": "string", "maxLength": maxKey},
			"description": "Sent again under the same key, the command is answered with its first verdict",
		}},
		"requestBody": object{"required": true, "content": content(ref(name))}, "responses": responses,
	}}
}

// nameFields says which fields an add or an edit takes, and how their texts look.
func (d *document) nameFields(spec *kernel.CommandSpec, arguments object) {
	for _, list := range []string{"values", "changes"} {
		described, ok := arguments["properties"].(object)[list].(object)
		if !ok {
			continue
		}
		names, forms := []any{}, object{}
		for _, f := range spec.Schema.Fields {
			if !f.Editable() || f.Fixed && list == "changes" {
				continue
			}
			names = append(names, f.Name)
			forms[f.Name] = property(f, spec.Schema.ChoicesOf(f))
		}
		field := described["items"].(object)["properties"].(object)["field"].(object)
		field["examples"] = names
		field["description"] = "One of x-fields, or " + kernel.CustomPrefix + " and the id of a customer-defined field"
		described["x-fields"] = forms
	}
}

func (d *document) report(r reportSpec) {
	parameters := []any{}
	for _, p := range r.parameters {
		parameters = append(parameters, p.describe())
	}
	answer := object{"type": "object", "required": []any{"version", "report"}, "properties": object{
		"version": object{"type": "integer"}, "report": ref("Table"),
	}}
	if r.name == "statement" {
		answer["properties"].(object)["report"] = object{"type": "object", "properties": object{"lines": ref("Table")}}
	}
	d.paths["/api/v1/reports/"+r.name] = object{"get": object{
		"operationId": "report_" + r.name, "summary": r.en + " · " + r.zh, "tags": []any{"reports"}, "parameters": parameters,
		"responses": failures(object{"200": object{"description": "The report", "content": content(answer)}}, "400", "401", "404"),
	}}
}
