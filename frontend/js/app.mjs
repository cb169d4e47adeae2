// Pages work without any of this: it only saves people work.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, createAll,
} from "govuk-frontend";

import { keepDrafts } from "./draft.mjs";
import { foldFilters } from "./filter.mjs";

const components = [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink,
];
for (const component of components) createAll(component);
keepDrafts(document, window.sessionStorage);
foldFilters(document, window);
