//go:build !bundlefonts

package assets

// Fonts returns nil twice: this build embeds no typeface and draws with the
// fonts of the system, so that a bare checkout builds without cutting any.
func Fonts() (regularOTF, boldOTF []byte) { return nil, nil }
