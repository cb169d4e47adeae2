// On a phone the filters would fill the window before the list begins: they start folded there.
export function foldFilters(page, view) {
  if (!view.matchMedia("(max-width: 40.0525em)").matches) return;
  for (const filter of page.querySelectorAll("[data-module='up-filter']")) filter.open = false;
}
