package sheet

import (
	"bufio"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Indexes into cellXfs of the styles below.
const (
	_ = iota
	styleTitle
	styleHeader
	styleText
	styleQuoted
	styleMoney
	styleQuantity
	styleDay
	styleTotal
	styleTotalMoney
	styleTotalQuantity
)

func styleOf(k Kind) int {
	return [...]int{Text: styleText, Money: styleMoney, Quantity: styleQuantity, Day: styleDay}[k]
}

func totalStyle(k Kind) int {
	if k == Money {
		return styleTotalMoney
	}
	return styleTotalQuantity
}

type part struct{ name, text string }

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packNS  = "http://schemas.openxmlformats.org/package/2006/"
	mime    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// fixedParts are everything but the rows.
func fixedParts(l Layout) []part {
	return []part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="` + packNS + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + mime + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + mime + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + mime + `styles+xml"/></Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + packNS + `relationships">` +
			`<Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + mainNS + `" xmlns:r="` + relNS + `"><sheets>` +
			`<sheet name="` + escaped(sheetName(l.Sheet)) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + packNS + `relationships">` +
			`<Relationship Id="rId1" Type="` + relNS + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relNS + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styles()},
	}
}

// styles lists the looks in the order of the constants above.
func styles() string {
	xf := func(format, font, fill, border int, more string) string {
		open := fmt.Sprintf(`<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"`,
			format, font, fill, border)
		return open + more
	}
	cells := []string{
		xf(0, 0, 0, 0, `/>`),
		xf(0, 2, 0, 0, ` applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>`),
		xf(49, 1, 2, 1, ` applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>`),
		xf(49, 0, 0, 0, `/>`),
		xf(49, 0, 0, 0, ` quotePrefix="1"/>`),
		xf(164, 0, 0, 0, `/>`),
		xf(165, 0, 0, 0, `/>`),
		xf(166, 0, 0, 0, `/>`),
		xf(49, 1, 0, 2, `/>`),
		xf(164, 1, 0, 2, `/>`),
		xf(165, 1, 0, 2, `/>`),
	}
	const font = `<name val="等线"/><family val="2"/><charset val="134"/>`
	const line = `<left/><right/>`
	return xmlHead + `<styleSheet xmlns="` + mainNS + `">` +
		`<numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00;[Red]\-#,##0.00"/>` +
		`<numFmt numFmtId="165" formatCode="General;[Red]\-General"/><numFmt numFmtId="166" formatCode="yyyy\-mm\-dd"/></numFmts>` +
		`<fonts count="3"><font><sz val="11"/>` + font + `</font><font><b/><sz val="11"/>` + font + `</font><font><b/><sz val="14"/>` + font + `</font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFE7EBF0"/><bgColor indexed="64"/></patternFill></fill></fills>` +
		`<borders count="3"><border>` + line + `<top/><bottom/><diagonal/></border>` +
		`<border>` + line + `<top/><bottom style="thin"/><diagonal/></border>` +
		`<border>` + line + `<top style="thin"/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="` + strconv.Itoa(len(cells)) + `">` + strings.Join(cells, "") + `</cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

// begin writes the head of the worksheet and the rows held back.
func (s *Writer) begin() error {
	w, err := s.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	s.begun, s.out = true, bufio.NewWriterSize(w, 64<<10)
	header := s.first - 1
	fmt.Fprintf(s.out, `%s<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`+
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>`+
		`<selection pane="bottomLeft" activeCell="A%d" sqref="A%d"/></sheetView></sheetViews><cols>`,
		xmlHead, mainNS, header, s.first, s.first, s.first)
	for i, c := range s.layout.Columns {
		fmt.Fprintf(s.out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, columnWidth(c, s.widths[i]))
	}
	s.out.WriteString("</cols><sheetData>")
	if s.layout.Title != "" {
		s.out.WriteString(`<row r="1" ht="24" customHeight="1">`)
		s.writeText("A1", styleTitle, s.layout.Title)
		s.out.WriteString("</row>")
	}
	fmt.Fprintf(s.out, `<row r="%d">`, header)
	for i, c := range s.layout.Columns {
		s.writeText(columnName(i)+strconv.Itoa(header), styleHeader, c.Title)
	}
	s.out.WriteString("</row>")
	for i, cells := range s.held {
		if err := s.write(s.first+i, cells); err != nil {
			return err
		}
	}
	s.held = nil
	return nil
}

// columnWidth leaves a little air; a text longer than 60 does not widen the
// column further.
func columnWidth(c Column, content int) int {
	if c.Width > 0 {
		return min(c.Width, 255)
	}
	return min(max(content+2, 8), 60)
}

func (s *Writer) write(line int, cells []cell) error {
	row := strconv.Itoa(line)
	s.out.WriteString(`<row r="` + row + `">`)
	for i, c := range cells {
		ref := columnName(i) + row
		switch {
		case c.text == "":
			// An empty cell needs no mark of its own.
		case c.num:
			s.out.WriteString(`<c r="` + ref + `" s="` + strconv.Itoa(c.style) + `"><v>` + c.text + `</v></c>`)
		default:
			s.writeText(ref, c.style, c.text)
		}
	}
	if _, err := s.out.WriteString("</row>"); err != nil {
		return fmt.Errorf("sheet: line %d: %w", line, err)
	}
	return nil
}

func (s *Writer) writeText(ref string, style int, text string) {
	s.out.WriteString(`<c r="` + ref + `" s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">`)
	s.out.WriteString(escaped(text))
	s.out.WriteString(`</t></is></c>`)
}

// tail closes the worksheet: filter buttons on the header, the title across
// all columns, printing across one page.
func (s *Writer) tail(last int) {
	end := columnName(len(s.layout.Columns) - 1)
	fmt.Fprintf(s.out, `</sheetData><autoFilter ref="A%d:%s%d"/>`, s.first-1, end, max(last, s.first-1))
	if s.layout.Title != "" && len(s.layout.Columns) > 1 {
		fmt.Fprintf(s.out, `<mergeCells count="1"><mergeCell ref="A1:%s1"/></mergeCells>`, end)
	}
	s.out.WriteString(`<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`)
}

// controlMark would be read as an escaped control character if it stood in a text.
var controlMark = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// escaped is text for XML. Characters that XML cannot hold (NUL and its like)
// are dropped; CR must be written as a mark, or reading would make it LF.
func escaped(text string) string {
	if strings.Contains(text, "_x") {
		text = controlMark.ReplaceAllString(text, "_x005F_$1")
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\r':
			b.WriteString("_x000D_")
		case r < 0x20 && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// sheetName makes a name that the format allows: up to 31 characters, none of
// : \ / ? * [ ].
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < 0x20 || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	units := 0
	for i, r := range name {
		if units += 1 + int(r>>16&1); units > 31 {
			name = name[:i]
			break
		}
	}
	if name = strings.Trim(name, "' "); name == "" {
		return "Sheet1"
	}
	return name
}

// shownWidth counts Chinese characters as two and takes the longest line.
func shownWidth(text string) int {
	widest, n := 0, 0
	for _, r := range text {
		if r == '\n' {
			n = 0
			continue
		}
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
		widest = max(widest, n)
	}
	return widest
}

// numberWidth adds the commas between thousands.
func numberWidth(text string) int {
	whole, _, _ := strings.Cut(text, ".")
	return max(len(text), len(whole)+3) + len(whole)/3
}

// columnName is the letter name of column i, counted from 0: A … Z, AA …
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
