"""How large the program is, and with TIMED=1 how long it takes to build from nothing and on what that time goes."""
import json
import os
import re
import shutil
import subprocess

import measure


def sizes(work):
    """Bytes as it was built, with every symbol gone, and packed as a download would be."""
    program = os.environ["FRIDAY"]
    rows = [["as built", os.path.getsize(program)]]
    bare, packed = os.path.join(work, "stripped"), os.path.join(work, "stripped.xz")
    if shutil.which("strip"):
        subprocess.run(["strip", "-o", bare, program], check=True)
        rows.append(["stripped", os.path.getsize(bare)])
        if shutil.which("xz"):
            with open(packed, "wb") as out:
                subprocess.run(["xz", "-c", "-6", bare], check=True, stdout=out)
            rows.append(["stripped and packed by xz", os.path.getsize(packed)])
            os.remove(packed)
        os.remove(bare)
    else:
        measure.say("strip is not installed (Debian: binutils): left out")
    print("\nThe program\n")
    measure.table(["", "MB"], [[name, f"{size / 1e6:.1f}"] for name, size in rows])
    if shutil.which("size"):
        said = subprocess.run(["size", "-A", "-d", program], capture_output=True, text=True, check=True).stdout
        parts = re.findall(r"^(\.\w[\w.]*)\s+(\d+)", said, re.M)
        largest = sorted(((int(size), name) for name, size in parts), reverse=True)[:5]
        print("\nlargest sections, MB: " + ", ".join(f"{name} {size / 1e6:.1f}" for size, name in largest))


def build(work):
    """Everything from nothing into a folder of its own. The sources of dependencies have to be there already: this is not about the network."""
    target = os.path.join(work, "from-nothing")
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cargo", "fetch", "--locked"], check=True)
    command = ["cargo", "build", "--release", "--locked", "--timings", "--manifest-path", os.path.abspath("Cargo.toml")]
    cost = measure.run(command, work, {"CARGO_TARGET_DIR": target})
    print(f"\nFrom nothing on {os.cpu_count()} cores: {cost.wall:.0f} s, of processor {cost.user:.0f} + {cost.system:.0f} s\n")
    page = open(os.path.join(target, "cargo-timings", "cargo-timing.html")).read()
    units = json.loads(re.search(r"const UNIT_DATA = (\[.*?\]);\s*\n", page, re.S)[1])
    by_crate = {}
    for unit in units:
        name = f"{unit['name']} {unit['version']}"
        by_crate[name] = by_crate.get(name, 0) + unit["duration"]
    worst = sorted(by_crate.items(), key=lambda pair: -pair[1])[:10]
    total = sum(by_crate.values())
    measure.table(["crate", "seconds", "share"], [[name, f"{took:.1f}", f"{took / total:.0%}"] for name, took in worst])
    shutil.rmtree(target)


def main():
    sizes(os.environ["WORK"])
    if os.environ.get("TIMED"):
        build(os.environ["WORK"])
    else:
        print("\nTIMED=1 builds from nothing, too.")


if __name__ == "__main__":
    main()
