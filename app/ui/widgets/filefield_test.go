package widgets

import "testing"

// A form is not sent while the file that was chosen in it is being read.
func TestAFileThatIsReadHoldsTheForm(t *testing.T) {
	f := NewFileField("slip", "签收单", true)
	f.SetBusy(true)
	if f.Check() == "" || f.ErrorText() == "" {
		t.Error("the form goes without its file")
	}
	f.SetBusy(false)
	if f.Check() != "" || f.ErrorText() != "" {
		t.Errorf("it is held after that: %q", f.ErrorText())
	}
}
