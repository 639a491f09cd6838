#!/usr/bin/env python3
"""Makes the demo's library (src/demo/library) from the texts in this folder, with LibreOffice Writer.

    ./make.py            every file and danh-muc.csv, the sheet of metadata
    ./make.py 57-nq-tu   only the sources whose names begin so, and the sheet
    ./make.py --check    makes nothing; checks what is there (needs unzip and pdftotext)

Everything in these texts is invented: the city of Vĩnh An, its committees, people, figures and papers do not exist.

A source is `key: value` lines, a line `---`, then the text:
    # … #### headings, // in one breaks its line     1. a) - numbered and dashed paragraphs     | a | b | table rows, the first one the header
    > centred     === new page     @contents     @sign the signing block     **bold** *italic* {note: a footnote}
Besides the columns of the sheet a source may say
    layout     headings (heading styles) · bold (plain bold paragraphs) · auto (list numbering) · outline (numbered headings)
    letterhead party · state · none;  left: lines of its left side;  heading, about: the lines under it
    sign, to   the signing block and "Nơi nhận";  tone: old (uỷ, hoà);  form: nfd;  page: landscape
    also       a second file made from the same text, such as the signed PDF
../search/queries.csv asks this library: a query, its first hit (a symbol, symbol@date where two papers bear it, or a title; empty:
no hit) for a reader who may read everything, the reason, and for some the words that the passage shown must hold.
LibreOffice writes the time into its files, so a rebuilt file differs from the committed one in a few bytes.
"""
import csv
import datetime
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = HERE.parents[2] / "src/demo/library"
SHEET = LIBRARY / "danh-muc.csv"
SEARCH = HERE.parent / "search"
COLUMNS = (
    "file,signed,kind,number,symbol,issuer,issued_on,issued_at,signer,signer_title,title,abstract,effective_on,"
    "expires_on,urgency,circulation,tier,topic,audience,links,attachments,digest_on,owner_unit"
).split(",")
OPTIONS = set("layout letterhead left heading about sign to tone form page also only".split())
PAPERS = (
    "nghi_quyet chi_thi ket_luan quy_dinh quyet_dinh quy_che huong_dan thong_bao thong_tri ke_hoach chuong_trinh "
    "bao_cao cong_van luat nghi_dinh"
).split()
MATERIALS = "text slides audio video infographic qa procedure history press_digest".split()
TOPICS = (
    "xay_dung_dang kiem_tra_giam_sat tu_tuong_van_hoa phong_chong_tham_nhung chuyen_doi_so kinh_te_xa_hoi "
    "quoc_phong_an_ninh dan_van"
).split()
STANDINGS = "official probationary exempt temporarily_exempt transferred_out left deceased expelled".split()
ROLES = (
    "cell_secretary deputy_secretary committee_officer author publisher roster_officer auditor administrator"
).split()
# The units of `sotay demo` as it starts without options: the city, three wards, the first cell of each.
UNITS = "VA VA-001 VA-002 VA-003 VA-001-001 VA-002-001 VA-003-001".split()

# ---------------------------------------------------------------- reading a source

def read(path):
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    meta = {}
    for line in head.splitlines():
        key, _, value = line.partition(":")
        if key not in COLUMNS and key not in OPTIONS:
            sys.exit(f"{path.name}: unknown key {key}")
        meta[key] = value.strip()
    change = old_tones if meta.get("tone") == "old" else str
    for key in ("title", "abstract", "heading", "about", "left", "sign", "to"):
        if key in meta:
            meta[key] = change(meta[key])
    return meta, change(body.strip())


def old_tones(text):
    """hòa as hoà, ủy as uỷ, khỏe as khoẻ; `qu` is a consonant and is left alone."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    text = unicodedata.normalize("NFD", text)
    text = re.sub(rf"([oO])([{tones}])([aeAE])(?![\w\u0300-\u036f])", r"\1\3\2", text)
    text = re.sub(rf"(?<![qQ])([uU])([{tones}])([yY])(?![\w\u0300-\u036f])", r"\1\3\2", text)
    return unicodedata.normalize("NFC", text)

# ---------------------------------------------------------------- writing flat OpenDocument

NS = {
    "office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0",
    "fo": "xsl-fo-compatible:1.0", "svg": "svg-compatible:1.0", "meta": "meta:1.0",
}
XMLNS = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}"' for k, v in NS.items())
MARK = re.compile(
    r"^(?P<chuong>Chương [IVX]+)[.:]?\s+|^(?P<muc>Mục \d+)\.\s+|^(?P<dieu>Điều \d+)\.\s+|^(?P<roman>[IVX]+)\.\s+"
    r"|^(?P<num>\d+)\.\s+|^(?P<letter>[a-zđ])\)\s+"
)
INLINE = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|\{note: (.+?)\}")


def spans(text):
    out, at, notes = [], 0, spans.notes
    for m in INLINE.finditer(text):
        out.append(escape(text[at : m.start()]))
        if m[1]:
            out.append(f'<text:span text:style-name="B">{escape(m[1])}</text:span>')
        elif m[2]:
            out.append(f'<text:span text:style-name="I">{escape(m[2])}</text:span>')
        else:
            notes.append(m[3])
            out.append(
                f'<text:note text:note-class="footnote"><text:note-citation>{len(notes)}</text:note-citation>'
                f'<text:note-body><text:p text:style-name="Footnote">{escape(m[3])}</text:p></text:note-body></text:note>'
            )
        at = m.end()
    return "".join(out) + escape(text[at:])


spans.notes = []


def p(style, text, raw=False):
    return f'<text:p text:style-name="{style}">{text if raw else spans(text)}</text:p>'


class Lists:
    """List numbering as Writer keeps it: articles run on through the chapters, clauses begin anew in each."""

    def __init__(self):
        self.last, self.count, self.levels = {}, 0, []

    def item(self, kind, level, inner, restart):
        self.count += 1
        name = f"list{self.count}"
        go_on = "" if restart or kind not in self.last else f' text:continue-list="{self.last[kind]}"'
        self.last[kind] = name
        inner = f"<text:list-item>{inner}</text:list-item>"
        for _ in range(level - 1):
            inner = f"<text:list-item><text:list>{inner}</text:list></text:list-item>"
        return f'<text:list xml:id="{name}" text:style-name="L{kind}"{go_on}>{inner}</text:list>'


def level(number, fmt, prefix="", suffix=".", tag="text:list-level-style-number", indent=0.0):
    return (
        f'<{tag} text:level="{number}" style:num-format="{fmt}" style:num-prefix="{prefix}" style:num-suffix="{suffix}">'
        f'<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="space" fo:margin-left="{indent}cm"/>'
        f"</style:list-level-properties></{tag}>"
    )


def style(name, family="paragraph", parent="Standard", para="", text="", extra=""):
    para = f"<style:paragraph-properties {para}/>" if para else ""
    text = f"<style:text-properties {text}/>" if text else ""
    base = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{base}{extra}>{para}{text}</style:style>'


BOLD = 'fo:font-weight="bold" style:font-weight-asian="bold"'
ITALIC = 'fo:font-style="italic"'
CENTRE = 'fo:text-align="center" fo:text-indent="0cm"'


def styles(meta):
    size = {"slides": "20pt"}.get(meta["kind"], "14pt" if meta["kind"] in PAPERS + ["history"] else "13pt")
    font = "Arial" if meta["kind"] in ("slides", "infographic", "press_digest") else "Times New Roman"
    face = "Liberation Sans" if font == "Arial" else "Liberation Serif"
    font = face if meta["file"].endswith(".pdf") else font
    wide = meta.get("page") == "landscape"
    width, height = ("29.7cm", "21cm") if wide else ("21cm", "29.7cm")
    spacing = 140 if meta["kind"] == "history" else 115
    numbered = meta.get("layout") == "outline"
    # Each slant is one more embedded font, some 15 KB.
    italic = ITALIC if meta["file"].endswith(".docx") else 'fo:font-style="normal"'
    out = [
        f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="&apos;{font}&apos;"/>'
        "</office:font-face-decls><office:styles>",
        '<style:default-style style:family="paragraph"><style:text-properties style:font-name="F" '
        f'fo:font-size="{size}" fo:language="vi" fo:country="VN"/></style:default-style>',
        style("Standard", parent="", para=f'fo:text-align="justify" fo:margin-top="0.2cm" fo:line-height="{spacing}%"'),
        style("Body", para='fo:text-indent="1.27cm"', extra=' style:display-name="Text body"'),
        style("Footnote", para='fo:margin-top="0cm"', text='fo:font-size="10pt"'),
        style("Contents_20_1", para='fo:text-align="start"', extra=' style:display-name="Contents 1"'),
        style("Header", para=CENTRE, text='fo:font-size="12pt"'),
    ]
    for n in range(1, 5):
        align = CENTRE if n == 1 and not numbered else 'fo:text-align="start"'
        slant = BOLD if n < 4 else BOLD + " " + italic
        out.append(
            style(f"Heading_20_{n}", para=align + ' fo:keep-with-next="always"', text=slant,
                  extra=f' style:display-name="Heading {n}" style:default-outline-level="{n}"')
        )
    if numbered:
        tag = "text:outline-level-style"
        out.append('<text:outline-style style:name="Outline">' + level(1, "I", tag=tag) + level(2, "1", tag=tag)
                   + level(3, "a", suffix=")", tag=tag) + "</text:outline-style>")
    out.append("</office:styles><office:automatic-styles>")
    out += [
        style("B", "text", "", text=BOLD), style("I", "text", "", text=italic),
        style("Centre", para=CENTRE), style("CentreB", para=CENTRE, text=BOLD),
        style("CentreI", para=CENTRE, text=italic), style("Left", para='fo:text-align="start"'),
        style("BoldP", para='fo:keep-with-next="always" fo:text-indent="1.27cm"', text=BOLD),
        style("BoldC", para=CENTRE + ' fo:keep-with-next="always"', text=BOLD),
        style("Page", para='fo:break-before="page" ' + CENTRE, text=BOLD),
        style("Small", para='fo:text-align="start" fo:margin-top="0cm"', text='fo:font-size="11pt"'),
        style("Cell", para='fo:text-align="start" fo:margin-top="0cm"', text='fo:font-size="12pt"'),
        style("CellB", para=CENTRE + ' fo:margin-top="0cm"', text='fo:font-size="12pt" ' + BOLD),
        '<style:style style:name="Tab" style:family="table"><style:table-properties style:width="16cm"/></style:style>',
        *(f'<style:style style:name="Co{n}" style:family="table-column"><style:table-column-properties '
          f'style:column-width="{w}cm"/></style:style>' for n, w in ((1, 6.8), (2, 9.2))),
        '<style:style style:name="Box" style:family="table-cell"><style:table-cell-properties '
        'fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>',
        '<style:style style:name="NoBox" style:family="table-cell"><style:table-cell-properties '
        'fo:border="none" fo:padding="0.05cm"/></style:style>',
        '<text:list-style style:name="Lchuong">' + level(1, "I", "Chương ", ".") + "</text:list-style>",
        '<text:list-style style:name="Lmuc">' + level(1, "1", "Mục ") + "</text:list-style>",
        '<text:list-style style:name="Ldieu">' + level(1, "1", "Điều ") + "</text:list-style>",
        '<text:list-style style:name="Lroman">' + level(1, "I") + "</text:list-style>",
        '<text:list-style style:name="Lnum">' + level(1, "1") + level(2, "a", suffix=")", indent=1.0) + "</text:list-style>",
        '<style:page-layout style:name="PM"><style:page-layout-properties '
        f'fo:page-width="{width}" fo:page-height="{height}" style:print-orientation="{"landscape" if wide else "portrait"}" '
        'fo:margin-top="1.5cm" fo:margin-bottom="2cm" fo:margin-left="3cm" fo:margin-right="2cm"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="0.8cm"/></style:header-style></style:page-layout>',
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="PM"><style:header>{p("Header", "<text:page-number>2</text:page-number>", raw=True)}</style:header>'
        '<style:header-first><text:p text:style-name="Header"/></style:header-first>'
        "</style:master-page></office:master-styles>",
    ]
    return "".join(out)


def table(rows, box=True):
    cols = max(len(r) for r in rows)
    widths = f'<table:table-column table:number-columns-repeated="{cols}"/>'
    if not box:
        widths = '<table:table-column table:style-name="Co1"/><table:table-column table:style-name="Co2"/>'
    out = [f'<table:table table:style-name="Tab">{widths}']
    for n, row in enumerate(rows):
        cells = "".join(
            f'<table:table-cell table:style-name="{"Box" if box else "NoBox"}">'
            + (c if not box else "".join(p("CellB" if n == 0 else "Cell", part) for part in c.split("//")))
            + "</table:table-cell>"
            for c in row + [""] * (cols - len(row))
        )
        out.append(f"<table:table-row>{cells}</table:table-row>")
    return "".join(out) + "</table:table>" + p("Standard", "")


def letterhead(meta):
    which = meta.get("letterhead", "none")
    if which == "none":
        return ""
    day, month, year = meta["issued_on"].split("/")
    date = f"{meta['issued_at']}, ngày {day} tháng {month if int(month) < 3 else int(month)} năm {year}"
    left = [x.strip() for x in meta["left"].split("/")]
    start = "".join(p("CentreB" if n == len(left) - 1 else "Centre", x) for n, x in enumerate(left))
    if which == "party":
        end = p("CentreB", "ĐẢNG CỘNG SẢN VIỆT NAM") + p("Centre", "")
        start += p("Centre", "*")
        start += p("Centre", f"Số {meta['symbol']}")
    else:
        end = p("CentreB", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("CentreB", "Độc lập - Tự do - Hạnh phúc")
        start += p("Centre", f"Số: {meta['symbol']}")
    end += p("CentreI", date)
    if meta["kind"] == "cong_van":
        start += p("CentreI", meta["about"])
    return table([[start, end]], box=False)


def closing(meta):
    if "sign" not in meta:
        return ""
    left = p("Small", "**Nơi nhận:**") + "".join(p("Small", f"- {x.strip()}") for x in meta["to"].split(";"))
    right = "".join(p("CentreB", x.strip()) for x in meta["sign"].split(" // "))
    right += p("CentreI", "(đã ký)") + p("Centre", "") + p("CentreB", meta["signer"])
    return table([[left, right]], box=False)


def opening(meta):
    out = letterhead(meta)
    if meta["kind"] == "cong_van":
        return out
    if "heading" in meta:
        out += p("CentreB", meta["heading"])
    if "about" in meta:
        out += "".join(p("CentreB", x.strip()) for x in meta["about"].split("//"))
    if "heading" in meta or "about" in meta:
        out += p("Centre", "-----" if meta.get("letterhead") == "party" else "_______")
    return out


def body(meta, text):
    layout, lists, out, rows = meta.get("layout", "headings"), Lists(), [], []
    clause_restarts = letter_restarts = True
    for line in text.split("\n") + [""]:
        if rows and not line.startswith("|"):
            out.append(table(rows))
            rows = []
        mark = MARK.match(line)
        if not line.strip():
            continue
        if line.startswith("|"):
            rows.append([c.strip() for c in line.strip("|").split("|")])
        elif line == "===":
            out.append(p("Page", ""))
        elif line == "@contents":
            entries = "".join(p("Contents_20_1", h[2:]) for h in text.split("\n") if h.startswith("# "))
            out.append(
                '<text:table-of-content text:name="Mục lục"><text:table-of-content-source text:outline-level="1"/>'
                f'<text:index-body>{p("CentreB", "MỤC LỤC")}{entries}</text:index-body></text:table-of-content>'
            )
        elif line == "@sign":
            out.append(closing(meta))
        elif line.startswith("> "):
            out.append(p("Centre", line[2:]))
        elif line.startswith("#"):
            hashes, _, words = line.partition(" ")
            n, found = len(hashes), MARK.match(words)
            kind = found and found.lastgroup
            clause_restarts = letter_restarts = True
            if layout == "auto" and found:
                if kind == "letter":
                    kind = "num"
                inner = p("BoldC" if kind == "chuong" else "BoldP", words[found.end() :])
                out.append(lists.item(kind, 1, inner, restart=kind == "muc" and "muc" not in lists.last))
                clause_restarts = kind != "num"
            elif layout in ("auto", "bold"):
                name = "BoldC" if n == 1 and kind != "roman" else "BoldP"
                out += [p(name, part) for part in words.split(" // ")]
            else:
                if layout == "outline" and found:
                    words = words[found.end() :]
                inner = "<text:line-break/>".join(spans(part) for part in words.split(" // "))
                out.append(f'<text:h text:style-name="Heading_20_{n}" text:outline-level="{n}">{inner}</text:h>')
        elif layout == "auto" and mark and mark.lastgroup in ("num", "letter"):
            second = mark.lastgroup == "letter"
            restart = clause_restarts and not second
            out.append(lists.item("num", 2 if second else 1, p("Standard", line[mark.end() :]), restart))
            clause_restarts = False
        else:
            out.append(p("Body", line))
    return "".join(out) + ("" if "@sign" in text else closing(meta))


def fodt(meta, text):
    spans.notes = []
    content = opening(meta) + body(meta, text)
    if meta.get("form") == "nfd":
        content = unicodedata.normalize("NFD", content)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {XMLNS} xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f'<office:meta><dc:title>{escape(meta["title"])}</dc:title></office:meta>'
        f"{styles(meta)}<office:body><office:text>{content}</office:text></office:body></office:document>"
    )

# ---------------------------------------------------------------- making the files

PDF = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"%s"},"ExportBookmarks":{"type":"boolean","value":"%s"}}'


def convert(folder, what, names):
    if names:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", what,
             "--outdir", folder, *(f"{folder}/{n}.fodt" for n in names)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )


def make(only):
    sources = sorted(HERE.glob("*.txt"))
    if not sources:
        sys.exit("no sources")
    sheet, wanted = [], {"docx": [], "pdf": []}
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for path in sources:
            meta, text = read(path)
            if meta.get("only") != "attachment":
                sheet.append([meta.get(c, "") for c in COLUMNS])
            if only and not any(path.stem.startswith(o) for o in only):
                continue
            for target in filter(None, (meta["file"], meta.get("also"))):
                stem, _, ending = target.rpartition(".")
                if ending == "md":
                    (LIBRARY / target).write_text(text + "\n", "utf-8")
                    continue
                pathlib.Path(folder, f"{stem}.fodt").write_text(fodt({**meta, "file": target}, text), "utf-8")
                wanted[ending].append(stem)
                made.append(target)
        convert(folder, "docx:MS Word 2007 XML", wanted["docx"])
        # Some authors' programs leave the structure tags and bookmarks out.
        convert(folder, PDF % ("true", "true"), wanted["pdf"][1::2])
        convert(folder, PDF % ("false", "false"), wanted["pdf"][::2])
        for target in made:
            (LIBRARY / target).write_bytes(pathlib.Path(folder, target).read_bytes())
    with SHEET.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([COLUMNS, *sheet])
    print(f"{len(made)} files converted, {len(sheet)} rows")

# ---------------------------------------------------------------- checking

def words_of(path):
    """The text of a file as a reader of it gets it, without layout."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True).stdout.decode("utf-8")
    if path.suffix == ".docx":
        subprocess.run(["unzip", "-tqq", path], check=True)
        xml = zipfile.ZipFile(path).read("word/document.xml").decode("utf-8")
        xml = re.sub(r"</w:p>", "\n", xml)
        return re.sub(r"<[^>]+>", "", xml)
    return path.read_text("utf-8")


def date(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y").date() if text else None


def check():
    wrong, today = [], datetime.date(2026, 11, 25)
    with SHEET.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    if list(rows[0]) != COLUMNS:
        wrong.append("header")
    papers, keys, named = {}, set(), {SHEET.name, "chuyen-de.csv"}
    for row in rows:
        me = row["file"]

        def need(ok, what):
            if not ok:
                wrong.append(f"{me}: {what}")

        for name in [row["file"], row["signed"], *row["attachments"].split(";")]:
            if name:
                named.add(name)
                need((LIBRARY / name).is_file(), f"no file {name}")
        need(row["title"] and row["kind"] in PAPERS + MATERIALS, "kind or title")
        official = row["kind"] in PAPERS
        need(official == bool(row["symbol"]) == bool(row["number"]), "symbol and kind disagree")
        key = (row["issuer"], row["symbol"], row["issued_on"]) if official else (row["kind"], row["title"])
        need(key not in keys, "the same paper twice")
        keys.add(key)
        if official:
            papers.setdefault((row["symbol"], row["issued_on"]), []).append(row)
            need(row["symbol"].startswith(row["number"]), "number is not that of the symbol")
            need(all(row[c] for c in ("issuer", "issued_on", "issued_at", "signer", "signer_title", "abstract")), "a field is empty")
        try:
            issued, effective, expires = (date(row[c]) for c in ("issued_on", "effective_on", "expires_on"))
            need(issued and datetime.date(2021, 1, 1) <= issued <= today, "issued_on")
            need(not effective or effective >= issued, "effective before issue")
            need(not expires or expires > (effective or issued), "expires before it begins")
            need(not row["digest_on"] or date(row["digest_on"]) <= today, "digest_on")
        except ValueError as error:
            wrong.append(f"{me}: {error}")
        need(bool(row["digest_on"]) == (row["kind"] == "press_digest"), "digest_on and kind disagree")
        need(row["urgency"] in ("normal", "urgent", "very_urgent"), "urgency")
        need(row["circulation"] in ("internal", "public"), "circulation")
        need(row["tier"] in ("required", "recommended", "archive"), "tier")
        need(row["topic"] in TOPICS, "topic")
        need(not row["owner_unit"] or row["circulation"] == "internal" and row["audience"] != "everyone", "circulation of a part")
        need(not row["owner_unit"] or row["owner_unit"] in UNITS, "owner_unit")
        allowed = {"unit": UNITS, "standing": STANDINGS, "role": ROLES}
        if row["audience"] != "everyone":
            for rule in row["audience"].split(";"):
                for part in rule.split(","):
                    name, _, value = part.partition("=")
                    need(value in allowed.get(name, ()), f"audience {part}")
        for column, value in row.items():
            need(value == unicodedata.normalize("NFC", value).strip(), f"{column} is not NFC or not trimmed")
    for row in rows:
        for link in filter(None, row["links"].split(";")):
            kind, _, target = link.partition(":")
            symbol, _, day = target.partition("@")
            found = papers.get((symbol, day), [])
            if kind not in ("replaces", "amends", "repeals", "refers") or len(found) != 1:
                wrong.append(f"{row['file']}: link {link}")
            elif date(day) > date(row["issued_on"]):
                wrong.append(f"{row['file']}: link {link} goes to a later paper")
    for path in sorted(LIBRARY.iterdir()):
        if path.name not in named:
            wrong.append(f"{path.name}: not in the sheet")
        limit = {".docx": 25, ".pdf": 60}.get(path.suffix, 60) * 1024
        if path.stat().st_size > limit:
            wrong.append(f"{path.name}: {path.stat().st_size} bytes")
        if path.suffix == ".csv":
            continue
        text = words_of(path)
        if path.suffix == ".pdf" and text != unicodedata.normalize("NFC", text):
            wrong.append(f"{path.name}: text is not NFC")
        if len(text) < 300 or not re.search("[ăâđêôơư]", unicodedata.normalize("NFC", text)):
            wrong.append(f"{path.name}: no Vietnamese text")
    known = {r["title"] for r in rows} | {r["symbol"] for r in rows} | {f"{r['symbol']}@{r['issued_on']}" for r in rows}
    count = {"symbol": {}}
    for r in rows:
        count["symbol"][r["symbol"]] = count["symbol"].get(r["symbol"], 0) + 1
    for path in sorted(SEARCH.glob("*.csv")):
        for row in csv.DictReader(path.open(encoding="utf-8", newline="")):
            expected = row.get("expected_symbol_or_title", row.get("expected_first"))
            if expected and (expected not in known or count["symbol"].get(expected, 1) > 1):
                wrong.append(f"{path.name}: {list(row.values())[0]!r} expects {expected!r}, which is not one paper")
    total = sum(p.stat().st_size for p in LIBRARY.iterdir())
    print(f"{len(rows)} rows, {len(list(LIBRARY.iterdir()))} files, {total // 1024} KiB")
    if total > 2 * 1024 * 1024:
        wrong.append("the folder is larger than 2 MiB")
    print("\n".join(wrong) or "all well")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else make(sys.argv[1:])
