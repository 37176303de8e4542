// Package importer brings the data of other programs in as real documents.
//
// A mapping file says which sheets there are, what their columns mean and which
// documents come out of them; [Load] reads the sheets and refuses every line that
// makes no sense, with its number, column and reason; [Plan] turns what is left
// into the same commands that people send; [Import.Run] has them judged, in groups
// that are each written whole or not at all. A trial runs all of it over the
// company without writing anything.
//
// What was imported is remembered by the operation log alone: the id of every
// command is made of the import's name and the key of its source document, so a
// second run finds what the first has done and goes on where it was stopped.
package importer
