//go:build planted

package planted_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/rigs/sim/planted"
)

// A bug that the simulator cannot see is found by the test that its entry names, with
// the defaults that the program has; and that test has nothing to say without it. A
// package's tests are built once, as all bugs are in them.
func TestPlantedRigs(t *testing.T) {
	bugs, err := planted.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	var packages []string
	rigs := map[string][]planted.Bug{} // by package
	for _, b := range bugs {
		of := b.Rig.Package
		if b.Rig.Test == "" {
			continue
		}
		if rigs[of] == nil {
			packages = append(packages, of)
		}
		rigs[of] = append(rigs[of], b)
	}
	for _, of := range packages {
		t.Run(strings.TrimPrefix(of, "./"), func(t *testing.T) {
			t.Parallel() // some wait most of their time
			r := build(t, of)
			sober := map[string]bool{}
			for _, b := range rigs[of] {
				if !sober[b.Rig.Test] {
					sober[b.Rig.Test] = true
					if out, err := r.run("", b.Rig.Test); err != nil {
						t.Fatalf("%s fails without any bug: %v\n%s", b.Rig.Test, err, out)
					}
				}
				if out, err := r.run(b.Name, b.Rig.Test); err == nil {
					t.Errorf("%s: %s does not find it\n%s", b.Name, b.Rig.Test, out)
				} else if _, failed := err.(*exec.ExitError); !failed {
					t.Fatal(err)
				}
			}
		})
	}
}

// rig is a package's tests with all bugs behind their switches.
type rig struct{ program, folder string }

func build(t *testing.T, of string) rig {
	t.Helper()
	list, err := filepath.Abs(filepath.Join(root, "build/planted/overlay.json"))
	if err != nil {
		t.Fatal(err)
	}
	r := rig{filepath.Join(t.TempDir(), "rig.test"), filepath.Join(root, of)}
	cmd := exec.Command("go", "test", "-c", "-o", r.program, "-overlay", list, "-tags", "planted,"+os.Getenv("TEST_TAGS"), "-vet", "off", of)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return r
}

// run runs a test with a bug, or with none.
func (r rig) run(bug, test string) ([]byte, error) {
	cmd := exec.Command(r.program, "-test.run", "^"+test+"$", "-test.timeout", "10m")
	cmd.Dir = r.folder
	cmd.Env = append(os.Environ(), "HEYI_PLANT="+bug, "RAPID_SHRINKTIME=0s", "RAPID_NOFAILFILE=true") // that it is found is enough
	return cmd.CombinedOutput()
}
