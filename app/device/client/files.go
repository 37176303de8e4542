package client

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/rowstore/contents"
)

// filesFile is in an enrolment's folder: what was taken or chosen here, and copies.
const filesFile = "files.db"

// FilesQuota is how many bytes of copies a device keeps, unless Options say otherwise.
const FilesQuota = 500 << 20

// What cannot be done with a file.
var (
	FileAway = kernel.Refuse("file.away", "「{name}」还不在本机，现在没有联网。联网后再打开，会自动取来",
		"{name} is not on this device yet, and you are offline. Open it again when you are connected, and it is fetched")
	FileUnsent = kernel.Refuse("file.unsent", "还有 {count} 个文件（{size}）没有传到服务器。请先联网上传，再退出",
		"{count} files ({size}) have not reached the server. Connect and let them be sent before signing out",
		kernel.Repair{Name: "wait", Zh: "先上传", En: "Send first"})
	FilesSetAside = kernel.Refuse("device.files_damaged", "本机保存文件的数据损坏，已另存为 {file}；没有上传的照片和附件请重新选择",
		"The data that keeps files on this device was damaged and is set aside as {file}; choose photos and attachments again that were not sent")
)

// FileAt is where a file is: a field of a row names it.
type FileAt struct {
	Entity string
	Row    kernel.ID
	Field  string
	File   kernel.File
}

// files are an enrolment's contents, and the lane that they travel in. Nothing is opened
// before the first file comes.
type files struct {
	mu     sync.Mutex
	kept   *store.Files // nil until it is wanted
	shut   bool         // by a wipe or the end
	bell   chan struct{}
	cancel context.CancelFunc // of the lane; nil while it does not run
	ended  chan struct{}

	fetching map[kernel.Content]*fetch
	chunks   atomic.Int64 // that the server has taken

	state FilesState
}

// FilesState is how the files of this device stand.
type FilesState struct {
	Waiting int             // that the server has not got, small pictures among them
	Bytes   int64           // of them
	Trouble *kernel.Refusal // why they are not sent now; nil while they are, and offline
}

func (s *FilesState) count(waiting []store.Waiting) {
	s.Waiting, s.Bytes = len(waiting), 0
	for _, w := range waiting {
		s.Bytes += w.Content.Size
	}
}

func (e *Engine) filesPath() string { return filepath.Join(e.options.Enrolment.Dir, filesFile) }

// openContents opens the contents, and begins to send what waits.
func (e *Engine) openContents() (*store.Files, error) {
	f := &e.files
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.shut:
		return nil, ErrClosed
	case f.kept != nil:
		return f.kept, nil
	}
	quota := e.options.FilesQuota
	if quota == 0 {
		quota = FilesQuota
	}
	kept, err := store.OpenFiles(e.filesPath(), quota)
	if err != nil {
		return nil, err
	}
	if kept.Damaged != "" {
		e.options.Log.Error("the contents of files were damaged and are set aside", "file", kept.Damaged)
		f.state.Trouble = FilesSetAside.With(kernel.Text("file", kept.Damaged))
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.kept, f.cancel, f.bell, f.ended = kept, cancel, make(chan struct{}, 1), make(chan struct{})
	f.fetching = map[kernel.Content]*fetch{}
	if waiting, err := kept.Waiting(ctx); err == nil { // the lane looks closer
		f.state.count(waiting)
	}
	go e.lane(ctx, kept, f.bell, f.ended)
	return kept, nil
}

// startFiles goes on with what an earlier run has left.
func (e *Engine) startFiles() {
	if !store.HasFiles(e.filesPath()) {
		return
	}
	if _, err := e.openContents(); err != nil && !errors.Is(err, ErrClosed) {
		e.options.Log.Error("the contents of files cannot be opened", "err", err)
	}
}

// stopFiles ends the lane and takes nothing more.
func (e *Engine) stopFiles() *store.Files {
	f := &e.files
	f.mu.Lock()
	f.shut = true
	kept, cancel, ended := f.kept, f.cancel, f.ended
	f.kept, f.cancel = nil, nil
	f.mu.Unlock()
	if cancel != nil {
		cancel()
		<-ended
	}
	return kept
}

func (e *Engine) closeContents() error {
	if kept := e.stopFiles(); kept != nil {
		return kept.Close()
	}
	return nil
}

// wipeFiles forgets all copies. What was taken or chosen here and no server has stays, as
// commands do that nobody has judged, until the enrolment is removed.
func (e *Engine) wipeFiles() error {
	kept := e.stopFiles()
	if kept == nil {
		if !store.HasFiles(e.filesPath()) {
			return nil
		}
		var err error
		if kept, err = store.OpenFiles(e.filesPath(), 0); err != nil {
			return err
		}
	}
	return errors.Join(kept.DropCopies(context.Background()), kept.Close())
}

// Files is how the files of this device stand.
func (e *Engine) Files() FilesState {
	e.files.mu.Lock()
	defer e.files.mu.Unlock()
	return e.files.state
}

// KeepFile keeps a file that was taken or chosen here, with its small picture if there is
// one, until the server has confirmed it whole. It returns when both survive a power
// loss; only then should a command name the file.
func (e *Engine) KeepFile(ctx context.Context, n kernel.Named, content io.Reader, thumbnail []byte) error {
	if e.State().Wiped {
		return Wiped.With()
	}
	if err := kernel.CheckFileSize(n.Name, n.Content.Size); err != nil {
		return err
	}
	kept, err := e.openContents()
	if err != nil {
		return err
	}
	if err := kept.Keep(ctx, n, content, thumbnail, e.Now()); err != nil {
		return err
	}
	e.tellFiles(ctx, kept, nil)
	e.ringFiles()
	return nil
}

// ringFiles has the lane look again: something waits, or the server answers again.
func (e *Engine) ringFiles() {
	e.files.mu.Lock()
	defer e.files.mu.Unlock()
	if e.files.bell == nil {
		return
	}
	select {
	case e.files.bell <- struct{}{}:
	default: // it has not been heard yet
	}
}

// HasFile tells whether a file, or its small picture, is on this device.
func (e *Engine) HasFile(ctx context.Context, at FileAt, thumbnail bool) (bool, error) {
	c := at.File.Named().Of(thumbnail)
	if c.IsZero() || !store.HasFiles(e.filesPath()) {
		return false, nil
	}
	kept, err := e.openContents()
	if err != nil {
		return false, err
	}
	return kept.Has(ctx, c)
}

// OpenFile reads a file, or its small picture. What is not here is fetched first, if
// there is a connection.
func (e *Engine) OpenFile(ctx context.Context, at FileAt, thumbnail bool) (*contents.Reader, error) {
	n := at.File.Named()
	if n.Of(thumbnail).IsZero() {
		return nil, contents.ErrNone
	}
	kept, err := e.openContents()
	if err != nil {
		return nil, err
	}
	has, err := kept.Has(ctx, n.Of(thumbnail))
	if err == nil && !has {
		err = e.fetchOnce(ctx, kept, at, n, thumbnail)
	}
	if err != nil {
		return nil, err
	}
	return kept.Open(ctx, n.Of(thumbnail), e.Now())
}

// Thumbnail is the small picture of a file, nil where it has none.
func (e *Engine) Thumbnail(ctx context.Context, at FileAt) ([]byte, error) {
	if at.File.Named().Thumbnail.IsZero() {
		return nil, nil
	}
	r, err := e.OpenFile(ctx, at, true)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, kernel.ThumbnailMost))
}

// rowNaming finds a row that names a file's content.
func (e *Engine) rowNaming(of kernel.Content) (at FileAt, found bool, err error) {
	err = e.View(func(v *View) error {
		at, found, err = naming(e.options.Catalog, v.Rows, of)
		return err
	})
	return at, found, err
}

func naming(c *kernel.Catalog, rows *rowstore.Session, of kernel.Content) (FileAt, bool, error) {
	for _, s := range c.Schemas {
		for _, f := range s.FileFields() {
			list, err := rows.Naming(s, f, of, 1)
			if err != nil {
				return FileAt{}, false, err
			}
			if len(list) == 0 {
				continue
			}
			entity := s
			if s.Main != nil { // a guarded field
				entity = s.Main
			}
			return FileAt{entity.Name, list[0].Base().ID, f.Name, f.FileOf(list[0])}, true, nil
		}
	}
	return FileAt{}, false, nil
}
