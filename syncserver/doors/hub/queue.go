package hub

import (
	"sync"

	"heyi/shared/kernel"
)

// queue is what waits for the executor, in a line of its own for each origin. The
// lines take turns by deficit round robin (Shreedhar, Varghese 1995): whoever sends
// thousands of commands waits for himself, and one command of somebody else is
// never behind more than a turn of each line.
type queue struct {
	wake chan struct{} // something is there

	mu    sync.Mutex
	lines map[kernel.ID]*line
	turn  []*line // those that have something, the next one first
}

// line is what waits of one origin, in its order.
type line struct {
	origin kernel.ID
	tasks  []task
	credit int // commands it may still send in its turn
}

// turnCommands is what a line may send in a turn. A push is cut into orders of as
// many at most.
const turnCommands = 16

func newQueue() *queue {
	return &queue{wake: make(chan struct{}, 1), lines: map[kernel.ID]*line{}}
}

// put lets a task wait at the end of its origin's line.
func (q *queue) put(origin kernel.ID, tasks ...task) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lines[origin]
	if l == nil {
		l = &line{origin: origin, credit: turnCommands}
		q.lines[origin] = l
		q.turn = append(q.turn, l)
	}
	l.tasks = append(l.tasks, tasks...)
	signal(q.wake)
}

// take is the next task; false when none waits.
func (q *queue) take() (task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.turn) > 0 {
		l := q.turn[0]
		t := l.tasks[0]
		if cost := t.commands(); l.credit < cost && len(q.turn) > 1 {
			q.turn = append(q.turn[1:], l)
			l.credit = min(l.credit+turnCommands, max(turnCommands, cost))
			continue
		}
		l.credit = max(0, l.credit-t.commands())
		l.tasks[0] = task{}
		if l.tasks = l.tasks[1:]; len(l.tasks) == 0 {
			delete(q.lines, l.origin)
			q.turn = q.turn[1:]
		}
		if len(q.turn) > 0 {
			signal(q.wake)
		}
		return t, true
	}
	return task{}, false
}

// commands is what a task costs its line.
func (t *task) commands() int {
	if t.order == nil {
		return 1
	}
	return len(t.order.Calls)
}
