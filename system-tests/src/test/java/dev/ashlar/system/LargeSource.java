package dev.ashlar.system;

import java.util.Random;

/** C source of any length, the same each time, that a compiler has something to do with. */
final class LargeSource {
    private LargeSource() {}

    static String text(int functions) {
        Random random = new Random(7);
        StringBuilder source = new StringBuilder("#include <string.h>\n");
        for (int i = 0; i < functions; i++) {
            source.append("struct s%d { int a, b; double c[%d]; };\n".formatted(i, i % 7 + 1));
            source.append("static int f%d(struct s%d *p, int n) { int t = %d; for (int k = 0; k < n; k++) {"
                    .formatted(i, i, i));
            source.append(" if (p->a > k * %d) t += p->b ^ k; else t -= (int) p->c[k %% %d];"
                    .formatted(i % 13 + 1, i % 7 + 1));
            source.append(
                    " switch (t & 3) { case 0: t += %d; break; case 1: t ^= %d; break; default: t = t * %d + k; } } return t; }\n"
                            .formatted(random.nextInt(99), random.nextInt(9999), random.nextInt(3, 99)));
            source.append("int g%d(int x) { struct s%d v; memset(&v, 0, sizeof v); v.a = x; return f%d(&v, x) + %s; }\n"
                    .formatted(i, i, i, i == 0 ? "0" : "g%d(x - 1)".formatted(i - 1)));
        }
        return source.toString();
    }
}
