// What a program that replaces operator new, or runs out of memory in it, must see: argv[1] says which.
#include "expect.h"
#include <new>

namespace {

template <typename T> T opaque(T value) {
    __asm__ volatile("" : "+r"(value));
    return value;
}

struct Item {
    char bytes[40];
    ~Item() { bytes[0] = 0; }
};

} // namespace

#ifdef REPLACED
// Only these two, and with a header: whatever does not come by them breaks.
static int live;

void *operator new(std::size_t bytes) {
    char *block = static_cast<char *>(std::malloc(bytes + 16));
    if (block == nullptr) throw std::bad_alloc();
    live++;
    return block + 16;
}

void operator delete(void *pointer) noexcept {
    if (pointer == nullptr) return;
    live--;
    std::free(static_cast<char *>(pointer) - 16);
}

int main() {
    Item *item = opaque(new Item);
    Item *items = opaque(new Item[10]);
    Item *quiet = opaque(new (std::nothrow) Item[10]);
    EXPECT(live == 3);
    delete item;
    delete[] items;
    delete[] quiet;
    operator delete(opaque(operator new(100)), std::size_t(100));
    EXPECT(live == 0);
    return 0;
}
#elif defined PLUGIN
extern "C" int throws_bad_alloc(std::size_t bytes) {
    try {
        operator delete(operator new(opaque(bytes)));
    } catch (const std::bad_alloc &) {
        return 1;
    }
    return 0;
}
#else
// The handler gives back what the program can spare; when it has nothing, new throws.
static void *spare;
static int asked;

static void handler() {
    asked++;
    if (spare == nullptr) throw std::bad_alloc();
    std::free(spare);
    spare = nullptr;
}

int main() {
    constexpr std::size_t large = std::size_t(40) << 20; // of 64 MiB that the limit allows
    std::set_new_handler(handler);
    spare = opaque(std::malloc(large));
    EXPECT(spare != nullptr);
    void *block = operator new(opaque(large));
    EXPECT(asked == 1 && spare == nullptr);
    bool thrown = false;
    try {
        opaque(operator new(opaque(large)));
    } catch (const std::bad_alloc &) {
        thrown = true;
    }
    EXPECT(thrown && asked == 2);
    EXPECT(operator new(opaque(large), std::nothrow) == nullptr && asked == 3);
    operator delete(block);
    return 0;
}
#endif
