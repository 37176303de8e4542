package tabular

// Want is a column that the reader of the file asks for.
type Want struct {
	// Name is the name by which Row.Get finds it.
	Name string
	// Also are further titles under which it may stand in the file.
	Also []string
	// Optional columns may be missing.
	Optional bool
	// Code marks numbers that are names (order numbers, phones, bar codes):
	// a line in which a spreadsheet has rounded one away is refused.
	Code bool
}

// Options say how to read one file; the zero value detects everything and takes
// the first line with two cells as the header.
type Options struct {
	// Want lists the columns. The header is the line, among the first
	// HeaderWithin, in which most of them are found.
	Want         []Want
	HeaderWithin int
	// Header is the line of the header where it is known; 0 looks for it.
	Header int
	// DataFrom is the first line of a file without a header, whose columns are
	// then [A], [B] …; 0 for one with a header.
	DataFrom int
	// Sheet names the worksheet of an XLSX; "" is the first visible one.
	Sheet string
	// Encoding of a CSV: utf-8, utf-16le, utf-16be, gb18030, big5, windows-1252; ""
	// detects.
	Encoding string
	// Separator of a CSV; 0 detects among , ; tab |.
	Separator rune
	// Null are words that mean an empty cell, such as "NULL".
	Null []string
	// JoinInto names the column that takes the surplus when a CSV line has too
	// many fields, because its text holds an unquoted separator. Without it
	// such lines are refused.
	JoinInto string
	// Totals are the words that begin a line of sums; nil means the usual ones.
	Totals []string
	Limits Limits
}

// Limits bound what a file may cost; zero fields take the default.
type Limits struct {
	FileBytes     int64 // size of the file; 1 GiB
	UnpackedBytes int64 // decompressed bytes of an XLSX, and of the texts of its cells; 512 MiB
	StringBytes   int64 // shared strings of an XLSX, 64 more for each; 128 MiB
	Rows          int   // lines below the header; 5,000,000
	Columns       int   // 512
	CellRunes     int   // 32,767, as in a spreadsheet
}

var usualTotals = []string{
	"合计", "总计", "小计", "共计", "累计", "本页小计", "本页合计", "本月合计", "合计金额",
	"total", "totals", "subtotal", "grandtotal", "sum",
}

func (o Options) withDefaults() Options {
	if o.HeaderWithin == 0 {
		o.HeaderWithin = 30
	}
	o.HeaderWithin = max(o.HeaderWithin, o.Header+1, o.DataFrom+1)
	if o.Totals == nil {
		o.Totals = usualTotals
	}
	l := &o.Limits
	orDefault(&l.FileBytes, 1<<30)
	orDefault(&l.UnpackedBytes, 512<<20)
	orDefault(&l.StringBytes, 128<<20)
	orDefault(&l.Rows, 5_000_000)
	orDefault(&l.Columns, 512)
	orDefault(&l.CellRunes, 32767)
	return o
}

func orDefault[T int | int64](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}
