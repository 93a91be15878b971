"""Forms that are filled anew each time: alike to the eye, and each about another thing.

In a form, `[a|b]` is one of them, `[2-9]` a number, `[who]`, `[where]`, `[thing]`, `[month]` a
name of that kind; what is chosen for `[1:where]` stands at every `[1:where]` of the form.
"""

# ruff: noqa: RUF001, E501 - texts of other languages, typed as their readers do; one line each

import random
import re

from tests.dedup_texts import MONTHS, PEOPLE, PLACES, THINGS, Text

KINDS = {"who": PEOPLE, "where": PLACES, "thing": THINGS, "month": MONTHS}
_HOLE = re.compile(r"\[(?:(\d+):)?([^\[\]]+)\]")


def fill_form(form, rng, names):
    """Return the form with its holes filled; `names` remembers the numbered ones."""

    def choose(hole):
        number, kind = hole.groups()
        if number in names:
            return names[number]
        bounds = re.fullmatch(r"(\d+)-(\d+)", kind)
        if bounds:
            chosen = str(rng.randint(int(bounds[1]), int(bounds[2])))
        else:
            chosen = rng.choice(KINDS.get(kind) or kind.split("|"))
        return names.setdefault(number, chosen) if number else chosen

    return _HOLE.sub(choose, form)


def fill_twice(title, text):
    """Return a maker of two fillings of one form, a day apart, by two sources."""

    def make(rng, seed):
        made = []
        while len(made) < 2:
            names = {}
            filled = Text(fill_form(title, rng, names), fill_form(text, rng, names).split("\n"))
            if filled not in made:
                made.append(filled)
        made[1].source, made[1].day = "Evening Post", random.Random(seed).choice([0, 1])
        return made[0], made[1]

    return make


FORMS = {
    "job_ad": (
        "[1:Staff nurse|Bus driver|Data engineer|Chef de partie|Site manager|Welder|Paralegal] ([2:where])",
        "We are looking for a [1:x] to join our team in [2:where]. You will work with experienced colleagues in a friendly place, report to [who] and help us to serve our customers every day.\nWhat you bring: at least [2-9] years of experience, good communication, and the will to learn. What we offer: a salary of up to [24-95] thousand a year, [22-35] days of leave, a pension and training.\nPlease send your application by [month] [1-28] with the reference [1000-9999]. We are an equal opportunities employer and welcome applications from everyone.",
    ),
    "recipe": (
        "[1:Lentil|Pumpkin|Leek|Carrot|Mushroom|Chickpea|Tomato|Parsnip] [2:soup|stew|pie|curry|gratin]",
        "This [1:x] [2:x] is quick, cheap and loved by the whole family, and it keeps for [2-5] days in the fridge.\nIngredients: [200-900] g [1:x], [1-4] onions, [1-6] cloves of garlic, [100-900] ml stock, salt, pepper, a little oil and fresh herbs to serve.\nMethod: chop the vegetables. Heat the oil in a large pan over a medium heat and fry the onions until soft. Add the [1:x] and cook for [5-40] minutes, stirring from time to time. Season to taste and serve with crusty bread. Did you make this [2:x]? Leave a comment and a rating below.",
    ),
    "obituary": (
        "[1:who], [61-99]",
        "[1:who], aged [61-99], of [where], passed away peacefully on [month] [1-28] surrounded by family. Born in [where], [1:x] worked for [10-45] years as a [teacher|miner|nurse|carpenter|postmaster] and was a devoted member of the [choir|chess club|allotment society].\nThe family will receive friends from [2-6] to [7-9] pm at the chapel on [month] [1-28]. A service will be held the next morning, with burial to follow at the town cemetery. In lieu of flowers, the family asks for donations to a charity of your choice. Please share your memories of [1:x] in our online book of condolence.",
    ),
    "court_notice": (
        "Notice to creditors: estate of [1:who]",
        "Notice is hereby given that letters testamentary for the estate of [1:who], deceased, late of [where], were issued on [month] [1-28] in cause number [10000-99999], pending in the county court of [where], to [who]. All persons having claims against this estate which is currently being administered are required to present them to the undersigned within the time and in the manner prescribed by law. Claims may be presented to the attorney for the estate, [who], at [1-999] Main Street. Dated the day of publication of this notice.",
    ),
    "horoscope": (
        "[1:Aries|Taurus|Gemini|Cancer|Leo|Virgo|Libra|Scorpio] today",
        "Dear [1:x], the moon in [Aries|Taurus|Gemini|Cancer|Leo|Virgo|Libra|Pisces] brings [movement|calm|doubt|courage|luck] into your [love life|work|family|finances] today. A [colleague|neighbour|friend|stranger] may [surprise|annoy|help|need] you in the [morning|afternoon|evening]. Keep an open mind and trust your feelings, but do not sign anything before you have read it twice. Your lucky number is [1-99], your colour is [red|blue|green|white|gold]. In the evening take time for yourself and for the people who matter to you. Find your personal horoscope for the whole week in our app.",
    ),
    "release_notes": (
        "[1:core|router|parser|theme|gateway] [2:1-9].[3:0-40].[0-20]",
        "This is a maintenance release of [1:x] [2:x].[3:x]. All users are encouraged to upgrade. It fixes [2-30] bugs that were reported since the last release, updates the translations and brings the dependencies up to date: [zlib|openssl|libpng|curl|sqlite] is now at version [1-9].[0-40].[0-20]. There are no changes to the configuration, and upgrading from any earlier release of the series is a matter of replacing the files. Checksums and signatures are on the download page. Many thanks to the [3-60] people who contributed patches, reports and reviews to this release.",
    ),
    "earthquake": (
        "M [3-6].[0-9] - [10-90] km [N|S|E|W] of [where]",
        "An earthquake of magnitude [3-6].[0-9] occurred [10-90] km off [where] at a depth of [5-95] km, at [10-23]:[10-59]:[10-59] UTC. The epicentre was at [10-59].[100-999] north and [10-59].[100-999] east. [12-999] people reported that they felt it. This event has been reviewed by a seismologist. Earthquakes of this size are often felt, but only rarely cause damage. Did you feel it? Tell us what you noticed, and help us to map the shaking. For an explanation of the terms used on this page see the glossary.",
    ),
    "advisory": (
        "DSA-[5000-5999]-1 [1:firefox|libvpx|tiff|samba|exim|bind|roundcube] security update",
        "Multiple security issues were found in [1:x], which may result in [denial of service|the execution of arbitrary code|information disclosure|privilege escalation] if a malformed [file|request|message|packet] is processed. The Common Vulnerabilities and Exposures project identifies the problem as CVE-2025-[1000-59999]. For the stable distribution this problem has been fixed in version [1-140].[0-30].[0-9]-[1-4]. We recommend that you upgrade your [1:x] packages. For the detailed security status of [1:x] please refer to its security tracker page. Further information about security advisories, how to apply these updates to your system and frequently asked questions can be found on our site.",
    ),
    "lottery": (
        "Lottery numbers for [month] [1-28]",
        "The winning numbers in the draw of [month] [1-28] were [1-49], [1-49], [1-49], [1-49], [1-49] and [1-49], with the bonus number [1-49]. The jackpot of [2-90] million [was not won|was shared by two tickets|went to a player from [where]]. The estimated jackpot of the next draw is [2-90] million. Tickets can be bought until half past seven on the day of the draw. Players must be eighteen or over. Check your ticket carefully, and sign it on the back as soon as you have bought it. Please play responsibly: help is at hand for those who cannot stop.",
    ),
    "police_log": (
        "POL-[1:where]: [Unfall|Einbruch|Diebstahl|Brand] in [2:where]",
        "[1:where] (ots) - Am [Montag|Dienstag|Mittwoch|Freitag] gegen [1-23].[10-59] Uhr kam es in [2:where] auf der [Haupt|Bahnhof|Garten|Schul]straße zu einem [Unfall|Einbruch|Diebstahl|Brand], bei dem ein Sachschaden von rund [500-90000] Euro entstand. Ein [18-88]-jähriger Mann wurde leicht verletzt. Die Polizei hat die Ermittlungen aufgenommen und bittet Zeugen, die verdächtige Beobachtungen gemacht haben, sich unter der Telefonnummer [10000-99999]-[10-999] zu melden. Rückfragen von Medienvertretern bitte an die Pressestelle des Präsidiums, erreichbar werktags von acht bis sechzehn Uhr. Original-Content von der Polizeidirektion [1:where], übermittelt durch das Presseportal.",
    ),
    "recall": (
        "Recall: [1:who] [2:Cheese|Kettle|Pushchair|Heater|Salad|Cot]",
        "[1:who] Ltd is recalling its [2:x] because it may contain [listeria|small metal parts|nuts that are not named|a fault in the wiring]. The recall concerns batch [10000-99999] with a best before date of [month] [1-28], sold in shops in [where] and online. If you have bought this product, do not use it. Take it back to the shop where you bought it for a full refund, with or without a receipt. No other products of the company are known to be affected. Customers with questions can call [10000-99999]. We apologise for any inconvenience that this may have caused, and thank you for your help.",
    ),
    "disruption": (
        "Line [1:1-90]: delays",
        "Because of [a broken signal|a fallen tree|an earlier fault|repairs] near [where], trains on line [1:x] are delayed by up to [10-90] minutes between [where] and [where]. Tickets are accepted on buses [100-999] and [100-999]. We expect that normal service will be resumed by [6-23]:[10-59]. Before you travel, please check the journey planner, where times are updated as soon as we know more. If you arrive more than an hour late you may claim part of the price of your ticket back within a month. We are sorry for the trouble that this causes you today.",
    ),
    "sermon_and_events": (
        "What is on this week in [1:where]",
        "On [Monday|Tuesday|Thursday|Friday] the library of [1:x] shows [thing] from [5-8] pm, admission [2-15] euros. On Saturday [who] speaks about [thing] in the town hall, and on Sunday the market is open from [7-9] to [12-16]. Registration is not required, but seats are limited, so come early. Do you know of an event that we should name here? Write to us by Wednesday noon and we will gladly include it, free of charge. All details are given without guarantee. The editors wish you a pleasant week and good weather.",
    ),
    "deals": (
        "Today's best deals: [1:headphones|kettles|routers|drills|tents] from [20-300]",
        "Every morning our editors look through the offers of the large shops and pick the few that are worth your money. Today the [who] [1:x] are down to [20-300] dollars, [10-60] percent off and the lowest price since [month]; the older model costs [20-300] dollars. Also reduced: [a lamp|a backpack|a keyboard|a scale] for [9-90] dollars. Prices may have changed since this was written. When you buy through links on our site we may earn a small commission, which never influences what we write. Sign up for our newsletter to get the best deals every day in your inbox.",
    ),
    "exchange_rates": (
        "Курс валют на [1-28] [марта|апреля|мая|июня]",
        "Центральный банк установил на [1-28] [марта|апреля|мая|июня] официальные курсы иностранных валют. Курс доллара составил [70-99],[1000-9999] рубля, курс евро [80-110],[1000-9999] рубля, курс юаня [10-14],[1000-9999] рубля. Бивалютная корзина [подорожала|подешевела] на [1-90] копеек. На открытии торгов биржевой индекс изменился на [1-3],[10-99] процента и достиг отметки [1000-3999] пунктов. Аналитики отмечают, что инвесторы ожидают решения по ключевой ставке и внимательно следят за ценами на нефть. Объём торгов остался на обычном уровне, существенных колебаний в течение дня не ожидается.",
    ),
    "chinese_weather": (
        "[北京|上海|广州|成都|武汉]天气预报",
        "今天白天[晴|多云|阴|小雨]，最高气温[10-35]度，夜间最低气温[1-20]度，[东|南|西|北]风[2-6]级，相对湿度百分之[20-95]。空气质量指数为[20-180]，适宜户外活动。明天起受冷空气影响，气温将有所变化，最高气温[10-35]度。气象部门提醒市民注意增减衣物，出行请关注最新天气预报，驾车请保持安全车距，山区注意防范地质灾害。日出时间[5-6]点[10-59]分，日落时间[17-19]点[10-59]分。",
    ),
    "japanese_market": (
        "東京株式市場 [1-28]日",
        "[1-28]日の東京株式市場で日経平均株価は[続伸|反落|小動き|続落]し、終値は前日に比べて[10-900]円[10-99]銭[高い|安い]、[3-5]万[1000-9999]円となった。東証株価指数は[2000-2900].[10-99]、出来高は[10-25]億[1000-9999]万株だった。市場関係者は「海外の金融政策をめぐる思惑から様子見の姿勢が強く、方向感に乏しい展開となった」と話している。外国為替市場では円相場が一ドル[120-160]円台で取引されている。",
    ),
    "french_results": (
        "[1:where] s'impose face à [2:where]",
        "[1:x] s'est imposé [2-5] à [0-1] face à [2:x] samedi soir, lors de la [3-38]e journée du championnat. Devant [1000-9999] spectateurs, [who] a ouvert le score à la [2-44]e minute, avant que [who] ne double la mise sur penalty. En seconde période, les visiteurs ont eu plusieurs occasions mais n'ont pas su les concrétiser. Avec ce succès, le club remonte à la [1-18]e place du classement avec [10-80] points. L'entraîneur s'est dit satisfait de l'état d'esprit de ses joueurs et a rappelé que la saison était encore longue. Prochain rendez-vous dans une semaine à domicile.",
    ),
    "spanish_police": (
        "Detenido en [1:where] por [robo|estafa|hurto|conducción temeraria]",
        "La Policía ha detenido en [1:x] a un hombre de [18-70] años como presunto autor de un delito de [robo|estafa|hurto|conducción temeraria] cometido el [1-28] de [marzo|abril|mayo|junio] en [where]. Según fuentes de la investigación, los hechos ocurrieron sobre las [1-23]:[10-59] horas y el botín asciende a [200-9000] euros. El detenido, al que constan [1-20] antecedentes, ha pasado a disposición judicial, que ha decretado su ingreso en prisión provisional. La investigación continúa abierta y no se descartan nuevas detenciones. La Policía recuerda a los ciudadanos la importancia de denunciar este tipo de hechos cuanto antes.",
    ),
    "puzzle": (
        "Puzzle [1:900-1999]: hints and answers",
        "Stuck on today's puzzle? Here are hints for number [1:x], and further down the answer. The word begins with [1:B|C|D|F|G|M|P|S|T] and ends in [E|R|T|Y|N]. It has [1-3] vowels, and [no|one] letter comes twice. A first hint: it has to do with [the kitchen|the sea|a wedding|music|the weather|money]. A second one: you would say it of [a person|a road|a debt|a story]. Yesterday the answer was [crane|slate|mound|fable|onset|prism]. If you have not solved it yet, stop reading now. The puzzle comes every day at midnight, it costs nothing and needs no account. Come back tomorrow for the next one.",
    ),
    "house_for_sale": (
        "[2-6] bedroom house in [1:where], [120-990]000",
        "A well presented [2-6] bedroom house in a sought after part of [1:x], within walking distance of the station and of good schools. On the ground floor are the hall, a living room of [14-45] square metres and a fitted kitchen; upstairs [2-6] bedrooms and a bathroom. Outside there is a garden of [50-900] square metres and parking for [1-4] cars. The house was built in [1890-2019] and has an energy rating of [A|B|C|D|E]. Viewings are by appointment with our office in [where]. These particulars are given in good faith and are no part of any contract.",
    ),
    "quarterly_results": (
        "[1:who] Group reports results for the [first|second|third|fourth] quarter",
        "[1:x] Group today reported revenue of [100-9000] million for the quarter, [up|down] [1-40] percent from a year ago, and net income of [10-900] million, or [0-4].[10-99] a share. [who], the chief executive, said that demand was strong in all segments and that the company was well placed for the rest of the year. For the full year the company expects revenue of [1-30].[1-9] billion. A conference call will be held today at [8-17]:[10-59]; a recording will be on the investors' page for [10-90] days. Statements about the future involve risks, and the results may differ.",
    ),
    "canteen": (
        "Speiseplan für die Woche ab [1-28]. [März|April|Mai|Juni]",
        "Montag: [Linseneintopf|Gulasch|Spätzle|Fischfilet|Lasagne] mit [Brot|Salat|Kartoffeln|Reis], [3-9],[10-90] Euro. Dienstag: [Linseneintopf|Gulasch|Spätzle|Fischfilet|Lasagne] mit [Brot|Salat|Kartoffeln|Reis], [3-9],[10-90] Euro. Mittwoch: [Pizza|Curry|Auflauf|Schnitzel|Risotto], [3-9],[10-90] Euro. Donnerstag: [Pizza|Curry|Auflauf|Schnitzel|Risotto], [3-9],[10-90] Euro. Freitag: [Pfannkuchen|Suppe|Matjes|Burger], [3-9],[10-90] Euro. Dazu gibt es jeden Tag eine Suppe, ein Dessert und Obst. Angaben zu Allergenen hängen an der Ausgabe aus. Änderungen sind möglich. Die Küche wünscht allen Gästen einen guten Appetit und bittet darum, Tabletts zurückzubringen.",
    ),
    "portuguese_weather": (
        "Previsão do tempo para [1:where]",
        "A previsão para [1:x] indica céu [limpo|nublado|parcialmente nublado] com [possibilidade de chuva|tempo firme|pancadas isoladas] na [segunda|terça|quarta|quinta|sexta]-feira. A temperatura mínima será de [5-19] graus e a máxima de [20-39] graus, com umidade relativa do ar em torno de [20-95] por cento. Os ventos sopram a [5-60] quilômetros por hora. A probabilidade de chuva é de [0-100] por cento. A Defesa Civil recomenda atenção em áreas de encosta e lembra que em caso de emergência a população deve ligar para o telefone de sempre. O sol nasce às 6h[10-59] e se põe às 18h[10-59].",
    ),
    "italian_accident": (
        "Incidente sulla statale [1:1-300], [un ferito|due feriti|traffico bloccato]",
        "Incidente [nella notte|questa mattina|nel pomeriggio] sulla statale [1:x] all'altezza di [where]. Per cause in corso di accertamento un'auto guidata da un [uomo|ragazzo|pensionato] di [18-90] anni si è scontrata con un [furgone|camion|motociclo]. Sul posto sono intervenuti i vigili del fuoco, i sanitari del 118 e i carabinieri per i rilievi di legge. Il ferito è stato trasportato all'ospedale di [where] con una prognosi di [5-90] giorni. La strada è rimasta chiusa per [1-6] ore e il traffico è stato deviato sulla viabilità secondaria. La viabilità è tornata regolare soltanto dopo la rimozione dei mezzi coinvolti.",
    ),
}

TEMPLATES = {kind: fill_twice(*form) for kind, form in FORMS.items()}
"""Kind → maker of a pair that must not fold."""
