// Pages work without any of this: it only saves people work.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, createAll,
} from "govuk-frontend";

import { keepDrafts } from "./draft.mjs";
import { foldFilters } from "./filter.mjs";
import { signPaper } from "./print.mjs";

const components = [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink,
];
// GOV.UK's script would say aria-expanded of a radio, which ARIA does not allow: what a choice
// reveals is left to the style sheet (scss/_parts.scss).
for (const radio of document.querySelectorAll(".govuk-radios__input[data-aria-controls]")) {
  radio.removeAttribute("data-aria-controls");
}
for (const component of components) createAll(component);
keepDrafts(document, window.sessionStorage);
foldFilters(document, window);
signPaper(document, window);
