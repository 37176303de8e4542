// Package viewtest is a small furniture company for tests of view-models and for
// pictures of screens: eight products, seven customers, seven weeks of business up
// to 2026-11-19, and devices of its people that hold what they may see.
//
// The company is judged in memory by the same code as on a server. A device's
// files are written at once, without a connection; what is done on it afterwards
// waits in its outbox until Upload.
package viewtest
