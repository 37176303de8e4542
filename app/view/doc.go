// Package view is what the view-models of all areas share: the desk of a
// signed-in person, reading at one version, and the way rows, figures, states and
// refusals are put into words.
//
// A view-model is plain Go: it reads through a Desk, sends commands through it and
// holds what a screen shows. It knows no pixels, so it is tested without a window.
// The areas have packages of their own below this one.
package view
