package tabular

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// readStyles finds out which cell styles show a number as a date.
func (w *workbook) readStyles(part string) error {
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &doc); err != nil {
		return err
	}
	own := map[int]bool{}
	for _, f := range doc.Formats {
		own[f.ID] = showsDate(f.Code)
	}
	for _, c := range doc.Cells {
		date, custom := own[c.Format]
		w.dates = append(w.dates, date || (!custom && builtInDate(c.Format)))
	}
	return nil
}

// builtInDate knows the numbered formats; 27–36 and 50–58 are the East Asian ones.
func builtInDate(id int) bool {
	return 14 <= id && id <= 22 || 27 <= id && id <= 36 || 45 <= id && id <= 47 || 50 <= id && id <= 58
}

// showsDate tells whether a format has a year, month, day, hour or second
// outside of quotes, brackets and escapes.
func showsDate(code string) bool {
	code, _, _ = strings.Cut(strings.ToLower(code), ";")
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			if inside := code[i+1 : i+end]; strings.Trim(inside, "hms") == "" && inside != "" {
				return true // [h]:mm, a duration
			}
			i += end
		case '\\', '_', '*':
			i++
		case 'g':
			if strings.HasPrefix(code[i:], "general") {
				return false
			}
		case 'y', 'm', 'd', 'h', 's':
			return true
		}
	}
	return false
}

// readStrings loads the shared strings; the phonetic guides beside them are no text.
func (w *workbook) readStrings(part string, limit int64) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(r)
	var text strings.Builder
	var total int64
	reading, phonetic := false, false
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return w.explain(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				phonetic = true
			case "t":
				reading = !phonetic
			}
		case xml.CharData:
			if reading {
				text.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				reading = false
			case "rPh":
				phonetic = false
			case "si":
				// An empty string costs memory too.
				if total += int64(text.Len()) + 16; total > limit {
					return refuse(FileBomb, 0, limit)
				}
				w.strings = append(w.strings, unescaped(text.String()))
			}
		}
	}
}
