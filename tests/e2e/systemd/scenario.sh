# What an administrator does with the units, and what may happen to them. Runs as root under a
# systemd of its own, where /opt/aggregator is installed; prints `ok NAME` or `not ok NAME`.

python=/opt/aggregator/bin/python
units=/etc/systemd/system
feeds=/etc/aggregator/feeds.toml

check() { # NAME COMMAND...: one step, told with what it said when it fails
    local name=$1 said; shift
    if said=$("$@" 2>&1); then echo "ok $name"; else echo "not ok $name"; echo "$said" | tail -n 20; fi
}
within() { # SECONDS COMMAND...
    local end=$((SECONDS + $1)); shift
    until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.2; done
}
served() { # WORDS: does the served feed tell them?
    $python - "$1" <<'P'
import sys, urllib.request
body = urllib.request.urlopen("http://127.0.0.1:8484/feeds/all.atom", timeout=30).read().decode()
sys.exit(sys.argv[1] not in body)
P
}
ids() {
    $python -c 'import re, urllib.request as u
body = u.urlopen("http://127.0.0.1:8484/feeds/all.atom", timeout=30).read().decode()
print(sorted(re.findall("<entry>.*?<id>(.*?)</id>", body, re.S)))'
}
is() { [ "$(systemctl show -P "$1" "${3:-aggregator.service}")" = "$2" ]; }
restarted() { [ "$(systemctl show -P NRestarts aggregator)" -ge "$1" ] && is ActiveState active; }
journal_has() { journalctl --sync; journalctl -u aggregator --no-pager | grep -q -- "$1"; }
user_of_daemon() { stat -c %u "/proc/$(systemctl show -P MainPID aggregator)"; }
unprivileged() { [ "$(user_of_daemon)" -ge 61184 ]; }

$python -m http.server --bind 127.0.0.1 --directory /box/site 9000 >/dev/null 2>&1 &
within 10 $python -c 'import socket; socket.create_connection(("127.0.0.1", 9000))' 2>/dev/null

check verified systemd-analyze verify --man=no $units/aggregator.service $units/aggregator.socket \
    $units/aggregator-fetch.service $units/aggregator-fetch.timer
systemctl daemon-reload

# --- as the README says: the shipped feeds.toml and its examples ---
mv $feeds /box/ours.toml; cp -r /box/shipped/* /etc/aggregator/
check shipped_file_starts systemctl start aggregator
check shipped_file_is_served within 60 served "Welcome"
systemctl stop aggregator; rm -rf /var/lib/private/aggregator; mv /box/ours.toml $feeds

# --- the daemon ---
check ready systemctl start aggregator
check served within 30 served "First light"
check unprivileged unprivileged
check state_is_kept test -s /var/lib/aggregator/aggregator.db
check state_is_private test "$(stat -L -c %a /var/lib/aggregator)" = 700
status_tells() { systemctl show -P StatusText aggregator | grep -q -- "$1"; }
check tells_its_status within 45 status_tells "1 source: 1 ok"
printf '[[source]]\nurl = "http://127.0.0.1:9000/first.xml"\n' >/box/other.toml
refused() {
    local said; said=$(/opt/aggregator/bin/aggregator --config /box/other.toml \
        --storage /var/lib/aggregator run 2>&1)
    [ $? = 2 ] && grep -q "pid $(systemctl show -P MainPID aggregator)" <<<"$said" || { echo "$said"; return 1; }
}
check second_daemon_is_refused refused

sed -i 's/^#more //' $feeds
check reloaded systemctl reload aggregator
check new_source_served within 30 served "Second light"
cp $feeds /box/good.toml; echo 'nonsense = [' >>$feeds
systemctl reload aggregator
check broken_file_is_told within 15 journal_has "config.rejected"
check broken_file_changes_nothing served "Second light"
cp /box/good.toml $feeds

before=$(ids)
systemctl kill --signal=KILL aggregator
check killed_and_restarted within 60 restarted 1
lost_nothing() { [ "${#before}" -gt 2 ] && [ "$before" = "$(ids)" ]; }
check killed_and_lost_nothing within 30 lost_nothing

mkdir -p $units/aggregator.service.d
printf '[Service]\nWatchdogSec=4s\nTimeoutAbortSec=5s\n' >$units/aggregator.service.d/fast.conf
systemctl daemon-reload; systemctl restart aggregator
sleep 9
fed() { is NRestarts 0 && is ActiveState active; }
check watchdog_is_fed fed
kill -STOP "$(systemctl show -P MainPID aggregator)"
check hung_and_restarted within 60 restarted 1
check hang_is_told eval 'journalctl --sync; journalctl -u aggregator | grep -qi watchdog'
rm -r $units/aggregator.service.d; systemctl daemon-reload; systemctl restart aggregator

SECONDS=0
systemctl stop aggregator
check stopped_in_time test $SECONDS -le 10
check stopped_well is Result success

# --- a wrong configuration ---
echo 'nonsense = [' >>$feeds
systemctl start aggregator 2>/dev/null
sleep 7
check wrong_file_is_not_tried_again is ActiveState failed
check wrong_file_is_named journal_has "feeds.toml:"
cp /box/good.toml $feeds; systemctl reset-failed aggregator

# --- the socket ---
check socket_listens systemctl start aggregator.socket
check daemon_is_asleep is ActiveState inactive
check reader_wakes_it within 60 served "First light"
# It serves a moment before it says that it is ready.
check woken within 30 is ActiveState active
systemctl stop aggregator.socket aggregator.service

# --- the timer, without a daemon ---
rm -rf /var/lib/private/aggregator /var/lib/aggregator
check one_round systemctl start aggregator-fetch.service
check one_round_published grep -q "First light" /var/lib/aggregator/public/feeds/all.atom
check timer_waits systemctl start aggregator-fetch.timer
check timer_has_a_time eval 'systemctl list-timers --all | grep -q aggregator-fetch'
systemctl stop aggregator-fetch.timer

# --- a user's own ---
useradd --create-home --uid 1500 reader
home=/home/reader
mkdir -p $home/.local/bin $home/.config/systemd/user $home/.config/aggregator
ln -s /opt/aggregator/bin/aggregator $home/.local/bin/aggregator
cp -r /box/shipped/* $home/.config/aggregator/; cp /box/user/* $home/.config/systemd/user/
chown -R reader: $home
as_reader() {
    setpriv --reuid=1500 --regid=1500 --init-groups \
        env HOME=$home XDG_RUNTIME_DIR=/run/user/1500 systemctl --user "$@"
}
systemctl start user@1500.service
check user_ready as_reader start aggregator
check user_served within 60 served "Welcome"
check user_keeps_state_apart test -s $home/.local/state/aggregator/aggregator.db
check user_stops as_reader stop aggregator
check user_round as_reader start aggregator-fetch

# --- installed by the program itself ---
rm -rf $units/aggregator* /etc/aggregator /var/lib/private/aggregator /var/lib/aggregator
mv /opt/aggregator /opt/reader; sed -i 's,/opt/aggregator,/opt/reader,' /opt/reader/bin/aggregator
python=/opt/reader/bin/python
check installs /opt/reader/bin/aggregator service install
check installed_is_served within 60 served "Welcome"
check installed_has_its_path grep -q '^ExecStart=/opt/reader/bin/aggregator run$' $units/aggregator.service
check installed_is_enabled systemctl is-enabled aggregator
check shows_status /opt/reader/bin/aggregator service status
check uninstalls /opt/reader/bin/aggregator service uninstall
check uninstalled_is_stopped is ActiveState inactive
check uninstalled_left_no_unit eval '! ls $units | grep aggregator'
check uninstalled_left_the_sources test -s /etc/aggregator/feeds.toml

echo finished
