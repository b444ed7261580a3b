package dev.ashlar.lab;

import java.util.List;

/** The table of a contest. */
record Standings(Trace trace, int rounds, List<Standing> all) implements Finding {
    Standing named(String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    /** Whether libc's malloc has figures, without which nobody has a score. */
    boolean hasScores() {
        return named(Contender.SYSTEM).hasFigures();
    }

    double score(Standing standing) {
        return standing.score(named(Contender.SYSTEM).seconds());
    }

    @Override
    public void show(Paper paper) {
        paper.figure("operations", "%d", trace.operations().size());
        paper.figure(
                "payload bytes live at most", "%s", Paper.bytes(trace.peak().liveBytes()));
        paper.gap();
        paper.line(
                "  %s",
                paper.ink(
                        Ink.TITLE,
                        "%-9s%10s%14s%13s%9s%13s".formatted("", "ms", "peak", "utilisation", "score", "visited")));
        all.forEach(one -> row(paper, one));
        paper.gap();
        paper.paragraphs("""
                ms: the median of %d interleaved rounds, of one if that takes more than a second. peak: resident anonymous memory at most, as the kernel
                counts it page by page, less what there was before: what a heap reserves but never touches costs
                nobody anything. utilisation: the live payload bytes at their peak, divided by that.
                visited: free blocks that all searches together looked at, where a heap says so.
                score: 0.6 × utilisation + 0.4 × min(1, throughput / the system's in this run).
                """.formatted(rounds));
    }

    private void row(Paper paper, Standing one) {
        if (!one.hasFigures()) {
            paper.line("  %-9s  %s", one.name(), paper.ink(Ink.ALARM, one.failure()));
            return;
        }
        String score = hasScores() ? "%9.2f".formatted(score(one)) : "        –";
        paper.line(
                "  %-9s%10.2f%14s%12.0f%%%s%13s",
                one.name(),
                one.seconds() * 1e3,
                Paper.bytes(one.peakBytes()),
                one.utilisation() * 100,
                paper.ink(Ink.FIGURE, score),
                one.visited().isPresent() ? one.visited().getAsLong() : "");
    }
}
