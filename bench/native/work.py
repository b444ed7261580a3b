import json

rows = [{"k%d" % i: [i, str(i) * (i % 50), {"x": i}]} for i in range(60000)]
assert json.loads(json.dumps(rows)) == rows
blocks = [bytes(i % 9000) for i in range(40000)]
table = {}
for i in range(300000):
    table["key%d" % i] = i
