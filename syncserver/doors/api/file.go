package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/doors/auth"
	"heyi/syncserver/doors/hub"
	outer "heyi/syncserver/doors/reply"
)

// The bytes of files travel here, beside the commands: GET /api/v1/{entity}/{id}/{field}
// sends them, PATCH brings them a chunk at a time, HEAD tells how far they are. Who sees
// the row may do each; for everybody else there is no row. What a row names is sent only
// where somebody has brought all of it for this very row: naming an address that one has
// guessed, or brought elsewhere, gives nothing.

// Refusals of files.
var (
	NoLane      = kernel.Refuse("file.field", "「{field}」不是文件字段", "{field} is not a field for files")
	NoFile      = kernel.Refuse("file.none", "这里没有文件", "There is no file here")
	NotYet      = kernel.Refuse("file.not_yet", "文件「{name}」还没有传到服务器，拍摄或选择它的设备联网后会自动上传", "The file {name} has not reached the server yet; the device that it was taken or chosen on sends it once it is connected")
	OtherFile   = kernel.Refuse("file.other", "这里的文件已换成「{name}」，这份内容不再需要", "The file here has become {name}; these contents are no longer wanted")
	NotNext     = kernel.Refuse("file.offset", "这一段不是下一段，应从第 {at} 字节继续", "This is not the next chunk; go on at byte {at}")
	NotItself   = kernel.Refuse("file.sum", "收到的内容与「{name}」的校验值不符，请重新上传", "What came is not what {name} hashes to; send it again from the beginning")
	BadChunk    = kernel.Refuse("file.chunk", "这一段无法接收：Upload-Offset 应为起始字节，内容 1 到 {most} 字节，且不超出文件", "This chunk cannot be taken: Upload-Offset is the byte that it begins at, and it has 1 to {most} bytes and ends within the file")
	DayFull     = kernel.Refuse("file.day_full", "您今天上传的文件已达 {most}，「{name}」明天会自动继续上传", "You have sent {most} of files today; {name} goes on by itself tomorrow")
	CompanyFull = kernel.Refuse("file.company_full", "公司的文件已占 {used}，达到上限 {most}，「{name}」暂存在设备上。请删除不用的附件，或请服务器管理员提高上限",
		"The company's files take {used} of the {most} they may; {name} stays on its device. Remove attachments that are not needed, or have the server's administrator raise the limit")
)

// What is usual, see [Server.MostOfDay] and [Server.MostOfAll].
const (
	mostOfDay = 2 << 30
	mostOfAll = 50 << 30
)

const (
	offsetHeader = "Upload-Offset"
	daysWindow   = 24 * time.Hour
)

// lanes are how many files travel at a time: commands go first.
type lanes struct{ in, out lane }

type lane struct {
	once   sync.Once
	places chan struct{}
}

// enter waits a little for a place and returns how to leave it.
func (l *lane) enter(ctx context.Context, most int) (leave func(), err error) {
	l.once.Do(func() { l.places = make(chan struct{}, most) })
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	if err := take(ctx, l.places); err != nil {
		return nil, err
	}
	return func() { <-l.places }, nil
}

const (
	chunksAtATime = 2
	filesAtATime  = 16
)

// named is a file that somebody sees, and who he is.
type named struct {
	who     hub.Identity
	file    kernel.Named
	content kernel.Content // the one of the two that is meant
	what    string         // it is for
	kept    *contents.Store
}

// file answers about the file of a row, once it is known that its reader sees it. The
// view is closed before a byte travels.
func (s *Server) file(answer func(w http.ResponseWriter, r *http.Request, n *named) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n, err := s.named(r)
		if err == nil {
			err = answer(w, r, n)
		}
		if err != nil {
			outer.Error(w, r, s.Log, statusOf(err), err)
		}
	}
}

func (s *Server) named(r *http.Request) (*named, error) {
	who, err := s.Check(auth.Token(r))
	if err != nil {
		return nil, err
	}
	leave, err := s.gate.enter(r.Context(), who.User)
	if err != nil {
		return nil, err
	}
	defer leave()
	view, err := s.Read()
	if err != nil {
		return nil, err
	}
	n := &named{who: who}
	_, err = s.prepare(r, who, view, func(r *request) (*reply, error) { return nil, s.name(r, n) })
	if err = errors.Join(err, view.Close()); err != nil {
		return nil, err
	}
	if s.Contents == nil {
		return nil, NoFile.With()
	}
	n.kept, err = s.Contents()
	return n, err
}

// name finds the file through the reader's eyes.
func (s *Server) name(r *request, n *named) error {
	schema, err := s.schema(r.PathValue("entity"))
	if err != nil {
		return err
	}
	row := r.find(schema, r.PathValue("id"))
	if row == nil {
		return kernel.NotThere.With(kernel.Words("entity", schema.Zh, schema.En))
	}
	f := schema.Field(r.PathValue("field"))
	for _, part := range schema.Parts {
		if guarded := part.Field(r.PathValue("field")); f == nil && guarded != nil && guarded.Sees != "" {
			if row = r.view.Get(part, row.Base().ID); row == nil || !r.author.Viewer.Sees(row, r.view.Get) {
				return kernel.NotThere.With(kernel.Words("entity", schema.Zh, schema.En))
			}
			f = guarded
		}
	}
	if f == nil || f.Kind != kernel.KindFile {
		return NoLane.With(kernel.Text("field", r.PathValue("field")))
	}
	n.file = f.FileOf(row).Named()
	n.content = n.file.Of(r.URL.Query().Has("thumbnail"))
	if n.content.IsZero() {
		return NoFile.With()
	}
	if of := r.URL.Query().Get("of"); of != "" && of != n.content.String() {
		return OtherFile.With(kernel.Text("name", n.file.Name))
	}
	n.what = schema.Name + "/" + row.Base().ID.String() + "/" + f.Name
	return nil
}

func (n *named) part() *contents.Part {
	return &contents.Part{Content: n.content, For: n.what, By: n.who.Device, Person: n.who.User}
}

// sendFile sends the content, or the range of it that is asked for. It is never shown by
// a browser as what it says it is.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request, n *named) error {
	given, err := n.kept.Given(r.Context(), n.content, n.what)
	if err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		return s.tellProgress(w, r, n, given)
	}
	if !given {
		return NotYet.With(kernel.Text("name", n.file.Name))
	}
	leave, err := s.lanes.out.enter(r.Context(), filesAtATime)
	if err != nil {
		return err
	}
	defer leave()
	from, err := n.kept.Open(r.Context(), n.content)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", "attachment")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", strconv.Quote(n.content.String()))
	http.ServeContent(w, r, "", time.Time{}, from)
	return nil
}

// tellProgress tells how many bytes there are of a content: all of them when it was brought
// for the row by anybody, else those that this device has brought.
func (s *Server) tellProgress(w http.ResponseWriter, r *http.Request, n *named, given bool) error {
	at := n.content.Size
	if !given {
		var err error
		if at, err = n.kept.Progress(r.Context(), n.part()); err != nil {
			return err
		}
	}
	w.Header().Set(offsetHeader, strconv.FormatInt(at, 10))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// takeChunk takes the next chunk of a content.
func (s *Server) takeChunk(w http.ResponseWriter, r *http.Request, n *named) error {
	leave, err := s.lanes.in.enter(r.Context(), chunksAtATime)
	if err != nil {
		return err
	}
	defer leave()
	at, err := strconv.ParseInt(r.Header.Get(offsetHeader), 10, 64)
	if err != nil || at < 0 || at >= n.content.Size {
		return badChunk()
	}
	chunk, err := io.ReadAll(http.MaxBytesReader(w, r.Body, contents.ChunkMost))
	if err != nil {
		return badChunk()
	}
	if at == 0 {
		if err := s.room(r.Context(), n); err != nil {
			return err
		}
	}
	at, err = n.kept.Append(context.WithoutCancel(r.Context()), n.part(), at, chunk, s.Now()) // it has come; that its sender has gone changes nothing
	w.Header().Set(offsetHeader, strconv.FormatInt(at, 10))
	switch {
	case errors.Is(err, contents.ErrOffset):
		return NotNext.With(kernel.Int("at", at))
	case errors.Is(err, contents.ErrSum):
		return NotItself.With(kernel.Text("name", n.file.Name))
	case errors.Is(err, contents.ErrSize):
		return badChunk()
	case err != nil:
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func badChunk() error { return BadChunk.With(kernel.Int("most", contents.ChunkMost)) }

// room refuses what would be more than the person brings in a day, or than the company
// keeps.
func (s *Server) room(ctx context.Context, n *named) error {
	ofDay, ofAll := s.MostOfDay, s.MostOfAll
	if ofDay == 0 {
		ofDay = mostOfDay
	}
	if ofAll == 0 {
		ofAll = mostOfAll
	}
	brought, err := n.kept.Brought(ctx, n.who.User, s.Now()-kernel.Time(daysWindow.Milliseconds()))
	if err != nil {
		return err
	}
	if brought+n.content.Size > ofDay {
		return DayFull.With(kernel.Megabytes("most", ofDay), kernel.Text("name", n.file.Name))
	}
	used, err := n.kept.Size(ctx)
	if err == nil && used+n.content.Size > ofAll {
		return CompanyFull.With(kernel.Megabytes("used", used), kernel.Megabytes("most", ofAll), kernel.Text("name", n.file.Name))
	}
	return err
}
