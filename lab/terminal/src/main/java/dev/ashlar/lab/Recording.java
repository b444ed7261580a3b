package dev.ashlar.lab;

/**
 * What was written down of a program.
 *
 * @param trace of the process that asked most
 * @param processes how many there were
 * @param status how the program ended
 */
record Recording(Trace trace, int processes, int status) implements Finding {
    @Override
    public void show(Paper paper) {
        paper.figure("processes", "%d", processes);
        paper.figure("of the one that asked most: malloc, calloc, …", "%d", trace.count(Trace.ALLOCATE));
        paper.figure("realloc", "%d", trace.count(Trace.RESIZE));
        paper.figure("free", "%d", trace.count(Trace.FREE));
        paper.figure("bytes asked for, all together", "%d", trace.requestedBytes());
        paper.figure("bytes live at most", "%d", trace.peak().liveBytes());
    }
}
