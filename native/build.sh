#!/bin/sh
# Makes everything native that build/ holds, from the C that TeaVM generated.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../build
library=libft_malloc_${HOSTTYPE:-$(uname -m)_$(uname -s)}.so

"$here/compile.sh" "$here/src/main/c/ft_malloc.c" "$build/$library" -shared -Wl,-z,initfirst
ln -sfn "$library" "$build/libft_malloc.so"
"$here/compile.sh" "$here/src/main/c/ashlar.c" "$build/libashlar.so" -shared -DASHLAR_SEGMENT -O2 -s -Wl,-z,noseparate-code
mkdir -p "$build/include"
cp "$here"/src/main/include/*.h "$build/include/"
