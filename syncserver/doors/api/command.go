package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	outer "heyi/syncserver/doors/reply"
)

// maxBody bounds the arguments of a command.
const maxBody = 1 << 20

// Refusals of requests with content.
var (
	TooLong   = kernel.Refuse("api.too_long", "请求内容超过上限 {max} 字节", "The content of the request is longer than {max} bytes")
	KeyReused = kernel.Refuse("api.key_reused", "这个 Idempotency-Key 已用于另一个操作", "This Idempotency-Key was used for another command")
	BadKey    = kernel.Refuse("api.key", "Idempotency-Key 最长 {max} 个字符", "An Idempotency-Key has at most {max} characters")
)

// verdict is the answer to a command.
type verdict struct {
	Verdict string         `json:"verdict"` // accepted, refused
	Version int64          `json:"version"` // of the company, with the verdict in it
	ID      kernel.ID      `json:"id"`      // of the command
	Made    []made         `json:"made,omitempty"`
	Refusal *outer.Refusal `json:"refusal,omitempty"`
}

// made is a row that the command gave birth to and its author sees; what follows
// another row, such as a line its document, is not listed.
type made struct {
	Entity string    `json:"entity"`
	ID     kernel.ID `json:"id"`
}

// command answers POST /api/v1/commands/{name}.
func (s *Server) command(r *request) (*reply, error) {
	spec := s.Catalog.Command(r.PathValue("name"))
	if spec == nil || spec.System {
		return nil, kernel.NoSuchCommand.With(kernel.Text("command", r.PathValue("name")))
	}
	args, err := readArgs(r, spec)
	if err != nil {
		return nil, err
	}
	judged, replayed, err := s.judge(r, s.call(r, spec, args))
	if err != nil {
		return nil, err
	}
	return s.verdict(r, judged, replayed)
}

// call is a command of whoever asks.
func (s *Server) call(r *request, spec *kernel.CommandSpec, args kernel.Command) kernel.Call {
	return kernel.Call{
		Origin: r.who.Device, Author: r.who.User, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args), At: s.Now(),
	}
}

func readArgs(r *request, spec *kernel.CommandSpec) (kernel.Command, error) {
	if err := outer.InJSON(r.Request); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, outer.BadRequest.With()
	case len(body) > maxBody:
		return nil, TooLong.With(kernel.Int("max", maxBody))
	}
	if body = bytes.TrimSpace(body); len(body) == 0 {
		body = []byte("{}")
	}
	if !json.Valid(body) {
		return nil, outer.BadRequest.With()
	}
	return spec.DecodeJSON(body)
}

func (s *Server) verdict(r *request, j *authority.Judged, replayed bool) (*reply, error) {
	v := verdict{Verdict: "accepted", Version: j.Version, ID: j.Call.ID}
	status := http.StatusOK
	if j.Refusal != nil {
		out := outer.RefusalOf(j.Refusal, r.lang)
		v.Verdict, v.Refusal, status = "refused", &out, http.StatusUnprocessableEntity
		if errors.Is(j.Refusal, kernel.NotAllowed.With()) {
			status = http.StatusForbidden
		}
	} else {
		var err error
		if v.Made, err = s.made(r, j.Version); err != nil {
			return nil, err
		}
	}
	return &reply{status: status, replayed: replayed, body: encode(v)}, nil
}

var errEnough = errors.New("api: enough")

// made lists what was born at a version, as the author may see it now.
func (s *Server) made(r *request, version int64) (list []made, err error) {
	view, err := s.Read()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	var born []authority.RowKey
	err = view.Changes(version-1, func(c *authority.Change) error {
		if c.Version > version {
			return errEnough
		}
		if len(c.Before) == 0 {
			born = append(born, c.Rows...)
		}
		return nil
	})
	if errors.Is(err, authority.ErrPruned) {
		return nil, nil // a repeated answer to an old command; the log has let go of what it made
	}
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	for _, k := range born {
		schema := s.Catalog.SchemaByNumber(k.Entity)
		if schema == nil || schema.Main != nil {
			continue
		}
		row := view.Get(schema, k.ID)
		if row == nil || !r.author.Viewer.Sees(row, view.Get) {
			continue
		}
		if leader, _ := kernel.Leader(row); leader == nil {
			list = append(list, made{schema.Name, k.ID})
		}
	}
	return list, nil
}
