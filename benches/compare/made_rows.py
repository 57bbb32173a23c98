"""The rows of a made-up database: blogs, entries, the last editions, and the river that pages are made of."""
import array
import datetime
import itertools
import json
import random

NOW = "2026-11-20T09:00:00Z"
DAY = 86_400
LAST_NOON = int(datetime.datetime(2026, 11, 13, 12, tzinfo=datetime.timezone.utc).timestamp())
EDITIONS = 8
MENTIONED = 100


def site(blog):
    return f"https://made{blog}.example/"


def listed(blog):
    """A row of feeds.toml."""
    about = f'name = "Made {blog}"\ncouncil = "Council {blog // 3}"\nabout = "What the team of number {blog} learns."\n'
    return f'[[blog]]\nid = "made-{blog}"\n{about}site = "{site(blog)}"\nfeed = "{site(blog)}feed"\n\n'


def write_blogs(database, count):
    """All were read yesterday and are due in two months, so that nobody is asked while pages are timed."""
    sql = """INSERT INTO blog (id, feed, row_feed, first_read_at, last_read_at, last_success_at, last_new_post_at, newest_post_at, next_read_at)
             VALUES (?1, ?2, ?2, ?3, ?4, ?4, ?4, ?4, ?5)"""
    last = LAST_NOON + 6 * DAY
    rows = ((f"made-{blog}", site(blog) + "feed", LAST_NOON - 3500 * DAY, last, last + 60 * DAY) for blog in range(count))
    database.executemany(sql, rows)


def sentences(count, length, seed):
    """Words as frequent as in a language: the nth is said about 1/n times as often as the first."""
    rng = random.Random(seed)
    syllables = "ba cor di fen gla hol is jun kel lam mor nes ox pen quo ras ster tun ul wick".split()
    words = "the of and to a in we for is on our with service council data design people digital team planning".split()
    words += ["".join(rng.choices(syllables, k=3)) for _ in range(20_000)]
    weights = list(itertools.accumulate(1 / (n + 1) for n in range(len(words))))
    return [" ".join(rng.choices(words, cum_weights=weights, k=length)) for _ in range(count)]


def write_entries(database, count, blogs, week):
    """The last `week` of them are of the week; the others lie evenly in the ten years before it."""
    pool = min(count, 20_000)
    titles, excerpts = sentences(pool, 8, 5), sentences(pool, 32, 6)
    old = max(1, count - week)

    def seen(number):
        if number < count - week:
            return LAST_NOON - 3500 * DAY + 3500 * DAY * number // old
        return LAST_NOON + 6 * DAY * (number - (count - week)) // max(1, week)

    # A page's number is a hash.
    rng = random.Random(8)

    def rows():
        for number in range(count):
            # Two primes, so that titles, words and blogs meet anew each time.
            blog, link = (number * 7 + number // 1000) % blogs, f"{number}-a-post-of-some-length"
            yield (
                number + 1, f"made-{blog}", titles[number * 7919 % pool], f"{site(blog)}{link}", rng.getrandbits(64) - 2**63,
                excerpts[number * 104_729 % pool], seen(number),
            )  # fmt: skip

    database.executemany(
        """INSERT INTO entry (id, blog_id, story_id, raw_id, title, link, page, excerpt, language, authors, categories, media,
                              dated_at, seen_at, words, standing, because, eligible_at)
           VALUES (?1, ?2, ?1, ?4, ?3, ?4, ?5, ?6, 'en', '[{"name":"Ada Jones"}]', '["weeknotes"]', '[]', ?7, ?7, 300,
                   'eligible', 'dated in the window', ?7)""",
        rows(),
    )
    database.execute("INSERT INTO story (id, created_at) SELECT id, seen_at FROM entry")
    # Five of each, a blog's side by side, as its hash would have it; written in their order, which takes a tenth of the time.
    rng = random.Random(7)
    of_blogs = [array.array("q") for _ in range(blogs)]
    for number in range(count):
        of_blogs[(number * 7 + number // 1000) % blogs].append(number + 1)

    def aliases():
        for place, rows in sorted((rng.getrandbits(28) - 2**27, rows) for rows in of_blogs):
            yield from sorted((place * 2**36 + rng.getrandbits(36), row) for row in rows for _ in range(5))

    database.executemany("INSERT OR IGNORE INTO alias (key, entry_id) VALUES (?1, ?2)", aliases())


def write_editions(database, count, week):
    """The last eight, each with five picks, and the draft that is about the week."""
    for number in range(EDITIONS):
        closes = LAST_NOON - 7 * DAY * (EDITIONS - 1 - number)
        date = datetime.datetime.fromtimestamp(closes, datetime.timezone.utc).date()
        title = f"Five for Friday ({date:%d/%m/%Y})"
        content = {"title": title, "date": str(date), "opener": "Good morning.", "outro": "That is all.", "items": [],
                   "everything_else": [], "missing": [], "new_blogs": [], "revived_blogs": [], "next_date": None}  # fmt: skip
        database.execute(
            """INSERT INTO mailing (id, kind, nominal_on, dated_on, state, opens_at, closes_at, approved_at, approved_by, revision, content,
                                    subject, mail_dated_at, sha256, taken_to, recipients, recipients_taken_at, sent_at)
               VALUES (?1, 'edition', ?2, ?2, 'sent', ?3, ?4, ?4, 'ed@example.org', 1, ?5, ?6, ?4, ?7, 1, 1, ?4, ?4)""",
            (number + 1, str(date), closes - 7 * DAY, closes, json.dumps(content), title, f"{number:064x}"),
        )
        first = count - week - MENTIONED * (EDITIONS - number)
        mentions = [(first + n + 1, number + 1, n + 1 if n < 5 else None) for n in range(MENTIONED) if first + n >= 0]
        database.executemany("INSERT INTO edition_story (story_id, edition_id, place) VALUES (?, ?, ?)", mentions)
    sql = "INSERT INTO mailing (kind, nominal_on, dated_on, state, opens_at) VALUES ('edition', '2026-11-20', '2026-11-20', 'draft', ?)"
    database.execute(sql, (LAST_NOON,))


def write_river(database):
    """What the triggers would have kept, and its index."""
    database.execute(
        """INSERT INTO river (place, story_id, entry_id, blog_id, eligible_at, title, link, excerpt, language, authors, categories, dated_at,
                              edited_at, also, blogs)
           SELECT eligible_at * 1073741824 + story_id, story_id, id, blog_id, eligible_at, title, link, excerpt, language, '["Ada Jones"]',
                  categories, dated_at, NULL, '[]', 'b' || hex(blog_id) || '0' FROM entry ORDER BY id"""
    )
    database.execute("INSERT INTO river_words (river_words) VALUES ('rebuild')")
