// Package sight measures what it costs that each viewer sees his own part of a
// company: lists, counts and loads of a company of 200,000 orders, through eyes that see
// none, few, many and all of them, in a catalogue of today's size and in one of more
// than 200 entities.
package sight
