"""A record as it was pasted or sent: its text, and the case in it. Nothing is kept."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from corrin.fhir import read_bundle
from corrin.record import Case, Fault, RecordError, case_from, load_json, read_notation
from corrin.record.case import LARGEST_TEXT
from corrin.words import Catalog

LARGEST = LARGEST_TEXT  # bytes of a file, and so of its characters
LARGEST_SHOWN = "20 MB"
FORM_ROOM = 1_000_000  # bytes of a request for everything that is not the record


def too_large(request: HttpRequest) -> bool:
    """Whether the request says that it holds more than one record may."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > LARGEST + FORM_ROOM


def text_of(request: HttpRequest, words: Catalog) -> str:
    """The text of the file that was sent, else the text that was pasted. Raises RecordError."""
    sent = request.FILES.get("file")
    text = _file_text(sent, words) if sent else _pasted(request)
    if not text.strip():
        raise _refused(words, "paste", "nothing_entered", "paste_hint", "do_paste")
    return text


def _pasted(request: HttpRequest) -> str:
    return request.POST.get("record", "").replace("\r\n", "\n")


def _file_text(sent: "UploadedFile[bytes]", words: Catalog) -> str:
    if (sent.size or 0) > LARGEST:
        raise size_refused(words)
    try:
        return bytes(sent.read()).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refused(words, "upload", "met_not_utf8", "expected_utf8", "do_utf8") from None


def size_refused(words: Catalog) -> RecordError:
    """More than one record can hold."""
    met = words.text("page", "too_large", limit=LARGEST_SHOWN)
    do = words.text("page", "do_smaller")
    return RecordError([Fault(words.text("page", "upload"), met, LARGEST_SHOWN, do)])


def _refused(words: Catalog, *keys: str) -> RecordError:
    place, met, expected, do = (words.text("page", key) for key in keys)
    return RecordError([Fault(place, met, expected, do)])


def case_in(text: str, on: date, words: Catalog) -> Case:
    """The case in a text, dates judged against the day. Raises RecordError with every fault."""
    if text.lstrip()[:1] not in ("{", "["):
        return Case(read_notation(text, on=on))
    value = load_json(text)
    if isinstance(value, dict) and "resourceType" in value:
        return Case(read_bundle(value, on=on).record)
    return case_from(value, on=on)
