package main

import (
	"bytes"
	"os/exec"
	"time"
)

// watched runs a program and tells the most memory that it had resident, as memoryOf
// does. What the system says of a child that has ended counts this program's memory, too,
// from the moment between its birth and its own code.
func watched(cmd *exec.Cmd) (out []byte, memory string, err error) {
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			return b.Bytes(), memory, err
		case <-look.C:
			if now := memoryOf(cmd.Process.Pid); now != "" {
				memory = now
			}
		}
	}
}
