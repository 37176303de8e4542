// Package nav moves a person between the pages of the app.
//
// A Route names a place; a Router makes its Page when it is first needed,
// keeps a history and disposes of what is left behind. The Shell is the frame
// around the page: an AppBar above, destinations in a rail at the side of a
// wide window and in a bar at the foot of a narrow one. The shape follows the
// width of the window, not the kind of device, so a narrow window on a desk
// looks like a phone.
package nav
