package powerloss

import "math/rand/v2"

// luck is how a disk treats, in one power loss, what was not synced: percent of
// the writes kept and torn; the rest is dropped. One setting for all states
// would never show the loss of a long run of writes, nor that of a single one
// among many kept.
type luck struct{ kept, torn int }

var lucks = []luck{
	{kept: 0, torn: 0},
	{kept: 0, torn: 100},
	{kept: 20, torn: 40},
	{kept: 50, torn: 25},
	{kept: 80, torn: 10},
	{kept: 95, torn: 3},
}

func drawLuck(rng *rand.Rand) luck { return lucks[rng.IntN(len(lucks))] }

// movesKept says how many of n directory steps survive: none, all or some, the
// first ones.
func (l luck) movesKept(rng *rand.Rand, n int) int {
	switch rng.IntN(3) {
	case 0:
		return 0
	case 1:
		return n
	default:
		return rng.IntN(n + 1)
	}
}

// fate returns content after a change that was not synced: made, not made, or
// made in part.
func (l luck) fate(rng *rand.Rand, c record, content []byte) []byte {
	draw := rng.IntN(100)
	switch {
	case draw < l.kept:
		return c.change(content)
	case draw < l.kept+l.torn && c.kind == kindWrite:
		return tear(rng, c, content)
	default:
		return content
	}
}

// tear writes some sectors of c, at least as often a first part of it as a
// random choice. The file's length may have reached the disk without the data.
func tear(rng *rand.Rand, c record, content []byte) []byte {
	end := c.at + int64(len(c.data))
	if rng.IntN(2) == 0 && end > int64(len(content)) {
		content = resize(content, end)
	}
	inOrder := rng.IntN(2) == 0
	for at := c.at; at < end; {
		next := min(end, (at/sectorSize+1)*sectorSize)
		if rng.IntN(2) == 0 {
			piece := record{kind: kindWrite, at: at, data: c.data[at-c.at : next-c.at]}
			content = piece.change(content)
		} else if inOrder {
			break
		}
		at = next
	}
	return content
}
