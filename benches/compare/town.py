"""A made-up country of blogs: feeds of 24 kB with ten posts each, and the lists that readers want of them."""
import datetime
import functools
import hashlib
import multiprocessing
import os
import random

SIZE = 24_000
POSTS = 10
ADDRESSES = 250
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.timezone.utc)


@functools.cache
def vocabulary(seed=1):
    """4,000 words that nobody says, and a few that blogs of councils do."""
    rng = random.Random(seed)
    syllables = ["ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "we", "ya", "sta", "tri"]
    made = {"".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(4000)}
    return sorted(made) + "the council service data bins housing planning users form page team week prototype".split()


def feed(number, words, rng):
    """One RSS feed: a post every five weeks, each a summary and a body with some markup, as WordPress writes them."""
    site = f"https://blog{number}.example"
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>Blog {number}</title>\n<link>{site}/</link>\n<description>What we do</description>\n<language>en-GB</language>\n"
    )
    parts = [head]
    each = (SIZE - len(head)) // POSTS
    for post in range(POSTS):
        age = datetime.timedelta(days=35 * post + rng.randint(0, 20), minutes=rng.randint(0, 1400))
        date = (NOW - age).strftime("%a, %d %b %Y %H:%M:%S +0000")
        say = lambda count: " ".join(rng.choices(words, k=count))
        start = (
            f"<item>\n<title>{say(6).capitalize()}</title>\n<link>{site}/{post}-{rng.randrange(10**9)}/</link>\n"
            f"<dc:creator>{say(2)}</dc:creator>\n<pubDate>{date}</pubDate>\n<category>{say(1)}</category>\n"
            f'<guid isPermaLink="false">{site}/?p={post}</guid>\n<description><![CDATA[<p>{say(30)} &#8230;</p>]]></description>\n'
            "<content:encoded><![CDATA["
        )
        end = "]]></content:encoded>\n</item>\n"
        body = ""
        while len(start) + len(body) + len(end) < each:
            body += f'<p>{say(40)} <a href="https://example.org/{say(1)}/{rng.randrange(10**6)}">{say(3)}</a>, <strong>{say(2)}</strong>. {say(12)}&#8217;</p>\n'
        parts.append(start + body[: max(0, each - len(start) - len(end) - 4)].rsplit("<p>", 1)[0] + end)
    return ("".join(parts) + "</channel>\n</rss>\n").encode()


def make(folder, count):
    """Writes the feeds that are not there yet, a hundred a folder, on every core. The nth is the same in every town."""
    mark = os.path.join(folder, "made")
    there = int(open(mark).read()) if os.path.exists(mark) else 0
    if there >= count:
        return
    os.makedirs(folder, exist_ok=True)
    with multiprocessing.Pool() as pool:
        jobs = [(folder, first, min(first + 100, count)) for first in range(there // 100 * 100, count, 100)]
        for _ in pool.imap_unordered(hundred, jobs):
            pass
    with open(mark, "w") as out:
        out.write(str(count))


def hundred(job):
    folder, first, last = job
    words = vocabulary()
    os.makedirs(os.path.dirname(os.path.join(folder, place(first))), exist_ok=True)
    for number in range(first, last):
        with open(os.path.join(folder, place(number)), "wb") as out:
            out.write(feed(number, words, random.Random(number)))


def change(folder, count):
    """Another comment at the end of every feed: new bytes and new validators, and not one new post."""
    for number in range(count):
        with open(os.path.join(folder, place(number)), "ab") as out:
            out.write(b"<!-- made again -->\n")


def place(number):
    return f"{number // 100}/{number}.xml"


@functools.cache
def hosts():
    return [f"127.0.{1 + number // 250}.{2 + number % 250}" for number in range(ADDRESSES)]


def address(number, port):
    """Spread over many addresses of this machine, as blogs are over hosts."""
    return f"http://{hosts()[number % ADDRESSES]}:{port}/{place(number)}"


def feeds_toml(path, count, port):
    with open(path, "w") as out:
        for number in range(count):
            council = hashlib.sha256(str(number // 3).encode()).hexdigest()[:6]
            out.write(
                f'[[blog]]\nname = "Blog {number}"\ncouncil = "Council {council}"\nabout = "What we do, in one line"\n'
                f'feed = "{address(number, port)}"\ntopics = ["data"]\n\n'
            )


SETTINGS = """[site]
title = "Five for Friday"
url = "https://five.example/"
[fetch]
concurrency = {concurrency}
per_host = 8
host_delay = "0s"
allow_private = true
[store]
path = "friday.db"
"""
