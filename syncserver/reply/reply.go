// Package reply answers HTTP requests in JSON: content, or a refusal with its
// code and a sentence in both languages.
package reply

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"heyi/shared/kernel"
)

// Refusals of any request.
var (
	BadRequest = kernel.Refuse("http.request", "请求的内容无法读取", "The content of the request cannot be read")
	Internal   = kernel.Refuse("http.internal", "服务器内部错误,已记录", "An internal error of the server; it was logged")
)

// Problem is a refusal as JSON.
type Problem struct {
	Code    string    `json:"code"`
	Zh      string    `json:"zh"`
	En      string    `json:"en"`
	Details []Problem `json:"details,omitempty"` // one per line of a document
}

// Error makes a problem that came over the wire an error again.
func (p *Problem) Error() string { return p.Code + ": " + p.En }

// ProblemOf puts a refusal into words.
func ProblemOf(r *kernel.Refusal) Problem {
	p := Problem{Code: r.Code, Zh: r.Sentence("zh", nil), En: r.Sentence("en", nil)}
	for i := range r.Details {
		p.Details = append(p.Details, ProblemOf(&r.Details[i]))
	}
	return p
}

// JSON answers with content.
func JSON(w http.ResponseWriter, status int, content any) {
	body, err := json.Marshal(content)
	if err != nil {
		panic("reply: " + err.Error()) // a programmer's error: the content has no JSON form
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone is no news
}

// Error answers with a refusal and the status. Every other error is logged and
// answered as an internal one.
func Error(w http.ResponseWriter, log *slog.Logger, status int, err error) {
	refusal, ok := kernel.AsRefusal(err)
	if !ok {
		log.Error("request failed", "error", err)
		status, refusal = http.StatusInternalServerError, Internal.With()
	}
	JSON(w, status, ProblemOf(refusal))
}

// bodyMax bounds what Read takes.
const bodyMax = 64 << 10

// Read takes a small JSON body with no unknown fields and nothing behind it.
func Read(w http.ResponseWriter, r *http.Request, into any) error {
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
