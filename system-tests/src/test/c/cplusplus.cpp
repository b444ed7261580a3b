// new and delete in all their forms, and what is built on them.
#include "expect.h"
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

// Keeps the compiler from leaving out a new and its delete.
template <typename T> T opaque(T value) {
    __asm__ volatile("" : "+r"(value));
    return value;
}

struct alignas(64) Line {
    char bytes[64];
};

struct alignas(4096) Page {
    char bytes[4096];
};

struct Plain {
    explicit Plain(int number) : number(number) {}
    virtual ~Plain() { number = 0; }
    int number;
    char rest[100];
};

bool aligned(const void *block, std::size_t alignment) { return reinterpret_cast<std::uintptr_t>(block) % alignment == 0; }

void objects() {
    for (int i = 0; i < 1000; i++) {
        Plain *plain = opaque(new Plain(i));
        EXPECT(plain->number == i && aligned(plain, 16));
        delete plain;
        std::string *strings = opaque(new std::string[i]);
        for (int j = 0; j < i; j++) EXPECT(strings[j].empty());
        delete[] strings;
    }
    Line *line = opaque(new Line);
    Line *lines = opaque(new Line[100]);
    Page *page = opaque(new Page);
    EXPECT(aligned(line, 64) && aligned(lines, 64) && aligned(page, 4096));
    delete line;
    delete[] lines;
    delete page;
}

void functions() {
    for (std::size_t bytes = 0; bytes < 300000; bytes = bytes * 2 + 1) {
        void *block = opaque(operator new(bytes));
        std::memset(block, 1, bytes);
        operator delete(block, bytes);
        block = opaque(operator new[](bytes, std::nothrow));
        EXPECT(block != nullptr);
        operator delete[](block, bytes);
        for (std::size_t alignment : {64, 4096, 1 << 20}) {
            block = opaque(operator new(bytes, std::align_val_t(alignment)));
            EXPECT(aligned(block, alignment));
            std::memset(block, 1, bytes);
            operator delete(block, bytes, std::align_val_t(alignment));
        }
    }
    EXPECT(operator new(opaque(SIZE_MAX / 2), std::nothrow) == nullptr);
    bool thrown = false;
    try {
        operator delete(operator new(opaque(SIZE_MAX / 2)));
    } catch (const std::bad_alloc &) {
        thrown = true;
    }
    EXPECT(thrown);
}

std::unique_ptr<std::map<std::string, std::vector<int>>> squares(int count) {
    auto map = std::make_unique<std::map<std::string, std::vector<int>>>();
    for (int i = 0; i < count; i++) {
        std::vector<int> &values = (*map)["a name that does not fit into the string itself " + std::to_string(i)];
        for (int j = 0; j < i % 100; j++) values.push_back(i * j);
    }
    return map;
}

// Each thread makes a map; the main thread reads and deletes it.
void containers() {
    constexpr int threads = 8, count = 2000;
    std::vector<std::unique_ptr<std::map<std::string, std::vector<int>>>> maps(threads);
    std::vector<std::thread> running;
    for (auto &map : maps) running.emplace_back([&map] { map = squares(count); });
    for (auto &thread : running) thread.join();
    for (auto &map : maps) {
        long sum = 0;
        for (auto &[name, values] : *map)
            for (int value : values) sum += value;
        EXPECT(map->size() == count && sum == 3314041500L);
        map.reset();
    }
}

} // namespace

int main() {
    objects();
    functions();
    containers();
    return 0;
}
