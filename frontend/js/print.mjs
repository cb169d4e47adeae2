// Who printed a page and when, at the foot of each sheet: the style sheet's page margins ask for it.
const MOMENT = {
  weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
};

export function signPaper(document, window) {
  const line = document.querySelector("[data-printed]");
  if (!line) return;
  window.addEventListener("beforeprint", () => {
    const now = new Intl.DateTimeFormat("en-GB", MOMENT).format(new Date());
    const words = `${line.dataset.printed}, ${now}. ${document.title}`;
    document.documentElement.style.setProperty("--up-printed", quoted(words));
  });
}

// A text as CSS writes one.
function quoted(words) {
  return `"${words.replace(/["\\]/g, "\\$&").replace(/\s+/g, " ")}"`;
}
