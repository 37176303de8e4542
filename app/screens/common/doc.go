// Package common is what the screens of all areas stand on: the site with its
// window and router, pages that follow the data, and how view-models' badges and
// troubles look.
//
// An area is a package app/screens/<area> with one function, Area(site), that
// tells its routes and its destinations. Package home puts the areas of a role
// together.
package common
