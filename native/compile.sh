#!/bin/sh
# Compiles the C that TeaVM made of our classes, followed by one C file of ours, as a single translation unit.
#
#   native/compile.sh SHIM.c OUTPUT [COMPILER FLAGS...]
#
# The output appears whole or not at all. CC chooses the compiler. CLASSES, a regular expression of paths, picks classes;
# by default all. Headers beside the shim come before those of src/main/c.
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
made=$work/$(basename "$output") # a Windows library knows its name

cc=${CC:-cc}
# Lets GCC inline what has one caller: a malloc and a free take 403 instructions instead of 505. Clang has no such thing.
whole="-fwhole-program -fno-ipa-cp-clone"
"$cc" -Werror $whole -x c -c /dev/null -o "$work/try" 2>/dev/null || whole=-Wno-unknown-attributes

# What an ELF library wants; in a Windows library all code is position independent, and nothing is seen that is not exported.
case $("$cc" -dumpmachine) in
*mingw*) kind="" ;;
*) kind="-fPIC -fvisibility=hidden -Wl,-z,now" ;;
esac

# Our own classes alone: all.c would bring TeaVM's runtime. The generated folder never goes on -I: its string.h and
# time.h would hide libc's.
{
    printf '%s\n' '#pragma GCC diagnostic push' '#pragma GCC diagnostic ignored "-Wunused-parameter"' \
        '#ifdef __clang__' '#pragma GCC diagnostic ignored "-Weverything"' '#endif'
    find "$generated" -name '*.c' ! -path '*/entry/Main.c' | grep -E "${CLASSES:-.}" | LC_ALL=C sort | sed 's/.*/#include "&"/'
    echo '#pragma GCC diagnostic pop'
    echo "#include \"$shim\""
} >"$work/unit.c"

"$cc" -std=gnu11 -O3 -Wall -Wextra -Werror $kind -ffunction-sections -fdata-sections -Wl,--gc-sections \
    -fno-builtin-malloc -fno-tree-slp-vectorize -fno-strict-aliasing -fwrapv $whole -D_GNU_SOURCE \
    -I "$(dirname "$shim")" -I "$here/src/main/c" -I "$here/src/main/include" "$work/unit.c" -o "$made" "$@"
mv -f "$made" "$output"
