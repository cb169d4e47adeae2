// Keeps what somebody types in a textarea[data-draft] until it was sent, so that a session which
// ends in the middle of a long note loses nothing.
//
// A text is kept in this window only (sessionStorage), under the reader's number, the form's
// address and the field's name. When a form is sent, its texts are marked; the next page that
// shows that the form was taken ("settle") drops them, and a page that tells of a fault, or asks
// to sign in ("keep"), takes the mark away. Signing out, or somebody else signing in, drops all.

const PREFIX = "upstander-draft ";

export function keepDrafts(page, store) {
  const { reader, drafts: state } = page.body.dataset;
  if (reader) dropOthers(store, reader);
  settle(page, store, state);
  if (reader) {
    for (const field of page.querySelectorAll("textarea[data-draft]")) keep(field, reader, store);
  }
  for (const form of page.querySelectorAll("form[data-leave]")) {
    form.addEventListener("submit", () => ours(store).forEach((key) => store.removeItem(key)));
  }
}

function keep(field, reader, store) {
  const address = new URL(field.form.action, window.location.href).pathname;
  const key = `${PREFIX}${reader} ${address} ${field.name}`;
  const kept = read(store, key);
  if (kept && kept.text && !field.value.trim()) {
    field.value = kept.text;
    field.dispatchEvent(new Event("input"));
    tell(field);
  }
  field.addEventListener("input", () => write(store, key, { text: field.value, sent: false }));
  field.form.addEventListener("submit", () => {
    if (field.value.trim()) write(store, key, { text: field.value, sent: true });
    else store.removeItem(key);
  });
}

// A form that came back with errors has its text in it and was not taken.
function settle(page, store, state) {
  const refused = page.querySelector(".govuk-error-summary") !== null;
  for (const key of ours(store)) {
    const kept = read(store, key);
    if (!kept) store.removeItem(key);
    else if (kept.sent && (state === "keep" || refused)) write(store, key, { ...kept, sent: false });
    else if (kept.sent) store.removeItem(key);
  }
}

function dropOthers(store, reader) {
  for (const key of ours(store)) {
    if (!key.startsWith(`${PREFIX}${reader} `)) store.removeItem(key);
  }
}

function ours(store) {
  return Object.keys(store).filter((key) => key.startsWith(PREFIX));
}

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

// A full store must not get in the way of typing.
function write(store, key, kept) {
  try {
    store.setItem(key, JSON.stringify(kept));
  } catch {
    store.removeItem(key);
  }
}

function tell(field) {
  const said = field.ownerDocument.createElement("p");
  said.className = "up-restored";
  said.setAttribute("role", "status");
  said.textContent = "What you were writing here has been put back. It has not been sent.";
  field.after(said);
}
