package api

import (
	"net/http"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// object is a JSON object of the document; encoding/json sorts its keys, so the
// same catalogue makes the same bytes.
type object = map[string]any

func (s *Server) openapi(w http.ResponseWriter, _ *http.Request) {
	answered(encode(Document(s.Catalog))).write(w)
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
	for _, r := range reports {
		d.report(r)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "合一 Heyi", "version": "release " + kernel.Of(c.Release).String(),
			"description": "Rows, commands and reports of one company. Sign in with POST /api/v1/signin and send the token as a bearer token. " +
				"Figures and dates are exact strings. Every answer shows what its reader may see; the rest is missing, never forbidden.",
		},
		"servers":    []any{object{"url": "/"}},
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
			"args":    object{"type": "object", "additionalProperties": object{"type": "string"}},
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
	answer := object{"type": "object", "required": []any{"version", "total", "next", "rows"}, "properties": object{
		"version": object{"type": "integer"}, "total": object{"type": "integer"}, "next": text("after of the next page; empty on the last"),
		"rows": list(ref(s.Name)),
	}}
	d.paths["/api/v1/"+s.Name] = object{"get": object{
		"operationId": "list_" + s.Name, "summary": "List: " + s.En + " · " + s.Zh, "tags": []any{s.Name},
		"parameters": d.filters(s), "responses": failures(object{"200": object{"description": "A page", "content": content(answer)}}, "400", "401"),
	}}
	one := object{"type": "object", "required": []any{"version", "row"}, "properties": object{"version": object{"type": "integer"}, "row": ref(s.Name)}}
	parameters := []any{object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}}}
	if with := d.followers(s); len(with) > 0 {
		parameters = append(parameters, query("with", "Rows that refer to this one, separated by commas", object{"type": "string", "examples": with}))
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

func (d *document) filters(s *kernel.Schema) []any {
	parameters := []any{
		query("q", "Words that must all be found in the row", object{"type": "string"}),
		query("sort", "Fields, separated by commas; -field is descending", object{"type": "string"}),
		query("limit", "Rows on a page", object{"type": "integer", "minimum": 1, "maximum": rowstore.MaxPage}),
		query("after", "next of the page before", object{"type": "string"}),
		query("removed", "Also rows set aside", object{"type": "boolean"}),
	}
	for _, f := range s.Fields {
		if f.Kind == kernel.KindCustom || f.Kind == kernel.KindBytes || f.Name == "limit" || f.Name == "removed" {
			continue // the two are options; limit.eq and removed.eq are conditions
		}
		parameters = append(parameters, query(f.Name,
			f.LabelEn()+" · "+f.LabelZh()+"; with .ne .lt .lte .gt .gte .in .has .starts .none .some behind the name where the kind allows",
			scalar(f.Kind)))
	}
	return parameters
}

func (d *document) command(spec *kernel.CommandSpec) {
	kind := "intent"
	if spec.Fact {
		kind = "fact"
	}
	name := spec.Name + ".arguments"
	d.schemas[name] = d.arguments(spec.Plan)
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

func (d *document) report(r reportSpec) {
	parameters := []any{}
	for _, p := range r.parameters {
		q := query(p.name, p.en+" · "+p.zh, scalar(p.kind))
		q["required"] = p.required
		parameters = append(parameters, q)
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
