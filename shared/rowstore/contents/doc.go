// Package contents keeps the bytes of files by their address, in a database of either
// dialect, on devices and on servers alike.
//
// A content comes in chunks, each of which survives on its own: whoever brings it asks
// how far it is and goes on there. A chunk counts only where the one before it has
// ended, so one that comes twice is not counted twice; and the whole counts only when it
// hashes to its address, so neither an offset nor a sum that somebody names is believed.
//
// Who brings a content proves that he has it, by bringing all of it, also where it is
// there already: knowing an address gives nothing, and nothing tells that it is there.
// What he brings it for, a field of a row on a server, then has it.
package contents
