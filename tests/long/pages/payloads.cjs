// Opens every page that can be reached from the given ones, without its Content-Security-Policy, and looks whether anything ran
// that was written by somebody else. In: base, cookie, start, files, most. Out: pages seen, elements seen, what is wrong.
const { chromium } = require('playwright-core');
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));

// What no page or mail of ours holds but where a template put it.
function look(base) {
  const bad = [];
  const own = (one) => (one.localName === 'script' && one.src === base + '/desk.js' && !one.textContent)
    || (one.localName === 'iframe' && one.src.startsWith(base + '/desk/'));
  for (const one of document.querySelectorAll('script,iframe,frame,object,embed,applet,base,math,template,audio,video,source,marquee,image,noscript,xmp,listing')) {
    if (!own(one)) bad.push('<' + one.localName + '> ' + one.outerHTML.slice(0, 120));
  }
  for (const one of document.querySelectorAll('form,button,input')) {
    const action = one.action || one.formAction || '';
    if (typeof action === 'string' && action && !/^(https?:\/\/|file:)/.test(action)) bad.push(one.localName + ' sends to ' + action.slice(0, 80));
  }
  const all = document.querySelectorAll('*');
  for (const one of all) {
    for (const { name, value } of one.attributes) {
      if (/^on|^srcdoc$/i.test(name)) bad.push(one.localName + ' ' + name + '=' + value.slice(0, 80));
      if (/^(href|src|action|formaction|cite|data|background|poster|xlink:href)$/i.test(name)) {
        const address = new URL(value || '.', document.baseURI);
        if (!/^(https?|mailto|file):$/.test(address.protocol)) bad.push(one.localName + ' ' + name + '=' + value.slice(0, 80));
      }
    }
    if (one.localName === 'meta' && /refresh/i.test(one.httpEquiv)) bad.push('meta refresh');
  }
  const links = [...document.querySelectorAll('a[href]')].map((one) => one.href).filter((href) => href.startsWith(base + '/'));
  return { bad, seen: all.length, links };
}

(async () => {
  const browser = await chromium.launch({ executablePath: asked.chromium, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ bypassCSP: true });
  if (asked.cookie) await context.addCookies([{ ...asked.cookie, url: asked.base }]);
  const wrong = [], fired = [];
  await context.exposeFunction('fridayFired', (what) => { fired.push(what); });
  await context.addInitScript(() => { for (const name of ['alert', 'confirm', 'prompt', 'msgbox']) window[name] = () => window.fridayFired(name + ' at ' + location.href); });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(asked.base + '/') || url.startsWith('file:')) return route.continue();
    wrong.push('asks for ' + url.slice(0, 120));
    return route.abort();
  });
  const waiting = [...asked.start.map((path) => asked.base + path), ...asked.files.map((file) => 'file://' + file)];
  const known = new Set(waiting);
  let pages = 0, elements = 0;
  const page = await context.newPage();
  page.on('dialog', (dialog) => { fired.push('dialog'); dialog.dismiss(); });
  while (waiting.length && pages < asked.most) {
    const address = waiting.shift();
    let response;
    try { response = await page.goto(address, { waitUntil: 'load', timeout: 60000 }); } catch (error) {
      if (!/Download is starting|ERR_ABORTED/.test(String(error))) wrong.push(address + ': ' + String(error).slice(0, 100));
      continue;
    }
    if (response && !/html/.test(response.headers()['content-type'] || 'text/html')) continue;
    pages++;
    const found = await page.evaluate(look, asked.base);
    elements += found.seen;
    wrong.push(...found.bad.slice(0, 5).map((one) => address.slice(asked.base.length) + ': ' + one));
    for (const link of found.links.map((one) => one.split('#')[0])) {
      // Signing out, and what is no page, is not followed.
      if (known.has(link) || /\/(leave|manage|confirm)\/|sign-out|\.(atom|json|xml|opml|css|js)(\?|$)/.test(link)) continue;
      known.add(link); waiting.push(link);
    }
  }
  await page.waitForTimeout(300);
  await browser.close();
  console.log(JSON.stringify({ pages, elements, left: waiting.length, fired, wrong: wrong.slice(0, 40), count: wrong.length }));
})();
