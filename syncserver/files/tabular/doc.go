// Package tabular reads the sheets that companies really have, CSV and XLSX,
// as a stream of rows with line numbers: any usual encoding and separator,
// title rows above the header, merged cells, 合计 lines, broken quotes, files
// cut in the middle.
//
// No figure ever becomes a float: numbers of an XLSX are the exact decimal text
// of the file. Nothing is repaired in silence. A line that cannot be read comes
// back from Next as *Error and reading may go on; what was left out or joined on
// purpose stands in Notes; whatever makes the whole file doubtful is an *Error
// with Fatal() and ends the stream.
package tabular
