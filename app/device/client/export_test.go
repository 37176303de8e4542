package client

import "time"

// Tests cut every chunk; the lane goes on at once.
func init() { laneFirst = time.Millisecond }
