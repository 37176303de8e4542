package sound

import "syscall"

var messageBeep = syscall.NewLazyDLL("user32.dll").NewProc("MessageBeep")

// iconHand is the sound of the system's errors.
const iconHand = 0x10

func wrong() {
	if messageBeep.Find() == nil {
		_, _, _ = messageBeep.Call(iconHand) // a machine without sound stays silent
	}
}
