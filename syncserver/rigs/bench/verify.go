package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// verify lets the program check all invariants over the company that was founded.
func verify(ctx context.Context, dir, program string) error {
	cmd := exec.CommandContext(ctx, program, "verify", "--data", dir)
	begun := time.Now()
	out, memory, err := watched(cmd)
	if err != nil {
		return fmt.Errorf("verify: %w\n%s", err, out)
	}
	fmt.Printf("%-32s %s (goal 60 s), %s of processor time, peak %s (goal 300 MB)\n", "verify", time.Since(begun).Round(100*time.Millisecond),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(100*time.Millisecond), memory)
	return nil
}
