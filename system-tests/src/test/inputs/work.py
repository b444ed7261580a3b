import hashlib
import json
import sqlite3
import subprocess
import sys
import threading

rows = [{"id": i, "name": "n" * (i % 60), "parts": list(range(i % 20))} for i in range(20000)]
text = json.dumps(rows, sort_keys=True)
assert json.loads(text) == rows
print(hashlib.sha256(text.encode()).hexdigest())

database = sqlite3.connect(":memory:")
database.execute("create table t(a integer, b text)")
database.executemany("insert into t values(?, ?)", ((i, str(i) * 3) for i in range(20000)))
print(database.execute("select count(*), sum(a), max(b) from t").fetchone())

sums = {}


def work(number):
    blocks = [bytes(size % 9000) for size in range(number, 30000, 7)]
    sums[number] = sum(map(len, blocks))


threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(sums.items()))

for number in range(20):
    child = subprocess.run([sys.executable, "-c", f"print({number} ** 50)"], capture_output=True, text=True, check=True)
    assert int(child.stdout) == number**50

big = [bytearray(size) for size in (10, 1000, 100000, 10000000)]
for block in big:
    block.extend(bytes(len(block)))
print([len(block) for block in big])
print("done")
