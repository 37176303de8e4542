package kernel

import (
	"path"
	"reflect"
	"runtime"
	"strings"
)

// Home is the package of a declaration: modules are packages, so nothing that a module
// declares has to say whose it is.
type Home struct {
	Module string // the package's last name: "sales"
	Layer  string // the folder that it stands in: "documents"
}

func homeOf(pkg string) Home {
	return Home{Module: path.Base(pkg), Layer: path.Base(path.Dir(pkg))}
}

func homeOfType(t reflect.Type) Home { return homeOf(t.PkgPath()) }

// DeclaredIn is the package of the code that calls, skip calls above the caller of
// DeclaredIn, for declarations that have no type of their own.
func DeclaredIn(skip int) Home {
	pcs := make([]uintptr, 1)
	if runtime.Callers(skip+3, pcs) == 0 {
		return Home{}
	}
	frame, _ := runtime.CallersFrames(pcs).Next()
	name := frame.Function // heyi/shared/modules/documents/sales.init.func1
	slash := strings.LastIndexByte(name, '/') + 1
	pkg, _, _ := strings.Cut(name[slash:], ".")
	return homeOf(name[:slash] + pkg)
}
