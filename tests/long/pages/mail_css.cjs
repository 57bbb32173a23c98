// Which features of CSS and HTML our mails use, and what caniemail's data says of them. In: mails (name, html). Out: date of
// the data, and one row a feature. See ../mail_css.rs.
const data = require('caniemail/caniemail.json');
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const known = new Map(data.data.map((one) => [one.slug, one]));

// What caniemail files under another name, or under one name for several.
const property = (name) => {
  if (/^mso-|^-/.test(name)) return null;
  if (/^(margin|padding)-/.test(name)) return 'css-' + name.split('-')[0];
  if (/^border-(top|right|bottom|left)(-(width|style|color))?$|^border-(width|style|color)$/.test(name)) return 'css-border';
  if (name === 'overflow-wrap' || name === 'word-wrap') return 'css-overflow-wrap';
  if (name === 'font-family') return 'css-font';
  return 'css-' + name;
};
const element = { a: null, ul: 'html-lists', ol: 'html-lists', li: 'html-lists', h1: 'html-h1-h6', h2: 'html-h1-h6', h3: 'html-h1-h6',
  tr: 'html-table', td: 'html-table', tbody: 'html-table', em: 'html-strong', meta: null, head: null, html: null, title: null, br: null };
const attribute = new Set(['role', 'lang', 'aria-hidden', 'aria-label', 'width', 'height', 'align', 'valign', 'cellpadding', 'cellspacing', 'hidden', 'dir', 'target']);

const used = new Map(), unknown = new Map();
function use(slug, where, what) {
  if (!slug) return;
  const list = known.has(slug) ? used : unknown;
  if (!list.has(slug)) list.set(slug, { mails: new Set(), what: new Set() });
  list.get(slug).mails.add(where); list.get(slug).what.add(what);
}

function declarations(css, where) {
  for (const one of css.split(';')) {
    const [name, ...rest] = one.split(':'), value = rest.join(':').trim();
    if (!value) continue;
    const key = name.trim().toLowerCase();
    use(property(key), where, key);
    if (/!important/.test(value)) use('css-important', where, '!important');
    for (const [, unit] of value.matchAll(/(?:^|[\s,(-])\d*\.?\d+(px|em|rem|%|vw|vh|pt)/g)) use('css-unit-' + (unit === '%' ? 'percent' : unit), where, unit);
    for (const [, fn] of value.matchAll(/([a-z-]+)\(/g)) use({ rgb: 'css-rgb', rgba: 'css-rgba', calc: 'css-unit-calc', var: 'css-variables' }[fn] || 'css-function-' + fn, where, fn + '()');
  }
}

function selectors(text, where) {
  if (text.includes(',')) use('css-selector-grouping', where, ',');
  for (const one of text.split(',').map((part) => part.trim())) {
    if (/\[/.test(one)) use('css-selector-attribute', where, one.match(/\[[^\]]*\]/)[0]);
    if (/\./.test(one)) use('css-selector-class', where, '.class');
    if (/[a-z0-9\]]\.[a-z]/i.test(one)) use('css-selector-chaining', where, 'h2.big');
    if (/\s/.test(one)) use('css-selector-descendant', where, 'a b');
    if (/(^|\s)[a-z]/.test(one)) use('css-selector-type', where, 'type');
    if (/>/.test(one)) use('css-selector-child', where, '>');
    for (const [, pseudo] of one.matchAll(/:([a-z-]+)/g)) use('css-pseudo-class-' + pseudo, where, ':' + pseudo);
  }
}

for (const { name, html } of asked.mails) {
  const shown = html.replace(/<!--[\s\S]*?-->/g, '');
  for (const [, css] of shown.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)) {
    use('html-style', name, '<style>');
    for (const [, at] of css.matchAll(/@media([^{]*)\{/g)) {
      use('css-at-media', name, '@media');
      if (/prefers-color-scheme/.test(at)) use('css-at-media-prefers-color-scheme', name, 'prefers-color-scheme');
    }
    for (const [, head, body] of css.replace(/@media[^{]*\{/g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) { selectors(head, name); declarations(body, name); }
  }
  for (const [, tag, rest] of shown.replace(/<style[\s\S]*?<\/style>/g, '').matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z:-]+(?:="[^"]*")?)*)\s*\/?>/gi)) {
    const low = tag.toLowerCase();
    if (low === 'meta' && /name="color-scheme"/.test(rest)) use('html-meta-color-scheme', name, '<meta name=color-scheme>');
    use(low in element ? element[low] : 'html-' + low, name, '<' + low + '>');
    for (const [, key, value] of rest.matchAll(/\s([a-z:-]+)(?:="([^"]*)")?/gi)) {
      if (key === 'style') declarations(value.replace(/&quot;/g, '"'), name);
      else if (attribute.has(key)) use('html-' + key, name, key + '=');
      else if (key === 'href' && /^mailto:/.test(value)) use('html-mailto-links', name, 'mailto:');
    }
  }
}

// "y", "a" (partly) or "n" of the newest version tested on each platform, taken together.
function support(stats, family, platforms) {
  const all = platforms.map((one) => (stats[family] || {})[one]).filter(Boolean).map((versions) => {
    // "16.80" comes after "2016" in Outlook for macOS; the last one written is the newest.
    const last = Object.values(versions).pop();
    return last[0];
  }).filter((one) => one !== 'u');
  if (!all.length) return 'not tested';
  if (all.every((one) => one === 'y')) return 'yes';
  return all.every((one) => one === 'n') ? 'no' : 'partly';
}

const rows = [...used].map(([slug, { mails, what }]) => {
  const { stats, title, last_test_date: tested } = known.get(slug);
  return {
    slug, title, tested, what: [...what].sort(), mails: [...mails].sort(),
    gmail: support(stats, 'gmail', ['desktop-webmail', 'ios', 'android', 'mobile-webmail']),
    windows: support(stats, 'outlook', ['windows']),
    outlook: support(stats, 'outlook', ['macos', 'outlook-com', 'ios', 'android']),
    apple: support(stats, 'apple-mail', ['macos', 'ios']),
  };
}).sort((a, b) => (a.slug < b.slug ? -1 : 1));
console.log(JSON.stringify({ date: data.last_update_date.slice(0, 10), rows, unknown: [...unknown].map(([slug, { what }]) => [slug, [...what].sort().join(' ')]).sort() }));
