// Package sound makes the one noise of the client: that a scan was refused. It is
// heard where the system offers one without a sound library, which is on Windows;
// elsewhere the screen says it alone.
package sound

// Wrong says that what was scanned is not right. It returns at once and never fails.
func Wrong() { wrong() }
