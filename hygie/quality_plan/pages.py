"""Pages of the plan, whose rows are counted at the least cost."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window


class PlanPages(Paginator):  # type: ignore[type-arg]  # Django has no generic one at run time
    """Pages of ids. The number of rows is the one given, or comes with the page itself."""

    def __init__(self, plan: Any, per_page: int, count: int | None = None) -> None:
        super().__init__(plan.values_list("pk", flat=True), per_page)
        self.plan = plan
        if count is not None:
            self._counted(count)

    def _counted(self, count: int) -> None:
        self.__dict__["count"] = count  # where Django keeps it once counted

    def page_asked(self, number: str | None) -> "Page[Any]":
        """The page of the address; the first one, or the last one, for a strange number."""
        wanted = int(number) if number and number.isdecimal() and len(number) < 7 else 1
        if "count" not in self.__dict__:
            first = max(wanted - 1, 0) * self.per_page
            counted = self.plan.annotate(in_all=Window(Count("pk")))
            rows = list(counted.values_list("pk", "in_all")[first : first + self.per_page])
            if rows:
                self._counted(rows[0][1])
                return Page([pk for pk, _ in rows], max(wanted, 1), self)
        return self.get_page(number)
