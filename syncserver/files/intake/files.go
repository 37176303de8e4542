package intake

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"heyi/shared/kernel"
	"heyi/syncserver/store"
)

// Bounds of an import from the app; heyi-server import takes more.
const (
	bytesMost = 64 << 20 // of one file, and of all that an archive holds
	wholeMost = 4 * bytesMost
	filesMost = 20
	linesMost = 200_000
	nameMost  = 200     // bytes
	listMost  = 8 << 20 // of the list of an archive's files: some eighty thousand
)

// Refusals of files.
var (
	Large   = kernel.Refuse("import.large", "「{file}」超过 {most} MB，太大了，请按月份分成几个文件", "{file} is larger than {most} MB; please part it, by months for example")
	Whole   = kernel.Refuse("import.together", "加上「{file}」，文件一共超过 {most} MB，请分几次导入", "With {file} the files are larger than {most} MB together; please import them in parts")
	Torn    = kernel.Refuse("import.torn", "「{file}」没有传完，请检查网络后重新选择", "{file} has not come whole; please check the network and choose it again")
	Room    = kernel.Refuse("import.room", "服务器磁盘空间不足，请联系服务器管理员；腾出空间后再试", "The server's disk is full; please tell the server's administrator, and try again once there is room")
	Blank   = kernel.Refuse("import.blank", "「{file}」里没有数据行", "{file} holds no lines of data")
	Many    = kernel.Refuse("import.files", "一次最多导入 {most} 个文件", "At most {most} files are imported at once")
	Long    = kernel.Refuse("import.long", "文件共 {lines} 行，在程序里一次最多导入 {most} 行，请按月份分成几次导入", "The files have {lines} lines; the app imports at most {most} at once. Please part them, by months for example")
	Twice   = kernel.Refuse("import.same_file", "已经选过「{file}」，同名的文件只能有一个", "{file} has been chosen already; names must differ")
	Kind    = kernel.Refuse("import.kind", "「{file}」不是 CSV、XLSX 或 ZIP 文件；其他格式请先另存为 XLSX", "{file} is no CSV, XLSX or ZIP file; please save it as XLSX first")
	Archive = kernel.Refuse("import.archive", "压缩包「{file}」打不开或已损坏，请重新压缩", "The archive {file} cannot be opened or is damaged; please make it anew")
	Bare    = kernel.Refuse("import.bare", "压缩包「{file}」里没有 CSV 或 XLSX 文件", "The archive {file} holds no CSV or XLSX file")
)

// tables are the files that can be read.
var tables = []string{".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"}

// called is a file's name as every system can have it, without the folders before it.
func called(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	ext := path.Ext(name)
	if len(name) <= nameMost || len(ext) > nameMost/2 {
		return name
	}
	return strings.ToValidUTF8(name[:nameMost-len(ext)], "") + ext
}

// entryName is the name of a file of an archive. Windows writes it in the code page of the
// system and does not say so.
func entryName(f *zip.File) string {
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	if name, err := simplifiedchinese.GB18030.NewDecoder().String(f.Name); err == nil {
		return name
	}
	return f.Name
}

// receive keeps a file, or the files of an archive, under their own names.
func (w *work) receive(name string, from io.Reader) error {
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".zip":
		return w.unpack(name, from)
	case !fits(name):
		return Kind.With(kernel.Text("file", name))
	}
	return w.keep(name, from)
}

// fits tells whether a file is one that can be read, by its name.
func fits(name string) bool {
	return len(name) <= nameMost && !strings.HasPrefix(name, ".") && slices.Contains(tables, strings.ToLower(path.Ext(name)))
}

// keep writes a file. One that is too large leaves nothing.
func (w *work) keep(name string, from io.Reader) error {
	files := w.told().Files
	switch {
	case slices.ContainsFunc(files, func(other string) bool { return strings.EqualFold(other, name) }):
		return Twice.With(kernel.Text("file", name))
	case len(files) == filesMost:
		return Many.With(kernel.Int("most", filesMost))
	}
	at := filepath.Join(w.dir, name)
	size, err := written(at, from, bytesMost)
	if err == nil && size > bytesMost {
		err = Large.With(kernel.Text("file", name), kernel.Int("most", bytesMost>>20))
	}
	if err != nil {
		return errors.Join(err, os.Remove(at))
	}
	w.lock.Lock()
	whole := w.size + size
	if whole <= wholeMost {
		w.size, w.state.Files = whole, append(slices.Clone(w.state.Files), name)
	}
	w.lock.Unlock()
	if whole > wholeMost {
		return errors.Join(Whole.With(kernel.Text("file", name), kernel.Int("most", wholeMost>>20)), os.Remove(at))
	}
	return nil
}

// written writes at most a byte more than so many.
func written(at string, from io.Reader, most int64) (size int64, err error) {
	out, err := os.OpenFile(at, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	size, err = io.Copy(out, io.LimitReader(from, most+1))
	return size, errors.Join(err, out.Close())
}

// unpack keeps the tables of an archive, whatever folders they lie in.
func (w *work) unpack(name string, from io.Reader) (err error) {
	at := filepath.Join(w.dir, ".archive")
	defer func() { err = errors.Join(err, os.Remove(at)) }()
	size, err := written(at, from, bytesMost)
	if err != nil {
		return err
	}
	if size > bytesMost {
		return Large.With(kernel.Text("file", name), kernel.Int("most", bytesMost>>20))
	}
	file, err := os.Open(at)
	if err != nil {
		return err
	}
	defer file.Close()
	bound := &bounded{from: file, left: listMost}
	in, err := zip.NewReader(bound, size)
	if err != nil {
		return Archive.With(kernel.Text("file", name))
	}
	bound.left = math.MaxInt64
	kept, room := w.told().Files, int64(bytesMost)
	for _, f := range in.File {
		base := called(entryName(f))
		if f.FileInfo().IsDir() || !fits(base) || strings.Contains(f.Name, "__MACOSX") {
			continue
		}
		if room -= int64(min(f.UncompressedSize64, bytesMost+1)); room < 0 {
			return errors.Join(Large.With(kernel.Text("file", name), kernel.Int("most", bytesMost>>20)), w.only(kept))
		}
		if err := w.extract(f, base); err != nil {
			if _, refused := kernel.AsRefusal(roomless(err)); !refused {
				err = Archive.With(kernel.Text("file", name))
			}
			return errors.Join(err, w.only(kept))
		}
	}
	if len(w.told().Files) == len(kept) {
		return Bare.With(kernel.Text("file", name))
	}
	return nil
}

// bounded reads so many bytes: the list of an archive's files may be all that it holds.
type bounded struct {
	from io.ReaderAt
	left int64
}

// ReadAt reads on.
func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, zip.ErrFormat
	}
	return b.from.ReadAt(p, at)
}

// extract keeps one file of an archive, which may say less of its size than it has.
func (w *work) extract(f *zip.File, name string) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	return w.keep(name, in)
}

// only drops all files but some.
func (w *work) only(kept []string) (err error) {
	for _, name := range w.told().Files {
		if !slices.Contains(kept, name) {
			err = errors.Join(err, w.drop(filepath.Join(w.dir, name)))
		}
	}
	return err
}

// drop takes a file away that cannot be read.
func (w *work) drop(at string) error {
	about, err := os.Stat(at)
	if err != nil {
		return err
	}
	w.lock.Lock()
	w.size -= about.Size()
	w.state.Files = slices.DeleteFunc(slices.Clone(w.state.Files), func(name string) bool { return name == filepath.Base(at) })
	w.lock.Unlock()
	return os.Remove(at)
}

// roomless says of an error that it is a full disk, where that is what it means.
func roomless(err error) error {
	if err == nil {
		return nil
	}
	if _, refused := kernel.AsRefusal(err); !refused && (errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || store.FaultOf(err) == store.Unwritable) {
		return fmt.Errorf("%w (%w)", Room.With(), err)
	}
	return err
}
