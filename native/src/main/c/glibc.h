/*
 * What glibc's malloc answers beyond the family, and its dlopen, as the segment heap has them.
 */
#ifndef ASHLAR_GLIBC_H
#define ASHLAR_GLIBC_H

#include <dlfcn.h>

EXPORT int malloc_trim(size_t keep) {
    (void) keep; /* of the top of the heap, which there is none of */
    return ashlar_segment_collect() != 0;
}

EXPORT int mallopt(int parameter, int value) {
    (void) parameter, (void) value; /* none of glibc's parameters means anything here, and none does harm */
    return 1;
}

#ifdef __GLIBC__ /* whose types these are */
EXPORT struct mallinfo2 mallinfo2(void) {
    struct use use = in_use();
    size_t large = (size_t) use.bytes[ROW_LARGE];
    size_t committed = (size_t) number(ROW_TOTAL, COMMITTED);
    size_t live = (size_t) sum(use.bytes) - large;
    struct mallinfo2 info = {0};
    info.arena = committed > large ? committed - large : 0; /* what is in mappings of its own with glibc is not in it */
    info.hblks = (size_t) use.blocks[ROW_LARGE];
    info.hblkhd = large;
    info.uordblks = live;
    info.fordblks = info.arena > live ? info.arena - live : 0;
    info.keepcost = (size_t) number(ROW_TOTAL, DIRTY);
    return info;
}

static int to_int(size_t value) { return value > INT32_MAX ? INT32_MAX : (int) value; }

EXPORT struct mallinfo mallinfo(void) {
    struct mallinfo2 wide = mallinfo2();
    struct mallinfo info = {0};
    info.arena = to_int(wide.arena);
    info.hblks = to_int(wide.hblks);
    info.hblkhd = to_int(wide.hblkhd);
    info.uordblks = to_int(wide.uordblks);
    info.fordblks = to_int(wide.fordblks);
    info.keepcost = to_int(wide.keepcost);
    return info;
}
#endif

EXPORT void malloc_stats(void) { print_stats(2); }

static void xml_attribute(struct line *line, const char *name, int64_t value) {
    line_text(line, " ");
    line_text(line, name);
    line_text(line, "=\"");
    line_number(line, (uint64_t) value, 10);
    line_text(line, "\"");
}

static void xml_write(struct line *line, FILE *stream) {
    line->text[line->length++] = '\n';
    fwrite(line->text, 1, (size_t) line->length, stream);
    line->length = 0;
}

static void xml_total(FILE *stream, const char *element, const char *type, int64_t bytes) {
    struct line line = {0};
    line_text(&line, "<");
    line_text(&line, element);
    line_text(&line, " type=\"");
    line_text(&line, type);
    line_text(&line, "\"");
    xml_attribute(&line, "size", bytes);
    line_text(&line, "/>");
    xml_write(&line, stream);
}

/* As glibc's: a heap with its sizes, then totals. The one heap stands for all, since they share their memory. */
EXPORT int malloc_info(int unused, FILE *stream) {
    if (unused != 0) return EINVAL;
    struct use use = in_use();
    struct line line = {0};
    line_text(&line, "<malloc version=\"ashlar-1\">");
    xml_write(&line, stream);
    line_text(&line, "<heap nr=\"0\">");
    xml_write(&line, stream);
    line_text(&line, "<sizes>");
    xml_write(&line, stream);
    for (int row = 0; row <= ROW_LARGE; row++) {
        if (number(row, OPENED) == 0) continue;
        line_text(&line, row == ROW_LARGE ? "<large" : "<size");
        if (row != ROW_LARGE) xml_attribute(&line, "slot", number(row, SLOT_BYTES));
        xml_attribute(&line, "live", use.blocks[row]);
        xml_attribute(&line, "bytes", use.bytes[row]);
        xml_attribute(&line, "pages", number(row, PAGES));
        xml_attribute(&line, "remote", number(row, REMOTE));
        xml_attribute(&line, "purged", number(row, PURGED_BYTES));
        line_text(&line, "/>");
        xml_write(&line, stream);
    }
    line_text(&line, "</sizes>");
    xml_write(&line, stream);
    line_text(&line, "</heap>");
    xml_write(&line, stream);
    int64_t committed = number(ROW_TOTAL, COMMITTED), live = sum(use.bytes);
    line_text(&line, "<total type=\"rest\"");
    xml_attribute(&line, "count", 0);
    xml_attribute(&line, "size", committed > live ? committed - live : 0);
    line_text(&line, "/>");
    xml_write(&line, stream);
    line_text(&line, "<total type=\"mmap\"");
    xml_attribute(&line, "count", use.blocks[ROW_LARGE]);
    xml_attribute(&line, "size", use.bytes[ROW_LARGE]);
    line_text(&line, "/>");
    xml_write(&line, stream);
    xml_total(stream, "system", "current", committed);
    xml_total(stream, "system", "max", number(ROW_TOTAL, PEAK_COMMITTED));
    xml_total(stream, "aspace", "total", number(ROW_TOTAL, RESERVED));
    xml_total(stream, "aspace", "idle", number(ROW_TOTAL, DIRTY));
    line_text(&line, "</malloc>");
    xml_write(&line, stream);
    return 0;
}

/*
 * A plugin that is opened with RTLD_DEEPBIND would find libc's malloc before ours, and then each would get the other's
 * blocks. So nobody gets that flag. The jump to libc's dlopen leaves the caller's return address, by which that one
 * knows whose library paths to search.
 */
EXPORT void *dlopen(const char *file, int mode) {
    static void *(*opener)(const char *, int);
    if (opener == NULL) *(void **) &opener = dlsym(RTLD_NEXT, "dlopen");
#ifdef RTLD_DEEPBIND
    mode &= ~RTLD_DEEPBIND;
#endif
    return opener(file, mode);
}

#endif
