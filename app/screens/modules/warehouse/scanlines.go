package warehouse

import (
	"heyi/app/screens/common"
	"heyi/app/ui/widgets"
)

// scanLines are the lines of a document that a scanner fills, by keys as well: code,
// Enter, how many, Enter, the next code.
type scanLines struct {
	site  *common.Site
	scan  *widgets.ScanField
	heard *widgets.Banner
	lines *widgets.LineGrid

	take     func(code string) (line int, said string, err error) // takes a code into the model
	rows     func() []widgets.LineCells                           // the model's lines
	last     int                                                  // the line of the last scan
	counting bool                                                 // its quantity is typed, then the scanner goes on
	busy     func() bool                                          // the document is on its way
	codes    []string                                             // scanned meanwhile
}

// newScanLines returns the lines with the field of their scanner, which stand on a form
// where it puts them.
func newScanLines(site *common.Site, form *widgets.FormPage, columns []widgets.LineColumn) *scanLines {
	s := &scanLines{site: site, busy: form.Busy, heard: widgets.NewBanner(), lines: widgets.NewLineGrid(columns)}
	s.scan = widgets.NewScanField(site.Dispatcher, widgets.ScanConfig{OnScan: s.scanned, OnSave: form.Save, OnEmpty: s.count})
	s.lines.OnNext = s.counted
	return s
}

// failed gives the keyboard back to the scanner: the button that had it is off while a
// document is sent.
func (s *scanLines) failed() {
	beep()
	s.scan.Focus()
	codes := s.codes
	s.codes = nil
	for _, code := range codes {
		s.scanned(code)
	}
}

// count leads from the scanner to the quantity of what was scanned last, and counted
// back to it.
func (s *scanLines) count() {
	s.counting = true
	s.lines.Focus(s.last)
}

func (s *scanLines) counted() bool {
	was := s.counting
	if s.counting = false; was {
		s.scan.Focus()
	}
	return was
}

// scanned adds one of a product; a code that nobody knows can be bound to one, and a
// name is looked up.
func (s *scanLines) scanned(code string) {
	if s.busy() {
		s.codes = append(s.codes, code)
		return
	}
	line, said, err := s.take(code)
	if rows := s.rows(); err == nil && len(rows) == s.lines.Len() {
		s.lines.Replace(line, rows[line])
	} else {
		s.lines.Set(rows)
	}
	if err != nil {
		s.lines.Add(s.lines.OnAdd())
		s.last = s.lines.Len() - 1
		s.scan.Focus()
		unheardOn(s.site, s.heard, s.lines, code, err, func() { s.scanned(code) })
		return
	}
	s.last, s.counting = line, false
	s.scan.Focus()
	s.heard.Set(widgets.Good, said, "", nil)
}

// redraw makes the lines anew, as after a scan.
func (s *scanLines) redraw() {
	s.lines.Set(s.rows())
}
