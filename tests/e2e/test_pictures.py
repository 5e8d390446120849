"""Pictures and documents in a browser: from a phone, dropped and pasted on a desktop, looked at, arranged, saved."""

import base64
import http.client
import json
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from db.connect import open_connection
from tests.file_samples import office, pdf, photo, picture

pytestmark = pytest.mark.e2e
PUMP = 32
LOADED = "one => one.complete && one.naturalWidth > 0"
HAND_OVER = """(element, [kind, name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)), held = new DataTransfer();
  held.items.add(new File([bytes], name, { type: "image/png" }));
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })
                                 : new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true });
  (kind === "paste" ? document.body : element).dispatchEvent(event);
}"""


@pytest.fixture
def conn(site):
    with open_connection(site.database_url, name="test") as conn:
        yield conn
        conn.execute("DELETE FROM picture")
        conn.execute("DELETE FROM document")


def file(name, data, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": data}


def choose(page, section, *files, which="chosen"):
    page.locator(f"section.{section} input[data-file={which}]").set_input_files(list(files))


def toast(page, text):
    return page.locator("#toasts").get_by_text(text)


def loaded(page, image):
    image.scroll_into_view_if_needed()
    page.wait_for_function(LOADED, arg=image.element_handle())


def dialog(page):
    return page.locator("dialog.picture-view")


def test_pictures_from_a_phone_one_of_them_bad_become_a_gallery_with_a_face(visit, conn):
    visit.allow(400)
    page = visit(f"/machines/{PUMP}", role="technician", width=390, height=844)
    expect(page.locator("#machine-pictures").get_by_text("No pictures yet")).to_be_visible()
    expect(page.locator("#machine-pictures input[data-file=camera]")).to_have_attribute("capture", "environment")
    choose(page, "pictures", file("seal.jpg", photo(1600, 1200)), file("notes.jpg", b"no picture"),
           file("empty.jpg", b""), file("vast.jpg", b"\xff\xd8\xff" + bytes(16 * 2**20)),
           file("side.png", picture(300, 400, form="PNG")))
    tiles, failed = page.locator(".picture-tile"), page.locator(".files-failed")
    expect(tiles).to_have_count(2)
    expect(failed).to_have_count(3)
    for words in ("send a JPEG, PNG or WebP", "This file is empty", "15 MB at most"):
        expect(failed.filter(has_text=words).get_by_role("alert")).to_have_count(1)
    while failed.count():
        failed.first.get_by_role("button", name="Dismiss").click()
    loaded(page, tiles.nth(1).locator("img"))
    loaded(page, page.locator(".machine-picture img"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tiles.nth(1).locator("button").tap()
    expect(dialog(page).get_by_text("2 of 2")).to_be_visible()
    dialog(page).get_by_role("button", name="Caption").tap()
    page.get_by_role("dialog", name="What does it show?").get_by_label("Caption").fill("From the <b>side</b>")
    page.get_by_role("dialog", name="What does it show?").get_by_role("button", name="Save").tap()
    expect(dialog(page).get_by_text("From the <b>side</b>")).to_be_visible()
    dialog(page).get_by_role("button", name="Make it the face").tap()
    expect(dialog(page).get_by_text("1 of 2")).to_be_visible()
    dialog(page).get_by_role("button", name="Close").tap()
    face = page.locator(".machine-picture img").get_attribute("src")
    expect(tiles.first.get_by_text("Face")).to_be_visible()
    assert face == tiles.first.locator("img").get_attribute("src")
    tiles.first.locator("button").tap()
    dialog(page).get_by_role("button", name="Remove").tap()
    page.get_by_role("dialog", name="Remove this picture?").get_by_role("button", name="Remove").tap()
    expect(dialog(page).get_by_text("1 of 1")).to_be_visible()
    dialog(page).get_by_role("button", name="Close").tap()
    page.get_by_text("Removed (1)").click()
    page.get_by_role("button", name="Bring back: From the").tap()
    expect(tiles).to_have_count(2)
    page = visit("/?q=SN-100032", width=390, height=844)
    healthy = page.locator(f"a[href^='/machines/{PUMP}'] img.small-picture")
    loaded(page, healthy)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_pictures_are_dropped_and_pasted_and_looked_at_with_the_keyboard_alone(visit, conn):
    page = visit(f"/machines/{PUMP}", role="technician")
    section, tiles = page.locator("#machine-pictures"), page.locator(".picture-tile")
    expect(section.get_by_role("button", name="Add pictures")).to_be_visible()
    handed = (("dragenter", "red"), ("drop", "red"), ("paste", "blue"), ("paste", "green"))
    for number, (kind, colour) in enumerate(handed):
        data = base64.b64encode(picture(400, 300, form="PNG", colour=colour)).decode()
        section.evaluate(HAND_OVER, [kind, f"{number}.png", data])
        if kind == "dragenter":
            expect(section).to_have_class(re.compile("files-over"))
    expect(tiles).to_have_count(3)
    expect(section).not_to_have_class(re.compile("files-over"))
    tiles.first.locator("button").focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_text("1 of 3")).to_be_visible()
    for key, text in (("ArrowRight", "2 of 3"), ("End", "3 of 3"), ("ArrowRight", "3 of 3"), ("ArrowLeft", "2 of 3")):
        page.keyboard.press(key)
        expect(dialog(page).get_by_text(text)).to_be_visible()
    page.wait_for_function("() => Math.abs(document.querySelector('.picture-large').scrollLeft - innerWidth) < 2")
    loaded(page, dialog(page).locator("img").nth(1))
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(tiles.first.locator("button")).to_be_focused()
    page = visit(f"/machines/{PUMP}")
    expect(page.locator(".picture-tile img").first).to_have_attribute("alt", re.compile(r"Picture 1 of .*32"))
    expect(page.locator("#machine-pictures .files-acts, #documents .files-acts, #pictures input")).to_have_count(0)
    page.locator(".picture-open").first.click()
    expect(dialog(page).locator(".picture-act")).to_have_count(0)


def test_documents_are_sent_saved_renamed_and_removed_and_bad_ones_say_why(visit, conn):
    visit.allow(400)
    page = visit(f"/machines/{PUMP}", role="technician")
    choose(page, "documents", file("Prüfbericht.pdf", pdf(), "application/pdf"), file("list.xlsx", picture()),
           file("macro.docx", office(**{"word/vbaProject.bin": "x"})),
           file("page.pdf", b"<!doctype html><script>1</script>"))
    lines, failed = page.locator(".document-line"), page.locator("#machine-documents .files-failed")
    expect(lines).to_have_count(1)
    for words in ("This is a picture", "macros or programs", "send a PDF"):
        expect(failed.filter(has_text=words)).to_have_count(1)
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("PDF Prüfbericht .* Save")).click()
    assert saved.value.suggested_filename == "Prüfbericht.pdf"
    assert Path(saved.value.path()).read_bytes() == pdf()
    page.get_by_role("button", name="Title: Prüfbericht").click()
    ask = page.get_by_role("dialog")
    ask.get_by_label("Title").fill("")
    ask.get_by_role("button", name="Save").click()
    expect(ask.get_by_role("alert")).to_be_visible()
    ask.get_by_label("Title").fill("Inspection 2026")
    ask.get_by_role("button", name="Save").click()
    expect(lines.get_by_text("Inspection 2026")).to_be_visible()
    page.get_by_role("button", name="Remove: Inspection 2026").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(toast(page, "The document is removed.")).to_be_visible()
    page.locator("#machine-documents").get_by_text("Removed (1)").click()
    page.get_by_role("button", name="Bring back: Inspection 2026").click()
    expect(lines).to_have_count(1)


@pytest.mark.parametrize("what", ["pictures", "documents"])
@pytest.mark.parametrize("framing", ["announced", "in chunks"])
def test_a_hundred_megabytes_are_refused_before_they_are_read(site, sessions, conn, what, framing):
    cookies = json.loads(Path(sessions["technician"]).read_text(encoding="utf-8"))["cookies"]
    heads = {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in cookies), "Accept": "application/json",
             "X-CSRFToken": next(one["value"] for one in cookies if one["name"] == "_csrf_token"),
             "Content-Type": "multipart/form-data; boundary=xyz"}
    sender = http.client.HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=20)
    began = time.monotonic()
    sender.putrequest("POST", f"/live/{what}/machine/{PUMP}")
    for name, value in heads.items():
        sender.putheader(name, value)
    if framing == "announced":
        sender.putheader("Content-Length", str(100 * 2**20))
        sender.endheaders()         # and not one byte of it
    else:
        sender.putheader("Transfer-Encoding", "chunked")
        sender.endheaders()
        head = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        for piece in (head, *[bytes(2**20)] * 30):
            try:
                sender.send(b"%x\r\n" % len(piece) + piece + b"\r\n")
            except OSError:         # it has hung up: enough is enough
                break
    answer = sender.getresponse()
    told = json.loads(answer.read())
    sender.close()
    assert (answer.status, "is too large" in told["message"]) == (413, True)
    assert time.monotonic() - began < 10
    assert conn.execute("SELECT (SELECT count(*) FROM picture) + (SELECT count(*) FROM document)").fetchone() == (0,)
