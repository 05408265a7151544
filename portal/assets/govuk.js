// The behaviours of govuk-frontend that the templates ask for by data-module.
import { Button, CharacterCount, ErrorSummary, Radios, Checkboxes, SkipLink, createAll } from "govuk-frontend";

document.documentElement.classList.add("govuk-frontend-supported");
document.body.classList.add("govuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink]) {
  createAll(component);
}
