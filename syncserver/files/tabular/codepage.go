package tabular

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codepage is an encoding whose every byte means something else in another one,
// with what tells text that people write from text that only happens to decode.
type codepage struct {
	name  string
	enc   encoding.Encoding
	usual func(rune) bool
}

var (
	gb18030 = codepage{"gb18030", simplifiedchinese.GB18030, usualSimplified}
	big5    = codepage{"big5", traditionalchinese.Big5, usualTraditional}
	latin   = codepage{"windows-1252", charmap.Windows1252, unicode.IsLetter}
)

// byteEncoding tells which code page a file is in that is no UTF-8: the one as
// which most of it is usual. Otherwise it is refused, at the line of the first
// such byte.
func byteEncoding(f io.ReadSeeker, line int) (string, error) {
	best, share, broken := "", 0.0, error(nil)
	for _, page := range []codepage{gb18030, big5, latin} {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return "", fmt.Errorf("reading from the start: %w", err)
		}
		common, rare, err := count(f, page)
		var e *Error
		switch {
		case errors.As(err, &e):
			if broken == nil && e.Code == FileTruncated {
				broken = err
			}
			continue
		case err != nil:
			return "", err
		}
		if page.name == latin.name && (!standsAlone(f) || best != "") {
			continue
		}
		if s := float64(common) / float64(max(common+rare, 1)); s > share && common >= 2*rare {
			best, share = page.name, s
		}
	}
	switch {
	case best != "":
		return best, nil
	case broken != nil:
		return "", broken
	}
	return "", refuse(FileEncoding, line)
}

// standsAlone tells whether letters beyond ASCII stand between plain ones, as
// accents do. In Chinese text they come in rows.
func standsAlone(f io.ReadSeeker) bool {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false
	}
	r := bufio.NewReader(f)
	alone, rows, run := 0, 0, 0
	for range maxSample * 50 {
		b, err := r.ReadByte()
		if err == nil && b >= 0x80 {
			run++
			continue
		}
		switch {
		case run == 1:
			alone++
		case run > 1:
			rows++
		}
		run = 0
		if err != nil {
			break
		}
	}
	return alone > rows
}

// maxSample bounds how many characters are looked up to judge the encoding.
const maxSample = 20_000

// count decodes the whole file and counts the usual and the rare characters
// beyond ASCII among the first ones.
func count(f io.Reader, page codepage) (common, rare int, err error) {
	r := bufio.NewReader(page.enc.NewDecoder().Reader(f))
	line := 1
	for {
		c, _, err := r.ReadRune()
		if errors.Is(err, io.EOF) {
			return common, rare, nil
		}
		if err != nil {
			return 0, 0, fmt.Errorf("reading %s: %w", page.name, err)
		}
		switch {
		case c == utf8.RuneError:
			if _, _, err := r.ReadRune(); errors.Is(err, io.EOF) {
				return 0, 0, refuse(FileTruncated, line)
			}
			return 0, 0, refuse(FileEncoding, line)
		case c == '\n':
			line++
		case c < 0x80 || common+rare > maxSample:
		case page.usual(c):
			common++
		default:
			rare++
		}
	}
}

// punctuation of East Asian texts.
func punctuation(r rune) bool {
	return r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xfff0 || r >= 0x2010 && r < 0x2040
}

// usualSimplified tells whether a character is one of the 6,763 of GB 2312 or the
// punctuation beside them.
func usualSimplified(r rune) bool {
	if punctuation(r) {
		return true
	}
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xb0 && b[0] <= 0xf7 && b[1] >= 0xa1
}

// usualTraditional tells whether a character is one of the 5,401 of the first
// level of Big5 or the punctuation beside them.
func usualTraditional(r rune) bool {
	if punctuation(r) {
		return true
	}
	b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xa4 && b[0] <= 0xc6
}
