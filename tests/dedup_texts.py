"""Texts that read like those of feeds, made from frames and names; the same for the same seed."""

import random
from dataclasses import dataclass, field

PEOPLE = """Anna Keller|Tomás Ferreira|Mirela Popescu|Oluwaseun Adeyemi|Jörg Lindqvist|Priya Raman
Colm O'Dwyer|Beatriz Salgado|Henrik Vestergaard|Yusuf Demir|Katya Morozova|Leon Baptiste
Grace Whitlock|Samuel Okoro|Ingrid Halvorsen|Paolo Marchetti|Rachel Steiner|Daniel Novak
Fatima Haddad|Owen Pritchard|Lucia Moreno|Viktor Szabo|Nadia Benali|Arthur Langley""".replace(
    "\n", "|"
).split("|")
PLACES = """Brixham|Calder Valley|Port Osmund|Lindenau|Sant Aubrey|Marlow Heath|Kirkwall|Tarrow
Vestmark|Alderney Quay|Montressa|Halden|Ostrava|Bellmere|Cape Ferris|Dunmore|Eskdale|Garvagh
Inverlochy|Jasper Falls|Keswick|Lorrach|Norwell|Oakhampton|Pellworth|Ravensburg""".replace(
    "\n", "|"
).split("|")
BODIES = """the transport ministry|the harbour authority|the county council|the central bank
the public prosecutor|the health inspectorate|the energy regulator|the teachers' union
the fire service|the national museum|the water board|the football association|the court of appeal
the university|the port workers' union|the statistics office|the broadcasting council""".replace(
    "\n", "|"
).split("|")
THINGS = """a new ferry terminal|the flooded underpass|a contested mining licence|the delayed budget
a rare manuscript|the closed railway line|an outbreak of measles|the collapsed bridge
a merger of two breweries|the striking bus drivers|a leaked memorandum|the wind farm off the coast
a stolen painting|the reform of school meals|an abandoned quarry|the wolf that crossed the border
a record harvest of plums|the hacked payroll system|an unexploded wartime bomb
the restored cathedral organ|a tunnel under the old town|the ban on fireworks""".replace(
    "\n", "|"
).split("|")
FRAMES = """{who} told reporters in {where} that {what} could not wait until {month}.
The dispute over {what} began when {body} refused to publish its own figures.
{n} people signed a petition within {m} days, according to {body}.
Nobody at {body} would say on Thursday who had approved the decision.
"We have been promised answers for {n} years," said {who}, who lives near {where}.
Engineers from {where} arrived before dawn and closed the site to visitors.
The cost is now put at {n} million, almost {m} percent more than planned.
In a letter seen by this paper, {who} calls the procedure careless and expensive.
Opponents gathered outside the town hall of {where}, carrying lanterns and handmade signs.
{body} says that the matter is under review and that {what} is not its only concern.
The last time anything similar happened in {where}, the inquiry took {n} months.
{who}, a former adviser to {body}, described the plan as a gamble.
Residents of {where} woke to the sound of helicopters and long queues at the bakery.
A spokeswoman declined to comment on {what} while proceedings are open.
Historians point out that {where} has argued about {what} since the war.
By noon the road from {where} to the coast was blocked in both directions.
The committee will hear {who} and {m} other witnesses next week.
Critics fear that {what} distracts from the poor state of local clinics.
Under the proposal, {body} would take over {n} buildings and their tenants.
{who} denied any wrongdoing and accused {body} of a campaign.
Schools within {m} kilometres stayed closed, and buses were diverted through {where}.
Insurers expect claims of up to {n} million before the end of {month}.
The mayor thanked volunteers who had brought soup, blankets and a piano.
Only a third of the money has been spent, the auditors found.
Scientists who examined {what} found traces that nobody had expected.
The opposition wants a vote before {month}, which {body} calls unrealistic.
For the fishermen of {where} it is the second blow in a year.
"You cannot repair trust with asphalt," {who} added after the meeting.
{body} has hired a firm from {where} to translate {n} pages of records.
A judge ordered that {what} remain untouched until the appeal is heard.
Local historians have started to collect photographs and recordings.
Shares in the operator fell by {m} percent after the announcement.
The archive holds {n} boxes of correspondence, most of them never opened.
{who} is expected to travel to {where} at the weekend to mediate.
Rain made the work harder, and pumps had to be borrowed from farms.
It is not clear who will pay if the guarantee of {body} runs out.""".splitlines()
MONTHS = "January February March April May June July August September October".split()
OUTLETS = ["The Courier", "Evening Post", "Radio Nord", "Herald Online", "Daily Ledger", "Kanal 4"]

GERMAN = """{who} sagte am Mittwoch in {where}, die Entscheidung sei noch nicht endgültig.
Der Streit um die Brücke begann, als der Landkreis die Zahlen zurückhielt.
In {n} Tagen unterschrieben mehr als {m} Anwohner eine Petition.
Niemand im Ministerium wollte sagen, wer den Auftrag genehmigt hatte.
Die Kosten liegen nun bei {n} Millionen, fast {m} Prozent über dem Plan.
Ingenieure aus {where} sperrten das Gelände noch vor Sonnenaufgang.
Gegner versammelten sich vor dem Rathaus von {where} mit Laternen und Schildern.
Das letzte Mal dauerte die Untersuchung {n} Monate und blieb ohne Ergebnis.
{who}, früher Berater der Behörde, nannte den Plan ein Glücksspiel.
Bewohner berichten von Hubschraubern und langen Schlangen beim Bäcker.
Der Ausschuss hört in der kommenden Woche {m} weitere Zeugen.
Kritiker fürchten, dass die Kliniken der Gegend darüber vergessen werden.
Nur ein Drittel des Geldes ist ausgegeben, stellten die Prüfer fest.
Ein Richter ordnete an, dass bis zur Berufung nichts verändert wird.""".splitlines()
# ruff: noqa: RUF001 - texts of other languages, typed as their readers do
CHINESE = """{n}日上午，市政府在新闻发布会上表示，跨海大桥的修复工程将提前完成。
当地居民说，连续{m}天的大雨使道路中断，许多商店不得不停业。
专家认为，新的轨道交通线路可以缓解高峰时段的拥堵状况。
记者了解到，该项目总投资约{n}亿元，预计明年秋天投入使用。
医院负责人介绍，目前已有{m}名患者康复出院，其余患者病情稳定。
据统计局公布的数据，上半年蔬菜价格比去年同期上涨百分之{m}。
考古人员在施工现场发现了一批保存完好的陶器和铜钱。
学校决定从下周起恢复正常上课，食堂也将重新开放。
警方提醒市民，不要轻信陌生来电，以免造成财产损失。
代表团参观了位于城北的图书馆和博物馆，并与学生座谈。
气象部门预计，未来{m}天北部山区仍有降雪，请注意防寒保暖。
工会负责人说，谈判仍在进行，双方都希望尽快达成协议。""".splitlines()
RUSSIAN = """{who} сообщил журналистам, что решение о строительстве моста ещё не принято.
Спор начался, когда администрация области отказалась опубликовать расчёты.
За {n} дней под обращением подписались более {m} тысяч жителей.
Стоимость работ выросла до {n} миллионов, что на {m} процентов больше плана.
Инженеры прибыли на место до рассвета и закрыли участок для посетителей.
Противники проекта собрались у здания мэрии с фонарями и плакатами.
В прошлый раз расследование длилось {n} месяцев и ничем не закончилось.
Бывший советник ведомства назвал этот замысел азартной игрой.
Школы в радиусе {m} километров закрыты, автобусы идут в объезд.
Комиссия заслушает ещё {m} свидетелей на следующей неделе.
Потрачена лишь треть выделенных средств, установили аудиторы.
Суд постановил ничего не менять до рассмотрения апелляции.""".splitlines()


def fill(frames, rng, count):
    """Return so many paragraphs, of two or three sentences each."""
    chosen = rng.sample(frames, min(count, len(frames)))
    said = [
        sentence[:1].upper() + sentence[1:]
        for sentence in (
            frame.format(
                who=rng.choice(PEOPLE),
                where=rng.choice(PLACES),
                what=rng.choice(THINGS),
                body=rng.choice(BODIES),
                month=rng.choice(MONTHS),
                n=rng.randint(3, 900),
                m=rng.randint(2, 60),
            )
            for frame in chosen
        )
    ]
    return [" ".join(said[start : start + 3]) for start in range(0, len(said), 3)]


@dataclass
class Text:
    """An article."""

    title: str
    paragraphs: list
    source: str = "The Courier"
    day: int = 0
    fields: dict = field(default_factory=dict)


def article(seed, frames=FRAMES, count=20):
    """Return an article of its own."""
    rng = random.Random(f"article {seed}")
    topic = f"{rng.choice(PLACES)}: {rng.choice(THINGS)}"
    return Text(topic[:1].upper() + topic[1:], fill(frames, rng, count))


def edit(paragraphs, rng, share=0.1):
    """Change some words, as a copy editor does: drop, replace, add; no number and no name."""
    made = []
    for paragraph in paragraphs:
        words = []
        for word in paragraph.split(" "):
            if word.islower() and word.isalpha() and rng.random() < share:
                words += rng.choice([[], ["also", word], ["reportedly"], [word, "now"]])
            else:
                words.append(word)
        made.append(" ".join(words))
    return made
