// Package theme is the look of Heyi: colours for light and dark, three
// densities, and the two faces of the Chinese font.
//
// Red (Alert) is kept for what is overdue, short or failed. A figure that rose
// or fell is shown in the neutral Trend colour, because red means a rise to
// one reader and an alarm to another.
package theme
