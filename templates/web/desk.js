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
