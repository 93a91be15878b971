"""Documents that are not UTF-8 and do not say what they are: their letters tell."""

# ruff: noqa: RUF001  letters of other scripts are meant as such here.

import pytest

from aggregator.parse.encoding import decode
from tests.parse_fixtures import parsed, rss

JAPANESE = ("東京で大雪、交通機関に影響", "新しい図書館が来月開館します。入場は無料です。")
CHINESE = ("北京今日迎来入冬以来首场大雪", "新图书馆下月开放,免费入场。")
TAIWANESE = ("臺北今日氣溫驟降,民眾注意保暖", "新圖書館下個月開放,免費入場。")
KOREAN = ("서울에 첫눈, 출근길 교통 혼잡", "새 도서관이 다음 달에 문을 엽니다.")
RUSSIAN = ("В Москве выпал первый снег", "Новая библиотека откроется в следующем месяце.")
UKRAINIAN = ("У Києві випав перший сніг", "Нова бібліотека відкриється наступного місяця.")
CZECH = ("Příští týden přijde první sníh", "Nová knihovna se otevře příští měsíc, vstup zdarma.")
HUNGARIAN = ("Leesett az első hó Győrött", "Az új könyvtár jövő hónapban nyílik, ingyenes.")
GREEK = ("Έπεσε το πρώτο χιόνι στην Αθήνα", "Η νέα βιβλιοθήκη ανοίγει τον επόμενο μήνα.")
TURKISH = ("İstanbul'a ilk kar düştü", "Yeni kütüphane gelecek ay açılıyor, giriş ücretsiz.")
HEBREW = ("השלג הראשון ירד בירושלים", "הספרייה החדשה תיפתח בחודש הבא והכניסה חופשית")
ARABIC = ("سقوط أول ثلج في العاصمة", "تفتح المكتبة الجديدة أبوابها الشهر المقبل")
THAI = ("หิมะแรกของปีตกที่เชียงใหม่", "ห้องสมุดใหม่จะเปิดเดือนหน้า เข้าชมฟรี")
LITHUANIAN = (
    "Šį mėnesį iškrito pirmasis sniegas",
    "Naujoji biblioteka atsidarys kitą mėnesį.",
)
GERMAN = ("In München fällt der erste Schnee", "Die neue Bücherei öffnet nächsten Monat.")
FRENCH = ("Première neige à Besançon, écoles fermées", "L’entrée de la bibliothèque est gratuite.")
ENGLISH = ("It’s here – our “new” shop", "€5 off… don’t miss it")

WRITTEN = [
    *[(JAPANESE, encoding) for encoding in ("shift_jis", "euc_jp", "iso2022_jp")],
    (CHINESE, "gb2312"),
    (CHINESE, "gb18030"),
    (TAIWANESE, "big5"),
    (KOREAN, "euc_kr"),
    *[(RUSSIAN, encoding) for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866")],
    *[(UKRAINIAN, encoding) for encoding in ("cp1251", "koi8-u")],
    *[(text, encoding) for text in (CZECH, HUNGARIAN) for encoding in ("cp1250", "iso8859-2")],
    *[(GREEK, encoding) for encoding in ("cp1253", "iso8859-7")],
    *[(TURKISH, encoding) for encoding in ("cp1254", "iso8859-9")],
    *[(HEBREW, encoding) for encoding in ("cp1255", "iso8859-8")],
    *[(ARABIC, encoding) for encoding in ("cp1256", "iso8859-6")],
    (THAI, "cp874"),
    (LITHUANIAN, "cp1257"),
    *[(text, "cp1252") for text in (GERMAN, FRENCH, ENGLISH)],
]


def write(texts, encoding):
    items = "".join(f"<item><title>{text}</title><link>/{text[0]}</link></item>" for text in texts)
    return rss(items).encode(encoding, "xmlcharrefreplace")


@pytest.mark.parametrize(("texts", "encoding"), WRITTEN)
@pytest.mark.parametrize("declared", ["", ' encoding="utf-8"'])
def test_an_encoding_that_nobody_declared_is_told_by_the_letters(texts, encoding, declared):
    """Of one title, of another, and of both; with the wrong word of UTF-8, and with none."""
    for some in (texts[:1], texts[1:], texts):
        body = write(some, encoding).replace(b"?>", declared.encode() + b"?>", 1)
        feed = parsed(body)
        assert [entry.title for entry in feed.entries] == list(some)
        if encoding != "iso2022_jp":
            assert [defect.code for defect in feed.defects] == ["encoding"]
            assert "read as" in feed.defects[0].detail


def test_utf_8_is_never_guessed_to_be_anything_else():
    for texts, _ in WRITTEN:
        feed = parsed(write(texts, "utf-8"))
        assert [entry.title for entry in feed.entries] == list(texts)
        assert feed.defects == ()


def test_an_escape_in_a_text_does_not_make_it_japanese():
    body = "<rss><channel><title>\x1b$ 100 café</title></channel></rss>"
    assert "café" in decode(body.encode(), "")[0]


def test_bytes_without_any_meaning_are_decoded_all_the_same():
    noise = bytes(range(128, 256)) * 40_000
    text, defects = decode(b"<rss>" + noise + b"</rss>", "")
    assert text.startswith("<rss>")
    assert [defect.code for defect in defects] == ["encoding"]
