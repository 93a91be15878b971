"""What publishers write where an article ends, and in its frame, in the languages of the web.

A label stands alone: nothing is said after it. What it announces is judged in ending.
"""

import re

_TALK = (
    r"(?:\d+ |all |reader |readers[’'] |user |your |latest |selected )?comments?",
    r"(?:join|start) the (?:conversation|discussion)",
    r"(?:leave|post|add|write) a (?:comment|reply)|what do you think",
    r"(?:\d+ )?(?:kommentare?|kommentarer|commentaires?|comentarios?|comentários?|commenti|"
    r"reacties)",
    r"leserkommentare|réagir|deja (?:un|tu) comentario|deixe (?:um|seu) comentário",
    r"lascia un commento|laat een reactie achter|skriv en kommentar",
    r"(?:wybrane |\d+ )?(?:komentarze|komentarzy)|dodaj komentarz|opinie",
    r"(?:\d+ )?комментари(?:и|ев|й|я)|коментарі|оставить комментарий",
    r"(?:\d+ )?σχόλια|αφήστε (?:ένα )?σχόλιο|yorumlar|yorum yap|التعليقات|اترك تعليقا?",
    r"(?:网友|網友|最新|热门|熱門)?(?:评论|評論|留言|跟帖)|发表评论|發表評論|コメント(?:一覧)?|댓글",
)
_OTHERS = (
    # English
    r"(?:related|similar|recent|latest|other|featured|popular|recommended|trending|top|further|"
    r"additional|suggested|more|our latest|from our)(?: \w+){0,2}? "
    r"(?:articles?|stories|story|posts?|news|content|coverage|reading|links|reads|videos?|"
    r"headlines)"
    r"(?: .{1,30})?",
    r"(?:related|recommended|trending|popular)(?: now| topics?| for you| stories)?",
    r"more (?:from|on|in|about|like|by|to|for) .{1,40}|more .{1,30} (?:posts|picks|stories)",
    r"if you (?:like|love|enjoy)(?:d|ed)? this .{1,30}",
    r"you (?:may|might|will|could)(?: also)? (?:like|enjoy|love|be interested).{0,20}",
    r"(?:read|up|see|watch) (?:next|also|more)|next (?:article|post|story|up)|keep (?:reading|"
    r"exploring)",
    r"most (?:read|popular|viewed|shared|commented|recent)|editor[’']?s[’']? picks?|don[’']t miss",
    r"explore more(?: .{1,40})?|what to read next|in case you missed it",
    r"advertisement|sponsored(?: content| links)?|promoted|from around the web|tags",
    # German, Dutch, Scandinavian
    r"(?:mehr|weitere|ähnliche|verwandte|neueste|aktuelle|beliebte|meistgelesene)"
    r"(?: (?:artikel|nachrichten|beiträge|themen|meldungen|videos|infos?|news))(?: .{1,30})?",
    r"mehr (?:zum thema|zu diesem thema|aus .{1,30}|von .{1,30}|über .{1,30})|auch interessant",
    r"das könnte (?:sie|dich|ihnen) (?:auch )?(?:interessieren|gefallen)|meistgelesen|"
    r"lesen sie auch|lies auch|empfehlungen|passend zum thema|zum thema",
    r"lees (?:ook|meer|verder)|meer (?:over|van|uit) .{1,30}|meer nieuws|meest gelezen|"
    r"gerelateerde? .{1,20}|ook interessant",
    r"läs (?:också|även|mer|vidare)|mer (?:om|från) .{1,30}|mest läst|relaterat|relaterade \w+|"
    r"læs (?:også|mere)|les (?:også|mer)|relatere(?:t|de|rte)(?: \w+)?|mest (?:lest|læst|læste)|"
    r"siste nytt|seneste nyt|senaste nytt",
    # French, Spanish, Italian, Portuguese
    r"(?:à|a) lire (?:aussi|également)|lire (?:aussi|également)|voir aussi|sur le même (?:sujet|"
    r"thème)|"
    r"dans la même (?:rubrique|catégorie)|(?:articles?|sujets?|contenus?) (?:liés?|similaires?|"
    r"connexes?|associés?|recommandés?|récents?)|(?:les )?plus (?:lus|populaires|récents)|"
    r"vous aimerez aussi|nos autres .{1,30}|(?:les )?derni(?:ers|ères) \w+|ailleurs sur le web",
    r"(?:noticias|artículos|temas|contenidos?|entradas|notas|publicaciones) (?:relacionad[ao]s?|"
    r"recomendad[ao]s?|similares|recientes)|(?:te|le|también te|quizás? te) (?:puede|podría) "
    r"(?:interesar|gustar)|lo más (?:leído|visto|popular|reciente|nuevo)|más (?:noticias|leídas|"
    r"información|sobre .{1,30})|le[ea] (?:también|más)|leer también|ver también|últimas noticias",
    r"leggi anche|articoli (?:correlati|recenti|simili)|"
    r"(?:ti )?potrebbe(?:ro)? (?:anche )?interessarti"
    r"(?: anche)?|i più letti|notizie correlate|ultime notizie|altri articoli.{0,20}|vedi anche|"
    r"approfondimenti|ti potrebbe(?:ro)? (?:anche )?(?:interessare|piacere)",
    r"(?:notícias|artigos|matérias|posts|conteúdos?) (?:relacionad[ao]s?|recentes|semelhantes)|"
    r"(?:leia|veja|confira) (?:também|mais)|mais (?:lidas|lidos|notícias|sobre .{1,30})|"
    r"(?:você )?(?:também )?pode (?:gostar|interessar)|últimas notícias|saiba mais",
    # Polish, Russian, Ukrainian
    r"(?:czytaj|zobacz|przeczytaj|sprawdź) (?:też|także|również|więcej)|polecamy|"
    r"powiązane(?: \w+)?|"
    r"podobne(?: \w+)?|najczęściej czytane|najnowsze(?: \w+)?|najpopularniejsze|"
    r"więcej (?:o|na temat|z|wiadomości).{0,30}|tagi|warto przeczytać",
    r"(?:читайте|смотрите|читать|читай) (?:также|ещ[её]|далее)|(?:другие|похожие|последние|самые|"
    r"главные|свежие|популярные|связанные) (?:новости|статьи|материалы|публикации|записи|темы)"
    r"(?: .{1,30})?|(?:новости|материалы|статьи|ссылки|ещ[её]) по теме|новости партн[её]ров|"
    r"по теме|рекомендуем(?: .{1,20})?|популярное|самое читаемое|подпишитесь(?: на .{1,20})?|теги|"
    r"читайте також|схожі новини|останні новини|новини за темою",
    # Greek, Turkish, Arabic
    r"(?:διαβάστε|δείτε) (?:επίσης|ακόμ[αη]|και|περισσότερα)|(?:σχετικ(?:ά|ές)|τελευταί(?:α|ες)|"
    r"περισσότερα|δημοφιλή) (?:άρθρα|νέα|ειδήσεις|θέματα)|ροή ειδήσεων|δημοφιλή|ετικέτες",
    r"(?:ilgili|benzer|son|diğer|popüler|öne çıkan) (?:haberler|yazılar|içerikler|konular|"
    r"videolar)|"
    r"(?:bunlar|şunlar) da (?:ilginizi çekebilir|hoşunuza gidebilir)|ilginizi çekebilir|"
    r"en çok (?:okunan|okunanlar|izlenenler)|son dakika|etiketler",
    r"(?:اقرأ|إقرأ|شاهد) (?:أيضا|أيضًا|أيضاً|المزيد)|(?:مواضيع|أخبار|مقالات) (?:ذات صلة|متعلقة|"
    r"مشابهة)|"
    r"الأكثر قراءة|آخر الأخبار",
    # Chinese, Japanese, Korean
    r"(?:相关|相關|推荐|推薦|延伸|更多|热门|熱門|最新|精彩|往期|其他)(?:新闻|新聞|阅读|閱讀|报道|報道|報導|"
    r"文章|链接|連結|推荐|推薦|专题|專題|内容|內容|资讯|資訊|热点|消息|回顾)|猜你喜欢|你可能.{0,6}|"
    r"您可能.{0,8}|热点推荐|编辑推荐|大家都在看",
    r"関連(?:する)?(?:記事|ニュース|リンク|キーワード|タグ|情報|商品)?|おすすめ(?:の?記事)?|人気(?:の?記事)?|"
    r"あわせて読みたい|こちらもおすすめ|最新(?:記事|ニュース)|新着記事|アクセスランキング|"
    r"(?:次|前)の記事|この記事(?:を書いた人|をシェア)",
    r"관련 ?(?:기사|뉴스|글|태그)|추천 ?(?:기사|뉴스)|많이 본 (?:기사|뉴스)|"
    r"인기 ?(?:기사|글)|최신 ?(?:기사|뉴스)",
)
_ASKS = (
    r"share (?:this|your) .{1,20}|(?:have|got) a (?:news )?(?:tip|story)(?: .{1,30})?",
    r"(?:our |the )?newsletters?(?: sign ?-?up)?|stay (?:connected|informed|up to date|in touch)",
    r"(?:join|subscribe to|sign up (?:for|to)|get) (?:our|the|my) .{0,30}newsletter",
    r"contact(?: us| info(?:rmation)?)|get in touch|follow us(?: on .{1,20})?|connect with us",
)
_PAID = (
    r"(?:this|the rest of this) (?:article|story|content|post) is (?:exclusive(?: to|ly for)?|only|"
    r"available|for|reserved)\b.{0,60}",
    r"(?:already|not yet) a (?:subscriber|member)|subscribe (?:now )?to (?:read|continue|"
    r"unlock).{0,40}",
    r"(?:log|sign) ?in (?:or subscribe )?to (?:read|continue).{0,40}|(?:unlock|"
    r"continue reading) this "
    r"(?:article|story).{0,60}|to (?:read|continue reading) (?:the rest|this).{0,60}",
    r"\w+\+? exclusive story|this post is for (?:paid|paying) subscribers",
    r"dieser (?:artikel|inhalt|beitrag) ist (?:nur )?(?:für|exklusiv).{0,40}|"
    r"jetzt weiterlesen.{0,30}|"
    r"weiterlesen mit .{1,30}|sie sind (?:bereits|schon) (?:abonnent|kunde).{0,20}",
    r"cet article est réservé.{0,40}|il vous reste .{0,60}|article réservé aux abonnés|déjà abonné",
    r"contenido exclusivo.{0,40}|(?:este )?(?:artículo|contenido) (?:es )?(?:solo|"
    r"exclusivo).{0,40}|"
    r"(?:articolo|contenuto) (?:è )?(?:riservato|esclusivo).{0,40}|sei già abbonato|"
    r"conteúdo exclusivo.{0,40}|(?:já|ya) (?:é|eres|es) (?:assinante|suscriptor)",
    r"dit artikel is (?:alleen|exclusief) .{0,40}|al abonnee|läs vidare (?:med|genom) .{1,30}|"
    r"redan prenumerant|pozostało .{1,20} (?:artykułu|tekstu|treści)|masz już (?:konto|"
    r"subskrypcję)",
    r"(?:статья|материал) доступ(?:на|ен) (?:только )?(?:по подписке|подписчикам).{0,30}|"
    r"уже подписаны",
    r"この記事は有料.{0,30}|(?:ここから先は|残り.{1,10}文字).{0,40}|会員限定の?記事.{0,20}|本文余下.{0,20}",
)
_WRITER = (
    r"(?:about|meet) (?:the |our |your )?(?:authors?|writers?|reporters?|editors?|testers?|team|"
    r"guide)",
    r"(?:author|authors|contributors?|written by|author bio|author profile)",
    r"(?:zum|zur|über de[nr]|über die) autor(?:in)?|autor(?:in)?|à propos de l[’']aute?u?r(?:ice)?",
    r"l[’']auteur|sobre (?:el|la|o|a) autora?|l[’']autore|over de auteur|om (?:författaren|"
    r"forfatteren)",
    r"o autorze|autor tekstu|об авторе|автор|σχετικά με τον συγγραφέα|yazar hakkında|عن الكاتب",
    r"作者简介|作者簡介|著者プロフィール|執筆者",
)
_END = r"(?:\s*\(\d+\)|\s*\d+)?\s*[:.?!…»›>→：]*\Z"
_START = r"\W{,3}"


def _labels(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_START}(?:{'|'.join(parts)}){_END}", re.IGNORECASE)


TALK = _labels(_TALK)
"""What readers say begins here."""
OTHERS = _labels(_OTHERS)
"""Other articles, or something that is asked for, begin here."""
WRITER = _labels((*_WRITER, *_ASKS))
"""What is told of the writer begins here, or something is asked of the reader."""
PAID = _labels(_PAID)
"""The rest is for those who pay."""

REPLIES = re.compile(
    r"\b(?:reply|antworten|répondre|responder|rispondi|odpowiedz|ответить|απάντηση|yanıtla|svara?|"
    r"beantwoorden|reageer|says|said|ago|wrote)\b|回复|回復|返信|\d{1,2}[:.]\d{2}|\d{4}",
    re.IGNORECASE,
)
"""In the head of a comment: when it was written, or how to answer it."""

_PROFESSION = (
    r"(?i:writer|journalist|reporter|editor|columnist|correspondent|contributor|professor|author|"
    r"researcher|fellow|lecturer|director|founder|co-founder|producer|critic|blogger|novelist|"
    r"scholar|physician|economist|historian|attorney|analyst|faculty|president|chief)"
)
_NAME = r"[*(\[\u2014\u2013_ ]{,2}(?:[A-ZÀ-Þ][\w.’'-]*\s+){1,4}?"
BIO = re.compile(
    rf"{_NAME}(?:[a-z]{{2,3}} )?[\w’'-]+,? (?:is|are|writes|covers|reports)\b[^.!?]{{0,90}}?\b"
    rf"{_PROFESSION}s?\b"
    rf"|{_NAME}[\w’'-]+ (?:ist|est|es|è|é|jest|is) (?:\w+ ){{0,3}}?(?:journalist(?:in|e)?|redakteur"
    r"(?:in)?|korrespondent(?:in)?|periodista|giornalista|jornalista|dziennikar(?:z|ka)|redacteur|"
    r"rédact(?:eur|rice)|profess(?:or|eur|ore|ora|orin)|autor(?:in|a)?)\b"
    r"|(?i:the (?:writer|author)|der autor|die autorin|l[’']auteur) (?:is|ist|est) .{0,160}",
)
"""How what is told of a writer begins, after an article."""

STILL = re.compile(
    r"(?:he|she|they|his|her|their|when (?:he|she|they)|before (?:joining|that)|previously)\b",
    re.IGNORECASE,
)
"""How it goes on, in English."""

DISCLOSURE = re.compile(
    r"\b(?:(?:earn|receive|get|make|pay)\b.{0,60}\b(?:commissions?|fee|percentage)\b"
    r"|(?:erhalten|bekommen) wir .{0,60}provision|(?:percevoir|toucher|recevoir) une commission"
    r"|recibir una comisión|(?:ricevere|guadagnare) una commissione|receber uma comissão)"
    r"|\A\W*(?:disclosure|this (?:post|article|page|site|blog)|some of (?:the|these|our|my)|"
    r"as an amazon"
    r"|(?:the |these |all )?(?:affiliate )?links) .{0,80}\baffiliate",
    re.IGNORECASE,
)
"""Somewhere in a notice that links are paid for."""

_NOTICES = (
    r"(?:disclaimer|haftungsausschluss|avertissement|descargo de responsabilidad|"
    r"aviso legal|免责声明|免責聲明|版权声明|特别声明|声明|聲明)\s?[:：].*",
    r"(?:republished|reprinted) (?:from|with|by) .*|a version of this (?:article|story|post) .*",
    r"this (?:article|story|post|piece|essay|interview|column)(?: was| has been| is| also|"
    r" originally|"
    r" first)+ (?:appeared|published|republished|adapted|excerpted|updated|produced|developed|"
    r"co-published|syndicated|sponsored|edited)\b.*",
    r"(?:originally|first) (?:published|appeared|posted) (?:in|on|at|by|as) .*",
    r"this (?:article|story|post|piece|report) (?:about .{1,80} )?was (?:written|produced|"
    r"reported|supported) by\b.*",
    r"(?:e-?mail\W{0,3})?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\W*|\+?[\d(][\d ().-]{6,18}|"
    r"contact (?:staff )?(?:writer|reporter|editor)\b.*",
    r"\W*(?:資料來源|资料来源|(?:據|据)《).{,100}|\W*.{,30}(?:未經授權|未经授权|不得轉載|不得转载).{,20}|"
    r"文\s?[/／ ].{2,16}",
    r".{,24}(?:facebook|line|微博|微信)\s?(?:專頁|专页|粉絲|粉丝|公众号|公眾號).*",
    r"editor[’']?s[’']? note:? this (?:article|story|post) .*",
    r"if you(?:[’']ve)? (?:liked|enjoyed|like|enjoy) this (?:article|story|post|piece),? (?:please|"
    r"consider|share|subscribe|sign up|you (?:may|might|will))\b.*",
    r"copyright (?:©|\(c\)|\d{4}).*|©.*|\(c\) \d{4}.*|all rights reserved.*",
    r"(?:\W*(?:follow|like|find|join|connect with) (?:us|me|him|her|them|@\w+)\b.*)",
    r"\W*(?:follow|contact|e-?mail|reach|write to) (?:the )?(?:writer|author|reporter|"
    r"[A-Z]\w+ [A-Z]\w+)"
    r" (?:on|at|via|by)\b.*",
    r"(?:last )?(?:updated|modified|reviewed)(?: on)?:? .{0,40}\d{4}.{0,20}|(?:posted|"
    r"post time)\b:?.{,30}\d.*",
    r"(?:written|edited|reported|compiled|translated|reviewed|"
    r"fact-checked)(?: and edited)? by\b.{,80}",
    r"\(?(?:reporting|additional reporting|editing|writing|compiled|"
    r"reporting and writing) by .{,200}",
    r"the views expressed .*|opinions expressed .*|views are personal.*",
    r"все права (?:на материалы|защищены).*|перепечатка .*|wszelkie prawa zastrzeżone.*|"
    r"alle rechte vorbehalten.*|tous droits réservés.*|todos los derechos reservados.*|"
    r"tutti i diritti riservati.*|todos os direitos reservados.*",
    r"(?:[【（(\[]\s*)?(?:责任编辑|責任編輯|编辑|編輯|作者|记者|記者|来源|來源|原标题|本文来源|稿源|校对|审核)"
    r"\s?[:：].{,60}",
    r"上一[页頁篇].{,40}|下一[页頁篇].{,40}|\W*(?:完|全文完|了)\W*|本[报報網网].{,12}(?:报道|報導)\W*",
    r"(?:contributing|staff|senior|freelance|assistant|associate|deputy|managing)? ?(?:writer|"
    r"editor|"
    r"reporter|correspondent|columnist|producer)(?:,.{1,40})?",
    r"\W*(?:[\w.]{1,5}[,/ ]+){0,2}(?:afp|ap|reuters|dpa|efe|ansa|anp|pap|ritzau|ntb|lusa|belga|"
    r"apa|sda|"
    r"epd|kna|xinhua|тасс|интерфакс|риа новости|新华社|cp|upi|aap|kyodo|時事|"
    r"共同)(?:[,/ ]+[\w ]{1,16}){0,2}\W*",
    r"未经授权.*|未經授權.*|转载请.*|轉載請.*",
)
NOTICE = re.compile(f"(?:{'|'.join(_NOTICES)})\\Z", re.IGNORECASE | re.DOTALL)
"""A whole block after the last paragraph, about the article and not of it."""
