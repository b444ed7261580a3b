#!/bin/sh
# Starts a redis server on the malloc that BENCH_PRELOAD names, libc's if none, drives it with redis-benchmark on the usual
# malloc, and prints how many seconds its requests took. libc is preloaded too, for some servers are linked with jemalloc.
set -eu
unset LD_PRELOAD
export LC_ALL=C
folder=$(mktemp -d redis.XXXXXX)
cd "$folder" # a socket's path has to be short
LD_PRELOAD=${BENCH_PRELOAD:-libc.so.6} redis-server --port 0 --unixsocket socket --save '' --appendonly no \
    --daemonize no >log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null && wait $server; cd ..; rm -rf "$folder"' EXIT

tries=0
until redis-cli -s socket ping >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 $server 2>/dev/null; then
        echo "the server does not answer: $(tail -n 1 log)" >&2
        exit 1
    fi
    sleep 0.05
done

# requests N TESTS ARGUMENTS…: the seconds that N requests took in each of so many tests
requests() {
    count=$1
    tests=$2
    shift 2
    redis-benchmark -s socket -q -P 16 -n "$count" "$@" 2>&1 | tr '\r' '\n' >requests.log
    awk -v count="$count" -v tests="$tests" '
        / requests per second/ { for (i = 2; i <= NF; i++) if ($i == "requests") { seconds += count / $(i - 1); seen++ } }
        /rror/ { seen = -1; exit }
        END { if (seen != tests) exit 1; print seconds }' requests.log || {
        echo "redis-benchmark: $(tail -n 1 requests.log)" >&2
        exit 1
    }
}

lists=$(requests 150000 1 -r 1000000 lpush list one two three four five six seven eight)
types=$(requests 100000 6 -r 100000 -d 100 -t set,get,lpush,hset,sadd,zadd)
redis-cli -s socket shutdown nosave
wait $server
echo "seconds: $(echo "$lists $types" | awk '{ print $1 + $2 }')"
