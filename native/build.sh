#!/bin/sh
# Makes everything native that build/ holds, from the C that TeaVM generated.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../build
library=libft_malloc_${HOSTTYPE:-$(uname -m)_$(uname -s)}.so

"$here/compile.sh" "$here/src/main/c/ft_malloc.c" "$build/$library" -shared -Wl,-z,initfirst
ln -sfn "$library" "$build/libft_malloc.so"
"$here/compile.sh" "$here/src/main/c/ashlar.c" "$build/libashlar.so" -shared -Wl,-z,initfirst -DASHLAR_SEGMENT -O2 -s -Wl,-z,noseparate-code
"$here/compile.sh" "$here/src/main/c/ashlar.c" "$build/libashlar-dump.so" -shared -Wl,-z,initfirst -DASHLAR_SEGMENT -DASHLAR_DUMP -O2
"$here/compile.sh" "$here/src/main/c/growing.c" "$build/libashlar-tlsf.so" -shared -Wl,-z,initfirst -DASHLAR_GROWING
"$here/compile.sh" "$here/src/main/c/guarded.c" "$build/libashlar-guarded.so" -shared -Wl,-z,initfirst -DASHLAR_GUARDED -lgcc_eh
"$here/compile.sh" "$here/src/main/c/ladder.c" "$build/libashlar-ladder.so" -shared -Wl,-z,initfirst -DASHLAR_LADDER

# What needs no system: only these classes, on a platform header of their own.
CLASSES='/(core/(tlsf|size|rule)/|entry/TlsfEntry|platform/(Mem|Bits|Check)\.)'
export CLASSES
memoman=$here/src/main/c/memoman/memoman.c
checks=${MM_DEBUG:+-DASHLAR_CHECKS=1}
# The worst pair of a short history of joins takes 242 instructions; 248 with -O2 alone, 259 with -O3.
inlined="-O2 -finline-functions --param=max-inline-insns-auto=60"
"$here/compile.sh" "$memoman" "$build/libmemoman.so" -shared -nostdlib -ffreestanding $inlined $checks
"$here/compile.sh" "$memoman" "$build/memoman.o" -c -ffreestanding $inlined $checks
rm -f "$build/libmemoman.a"
ar rcs "$build/libmemoman.a" "$build/memoman.o"
rm "$build/memoman.o"

# For Windows, where the compiler for it is installed. Each library comes with what programs are linked with.
if command -v x86_64-w64-mingw32-gcc >/dev/null; then
    windows=$build/windows
    dll() {
        CC=x86_64-w64-mingw32-gcc "$here/compile.sh" "$here/src/main/c/$1" "$windows/$2.dll" -shared -s "-Wl,--out-implib,$windows/lib$2.dll.a" \
            -static-libgcc "$3" -ladvapi32 -lntdll
    }
    mkdir -p "$windows"
    CLASSES=. dll ashlar.c ashlar -DASHLAR_SEGMENT
    CLASSES=. dll growing.c ashlar-tlsf -DASHLAR_GROWING
    CLASSES=. dll guarded.c ashlar-guarded -DASHLAR_GUARDED
    CLASSES=. dll ft_malloc.c ft_malloc -DASHLAR_ZONE
    CC=x86_64-w64-mingw32-gcc "$here/compile.sh" "$memoman" "$windows/memoman.o" -c -ffreestanding $inlined
    rm -f "$windows/libmemoman.a"
    x86_64-w64-mingw32-ar rcs "$windows/libmemoman.a" "$windows/memoman.o"
    rm "$windows/memoman.o"
fi
mkdir -p "$build/include"
cp "$here"/src/main/include/*.h "$build/include/"
