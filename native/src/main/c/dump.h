/*
 * The heap as it is now, block by block, as text, JSON or SVG: over the pieces of CORE, and without memory.
 */
#ifndef ASHLAR_DUMP_H
#define ASHLAR_DUMP_H

#include "export.h"
#include "report.h"
#include "startup.h"

#define COLD __attribute__((cold, noinline))

/* As in <ashlar_dump.h>. */
enum { DUMP_NONE = -1, DUMP_TEXT, DUMP_COLOR, DUMP_JSON, DUMP_SVG, DUMP_FORMATS };

/* dev.ashlar.core.walk.Piece */
struct piece {
    int64_t state, address, bytes, payload, payload_bytes, bin;
    int64_t walk[122];
};

/* Characters, not pointers to them: those would be relocated, at 24 bytes each. */
static const struct {
    char name[12], colors[6]; /* of a terminal: what is written on it */
    char fill[8];
} states[] = {
    {"", "", ""},
    {"live", "30;42", "#4c9f70"},
    {"free", "30;47", "#d9d9d3"},
    {"kept", "30;46", "#9fc5d1"},
    {"mapped", "30;44", "#5b7fb5"},
    {"quarantined", "30;43", "#d9a441"},
    {"fence", "37;41", "#a34747"},
    {"handed-out", "30;42", "#4c9f70"},
    {"spare", "37;40", "#efefec"},
};

COLD static void line_left(struct line *line, const char *text, int width) {
    int from = line->length;
    line_text(line, text);
    while (line->length - from < width) line_text(line, " ");
}

COLD static void line_field(struct line *line, const char *name, int64_t value) {
    line_text(line, ",\"");
    line_text(line, name);
    line_text(line, "\":");
    if (value < 0) line_text(line, "-");
    line_number(line, (uint64_t) (value < 0 ? -value : value), 10);
}

/* One block a line: address, size, state, bin. */
COLD static void dump_text(int descriptor, const struct piece *piece, int is_colored) {
    struct line line = {0};
    line_text(&line, "  ");
    line_address(&line, piece->address);
    line_column(&line, (uint64_t) piece->bytes, 14);
    line_text(&line, "  ");
    if (is_colored) {
        line_text(&line, "\033[");
        line_text(&line, states[piece->state].colors);
        line_text(&line, "m");
    }
    line_left(&line, states[piece->state].name, piece->bin < 0 && !is_colored ? 0 : 11);
    if (is_colored) line_text(&line, "\033[0m");
    if (piece->bin >= 0) line_column(&line, (uint64_t) piece->bin, 10);
    line_write(&line, descriptor);
}

COLD static void dump_json(int descriptor, const struct piece *piece, int is_first) {
    struct line line = {0};
    line_text(&line, is_first ? "{\"address\":\"" : ",{\"address\":\"");
    line_address(&line, piece->address);
    line_text(&line, "\",\"state\":\"");
    line_text(&line, states[piece->state].name);
    line_text(&line, "\"");
    line_field(&line, "bytes", piece->bytes);
    line_field(&line, "payload", piece->payload - piece->address);
    line_field(&line, "payloadBytes", piece->payload_bytes);
    line_field(&line, "bin", piece->bin);
    line_text(&line, "}");
    line_write(&line, descriptor);
}

/*
 * To scale, in rows: what lies behind the other, with room for a header between, goes on in the next row, what lies elsewhere begins one. A
 * fence, which is another's memory or none at all, is as wide as its name.
 */
enum { SVG_MOST_GAP = 64, SVG_LEFT = 150, SVG_WIDTH = 1024, SVG_ROW = 22, SVG_MOST_ROWS = 400, SVG_LEAST_ROW_BYTES = 4096, SVG_FENCE_BYTES = 256 };

struct drawing {
    int descriptor; /* -1: count rows alone */
    int64_t row_bytes;
    int64_t rows; /* begun so far */
    int64_t at; /* bytes of the last one that are taken */
    int64_t end; /* of the piece before */
};

static int64_t drawn_bytes(const struct piece *piece) {
    int is_fence = piece->state == 6;
    return is_fence && piece->bytes > SVG_FENCE_BYTES ? SVG_FENCE_BYTES : piece->bytes;
}

COLD static void svg_number(struct line *line, const char *name, int64_t value) {
    line_text(line, " ");
    line_text(line, name);
    line_text(line, "=\"");
    line_number(line, (uint64_t) value, 10);
    line_text(line, "\"");
}

COLD static void svg_row(struct drawing *drawing, int64_t address) {
    struct line line = {0};
    drawing->rows++;
    drawing->at = 0;
    if (drawing->descriptor < 0) return;
    line_text(&line, "<text");
    svg_number(&line, "x", 4);
    svg_number(&line, "y", drawing->rows * SVG_ROW - 6);
    line_text(&line, ">");
    line_address(&line, address);
    line_text(&line, "</text>");
    line_write(&line, drawing->descriptor);
}

/* In units of a 64th of a pixel, so that a block of 16 bytes is not nothing. */
COLD static void svg_part(const struct drawing *drawing, const struct piece *piece, int64_t bytes) {
    if (drawing->descriptor < 0) return;
    struct line line = {0};
    int64_t from = SVG_LEFT * 64 + drawing->at * SVG_WIDTH * 64 / drawing->row_bytes;
    int64_t to = SVG_LEFT * 64 + (drawing->at + bytes) * SVG_WIDTH * 64 / drawing->row_bytes;
    line_text(&line, "<rect transform=\"scale(.015625 1)\"");
    svg_number(&line, "x", from);
    svg_number(&line, "y", (drawing->rows - 1) * SVG_ROW + 2);
    svg_number(&line, "width", to - from);
    svg_number(&line, "height", SVG_ROW - 4);
    line_text(&line, " fill=\"");
    line_text(&line, states[piece->state].fill);
    line_text(&line, "\"><title>");
    line_text(&line, states[piece->state].name);
    line_text(&line, " ");
    line_address(&line, piece->address);
    line_text(&line, ", ");
    line_number(&line, (uint64_t) piece->bytes, 10);
    line_text(&line, " bytes</title></rect>");
    line_write(&line, drawing->descriptor);
}

COLD static void svg_piece(struct drawing *drawing, const struct piece *piece) {
    int64_t bytes = drawn_bytes(piece), done = 0, gap = piece->address - drawing->end;
    if (drawing->rows == 0 || gap < 0 || gap > SVG_MOST_GAP || drawing->at + gap > drawing->row_bytes) svg_row(drawing, piece->address);
    else drawing->at += gap;
    drawing->end = piece->address + piece->bytes;
    while (done < bytes) {
        if (drawing->at == drawing->row_bytes) svg_row(drawing, piece->address + done);
        int64_t room = drawing->row_bytes - drawing->at;
        int64_t part = bytes - done < room ? bytes - done : room;
        svg_part(drawing, piece, part);
        drawing->at += part;
        done += part;
    }
}

/* How many rows there will be of so many bytes each; beyond those of a drawing it does not matter. */
COLD static int64_t svg_rows(int64_t held, int64_t row_bytes) {
    struct piece piece = {0};
    struct drawing drawing = {.descriptor = -1, .row_bytes = row_bytes};
    while (drawing.rows <= SVG_MOST_ROWS && CORE(next_piece)(held, (int64_t) &piece)) svg_piece(&drawing, &piece);
    return drawing.rows;
}

COLD static void svg_open(struct drawing *drawing, int64_t held) {
    struct line line = {0};
    drawing->row_bytes = SVG_LEAST_ROW_BYTES;
    while (svg_rows(held, drawing->row_bytes) > SVG_MOST_ROWS && drawing->row_bytes < 1LL << 40) drawing->row_bytes *= 2;
    line_text(&line, "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"monospace\" font-size=\"12\"");
    svg_number(&line, "width", SVG_LEFT + SVG_WIDTH + 8);
    svg_number(&line, "height", svg_rows(held, drawing->row_bytes) * SVG_ROW + 8);
    line_text(&line, "><style>rect{stroke:#fff;stroke-width:.7;vector-effect:non-scaling-stroke}</style>");
    line_write(&line, drawing->descriptor);
}

COLD static void write_text(int descriptor, const char *text) {
    struct line line = {0};
    line_text(&line, text);
    line_write(&line, descriptor);
}

COLD static void dump_pieces(int descriptor, int format, int64_t held) {
    struct piece piece = {0};
    struct drawing drawing = {.descriptor = descriptor};
    int is_first = 1;
    if (format == DUMP_SVG) svg_open(&drawing, held);
    while (CORE(next_piece)(held, (int64_t) &piece)) {
        if (format == DUMP_JSON) dump_json(descriptor, &piece, is_first);
        else if (format == DUMP_SVG) svg_piece(&drawing, &piece);
        else dump_text(descriptor, &piece, format == DUMP_COLOR);
        is_first = 0;
    }
}

/* Writes the whole heap. Nobody else allocates meanwhile, unless the heap knows no locks. -1 where the format is none. */
EXPORT int ashlar_heap_dump(int descriptor, int format) {
    if (format < 0 || format >= DUMP_FORMATS) {
        errno = EINVAL;
        return -1;
    }
    int64_t held = CORE(hold)();
    if (held == 0) {
        errno = EBUSY; /* a signal handler has interrupted the heap */
        return -1;
    }
    struct line line = {0};
    if (format == DUMP_JSON) {
        line_text(&line, "{\"heap\":\"");
        line_text(&line, DUMP_TITLE);
        line_text(&line, "\",\"pieces\":[");
        line_write(&line, descriptor);
    } else if (format != DUMP_SVG) {
        table_title(descriptor, DUMP_TITLE);
        write_text(descriptor, "  address                bytes  state             bin");
    }
    dump_pieces(descriptor, format, held);
    if (format == DUMP_JSON) write_text(descriptor, "]}");
    if (format == DUMP_SVG) write_text(descriptor, "</svg>");
    CORE(let_go)(held);
    return 0;
}

/* At the end of the program, if that was asked for. */
INNER void dump_at_exit(void) {
    if (options.dump != DUMP_NONE) ashlar_heap_dump(options.dump_to, options.dump);
}

#endif
