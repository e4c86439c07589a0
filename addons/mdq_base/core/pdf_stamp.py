"""Printed records become documents: every page stamped, the text searchable, several records in one file.

The stamps themselves are printed by the same engine and fonts as the pages, at the top of a page each, so that
Chinese in them is embedded text too. Here they are moved to where they belong. Bytes in, bytes out.
"""

import io
import re
import unicodedata

from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

POINTS_PER_MM = 72 / 25.4
TILT = 32  # degrees of the watermark
# Fonts draw some characters with one glyph, and the PDF engine then names the wrong one: a radical for the word (⻚ for
# 页), a tab for a space. The pairs are those of the Noto CJK fonts that compatibility normalisation does not know.
TWINS = dict(re.findall("(.)(.)", (
    "\t ‒–〜～∕／\u2003\u3000"
    "⺂乛⺃乚⺅亻⺉刂⺋㔾⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺞歺⺟母⺠民⺡氵⺣灬⺤爫⺦丬⺨犭⺭礻⺯糹⺰纟⺱罓⺳㓁⺹耂⺺肀⺾艹⻂衤⻅见⻆角⻈讠⻉贝"
    "⻋车⻌辶⻐钅⻑長⻒镸⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
    "㖈䎛㘽㦳㫚曶㬵胶㬺幐㬻䐠㮣槩"
)))


def count(pdf):
    """Return the number of pages."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def merge(documents):
    """Return one PDF with the pages of all, in their order."""
    writer = PdfWriter()
    for document in documents:
        writer.append(io.BytesIO(document), import_outline=False)
    return _written(writer)


def stamp(documents, strips, margin_top, foot):
    """Lay the strips over the pages of the documents.

    :param documents: PDFs as bytes
    :param strips: one PDF: for each document in turn a page with its watermark (may be empty), then one a page
    :param margin_top: where the text of a strip begins, in millimetres from the top of its page
    :param foot: where it goes, in millimetres from the bottom of the stamped page
    :return: the stamped PDFs
    """
    needed = sum(count(document) + 1 for document in documents)
    pages = _see_through(strips)
    if len(pages) != needed:
        raise ValueError(f"{needed} strips are needed, a watermark for each document and one for each page; {len(pages)} came")
    pages = iter(pages)
    return [_stamp_one(document, pages, margin_top * POINTS_PER_MM, foot * POINTS_PER_MM) for document in documents]


def _stamp_one(document, strips, margin_top, foot):
    writer = PdfWriter(clone_from=io.BytesIO(document))
    watermark = next(strips)
    for page in writer.pages:
        strip = next(strips)
        height = float(strip.mediabox.height)  # not of the page: a drawing lies on paper of another size
        page.merge_transformed_page(watermark, _tilted(page, watermark, margin_top))
        page.merge_transformed_page(strip, Transformation().translate(0, foot + margin_top - height))
    _make_searchable(writer)
    return _written(writer)


def _see_through(strips):
    """Return the pages of the strips, multiplied with what lies under them: the engine paints all paper white."""
    pages = PdfWriter(clone_from=io.BytesIO(strips)).pages
    for page in pages:
        states = page["/Resources"].setdefault(NameObject("/ExtGState"), DictionaryObject()).get_object()
        states[NameObject("/Multiply")] = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
        content = DecodedStreamObject()
        content.set_data(b"/Multiply gs\n" + page.get_contents().get_data())
        page[NameObject("/Contents")] = content
    return pages


def _tilted(page, watermark, margin_top):
    """Turn what stands at the top of the watermark's page around, and move it to the middle of this one."""
    width, height = float(watermark.mediabox.width), float(watermark.mediabox.height)
    to_origin = Transformation().translate(-width / 2, margin_top - height + width / 16)
    return to_origin.rotate(TILT).translate(float(page.mediabox.width) / 2, float(page.mediabox.height) / 2)


def _written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------ searchable text


def _make_searchable(writer):
    """Let what is drawn be found and copied as what was written."""
    for page in writer.pages:
        for font in (page.get("/Resources", {}).get("/Font") or {}).values():
            stream = font.get_object().get("/ToUnicode")
            if stream is not None:
                stream.get_object().set_data(searchable_map(stream.get_object().get_data()))


def searchable_map(data):
    """Return a ToUnicode map whose targets are the characters that people write.

    >>> searchable_map(b"<0001> <0003> [<2F42> <2EDA> <0009> ]")
    b'<0001> <0003> [<6587> <9875> <0020> ]'
    """
    return re.sub(rb"\[[^\]]*\]", lambda targets: re.sub(rb"<(\w{4})>", _usual, targets[0]), data)


def _usual(match):
    character = chr(int(match[1], 16))
    if "⼀" <= character <= "⿕":  # the Kangxi radicals
        character = unicodedata.normalize("NFKC", character)
    return b"<%04X>" % ord(TWINS.get(character, character))
