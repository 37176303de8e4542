package main

import "math"

// side is the width and height of the drawing, in pixels of the PNG and units
// of the SVG.
const side = 512

// point is a place on the drawing, y downwards.
type point struct{ x, y float64 }

// stroke is a line through points, drawn with round ends and corners.
type stroke struct {
	points []point
	width  float64
	closed bool
}

// corner is the radius of the rounded square's corners.
const corner = 116

// The character 合: a roof that joins, one line, and a mouth. The parts keep
// one distance from each other, and the whole sits a little above the middle,
// where the eye takes the middle to be.
var character = []stroke{
	{width: 38, points: []point{{90, 248}, {256, 92}, {422, 248}}},
	{width: 38, points: []point{{190, 250}, {322, 250}}},
	{width: 38, closed: true, points: []point{{156, 322}, {356, 322}, {356, 418}, {156, 418}}},
}

// segments calls do with the ends of every line of the stroke.
func (s stroke) segments(do func(a, b point)) {
	for i := 1; i < len(s.points); i++ {
		do(s.points[i-1], s.points[i])
	}
	if s.closed {
		do(s.points[len(s.points)-1], s.points[0])
	}
}

// distance is how far p lies outside the stroke; negative inside.
func (s stroke) distance(p point) float64 {
	nearest := math.Inf(1)
	s.segments(func(a, b point) {
		nearest = min(nearest, toSegment(p, a, b))
	})
	return nearest - s.width/2
}

// toSegment is the distance from p to the line between a and b.
func toSegment(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := ((p.x-a.x)*dx + (p.y-a.y)*dy) / (dx*dx + dy*dy)
	along = max(0, min(1, along))
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}

// toSquare is how far p lies outside the rounded square that fills the
// drawing; negative inside.
func toSquare(p point) float64 {
	const half = side / 2.0
	dx := math.Abs(p.x-half) - (half - corner)
	dy := math.Abs(p.y-half) - (half - corner)
	outside := math.Hypot(max(dx, 0), max(dy, 0))
	inside := min(max(dx, dy), 0)
	return outside + inside - corner
}
