"""Names of months, halves of the day and time zones, as they are found in feeds."""

# ruff: noqa: RUF001  Greek, Cyrillic and Turkish letters are meant as such here.

# One line a language; without accents, in lower case; full names first, then short ones.
_MONTHS = (
    # English
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan febr mar apr may june july aug sept oct nov dec",
    # German
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janner feber maerz apr mai jun jul aug sept okt nov dez",
    # French
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
    # Italian
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    # Spanish
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago setiembre oct nov dic",
    # Portuguese
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan fev mar abr mai jun jul ago set out nov dez",
    # Dutch
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    # Danish, Norwegian, Swedish
    "januar februar marts april maj juni juli august september oktober november desember",
    "januari februari mars april maj juni juli augusti september oktober november december",
    # Polish, as in dates
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada "
    "grudnia",
    "sty lut mar kwi maj cze lip sie wrz paz lis gru",
    # Czech, as in dates
    "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    # Finnish, as in dates
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta",
    # Turkish
    "ocak subat mart nisan mayıs haziran temmuz agustos eylul ekim kasım aralık",
    # Hungarian
    "januar februar marcius aprilis majus junius julius augusztus szeptember oktober november "
    "december",
    # Russian and Ukrainian, as in dates
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр май июн июл авг сен окт ноя дек",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    # Greek, as in dates
    "ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου "
    "οκτωβριου νοεμβριου δεκεμβριου",
    "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
)
MONTHS = {
    name: number for line in reversed(_MONTHS) for number, name in enumerate(line.split(), start=1)
}
"""Where two languages mean different months by one name, the one higher up in the list wins."""

HALVES = {"午後": "p", "下午": "p", "오후": "p", "午前": "a", "上午": "a", "오전": "a"}

_HOURS = {
    "ut utc gmt z wet": 0,
    "west bst cet met mez": 1,
    "cest mest mesz eet sast cat": 2,
    "eest msk trt eat": 3,
    "gst msd": 4,
    "pkt": 5,
    "ist": 5.5,
    "npt": 5.75,
    "bdt": 6,
    "ict wib": 7,
    "hkt sgt pht awst wita": 8,
    "jst kst wit": 9,
    "acst": 9.5,
    "aest": 10,
    "acdt": 10.5,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "nst": -3.5,
    "ndt": -2.5,
    "brt art adt": -3,
    "ast edt clt": -4,
    "est et cdt pet": -5,
    "cst ct mdt": -6,
    "mst mt pdt": -7,
    "pst pt akdt": -8,
    "akst": -9,
    "hst": -10,
}
"""Hours ahead of UTC. American names mean what RFC 822, 5.1, says; `ist` is India's."""
ZONES = {name: round(hours * 60) for names, hours in _HOURS.items() for name in names.split()}
"""Minutes ahead of UTC."""
