#!/bin/sh
# A whole Stethos device, with nothing but a shell and the Mosquitto clients; docs/mqtt.md is the contract.
# It measures the load of this machine, and obeys one setting: measurement_interval_s.
#
#   sh docs/examples/device.sh [host] [port] [tenant] [device]
#
# What it was set to survives a restart, in the file <device>.settings of the current folder.
set -eu
host=${1:-127.0.0.1} port=${2:-1883} tenant=${3:-demo} device=${4:-shell-1}
topic=stethos/v1/$tenant/$device
memory=$device.settings

# say <channel> <payload> [-r]: -r is "retained", for whatever describes the device as it is.
say() {
    mosquitto_pub -h "$host" -p "$port" -q 1 -t "$topic/$1" ${3:-} -m "$2"
}

# number <name> <document>: the number of that name in a JSON document of one line; nothing if there is none.
number() {
    printf '%s\n' "$2" | sed -n "s/.*\"$1\" *: *\(-\{0,1\}[0-9][0-9.]*\).*/\1/p"
}

# The revision this device knows (0: none), its interval, and why it refused the last wish, if it did.
remember() {
    printf '%s\n%s\n%s\n' "$1" "$2" "$3" > "$memory.new" && mv "$memory.new" "$memory"
}

recall() {
    { read -r revision && read -r interval && read -r refused; } < "$memory" || true
}

report() {
    recall
    reasons=
    [ -z "$refused" ] || reasons="\"measurement_interval_s\": \"$refused\""
    say settings/reported "{\"revision\": $revision, \"settings\": {\"measurement_interval_s\": $interval}, \"refused\": {$reasons}}" -r
}

# obey <document>: apply a revision above ours; any other one is only a question. Answer in any case.
obey() {
    recall
    wanted_revision=$(number revision "$1")
    if [ "${wanted_revision:-0}" -gt "$revision" ]; then
        wanted=$(number measurement_interval_s "$1")
        case $wanted in
            '')  remember "$wanted_revision" "$interval" "" ;;
            *.*) remember "$wanted_revision" "$interval" "whole seconds only" ;;
            *)   if [ "$wanted" -ge 1 ] && [ "$wanted" -le 3600 ]; then remember "$wanted_revision" "$wanted" ""
                 else remember "$wanted_revision" "$interval" "must be 1 to 3600 s"; fi ;;
        esac
    fi
    report
}

measure() {
    while :; do
        recall
        read -r load _ < /proc/loadavg
        say telemetry "{\"values\": {\"load\": $load}}" || true      # without ts: measured when it arrives
        sleep "$interval"
    done
}

[ -f "$memory" ] || remember 0 10 ""
say about '{"model": "shell", "signals": {"load": {"kind": "other"}}, "settings": {"measurement_interval_s": {"min": 1, "max": 3600, "step": 1}}}' -r
say status '{"online": true}' -r
report
measure &
measuring=$!

# The broker tells the others when this connection breaks (will), and keeps what comes meanwhile (-c, -i).
rm -f "$memory.pipe" && mkfifo "$memory.pipe"
mosquitto_sub -h "$host" -p "$port" -q 1 -c -i "$tenant-$device" -t "$topic/settings/desired" \
    --will-topic "$topic/status" --will-payload '{"online": false}' --will-qos 1 --will-retain > "$memory.pipe" &
listening=$!
while read -r document; do obey "$document"; done < "$memory.pipe" &
obeying=$!

leave() {
    kill "$measuring" "$listening" "$obeying" 2> /dev/null || true
    rm -f "$memory.pipe"
    say status '{"online": false}' -r
    exit 0
}
trap leave INT TERM
wait "$obeying"
