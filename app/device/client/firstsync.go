package client

import "time"

// FirstSync is how far the first load has come. The zero value is "nothing is
// known yet", or there is no first load under way.
type FirstSync struct {
	Done, Total int64         // rows; Total is 0 until the server has said it
	Rest        time.Duration // what it will still take at the speed so far; 0 while that is unknown
}

// Percent is how much of it is done, from 0 to 100. All rows being there is not
// the end: they are put in order before screens may see them.
func (f FirstSync) Percent() int {
	if f.Total <= 0 {
		return 0
	}
	return int(min(100, 100*f.Done/f.Total))
}

// paceFrom is how long a load must have run before its speed says anything.
const paceFrom = time.Second

// pace remembers where a load stood when this connection began to bring it, so
// that hours without a network do not make the rest look long.
type pace struct {
	began time.Time // zero: nothing has come yet
	done  int64
}

// firstSync makes the progress out of what the replica has taken in.
func (p *pace) firstSync(done, total int64, now time.Time) FirstSync {
	f := FirstSync{Done: done, Total: total}
	if p.began.IsZero() {
		if total > 0 {
			p.began, p.done = now, done
		}
		return f
	}
	took, came := now.Sub(p.began), done-p.done
	if took >= paceFrom && came > 0 && total > done {
		f.Rest = time.Duration(took.Milliseconds()*(total-done)/came) * time.Millisecond
	}
	return f
}
