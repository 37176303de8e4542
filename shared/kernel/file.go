package kernel

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heyi/shared/tools/text"
)

// File is a file that a row names; nothing for none. The row holds where the bytes are
// known by, how many they are, and what the file is and is called. The bytes are no part
// of it: they travel beside the commands and may come later, or not yet be there.
//
// Its text is the address of the content, the address of a small picture of it or "-",
// the media type and the name, with a space between them. [Named.File] makes it.
type File string

// Content is the address of bytes: what they hash to and how many they are.
type Content struct {
	Sum  [32]byte // SHA-256
	Size int64
}

// IsZero tells whether it is the address of nothing.
func (c Content) IsZero() bool { return c == Content{} }

// String is the address as a file's text has it.
func (c Content) String() string {
	return hex.EncodeToString(c.Sum[:]) + "." + strconv.FormatInt(c.Size, 10)
}

// Named is what a [File] says.
type Named struct {
	Content   Content
	Thumbnail Content // nothing where there is no small picture
	Media     string  // as RFC 6838 writes it, without parameters
	Name      string  // without a folder
}

// What a file may be. A content that is larger is refused before it is read.
const (
	FileMost      = 50 << 20
	ThumbnailMost = 64 << 10
	FileNameMost  = 120 // characters
	mediaMost     = 100
)

// Refusals of what a file is.
var (
	BadFile = Refuse("field.file", "「{field}」不是可以保存的文件说明：应为内容地址、缩略图地址或 -、类型、文件名，以空格分开",
		"{field} does not describe a file: it is the address of the content, that of a thumbnail or -, the media type and the name, with spaces between them")
	FileTooBig = Refuse("field.file_size", "文件「{name}」有 {size}，最大 {most}。请压缩或拆分后再选",
		"The file {name} has {size}; {most} is the most. Compress or split it and choose again")
	NoPicture = Refuse("field.picture", "「{field}」要的是图片（JPEG 或 PNG），「{name}」不是。请换一张图片，或把它作为附件",
		"{field} takes a picture (JPEG or PNG), which {name} is not. Choose a picture, or attach it as a file")
)

// Megabytes is a size for people.
func Megabytes(name string, bytes int64) Arg {
	const unit = 1 << 20
	return Text(name, fmt.Sprintf("%d.%d MB", bytes/unit, bytes%unit*10/unit))
}

// CheckFileSize refuses a content that is too large.
func CheckFileSize(name string, size int64) error {
	if size <= FileMost {
		return nil
	}
	return FileTooBig.With(Text("name", name), Megabytes("size", size), Megabytes("most", FileMost))
}

// IsPicture tells whether a media type is one that every device can show.
func IsPicture(media string) bool { return media == "image/jpeg" || media == "image/png" }

// File is the text of what it says, as [File.Named] reads it.
func (n Named) File() File {
	small := "-"
	if !n.Thumbnail.IsZero() {
		small = n.Thumbnail.String()
	}
	return File(n.Content.String() + " " + small + " " + n.Media + " " + n.Name)
}

// Named is what the file says; nothing of a text that is none.
func (f File) Named() Named {
	n, _ := ReadFile(string(f))
	return n
}

// IsZero tells whether there is no file.
func (f File) IsZero() bool { return f == "" }

// Of is the address of the file's content, or of its small picture.
func (n Named) Of(thumbnail bool) Content {
	if thumbnail {
		return n.Thumbnail
	}
	return n.Content
}

// ReadFile reads the text of a file. It is strict: there is one text for each file.
func ReadFile(s string) (n Named, err error) {
	parts := strings.SplitN(s, " ", 4)
	if len(parts) != 4 {
		return n, fmt.Errorf("kernel: a file has four parts")
	}
	if n.Content, err = readContent(parts[0]); err != nil {
		return Named{}, err
	}
	if parts[1] != "-" {
		if n.Thumbnail, err = readContent(parts[1]); err != nil {
			return Named{}, err
		}
	}
	n.Media, n.Name = parts[2], parts[3]
	if n.Thumbnail.Size > ThumbnailMost || !isMedia(n.Media) || FileName(n.Name) != n.Name || n.Name == "" {
		return Named{}, fmt.Errorf("kernel: a file with a wrong thumbnail, type or name")
	}
	return n, nil
}

// ReadContent reads the address of a content.
func readContent(s string) (c Content, err error) {
	sum, size, _ := strings.Cut(s, ".")
	if len(sum) != 2*len(c.Sum) || strings.ToLower(sum) != sum {
		return c, fmt.Errorf("kernel: %.70q is not the address of a content", s)
	}
	if _, err = hex.Decode(c.Sum[:], []byte(sum)); err != nil {
		return Content{}, fmt.Errorf("kernel: the address of a content: %w", err)
	}
	if c.Size, err = strconv.ParseInt(size, 10, 64); err != nil || c.Size < 1 || c.String() != s {
		return Content{}, fmt.Errorf("kernel: %.90q is not the address of a content", s)
	}
	return c, nil
}

func isMedia(s string) bool {
	kind, sub, found := strings.Cut(s, "/")
	if !found || kind == "" || sub == "" || len(s) > mediaMost {
		return false
	}
	for i := range len(s) {
		c := s[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$&-^_.+", c) >= 0
		if !plain && i != len(kind) {
			return false
		}
	}
	return true
}

// FileName is a name as a row keeps it: its last part, without what no name should hold,
// and no longer than a row takes; its ending stays.
func FileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), r == utf8.RuneError: // marks that turn the order of reading around
			return -1
		case unicode.IsControl(r), strings.ContainsRune(`<>:"|?*`, r):
			return ' '
		}
		return r
	}, s)
	s = strings.Trim(text.Line.Normal(s), ". ")
	if over := utf8.RuneCountInString(s) - FileNameMost; over > 0 {
		runes := []rune(s)
		ending := 0
		if dot := strings.LastIndexByte(s, '.'); dot > 0 {
			ending = min(utf8.RuneCountInString(s[dot:]), 12)
		}
		keep := FileNameMost - ending
		s = strings.TrimRight(string(runes[:keep]), ". ") + string(runes[len(runes)-ending:])
	}
	return s
}

// checkFile refuses what a row should not name.
func (f *Field) checkFile(v Value) error {
	if v.Str == "" {
		return nil
	}
	n, err := ReadFile(v.Str)
	if err != nil {
		return BadFile.With(Label("field", f))
	}
	if err := CheckFileSize(n.Name, n.Content.Size); err != nil {
		return err
	}
	if f.Picture && !IsPicture(n.Media) {
		return NoPicture.With(Label("field", f), Text("name", n.Name))
	}
	return nil
}

// FileFields are the fields of the schema's rows that name files.
func (s *Schema) FileFields() []*Field {
	var list []*Field
	for _, f := range s.Fields {
		if f.Kind == KindFile {
			list = append(list, f)
		}
	}
	return list
}

// FileOf is the file that a field of a row names.
func (f *Field) FileOf(row Row) File { return File(f.Get(row).Str) }
