package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

var encodings = map[string]encoding.Encoding{
	"utf-8":        unicode.UTF8BOM,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"gb18030":      simplifiedchinese.GB18030,
	"gbk":          simplifiedchinese.GB18030,
	"big5":         traditionalchinese.Big5,
	"windows-1252": charmap.Windows1252,
	"latin1":       charmap.Windows1252, // what calls itself Latin-1 nearly always is its larger brother
	"iso-8859-1":   charmap.Windows1252,
}

// decoded returns the file as UTF-8 text. The whole file is looked through
// first: the head alone often is plain ASCII and says nothing.
func decoded(f io.ReadSeeker, name string) (io.Reader, string, error) {
	if name == "" {
		detected, err := detect(f)
		if err != nil {
			return nil, "", err
		}
		name = detected
	} else if err := declared(f, strings.ToLower(name)); err != nil {
		return nil, "", err
	}
	name = strings.ToLower(name)
	enc, known := encodings[name]
	if !known {
		return nil, "", refuse(OptionEncoding, 0, name)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, "", fmt.Errorf("reading from the start: %w", err)
	}
	return enc.NewDecoder().Reader(f), name, nil
}

// declared checks that the file really is in the encoding somebody named:
// otherwise letters would be lost without a word.
func declared(f io.ReadSeeker, name string) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("reading from the start: %w", err)
	}
	switch name {
	case "utf-8":
		bad, cut, err := checkUTF8(f)
		switch {
		case err != nil:
			return err
		case cut:
			return refuse(FileTruncated, bad)
		case bad > 0:
			return refuse(FileEncoding, bad)
		}
	case "gb18030", "gbk":
		_, _, err := count(f, gb18030)
		return err
	case "big5":
		_, _, err := count(f, big5)
		return err
	case "utf-16le", "utf-16be":
		return evenBytes(f)
	}
	return nil
}

// evenBytes refuses UTF-16 that ends in the middle of a character.
func evenBytes(f io.Seeker) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("seeking the end: %w", err)
	}
	if size%2 == 1 {
		return refuse(FileTruncated, 0)
	}
	return nil
}

func detect(f io.ReadSeeker) (string, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("reading the head: %w", err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return "utf-16le", evenBytes(f)
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return "utf-16be", evenBytes(f)
	}
	if name := wide(head); name != "" {
		return name, evenBytes(f)
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return "", refuse(FileBinary, 0)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("reading from the start: %w", err)
	}
	bad, cut, err := checkUTF8(f)
	if err != nil {
		return "", err
	}
	switch {
	case bad == 0:
		return "utf-8", nil
	case cut:
		return "", refuse(FileTruncated, bad)
	}
	return byteEncoding(f, bad)
}

// wide recognises UTF-16 without a mark: the high bytes of separators and
// digits are zero, always on the same side.
func wide(head []byte) string {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	least := max(2, len(head)/50)
	switch {
	case zeros[1] >= least && zeros[0] == 0:
		return "utf-16le"
	case zeros[0] >= least && zeros[1] == 0:
		return "utf-16be"
	}
	return ""
}

// checkUTF8 returns the line of the first byte that is not UTF-8, 0 when there
// is none. cut means that all is well but for a character at the very end that
// is not complete.
func checkUTF8(f io.Reader) (bad int, cut bool, err error) {
	buf := make([]byte, 64<<10)
	line, kept := 1, 0
	for {
		n, err := io.ReadFull(f, buf[kept:])
		atEnd := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !atEnd {
			return 0, false, fmt.Errorf("reading: %w", err)
		}
		chunk := buf[:kept+n]
		for len(chunk) > 0 {
			if !utf8.FullRune(chunk) {
				break
			}
			r, size := utf8.DecodeRune(chunk)
			if r == utf8.RuneError && size == 1 {
				return line, false, nil
			}
			if r == '\n' {
				line++
			}
			chunk = chunk[size:]
		}
		kept = copy(buf, chunk)
		if atEnd {
			if kept > 0 {
				return line, true, nil
			}
			return 0, false, nil
		}
	}
}
