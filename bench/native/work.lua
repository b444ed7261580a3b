-- Tables, strings and closures: what a script makes all day.
local total = 0
for round = 1, 12 do
    local words, counts = {}, {}
    for i = 1, 40000 do
        local word = ("w%d"):format(i * 7919 % 5003) .. string.rep("x", i % 23)
        words[#words + 1] = word
        counts[word] = (counts[word] or 0) + 1
    end
    local nodes = {}
    for i = 1, 20000 do nodes[i] = { id = i, next = nodes[i - 1], say = function() return i end } end
    total = total + #table.concat(words, ",") + nodes[#nodes].say()
end
print(total)
