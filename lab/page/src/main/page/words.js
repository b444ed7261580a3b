'use strict';
/* What the page says: the steps, the terms, the traces that come with it. */
const STEPS = [
  { name: 'bump', idea: 'Memory at the break, handed out once',
    text: 'malloc asks the kernel for memory at the end of the heap and hands it out, one piece behind the other. That is fast, and nothing more: nobody notes where a payload ends, so nothing can be freed, and realloc can only copy whatever lies there.',
    cost: 'Every byte is used once. Watch how the heap grows although blocks are freed.',
    glibc: 'sbrk as glibc calls it: malloc/malloc.c, sysmalloc' },
  { name: 'header', idea: 'A header before each payload',
    text: 'Sixteen bytes before each payload say how large it is, and bear a magic word. free walks back to it and knows the block. A second free of the same block is noticed: the magic word says that it is free. (A trace frees each block once; ./ashlar lab magic shows it.)',
    cost: '16 bytes a block. What is freed is marked, and yet of no use to anybody.',
    glibc: 'malloc/malloc.c, struct malloc_chunk: its header has the size and three bits' },
  { name: 'list', options: ['fit'], idea: 'Free blocks form a list, and are used again',
    text: 'A free block holds the address of the next one, in its payload, which nobody needs now: the list costs no memory. malloc looks along it for a block that is large enough, the first or the best.',
    cost: 'A search, block by block; and a request of 16 bytes may get a block of a thousand.',
    glibc: 'malloc/malloc.c, the unsorted bin is such a list' },
  { name: 'split', options: ['fit'], idea: 'A block that is too large is cut in two',
    text: 'What a request does not need becomes a free block, with a header of its own behind the payload.',
    cost: 'Blocks only ever become smaller. After a while the list is long and nothing in it is large enough: that is fragmentation.',
    glibc: 'malloc/malloc.c, _int_malloc: remainder_size' },
  { name: 'merge', options: ['fit'], idea: 'Free neighbours become one block',
    text: 'A free block repeats its size in its last word, and a bit in the header behind it says so: Knuth’s boundary tags. So free finds the neighbours on both sides in one step, and makes one block of them.',
    cost: 'A payload has at least 32 bytes, for two links and the footer.',
    glibc: 'malloc/malloc.c, PREV_INUSE and mchunk_prev_size' },
  { name: 'map', options: ['fit', 'threshold'], idea: 'A large block has a mapping of its own',
    text: 'What lies at the break stays there as long as anything behind it is in use. From the threshold on, a block comes from mmap, apart from all others, and goes back to the kernel when it is freed.',
    cost: 'Two system calls for each such block, and every page of it is new, and so must be zeroed.',
    glibc: 'malloc/malloc.c, sysmalloc_mmap and M_MMAP_THRESHOLD' },
  { name: 'bins', options: ['threshold'], idea: 'A list for each size',
    text: 'Small blocks are kept as they are, by size, and found in a step. Others go into the unsorted bin first: what is wanted again at once is never sorted. The rest is sorted into bins; a bitmap says which have something.',
    cost: 'Small blocks are not merged until somebody needs the room.',
    glibc: 'malloc/malloc.c, fastbinsY, unsorted_chunks, smallbin_index, largebin_index' },
  { name: 'arenas', options: ['threshold', 'arenas'], idea: 'Several heaps, each with its lock',
    text: 'An arena is a heap of its own. A thread begins in the one that its number says; if somebody is inside, it goes on to the next one and stays there, so that threads seldom wait. A block goes back to the arena that it came from, whoever frees it.',
    cost: 'What is free in one arena is of no use in another.',
    glibc: 'malloc/arena.c, arena_get' },
  { name: 'zone', isBeyond: true, idea: 'Small blocks share a zone, large ones have one each',
    text: 'A zone is a mapping that holds blocks of one kind: TINY up to 512 bytes, SMALL up to 4096. Their headers have 8 bytes, and boundary tags as in step 5. Zones are found by address in a balanced tree, and a zone that is empty goes back to the kernel.',
    cost: 'A large block of its own has whole pages; and each free looks its zone up.',
    place: 'core/zone, which is libft_malloc.so' },
  { name: 'tlsf', isBeyond: true, idea: 'Two bitmaps find a list that fits, in a fixed number of steps',
    text: 'Two-level segregated fit: the power of two below the size is the first level, an equal part of it the second. A bitmap for each level says which lists have something, so neither malloc nor free ever looks along a list, however full the heap is.',
    cost: 'A request may get a larger block than best fit would have found. What may not happen is a slow call: that is for real-time programs.',
    place: 'core/tlsf and core/growing, which are libashlar-tlsf.so' },
  { name: 'segment', isBeyond: true, idea: 'Pages of equal slots, and a heap for each thread',
    text: 'Blocks of one size class share a page and have no header: the page knows their size, and the address leads to the page. A thread takes slots from pages of its own without a lock, and what another thread frees is handed back by one atomic operation. It is Ashlar’s default.',
    cost: 'The first block of a size opens a page for many. Compare what it has from the system with the others: it buys in bulk.',
    place: 'core/segment, which is libashlar.so' },
];

const TERMS = {
  'block': 'A piece of the heap: a header, and a payload behind it.',
  'payload': 'The bytes that malloc gives to the program.',
  'header': 'What the allocator notes before a payload: its size, and whether it is free.',
  'requested': 'The bytes that the program asked for and has not freed.',
  'slack': 'Bytes of blocks in use that nobody asked for: rounding, and what was too little to cut off.',
  'fragmentation': 'How much of the free memory lies outside the largest free block: at 0 % all of it is one block, near 100 % it is crumbs.',
  'visited': 'Free blocks that malloc has looked at in its searches, since the start.',
  'from the system': 'Bytes that the heap has taken from the kernel, at the break and in mappings.',
  'first or best fit': 'First fit takes the first free block that is large enough. Best fit looks at all of them for the smallest such one.',
  'mapping': 'Memory that the kernel gives apart from the heap, with mmap, and takes back with munmap.',
  'arena': 'A heap of its own, with its own lock, for some of the threads.',
  'break': 'The end of the heap, which the kernel moves when sbrk asks for more.',
  'nobody’s': 'Handed out once and freed since: without a header the allocator does not know the block, and never uses it again.',
  'spare': 'What the kernel gave and nobody has yet: up to the break, or slots of a page that have not been made.',
  'bin': 'A list of free blocks of one size, or of a range of sizes.',
  'fast bin': 'Small free blocks of one size, kept as they are: not merged, and handed out again last in, first out.',
  'small bin': 'Free blocks of one size.',
  'large bin': 'Free blocks of a range of sizes, which a search looks through.',
  'unsorted bin': 'Where a block goes when it is freed: the next search takes it, or puts it into the bin of its size.',
  'list': 'Free blocks; each has the address of the next one in its payload.',
  'boundary tag': 'The size of a free block, repeated in its last word: so the block behind it finds where it begins.',
  'footer': 'The last word of a free block, which repeats its size.',
  'magic word': 'A number that is seldom in memory by chance: where it stands, a header is.',
  'bitmap': 'A bit for each list, set if the list has something: one instruction finds the first.',
  'threshold': 'The size from which on a block has a mapping of its own.',
  'lock': 'Who has it may change the heap; others wait until it is given back.',
  'kernel': 'The core of the operating system; it alone can give memory to a program.',
  'sbrk': 'The call that moves the break, and so buys memory behind the heap.',
  'page': 'Memory that is dealt with as a whole: 4096 bytes for the kernel, and for the segment heap a larger piece with slots of one size.',
  'slot': 'The place of one block in a page whose blocks all have one size.',
  'size class': 'One of the sizes that blocks may have; a request gets the next one that is large enough.',
  'zone': 'A mapping that holds blocks of one kind.',
};

/* Small, the same every time, so that a link to a position means what it meant. */
function randomTrace(count, seed) {
  const lines = [], live = [];
  let state = seed, next = 0;
  const dice = most => (state = (state * 1103515245 + 12345) % 2147483648, Math.floor(state / 65536) % most);
  for (let i = 0; i < count; i++) {
    if (live.length === 0 || dice(10) < 5) {
      live.push(next);
      lines.push(`a ${next++} ${8 + dice(2 ** (4 + dice(7)))}`);
    } else if (dice(10) < 1) lines.push(`r ${live[dice(live.length)]} ${8 + dice(1000)}`);
    else lines.push(`f ${live.splice(dice(live.length), 1)[0]}`);
  }
  return lines.join('\n');
}

function holesTrace() {
  const lines = [];
  for (let i = 0; i < 40; i++) lines.push(`a ${i} 32`);
  for (let i = 0; i < 40; i += 2) lines.push(`f ${i}`);
  lines.push('a 100 64   # where is there room for 64 bytes?');
  return lines.join('\n');
}

const TRACES = {
  'abc': { name: 'A, B, C: free B, then A', text: 'a 0 100   # A\na 1 200   # B\na 2 60    # C\nf 1       # B\nf 0       # A: is there one hole now, or are there two?\na 3 300   # as much as A and B together' },
  'holes': { name: 'forty blocks of 32 bytes, every other one freed, then 64', text: holesTrace() },
  'cut': { name: 'a block of 512 bytes serves a request of 10', text: 'a 0 512\na 1 16\nf 0\na 2 10    # of 512 bytes' },
  'bins': { name: 'fast, unsorted and sorted bins', text: 'a 0 48\na 1 48\na 2 300\na 3 16\na 4 1500\na 5 16\na 6 2600\na 7 16\nf 0       # fast\nf 1\nf 2       # unsorted\nf 4\nf 6\na 8 48    # the last one freed comes first\na 9 1400  # sorts on its way\na 10 900' },
  'large': { name: 'a large block comes and goes', text: 'a 0 100\na 1 20000\na 2 100\nf 1\na 3 30000\nf 3' },
  'threads': { name: 'two threads', text: 'a 0 100 @0\na 1 100 @1\na 2 200 @0\na 3 200 @1\nf 0 @1    # a block of the other thread\nf 3 @1\na 4 100 @1\na 5 100 @0' },
  'random': { name: '200 random operations', text: randomTrace(200, 7) },
  'long': { name: '2000 random operations', text: randomTrace(2000, 11) },
};
