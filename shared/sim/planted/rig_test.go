//go:build planted

package planted_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"heyi/shared/sim/planted"
)

// A bug that the simulator cannot see is found by the test that its entry names, with
// the defaults that the program has; and that test has nothing to say without it.
func TestPlantedRigs(t *testing.T) {
	bugs, err := planted.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	list, err := filepath.Abs(filepath.Join(root, "build/planted/overlay.json"))
	if err != nil {
		t.Fatal(err)
	}
	sober := map[planted.Rig]bool{}
	for _, b := range bugs {
		if b.Rig.Test == "" {
			continue
		}
		t.Run(b.Name, func(t *testing.T) {
			run := func(bug string) ([]byte, error) {
				cmd := exec.Command("go", "test", "-overlay", list, "-tags", "planted,"+os.Getenv("TEST_TAGS"), "-vet", "off", "-count", "1", "-run", "^"+b.Rig.Test+"$", b.Rig.Package)
				cmd.Dir = root
				cmd.Env = append(os.Environ(), "HEYI_PLANT="+bug, "RAPID_SHRINKTIME=0s", "RAPID_NOFAILFILE=true") // that it is found is enough
				return cmd.CombinedOutput()
			}
			if !sober[b.Rig] {
				sober[b.Rig] = true
				if out, err := run(""); err != nil {
					t.Fatalf("%s fails without any bug: %v\n%s", b.Rig.Test, err, out)
				}
			}
			if out, err := run(b.Name); err == nil {
				t.Errorf("%s does not find it\n%s", b.Rig.Test, out)
			} else if _, failed := err.(*exec.ExitError); !failed {
				t.Fatal(err)
			}
		})
	}
}
