from django.db import models
from django.utils import timezone

from cases.models import Person, User
from cases.rows import Row


class Search(Row):
    """What somebody asked for, kept so that the address of its answer carries no words."""

    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="searches")
    words = models.TextField()
    within = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return f"search {self.pk}"
