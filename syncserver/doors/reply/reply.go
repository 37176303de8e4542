// Package reply answers HTTP requests in JSON: content, or a refusal. All that the
// server refuses, wherever, has one shape: {"refusal": Refusal}.
package reply

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"

	"golang.org/x/text/language"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
	"heyi/syncserver/store"
)

// Refusals of any request.
var (
	BadRequest = kernel.Refuse("http.request", "请求的内容无法读取", "The content of the request cannot be read")
	Internal   = kernel.Refuse("http.internal", "服务器内部错误，已记录", "An internal error of the server; it was logged")
)

// Refusal is a refusal as the outside gets it. Message is the sentence in the
// language that the request prefers. Where a field is at fault, Field is its name
// as programs write it, with its place in a list (lines[2].qty), and Label what
// people call it.
type Refusal struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Zh      string            `json:"zh"`
	En      string            `json:"en"`
	Field   string            `json:"field,omitempty"`
	Label   *Words            `json:"label,omitempty"`
	Args    map[string]string `json:"args,omitempty"`
	Units   map[string]string `json:"units,omitempty"`   // of the arguments that are quantities
	Details []Refusal         `json:"details,omitempty"` // one for each line of a document
	Repairs []Repair          `json:"repairs,omitempty"`
}

// Words are one text in both languages.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Repair is a way out.
type Repair struct {
	Name    string `json:"name"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Command string `json:"command,omitempty"`
}

// RefusalOf puts a refusal into words; lang is "zh" or "en".
func RefusalOf(r *kernel.Refusal, lang string) Refusal {
	out := Refusal{Code: r.Code, Message: r.Sentence(lang, nil), Zh: r.Sentence("zh", nil), En: r.Sentence("en", nil)}
	for _, a := range r.Args {
		if a.Name == "field" {
			out.Field = a.Value.String()
			if a.Zh != "" {
				out.Label = &Words{a.Zh, a.En}
			}
			continue
		}
		if out.Args == nil {
			out.Args = map[string]string{}
		}
		out.Args[a.Name] = textOf(a, lang)
		if a.Value.Kind == kernel.KindQty && a.Zh != "" {
			if out.Units == nil {
				out.Units = map[string]string{}
			}
			out.Units[a.Name] = a.Zh
		}
	}
	for i := range r.Details {
		out.Details = append(out.Details, RefusalOf(&r.Details[i], lang))
	}
	if code := kernel.CodeOf(r.Code); code != nil {
		for _, p := range code.Repairs {
			out.Repairs = append(out.Repairs, Repair{p.Name, p.Zh, p.En, p.Command})
		}
	}
	return out
}

func textOf(a kernel.Arg, lang string) string {
	switch {
	case a.Zh == "" || a.Value.Kind == kernel.KindQty: // its unit stands beside it
		return a.Value.String()
	case lang == "zh":
		return a.Zh
	}
	return a.En
}

// failure is the body of every answer that is none. Code, Zh and En at its top are
// for devices of the first release, which know no other.
type failure struct {
	Refusal Refusal `json:"refusal"`
	Code    string  `json:"code"`
	Zh      string  `json:"zh"`
	En      string  `json:"en"`
}

// Problem is a failure that came over the wire, as an error again.
type Problem struct {
	Refusal Refusal `json:"refusal"`
}

func (p *Problem) Error() string { return p.Refusal.Code + ": " + p.Refusal.En }

// JSON answers with content.
func JSON(w http.ResponseWriter, status int, content any) {
	body, err := json.Marshal(content)
	if err != nil {
		panic("reply: " + err.Error()) // a programmer's error: the content has no JSON form
	}
	Head(w)
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone is no news
}

// Head sets the headers that all answers in JSON share.
func Head(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Language")
}

// Error answers a request with a refusal and the status. Every other error is
// logged and answered as an internal one.
func Error(w http.ResponseWriter, r *http.Request, log *slog.Logger, status int, err error) {
	refusal, ok := kernel.AsRefusal(err)
	switch kind := store.FaultOf(err); {
	case ok:
	case kind == store.Unwritable || kind == store.Away: // over when the administrator has made room, or the database is back
		log.Error("the store is not available", "path", r.URL.Path, "error", err)
		status, refusal = http.StatusServiceUnavailable, wire.Unavailable.With()
	default:
		log.Error("request failed", "path", r.URL.Path, "error", err)
		status, refusal = http.StatusInternalServerError, Internal.With()
	}
	out := RefusalOf(refusal, Preferred(r))
	JSON(w, status, failure{out, out.Code, out.Zh, out.En})
}

var languages = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// Preferred is "zh" or "en", as the request prefers.
func Preferred(r *http.Request) string {
	_, at := language.MatchStrings(languages, r.Header.Get("Accept-Language"))
	if at == 1 {
		return "en"
	}
	return "zh"
}

// NotJSON is the refusal of content of another kind.
var NotJSON = kernel.Refuse("http.content_type", "请求内容应为 JSON:Content-Type 应是 application/json，不是「{type}」", "The content must be JSON: the Content-Type is application/json and not {type}")

// InJSON refuses a request with content that does not say it is JSON.
func InJSON(r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	said := r.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(said); err != nil || kind != "application/json" {
		return NotJSON.With(kernel.Text("type", said[:min(len(said), 100)]))
	}
	return nil
}

// bodyMax bounds what Read takes.
const bodyMax = 64 << 10

// Read takes a small JSON body with no unknown fields and nothing behind it.
func Read(w http.ResponseWriter, r *http.Request, into any) error {
	if err := InJSON(r); err != nil {
		return err
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyMax))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return BadRequest.With()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return BadRequest.With()
	}
	return nil
}
