//go:build !windows

package sound

func wrong() {}
