#!/bin/sh
# Compiles the C that TeaVM made of our classes, followed by one C file of ours, as a single translation unit.
#
#   native/compile.sh SHIM.c OUTPUT [COMPILER FLAGS...]
#
# The output appears whole or not at all. CC chooses the compiler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
generated=$here/target/c/classes/dev/ashlar
shim=$1
output=$2
shift 2

[ -d "$generated" ] || { echo "ashlar: $generated is missing: run ./ashlar build" >&2; exit 2; }
mkdir -p "$(dirname "$output")"
work=$(mktemp -d "$output.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Our own classes alone: all.c would bring TeaVM's runtime. The generated folder never goes on -I: its string.h and
# time.h would hide libc's.
{
    echo '#pragma GCC diagnostic ignored "-Wunused-parameter"'
    find "$generated" -name '*.c' ! -path '*/entry/Main.c' | LC_ALL=C sort | sed 's/.*/#include "&"/'
    echo '#pragma GCC diagnostic warning "-Wunused-parameter"'
    echo "#include \"$shim\""
} >"$work/unit.c"

"${CC:-cc}" -std=gnu11 -O3 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections -Wl,--gc-sections,-z,now \
    -fno-builtin-malloc -fno-strict-aliasing -fwrapv -D_GNU_SOURCE \
    -I "$here/src/main/c" -I "$here/src/main/include" "$work/unit.c" -o "$work/out" "$@"
mv -f "$work/out" "$output"
