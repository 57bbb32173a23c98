// Looks at pages as people do: with axe-core, narrow and wide, light and dark, at 400 %, by keyboard. One JSON document in
// (standard input: base, cookie, pages), one out. See ../eyes.rs.
const { chromium } = require('playwright-core');
const fs = require('fs');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const asked = JSON.parse(fs.readFileSync(0, 'utf8'));

// What the page says about itself, without any library.
function own() {
  const seen = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden';
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const headings = all('h1,h2,h3,h4,h5,h6').map((one) => Number(one.localName[1]));
  const skips = headings.filter((level, at) => at > 0 && level > headings[at - 1] + 1).length;
  const small = all('button,input:not([type=hidden]),select,textarea,summary').filter((one) => {
    const box = one.getBoundingClientRect();
    return !one.closest('[inert]') && (box.width < 24 || box.height < 24);
  });
  const name = (one) => one.localName + (one.id ? '#' + one.id : '') + (one.className ? '.' + String(one.className).split(' ')[0] : '');
  return {
    title: document.title, lang: document.documentElement.lang, h1: headings.filter((level) => level === 1).length,
    skips, main: all('main').length, nav: all('nav').length, small: small.map(name),
  };
}

// Which elements stick out of the window, when the page as a whole does.
function overflow() {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over <= 0) return null;
  const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1);
  const name = (one) => one.localName + (one.className ? '.' + String(one.className).split(' ')[0] : '');
  return over + ' px: ' + [...new Set(out.map(name))].slice(0, 6).join(' ');
}

async function keyboard(page) {
  const expected = await page.evaluate(() => {
    const seen = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden';
    const wanted = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,iframe,[tabindex]')]
      .filter((one) => seen(one) && one.tabIndex >= 0 && !one.disabled && !one.closest('[inert]'));
    const groups = new Set();
    let count = 0;
    for (const one of wanted) {
      if (one.type === 'radio') { if (groups.has(one.name)) continue; groups.add(one.name); }
      one.dataset.wanted = count++;
    }
    if (document.activeElement) document.activeElement.blur();
    window.scrollTo(0, 0);
    return count;
  });
  // Inside a sandboxed frame the keyboard cannot be followed from here: such a page is walked up to the frame.
  const framed = await page.evaluate(() => document.querySelector('iframe') !== null);
  const reached = new Set(), faint = new Set();
  for (let step = 0; step < Math.min(expected + 30, 150); step++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body || one === document.documentElement) return null;
      const style = getComputedStyle(one), box = one.getBoundingClientRect();
      const group = one.type === 'radio' && document.querySelector('input[type=radio][name="' + one.name + '"][data-wanted]');
      const visible = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || one.localName === 'iframe';
      const inside = box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
      const label = one.localName + ' ' + (one.name || one.textContent.trim().slice(0, 30));
      return { at: (group || one).dataset.wanted, ok: visible && inside, label };
    });
    if (!now) { if (reached.size && !framed) break; else continue; }
    if (now.at !== undefined) reached.add(now.at);
    if (!now.ok) faint.add(now.label);
  }
  const missed = await page.evaluate((reached) => [...document.querySelectorAll('[data-wanted]')]
    .filter((one) => !reached.includes(one.dataset.wanted))
    .map((one) => one.localName + ' ' + (one.name || one.textContent.trim().slice(0, 30))), [...reached]);
  // Pages of hundreds of links are walked at their beginning only.
  return { wanted: expected, reached: reached.size, missed: expected > 120 || framed ? [] : missed, faint: [...faint] };
}

async function judge(page, target) {
  const found = [], best = [];
  for (const [width, height] of [[1280, 900], [360, 740]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of asked.brief ? [width === 360 ? 'light' : 'dark'] : ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const result = await page.evaluate((levels) => axe.run(document, {
        runOnly: { type: 'tag', values: [...levels, 'best-practice'] }, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'],
      }), LEVELS);
      for (const one of result.violations) {
        // A mail is shown inside somebody else's page, whose landmarks are not ours to set.
        if (target.mail && /^(region|landmark-one-main)$/.test(one.id)) continue;
        const what = `${one.id} (${one.impact}) ${width} ${colorScheme}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + (node.any[0] || node.all[0] || node.none[0] || {}).message).join('; ')}`;
        (one.tags.some((tag) => LEVELS.includes(tag)) ? found : best).push(what);
      }
    }
  }
  const wide = [];
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: width === 320 ? 256 : 740 });
    const over = await page.evaluate(overflow);
    if (over) wide.push(width + ': ' + over);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  const walk = target.mail ? null : await keyboard(page);
  return { found, best, wide, walk, own: await page.evaluate(own) };
}

(async () => {
  const browser = await chromium.launch({ executablePath: asked.chromium, args: ['--no-sandbox', '--disable-gpu'] });
  const answers = [];
  const contexts = {};
  for (const who of ['public', 'desk']) {
    contexts[who] = await browser.newContext();
    if (who === 'desk' && asked.cookie) await contexts[who].addCookies([{ ...asked.cookie, url: asked.base }]);
  }
  for (const target of asked.pages) {
    const page = await contexts[target.desk ? 'desk' : 'public'].newPage();
    const complaints = [];
    let weight = 0;
    page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text()); });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const bodies = [];
    page.on('response', (response) => bodies.push(response.body().then((body) => { weight += body.length; }).catch(() => {})));
    page.on('request', (request) => { if (!request.url().startsWith(asked.base) && !request.url().startsWith('file:')) complaints.push('asks ' + request.url()); });
    const address = target.file ? 'file://' + target.file : asked.base + target.path;
    const answer = { name: target.name };
    try {
      const response = await page.goto(address, { waitUntil: 'load', timeout: 60000 });
      answer.status = response ? response.status() : 0;
      await Promise.all(bodies);
      answer.weight = weight;
      if (asked.pictures) {
        for (const [width, scheme] of [[1280, 'light'], [360, 'dark']]) {
          await page.setViewportSize({ width, height: 900 }); await page.emulateMedia({ colorScheme: scheme });
          await page.screenshot({ path: `${asked.pictures}/${target.name.replace(/[^a-z0-9]+/gi, '-')}-${width}-${scheme}.png`, fullPage: true });
        }
      }
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
      await page.evaluate(axe);
      Object.assign(answer, await judge(page, target));
    } catch (error) {
      answer.failed = String(error).slice(0, 400);
    }
    answer.complaints = complaints;
    answers.push(answer);
    await page.close();
  }
  await browser.close();
  console.log(JSON.stringify(answers));
})();
