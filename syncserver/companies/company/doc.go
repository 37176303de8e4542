// Package company is one company on this server: its folder, its file, its
// executor and its doors. The commands of the program and the tests of the whole
// open the same thing.
package company
