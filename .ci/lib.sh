# Words and steps shared by the scripts in this folder. Sourced, never run.
# shellcheck shell=bash

export CGO_ENABLED=1

# The state of a run lives in the checkout: the server's data, one replica per
# role, logs and pictures. `make reset` removes it.
STATE=${HEYI_STATE:-.heyi}

# english succeeds if the user's locale asks for English. Everybody else reads
# Chinese, also under LANG=C, which is what bare machines have.
english() {
	case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
	en*) return 0 ;;
	*) return 1 ;;
	esac
}

# words ZH EN prints one of the two.
words() {
	if english; then printf '%s' "$2"; else printf '%s' "$1"; fi
}

# say ZH EN prints a line for the user.
say() { printf '%s\n' "$(words "$1" "$2")"; }

# fail ZH EN tells why nothing more can be done, and stops.
fail() {
	printf '\n%s %s\n' "✗" "$(words "$1" "$2")" >&2
	exit 1
}

# begin NAME shows that something has begun, where somebody watches; done_in
# NAME SECONDS [MARK] replaces that line.
begin() { [ ! -t 1 ] || printf '▸ %s …' "$1"; }
done_in() {
	[ ! -t 1 ] || printf '\r\033[K'
	printf '%s %s  %ds\n' "${3:-✓}" "$1" "$2"
}

# step ZH EN command... runs a command in silence and prints how long it took.
# What the command printed is kept in $STATE/log and shown if it fails.
step() {
	local name start log
	name=$(words "$1" "$2")
	shift 2
	mkdir -p "$STATE/log"
	log=$(mktemp "$STATE/log/step.XXXXXX")
	begin "$name"
	start=$SECONDS
	if "$@" >"$log" 2>&1 </dev/null; then
		done_in "$name" $((SECONDS - start))
		rm -f "$log"
		return 0
	fi
	done_in "$name" $((SECONDS - start)) ✗
	tail -n 40 "$log" >&2
	fail "「$name」没有成功，完整输出在 $log" "\"$name\" failed; its whole output is in $log"
}

# known_role ROLE stops unless the demo company has that role.
known_role() {
	case $1 in
	boss | sales | manager | warehouse | finance | purchase) ;;
	*) fail "ROLE=$1 不存在。可用：boss（老板）、sales（业务员）、manager（销售经理）、warehouse（仓管）、finance（会计）、purchase（采购）。" \
		"There is no ROLE=$1. Choose boss, sales, manager, warehouse, finance or purchase." ;;
	esac
}

# answers ADDRESS succeeds if a Heyi server is healthy there.
answers() {
	[ -n "$1" ] && curl -fsS --noproxy '*' --max-time 2 -o /dev/null "http://$1/healthz" 2>/dev/null
}

# address prints where the demo server listens, nothing if it never started.
address() { cat "$STATE/server/address" 2>/dev/null || true; }
