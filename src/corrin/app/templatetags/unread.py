"""`{% unread lang %}`: the notice, where a text of the page's language was checked by nobody."""

from django import template

from corrin.terms import Lang
from corrin.words import catalog
from corrin.words.readers import all_checked

register = template.Library()


@register.inclusion_tag("corrin/_unread.html")
def unread(lang: str) -> dict[str, object]:
    """The words of the notice; none once native readers have checked every text."""
    said = Lang(lang)
    return {} if all_checked(said) else {"n": catalog(said).tables["readers"]}
