/*
 * The heap as it is now, of every library that replaces malloc: all blocks, each with its address, size, state and bin. Of the segment heap
 * it is in libashlar-dump.so, which is libashlar.so with this.
 */
#ifndef ASHLAR_DUMP
#define ASHLAR_DUMP

#ifdef __cplusplus
extern "C" {
#endif

enum ashlar_dump_format {
    ASHLAR_DUMP_TEXT,  /* a line for each block */
    ASHLAR_DUMP_COLOR, /* the same, with the colours of a terminal */
    ASHLAR_DUMP_JSON,  /* {"heap": name, "pieces": [{address, state, bytes, payload, payloadBytes, bin}, …]} */
    ASHLAR_DUMP_SVG    /* a drawing to scale */
};

/*
 * Writes it to a file descriptor, without memory. Nobody else allocates meanwhile; in the segment heap, which has no lock, others go on.
 * A bin is the list that a free block is in (ladder, tlsf), the kind of a zone (0 TINY, 1 SMALL, 2 LARGE), the bytes of a slot (segment), or
 * -1. 0; -1 with errno EINVAL for a format that is none, EBUSY in a signal handler that interrupted malloc. ASHLAR_DUMP=text, color, json or
 * svg in the environment writes it when the program ends.
 */
int ashlar_heap_dump(int descriptor, int format);

#ifdef __cplusplus
}
#endif

#endif
