// What the pages of the console do in the browser besides htmx.

// The countdown goes on without a connection: a change takes itself back all the same.
const ends = new WeakMap();
setInterval(() => {
  for (const shown of document.querySelectorAll("[data-seconds-left]")) {
    if (!ends.has(shown)) {
      ends.set(shown, performance.now() + 1000 * Number(shown.dataset.secondsLeft));
    }
    const left = Math.ceil((ends.get(shown) - performance.now()) / 1000);
    shown.textContent = left > 0 ? left + " s" : "over, it is being taken back";
  }
}, 250);

const trouble = text => {
  const shown = document.getElementById("trouble");
  shown.textContent = text;
  shown.hidden = !text;
};

const noConnection = () =>
  trouble("No connection to Ringfence; trying again. A change that waits is taken back unless somebody keeps it.");

document.body.addEventListener("htmx:sendError", noConnection);
document.body.addEventListener("htmx:timeout", noConnection);
document.body.addEventListener("htmx:afterOnLoad", event => {
  if (event.detail.xhr.status < 400) {
    trouble("");
  }
});
document.body.addEventListener("htmx:responseError", event => {
  const { xhr } = event.detail;
  let detail = "The request failed: " + xhr.status + ".";
  try {
    detail = JSON.parse(xhr.responseText).detail || detail;
  } catch {
    // Not a problem document: the status has to do.
  }
  trouble(detail);
});

document.body.addEventListener("htmx:beforeRequest", event => {
  const { target } = event.detail;
  if (target.children.length >= Number(target.dataset.most)) {
    event.preventDefault();
    trouble("A page takes " + target.dataset.most + " members: use the API for more.");
  }
});

document.body.addEventListener("click", event => {
  const row = event.target.closest("[data-remove=row]")?.closest(".console-member");
  if (row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (next?.querySelector("input") || document.querySelector("#group [type=submit]")).focus();
  }
});
