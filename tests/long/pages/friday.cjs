// People at a real browser. In: base, outbox (folder of .eml), scenario, js, cookies (desk sessions), words. Out: what happened.
const { chromium } = require('playwright-core');
const fs = require('fs');
const asked = JSON.parse(fs.readFileSync(0, 'utf8'));

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const decoded = (mail) => mail.replace(/=\r?\n/g, '').replace(/=3D/gi, '=');

// The address in the newest mail to somebody that holds this path; waits for it.
async function mailed(to, path, seconds = 120) {
  for (let tries = 0; tries < seconds * 4; tries++) {
    const files = fs.existsSync(asked.outbox) ? fs.readdirSync(asked.outbox).map((name) => asked.outbox + '/' + name) : [];
    files.sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
    for (const file of files) {
      const mail = decoded(fs.readFileSync(file, 'utf8'));
      if (!new RegExp('^To: .*' + to, 'mi').test(mail)) continue;
      const link = mail.match(new RegExp(asked.base.replace(/[.]/g, '\\.') + path + '[^\\s>"<)]*'));
      if (link) return link[0];
    }
    await sleep(250);
  }
  throw new Error('no mail to ' + to + ' with ' + path);
}

function counting(page) {
  const steps = [];
  return {
    steps,
    // A click of the mouse, or a tap.
    click: async (what, locator) => { steps.push(what); await pressed(locator.first()); await page.waitForLoadState('load'); },
  };
}

// As a person does: bring it into sight, then press. In the same breath Chromium may still give the press to a frame that has just been scrolled away.
async function pressed(locator) {
  await locator.scrollIntoViewIfNeeded();
  await sleep(300);
  await locator.click();
}

// To the field of this name by the Tab key.
async function tabTo(page, name) {
  for (let presses = 1; presses <= 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.locator(':focus').getAttribute('name') === name) return presses;
  }
  throw new Error('Tab does not reach ' + name);
}

const heading = (page) => page.locator('h1').first().innerText();

// The stamp in a form says when it was shown; who is faster than a person is asked again.
async function patient(page, button, click) {
  await sleep(4500);
  await click();
  if (await page.locator('p.done[role=alert]').count() && await page.getByRole('button', { name: button }).count()) { await sleep(4500); await page.getByRole('button', { name: button }).click(); await page.waitForLoadState('load'); }
}

async function editor(context) {
  const page = await context.newPage();
  const { steps, click } = counting(page);
  await page.goto(asked.base + '/desk');
  await page.locator('#email').fill('ed@example.org');
  await patient(page, 'Send me a link', () => click('Send me a link', page.getByRole('button', { name: 'Send me a link' })));
  const link = await mailed('ed@example.org', '/desk/sign-in/');
  steps.push('the link in the mail');
  await page.goto(link);
  const before = steps.length;
  await click('Sign in', page.getByRole('button', { name: 'Sign in', exact: true }));
  const read = await heading(page);
  await click('Star', page.locator('button.star'));
  if (asked.js) await page.locator('button.star[aria-pressed=true]').first().waitFor({ timeout: 10000 });
  const starred = await page.locator('button.star[aria-pressed=true]').count();
  await click('Write', page.getByRole('link', { name: 'Write', exact: true }));
  const remarks = page.locator('textarea[name^="remark-"]');
  const count = await remarks.count();
  await click('into the first remark', remarks);
  let tabs = 0;
  for (let at = 0; at < count; at++) {
    if (at) tabs += await tabTo(page, await remarks.nth(at).getAttribute('name'));
    await page.keyboard.type(`Remark ${at + 1} of the ${asked.js ? 'quick' : 'plain'} editor: *worth* it.`);
  }
  let saved = '';
  if (asked.js) {
    await page.locator('#state', { hasText: 'Saved at' }).waitFor({ timeout: 20000 });
    saved = await page.locator('#state').innerText();
  }
  await click('Preview', page.getByRole('button', { name: 'Preview', exact: true }));
  const frame = page.frameLocator('iframe.mail');
  const previewed = await frame.locator('text=Remark 1 of the').count();
  const began = Date.now();
  await click('Check', page.getByRole('link', { name: 'Check', exact: true }));
  await page.getByRole('link', { name: /^Approve/ }).waitFor();
  const checked = Date.now() - began;
  const check = await heading(page);
  await click('Approve…', page.getByRole('link', { name: /^Approve/ }));
  const yes = page.getByRole('button', { name: 'Yes, approve it' });
  if (asked.js) await click('Yes, approve it', yes);
  else { steps.push('Yes, approve it'); await yes.scrollIntoViewIfNeeded(); await sleep(300); await yes.dblclick(); await page.waitForLoadState('load'); await sleep(1000); }
  const after = await heading(page);
  const state = await page.locator('.way .tag').first().innerText().catch(() => '');
  // Back, and once more.
  await page.goBack(); await page.waitForLoadState('load');
  let back = await heading(page);
  const again = page.getByRole('button', { name: 'Yes, approve it' });
  if (await again.count()) { await again.first().click(); await page.waitForLoadState('load'); back = await heading(page); }
  const backWords = (await page.locator('main').innerText()).slice(0, 300);
  await mailed('ada@example.org', '/leave/');
  return { steps, tabs, clicks: steps.length - before, all: steps.length, read, starred, count, saved, previewed, check, checked, after, state, back, backWords };
}

async function reader(context) {
  const page = await context.newPage();
  const { steps, click } = counting(page);
  await page.goto(asked.base + '/');
  await page.locator('#email').fill('nora@example.org');
  await patient(page, 'Subscribe', () => click('Subscribe', page.getByRole('button', { name: 'Subscribe', exact: true })));
  const told = await heading(page);
  await page.goto(await mailed('nora@example.org', '/confirm/')); steps.push('the link in the mail');
  await click('the button', page.locator('main form button'));
  const confirmed = await heading(page);
  await page.goto(asked.base + '/manage');
  await page.locator('#email').fill('nora@example.org');
  await patient(page, 'Mail me the link', () => click('Mail me the link', page.getByRole('button', { name: 'Mail me the link' })));
  await page.goto(await mailed('nora@example.org', '/manage/')); steps.push('the link in the mail');
  await click('Pause', page.getByRole('button', { name: 'Pause' }));
  await click('Send it again', page.getByRole('button', { name: 'Send it again' }));
  await click('Leave the list', page.getByRole('button', { name: 'Leave the list' }));
  return { steps, told, confirmed, left: await heading(page) };
}

async function contributor(context) {
  const page = await context.newPage();
  const { steps, click } = counting(page);
  await page.goto(asked.base + '/blogs');
  await click('Suggest a blog', page.getByRole('link', { name: /suggest/i }));
  await page.locator('#address').fill(asked.words.address);
  await page.locator('#council').fill('Newcombe');
  await page.locator('#name').fill('Newcombe Notes');
  await page.locator('#via').fill('Nora');
  await patient(page, 'Look at it', () => click('Look at it', page.getByRole('button', { name: 'Look at it' })));
  const seen = await heading(page);
  await click('Yes, suggest it', page.getByRole('button', { name: /suggest it/ }));
  const thanked = (await page.locator('main').innerText()).slice(0, 300);
  await context.addCookies([{ ...asked.cookies[0], url: asked.base }]);
  await page.goto(asked.base + '/desk/blogs');
  await click('Look at it now', page.getByRole('button', { name: 'Look at it now' }));
  await click('Accept', page.getByRole('button', { name: 'Accept' }));
  const accepted = (await page.locator('main').innerText()).slice(0, 300);
  return { steps, seen, thanked, accepted };
}

// Two editors type at once; the second is shown both versions, and nothing is lost.
async function together(context, browser) {
  const other = await browser.newContext({ javaScriptEnabled: asked.js });
  await context.addCookies([{ ...asked.cookies[0], url: asked.base }]);
  await other.addCookies([{ ...asked.cookies[1], url: asked.base }]);
  const [one, two] = [await context.newPage(), await other.newPage()];
  await one.goto(asked.base + '/desk/write'); await two.goto(asked.base + '/desk/write');
  await one.locator('#opener').fill('Opener of the first editor.');
  await one.getByRole('button', { name: 'Save', exact: true }).last().click(); await one.waitForLoadState('load');
  await two.locator('#opener').fill('Opener of the second editor.');
  await two.locator('textarea[name^="remark-"]').first().fill('A remark of the second editor.');
  if (asked.js) {
    const both = two.getByRole('button', { name: 'Show both versions' });
    await both.waitFor({ timeout: 20000 }); await both.click();
  } else await two.getByRole('button', { name: 'Save', exact: true }).last().click();
  await two.waitForLoadState('load');
  const told = await heading(two);
  const theirs = await two.locator('del').allInnerTexts(), mine = await two.locator('ins').allInnerTexts();
  await two.locator('input[name="take-opener"][value="mine"]').check();
  for (const radio of await two.locator('input[type=radio][value="mine"]').all()) await radio.check();
  await two.getByRole('button', { name: 'Put together and save' }).click(); await two.waitForLoadState('load');
  await one.goto(asked.base + '/desk/write');
  const opener = await one.locator('#opener').inputValue();
  const remark = await one.locator('textarea[name^="remark-"]').first().inputValue();
  return { told, theirs: theirs.join(' '), mine: mine.join(' '), opener, remark };
}

// The session ends while somebody types.
async function ended(context) {
  await context.addCookies([{ ...asked.cookies[0], url: asked.base }]);
  const [page, other] = [await context.newPage(), await context.newPage()];
  await page.goto(asked.base + '/desk/write');
  await other.goto(asked.base + '/desk/log');
  await other.getByRole('button', { name: 'Sign out' }).click(); await other.waitForLoadState('load');
  await page.locator('#outro').fill('Words typed after the session had ended.');
  if (asked.js) {
    await page.locator('#state', { hasText: 'signed out' }).waitFor({ timeout: 20000 });
    return { told: await page.locator('#state').innerText(), kept: await page.locator('#outro').inputValue() };
  }
  await page.getByRole('button', { name: 'Save', exact: true }).last().click(); await page.waitForLoadState('load');
  const kept = await page.locator('textarea').first().inputValue().catch(() => '');
  return { told: await heading(page), kept };
}

(async () => {
  const browser = await chromium.launch({ executablePath: asked.chromium, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ javaScriptEnabled: asked.js });
  context.setDefaultTimeout(30000);
  const complaints = [], unanswered = new Set();
  context.on('request', (request) => unanswered.add(request.method() + ' ' + request.url()));
  for (const end of ['requestfinished', 'requestfailed']) context.on(end, (request) => unanswered.delete(request.method() + ' ' + request.url()));
  context.on('page', (page) => {
    page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text()); });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  const all = { editor, reader, contributor, together, ended };
  let answer;
  try { answer = await all[asked.scenario](context, browser); } catch (error) {
    const page = context.pages().pop();
    const where = page ? page.url() + ': ' + (await page.locator('body').innerText().catch(() => '')).slice(0, 400) : '';
    answer = { failed: String(error).slice(0, 500), where, unanswered: [...unanswered] };
  }
  await browser.close();
  console.log(JSON.stringify({ ...answer, complaints }));
})();
