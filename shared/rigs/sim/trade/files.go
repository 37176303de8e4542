package trade

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
)

// OverFiles runs a history of the business over real files, and once more in memory,
// with which it must agree.
func OverFiles(files sim.Files, c *kernel.Catalog, kind sim.Kind, seed uint64) (*sim.World, error) {
	w, err := sim.RunOver(files, c, &Company{Catalog: c}, seed, Steps, kind.Weather(seed))
	if err != nil {
		return w, fmt.Errorf("%w (with FILES=1)", err)
	}
	memory, err := sim.Run(c, &Company{Catalog: c}, seed, Steps, kind.Weather(seed))
	if err == nil {
		err = w.SameInMemory(memory)
	}
	return w, err
}

// Steps are what people do in a history of the business.
const Steps = 80
