// The desk works without this file. One function for each part; none of them knows the others.
"use strict";

// Reading: a star is given and taken in place. Whatever goes wrong, the form goes the usual way.
function starring(form) {
  const send = (button) => fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams([...new FormData(form), [button.name, button.value]]),
  });
  const show = (button, { starred, by }) => {
    const count = document.getElementById("starred");
    const mark = button.closest("article").querySelector(".by");
    count.textContent = Number(count.textContent) + (by ? 1 : 0) - (mark.textContent ? 1 : 0);
    mark.textContent = by ? "★ " + by : "";
    button.name = starred ? "unstar" : "star";
    button.setAttribute("aria-pressed", starred);
  };
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || !button.matches(".star")) return;
    event.preventDefault();
    try {
      const answer = await send(button);
      if (!answer.ok) throw new Error(answer.status);
      show(button, await answer.json());
    } catch {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      form.submit();
    }
  });
}

document.querySelectorAll("form.stories").forEach(starring);

// Writing: saves while an editor writes, shows remarks as readers will see them, lets items be dragged.
function writing(form) {
  const state = document.getElementById("state");
  const say = (text, wrong) => { state.textContent = text; state.classList.toggle("wrong", !!wrong); };
  const field = (name) => form.elements.namedItem(name);
  const body = () => { const data = new URLSearchParams(new FormData(form)); data.delete("do"); return data; };

  // Saving: a moment after the last key, one request at a time.
  // A page that came back with a mistake holds words that are nowhere else.
  let kept = "unsaved" in form.dataset ? "" : body().toString(), timer = 0, running = null, stuck = false;
  const isNew = () => body().toString() !== kept;
  const later = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };

  const freshToken = async () => {
    const answer = await fetch(form.dataset.token, { redirect: "manual" });
    if (!answer.ok) return false;
    field("token").value = (await answer.json()).token;
    return true;
  };

  const send = async (again) => {
    const sent = body();
    const answer = await fetch(form.dataset.save, { method: "POST", body: sent, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      if (!again && await freshToken()) return send(true);
      say("You are signed out. Sign in in another tab, then go on here: your words are still on this page.", true);
      return later(15000);
    }
    const told = await answer.json();
    if (answer.ok) {
      field("revision").value = told.revision;
      sent.set("revision", told.revision);
      kept = sent.toString();
      say("Saved at " + told.saved_at);
      if (isNew()) later(1500);
    } else if (told.conflict) {
      stuck = true;
      say(told.conflict + " ", true);
      const button = document.createElement("button");
      button.name = "do"; button.value = "save"; button.className = "small"; button.textContent = "Show both versions";
      state.append(button);
    } else {
      say("Not saved: " + told.wrong, true);
    }
  };

  const save = () => {
    clearTimeout(timer);
    if (running || stuck || !isNew()) return running;
    say("Saving…");
    running = send().catch(() => { say("Not saved: no connection. It is tried again.", true); later(5000); })
      .finally(() => { running = null; });
    return running;
  };

  form.addEventListener("input", () => { if (!stuck) { say("Not saved yet"); later(1500); } });
  if (isNew()) later(0);
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("beforeunload", (event) => { if (isNew() && !leaving) event.preventDefault(); });

  // A button waits for a saving that is on its way, so that an editor never meets their own version as somebody else's.
  let leaving = false;
  form.addEventListener("submit", async (event) => {
    if (running) {
      event.preventDefault();
      const button = event.submitter;
      await running;
      form.requestSubmit(button);
      return;
    }
    clearTimeout(timer);
    leaving = true;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Ctrl+S saves.
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(); }
  });

  // A remark as readers will see it; the server's own reading of it, so that both are the same.
  for (const area of form.querySelectorAll("textarea[data-preview]")) {
    const shown = document.createElement("div");
    shown.className = "shown";
    shown.setAttribute("aria-hidden", "true");
    area.after(shown);
    let wait = 0, turn = 0;
    const show = async () => {
      const mine = ++turn;
      if (!/[*_[\]`<>#&]|\n\s*\n|^\s*([-+]|\d+\.)\s/m.test(area.value)) { shown.replaceChildren(); return; }
      const data = new URLSearchParams({ token: field("token").value, remark: area.value });
      try {
        const answer = await fetch(form.dataset.remark, { method: "POST", body: data, redirect: "manual" });
        if (answer.ok && mine === turn) shown.innerHTML = (await answer.json()).html;
      } catch { /* the next key tries again */ }
    };
    const grow = () => { area.style.height = "auto"; area.style.height = area.scrollHeight + 4 + "px"; };
    area.addEventListener("input", () => { grow(); clearTimeout(wait); wait = setTimeout(show, 300); });
    grow();
    show();
  }

  // Dragging by the number: an extra beside the buttons.
  const list = document.getElementById("list");
  const renumber = () => [...list.children].forEach((item, at, all) => {
    item.querySelector(".grip").textContent = at + 1;
    for (const [word, off] of [["up", at === 0], ["first", at === 0], ["down", at === all.length - 1]]) {
      item.querySelector(`button[value^="${word}:"]`).disabled = off;
    }
  });
  let dragged = null;
  for (const grip of list.querySelectorAll(".grip")) {
    grip.draggable = true;
    grip.title = "Drag to another place";
    grip.addEventListener("dragstart", (event) => {
      dragged = grip.closest("li");
      dragged.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(dragged, 20, 20);
    });
    grip.addEventListener("dragend", () => { dragged.classList.remove("dragged"); dragged = null; renumber(); later(0); });
  }
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest("#list > li");
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
}

document.querySelectorAll("form.write").forEach(writing);
