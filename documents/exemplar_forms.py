"""The form behind the exemplar editor: keys are given, and problems are shown at the block where
they stand."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms.models import WagtailAdminModelForm

from documents import definitions
from documents.blocks import definition_sections, draw_keys, errors_from, keep_keys
from documents.definitions import Definition, Problem


class ExemplarForm(WagtailAdminModelForm):
    """A draft may be as unfinished as it likes; what is published must be a definition."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sections = cleaned.get("sections")
        if sections is None:
            return cleaned
        keep_keys(sections, self.instance.sections)
        if self.is_deferred_validation:
            return cleaned
        frozen = self.instance.frozen_definitions() if self.instance.pk else []
        used = {question.key for definition in frozen for question in definition.questions()}
        draw_keys(sections, used)
        self._show(self._problems(cleaned, frozen))
        return cleaned

    def _problems(self, cleaned: dict[str, Any], frozen: list[Definition]) -> list[Problem]:
        data = {
            "key": self.instance.key or slugify(cleaned.get("name", ""))[:60] or "new",
            "name": cleaned.get("name", ""),
            "plain_name": cleaned.get("plain_name", ""),
            "nation": cleaned.get("nation", ""),
            "language": cleaned.get("language", ""),
            "shareable": cleaned.get("shareable", False),
            "sections": definition_sections(cleaned["sections"], cleaned.get("language") or "en"),
        }
        try:
            definition = definitions.read(data)
        except definitions.DefinitionError as error:
            return list(error.problems)
        return definitions.changed_meaning(definition, frozen)

    def _show(self, problems: list[Problem]) -> None:
        inside = [
            Problem(problem.path[1:], problem.message)
            for problem in problems
            if problem.path[:1] == ("sections",)
        ]
        if inside:
            self.add_error("sections", errors_from(inside))
        for problem in problems:
            field = str(problem.path[0]) if problem.path else None
            if field == "sections":
                continue
            if field in self.errors:
                continue
            self.add_error(field if field in self.fields else None, problem.message)
