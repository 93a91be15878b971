"""What publishers write around an article and between its paragraphs, in several languages.

Whole short blocks are matched, from their start; a sentence of an article that
begins alike is longer, or goes on otherwise.
"""

import re

SHORT = 160
"""Characters; a longer block is never dropped for how it begins."""

_ASIDES = (
    # advertising and the page itself
    r"advert(?:isement|ising)?s?(?: (?:continue|-|–|—).{0,30})?\W{0,3}",
    r"sponsored(?: content)?|(?:in partnership with|(?:presented|sponsored|brought to you|"
    r"powered) by)(?: [^.!?]{1,40})?",
    r"(?:read|view|open) (?:this )?(?:e-?mail )?(?:in (?:your )?browser|online)",
    r"image used under licen[sc]e.{0,60}|press enter or click to view image.{0,20}",
    r"add as a (?:reliable|preferred|trusted).{0,40}",
    r"(?:article|story) continues (?:below|after).*",
    r"(?:scroll|continue|swipe) (?:down|left|right|reading|to|for).{0,60}",
    r"skip (?:to|past|advert).{0,60}",
    r"loading\W{0,5}",
    r"(?:please )?enable javascript.*",
    r"(?:back to top|top of page|go back|back|home|next|previous|prev|close|menu|search)\W{,3}",
    r"(?:play|watch|video|photos?|gallery|image|enlarge|zoom|click to enlarge)\W{0,3}",
    r"(?:contents|table of contents?|in this article|on this page|jump to(?: section)?|toc)\W{0,2}",
    r"listen to (?:this )?(?:article|story|post).{0,40}",
    r"\d+:\d\d|by\W{0,2}",
    r"audio (?:version|player).{0,40}",
    r"was this (?:article|page|post|content|information)? ?helpful.{0,40}",
    r"rate this .{0,40}",
    r"\d+ ?min(?:ute)?s?(?: read| to read)?(?: time)?",
    r"(?:est(?:imated)?\.? )?read(?:ing)? time\W.{0,30}",
    r"(?:all rights reserved|copyright (?=©|\d|\(c\))|©|\(c\)).{0,150}",
    r"this (?:article|post|page|site|blog) (?:may |might )?(?:contains?|includes?) affiliate.{,90}",
    # sharing and following
    r"shar(?:e|ing)(?: (?:this|on|via)\b.{0,40}| it| options?)?\W{0,3}",
    r"shares?|tweet(?: this)?|pin(?: (?:it|this|me))?(?: for)?(?: later)?\W{0,3}",
    r"(?:digg|stumble|reddit) (?:this|it)|(?:save to|bookmark (?:on|with|this)).{0,20}|"
    r"(?:prześlij|wyślij)\W{0,3}(?:drukuj)?",
    r"(?:e-?mail|print|save|copy link|link copied|copy|reddit|flipboard)(?: this.{,12})?",
    r"(?:whatsapp|telegram|facebook|twitter|linkedin|pinterest|instagram|youtube)",
    r"(?:like|follow|find|join|connect with) (?:us|me) (?:on|at|:).{0,80}",
    r"follow .{1,60} on (?:twitter|facebook|instagram|x|linkedin|google news).{0,40}",
    r"(?:sign ?up|subscribe|register)(?: now| here| today)?(?: (?:to|for|and|in)\b.{0,120})?[.!]?",
    r"(?:get|receive) (?:the|our|your) .{0,60}(?:newsletter|inbox).{0,60}",
    # more to read
    r"related\s?: .+",
    r"the post .{1,140} (?:appeared|first appeared) .{1,80}",
    # talk
    r"(?:leave|post|add|write|view|show|hide|join)(?: \w+){0,2} "
    r"(?:comments?|reply|conversation|discussion)s?.{0,30}",
    r"\d* ?comments?|no comments(?: yet)?|reply|responses?",
    # filing
    r"(?:filed under|tagged(?: (?:with|as|in))?|tags?|topics?|categor(?:y|ies)|keywords)\s?:?",
    r"(?:filed under|tagged|tags|topics|categories|keywords|posted in)\s?[:\-].{0,150}",
    # other languages
    r"(?:(?:читай|смотри)(?:те)? также|читать (?:далее|также)|по теме).{0,140}",
    r"поделиться.{0,30}",
    r"(?:czytaj (?:też|więcej|także|dalej)|zobacz (?:też|także|więcej)|polecamy).{0,140}",
    r"(?:διαβάστε (?:επίσης|ακόμα|περισσότερα)|σχετικά άρθρα).{0,140}",
    r"(?:lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|leer también|lea también|"
    r"leggi anche|leia também|lees ook|läs också)(?:\W.{0,140})?",
    r"(?:lies auch|siehe auch|voir aussi|à voir aussi|lire la suite|lee también|te puede interesar|"
    r"ver también|vedi anche|veja também|leia mais|confira também|lees meer|les også|læs også|"
    r"läs även|läs mer|czytaj więcej|przeczytaj (?:też|także)|zobacz|czytaj|читайте також|"
    r"читайте ещ[её]|подробнее|δείτε (?:επίσης|ακόμη|και)|ilgili haber|ayrıca bakınız|"
    r"bunu da oku|اقرأ أيضا|اقرأ أيضًا|إقرأ أيضا|شاهد أيضا|関連記事|あわせて読みたい|関連ニュース|"
    r"관련 ?기사|相关阅读|延伸閱讀)\s?[:：|»→].{0,140}",
    r"(?:责任编辑|編輯|编辑|来源|標籤|标签|关键词|相关(?:新闻|阅读|报道|链接|专题)|延伸阅读|"
    r"版权(?:声明|所有)|未经授权|更多(?:新闻|精彩)|分享到|我要评论|发布时间|上一篇|下一篇)"
    r"(?:\s?[:：（(].*|.{,20})",
    r"(?:ссылки по теме|материалы по теме|источник|теги|версия для печати|комментарии|"
    r"оцените.{,20}|последние новости|новости партнер\w+|подпишитесь).{,120}",
    r"(?:źródło|tagi|więcej na temat|komentarze|podziel się|drukuj|wyślij|czytaj dalej).{,100}",
    r"προβολή|(?:πηγ(?:ή|ές)|ετικέτες|σχόλια|εκτύπωση|αποστολή|κοινοποίηση)\W.{,100}",
    r"więcej na:? .{0,60}|статьи по теме\W{0,3}|story tools|enlarge image",
    r"to contact the (?:reporter|editor|author)s? .{0,150}|\W*editors?: .{0,100}",
    r"\(?updates? with .{0,120}",
    r"(?:anzeige|publicité|publicidade?|pubblicità|werbung|reklam[ae]?|реклама|διαφήμιση|广告|廣告|広告|"
    r"광고|advertentie|annons|annonse|annonce|إعلان)\W{0,3}",
    # machinery that is shown as text
    r"(?:start|end) quote|continue reading the main story|(?:show|hide) caption|view gallery|"
    r"embed:?",
    r"(?:please )?(?:turn on|enable) javascript.*|media requires javascript.*",
    r"this slideshow requires javascript.*|a post shared by .*|jump to\b.{0,40}",
    r"skocz do tekstu|artykuł premium|dalsza część (?:tekstu|artykułu) .{0,40}",
    r"(?:рамблер|rambler)\W{0,3}новости|(?:читайте|следите за) (?:новост|нас|наш).{0,100}",
    r"подписывайтесь .{0,120}",
    r"(?:weiterlesen nach|der artikel wird nach) der (?:anzeige|werbung).{0,30}|"
    r"artikel anhören.{0,40}",
    r"(?:la suite|l[’']article continue) (?:après|de l[’']article).{0,40}|écouter (?:l[’']|"
    r"cet )article.{0,20}",
    r"(?:continúa|sigue leyendo|continua (?:após|depois d|dopo)|continua a leggere).{0,50}",
    r"(?:tekst|artikel) loopt (?:door|verder).{0,40}|artikeln fortsätter.{0,40}|"
    r"artiklen fortsætter.{0,40}|(?:saken|artikkelen) fortsetter.{0,40}|haberin devamı.{0,40}",
    r"(?:lesezeit|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|"
    r"lästid|læsetid|lesetid|okuma süresi|czas czytania|время (?:на )?чтени[ея])\W.{0,30}",
    r"(?:teilen|merken|drucken|partager|compartir|compartilhar?|condividi|delen|dela|paylaş|"
    r"udostępnij|"
    r"κοινοποίηση|شارك|シェア(?:する)?|공유(?:하기)?|收藏|打印|分享)(?:\W.{0,30})?",
    r"(?:folgen sie|suivez[- ]nous|síguenos|seguici|siga[- ]nos|volg ons|följ oss|følg oss|"
    r"ακολουθήστε|"
    r"takip edin|تابعنا|abonnieren sie|abonnez[- ]vous|suscríbete|iscriviti|inscreva-se|assine|"
    r"abone ol|اشترك|フォロー(?:する)?|구독(?:하기)?).{0,120}",
    r"字号.{0,20}|\d*人参与.{0,20}|点击.{0,8}(?:查看|放大|进入|下载|订阅).{0,30}|扫(?:一扫|码).{0,40}",
    r"(?:关注|搜索)?.{0,12}(?:微信公众号|官方微信|官方微博|公众号).{0,40}",
    r"(?:もっと見る|続きを読む|全文を読む|この記事は有料.*|記事を保存|会員限定)\W{0,3}",
    r"무단 ?전재.{0,60}|저작권자.{0,60}|기사 ?제보.{0,60}",
    # pictures
    r"credits?\s?[:：].{,110}|(?:圖|图)(?:說|说|片說明|片说明)\s?[:：].*",
    r"(?:figure|fig|abb(?:ildung)?|rys(?:unek)?|рис(?:унок)?|εικόνα|図|图|圖)\.?\s?\d{1,3}\W{0,3}",
    r"(?:\W*(?:photo|image|picture|video|illustration|featured image|header image|cover|graphic|"
    r"top image|"
    r"foto|fotos|bild|bilder|crédit|crédits|imagen|imagem|immagine|fot|zdjęcie|фото|иллюстрация|"
    r"φωτογραφία|φωτ[οό]|fotoğraf|kuva|kép|写真|画像|사진|图片|圖片|資料圖片?|资料图片?|圖|图|摄影|攝影|صورة)"
    r"(?:graph(?:er|y|ie)?)?(?: ?(?:credits?|source|sources|courtesy(?: of)?|photo|von|de|di|"
    r"autor))?"
    r"(?: by)?\s?[:：/／©.|]).{0,110}",
    r"(?:photo(?:s|graphs?)?|images?|illustrations?) (?:by|courtesy(?: of)?|via|from|©) .{0,80}",
    r"\W*(?:getty images|shutterstock|reuters|afp|ap photo|istock|alamy|unsplash|pixabay|"
    r"dpa)\b.{0,60}",
    r"記者.{1,12}[／/]攝影|(?:圖|图)[／/].{1,16}|\(?资料图\)?",
)
_ELSEWHERE = (
    r"(?:read|see|learn|find out|view|show|load|discover) (?:more|also|next|less|all|full story)"
    r"(?:\W.{0,120})?",
    r"(?:(?:can |you can )?also read|must read|see also|read too|recommended|related|more|"
    r"most read|trending|"
    r"keep reading|further reading|you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|"
    r"more (?:from|on|in|about|stories|like this)\b.{0,60}|don['’]t miss)"
    r"(?: ?(?:stories|articles|posts|news|reading|topics|content|coverage|links|videos?))?"
    r"(?:\s?:.{0,120})?",
)
ELSEWHERE = re.compile(rf"(?:{'|'.join(_ELSEWHERE)})\Z", re.IGNORECASE)
"""A whole block that names another article, when it is a link or says little more."""

ASIDE = re.compile(rf"(?:{'|'.join(_ASIDES)})\Z", re.IGNORECASE)
"""A whole block that is never part of an article."""

# Possessive: a word is one name, and not several that follow one another.
_NAME = r"[^\W\d_][\w.'’-]*+"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )"
_BYLINES = (
    r"(?:(?:written |posted |published |reported |reviewed |edited |story |text )?by|von|par|por|"
    r"di|door|av|af|autor|автор|текст|συντάκτης|του|της)\b:?\s?"
    rf"(?:{_NAME},?\s?(?:and |& |und |et |y )?){{,8}}.{{,40}}",
    # a date, with a time and a word before it
    rf"(?:\W|\w+:? |last |first ){{,4}}{_DAY}?(?:\d{{1,2}}(?:st|nd|rd|th)?[ ./-])?"
    r"[^\W\d]{3,12}\.?,? (?:\d{1,2}(?:st|nd|rd|th)?,? )?(?:of )?\d{4}.{,50}",
    r".{,30}\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b.{,50}",
    r".{,20}\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日.{,40}",
    r"\W*\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?\W*.{,12}",
    r"\W*\d+ (?:\w+ )?(?:minutes?|hours?|days?|weeks?|months?|years?) ago.{,30}",
    r"[\d,.]+\s?(?:k )?(?:views?|shares?|comments?|likes?)",
    r"(?:medically |clinically |legally |expert |fact[- ]?)?(?:reviewed|checked|edited|approved) "
    r"by\b.{,160}",
    rf"by (?:{_NAME},?\s){{1,6}}\W{{,3}}(?:updated|published|posted|modified)\b.{{,100}}",
    r"[^.!?]{,60}[|·•]\s?(?:[^\W\d]{3,12}\.? \d{1,2},?|\d{1,2}\.? [^\W\d]{3,12}\.?) \d{4}"
    r"(?:\s?[|·•].{,60})?",
    r"(?:last )?(?:updated|modified|published|posted|created|reviewed)(?: on| at)?\b.{,70}",
    r"(?:来源|來源|编辑|編輯|作者|记者|记者|字号|发布时间|责任编辑|文/|出处|浏览)\s?[:：].{,60}",
    r"字号.{,30}|\d*人参与.{,30}|我要评论.{,30}|分享到.{,20}",
    r"(?:время публикации|последнее обновление|опубликовано|обновлено|добавлено|создано|"
    r"publikacja|data (?:publikacji|dodania)|aktualizacja|ostatnia aktualizacja|dodano|"
    r"opublikowano|"
    r"veröffentlicht|aktualisiert|erstellt|publié|mis à jour|créé|modifié|"
    r"publicado|actualizado|atualizado|creado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|"
    r"publicerad|uppdaterad|offentliggjort|udgivet|opdateret|publisert|oppdatert|δημοσίευση|"
    r"δημοσιεύθηκε|τελευταία ενημέρωση|ενημερώθηκε|yayınlanma|yayın tarihi|güncelleme|"
    r"نشر|آخر تحديث)\D{,40}\d.{,90}",
    r"(?:stand|дата|発表|公開日?|更新日?時?|投稿日|配信|입력|수정|发表时间|更新时间|发布时间|發布|發佈)"
    r"\s?[:：]?\s?\d.{,60}",
    r"(?:by|von|par|por|di|door|autor|автор|text|texte|texto|testo|tekst|текст|фото|foto|fot\.)\W*",
    r"(?:文|作者|记者|記者|圖|图|撰文|采写|编译|編譯|取材・文|文・写真)\s?[:：／/].{,24}",
    r"[^.!?。]{,40}\b(?:reporter|correspondent|staff writer|contributor|columnist|editor|redaktion|"
    r"redakcja|redacción|redazione|rédaction|redactie|корреспондент|редакция)\W*",
)
BYLINE = re.compile(rf"(?:{'|'.join(_BYLINES)})\Z", re.IGNORECASE)
"""Who wrote an article, and when: a whole block before its first paragraph."""

CAPTION = re.compile(
    r"(?:\b(?:photo|foto|fot|image|picture|photograph|photographer|bild|crédit|credit|фото|"
    r"иллюстрация|кадр|архив|courtesy|writer)\b(?: (?:credit|courtesy of|by|с сайта|пользователя))?"
    r"\s?[:/.©]?.{,50}|\b(?:getty images?|reuters|afp|ap photo|associated press|epa|dpa|"
    r"shutterstock|"
    r"istock(?:photo)?|alamy|тасс|ria novosti|canadian press|unsplash|handout|file photo)\W*"
    r"|[／/]\s?(?:攝影|摄影|攝|摄|圖|图|提供)|(?:供图|供圖|攝影|摄影|资料图|資料照|撮影|写真))\W*\Z",
    re.IGNORECASE,
)
"""The end of what is written under a picture."""

CREDIT = re.compile(
    r"(?:\A|[.!?…)(\[|–—]\s?)(?:photo|image|picture|photograph|illustration|foto|bild|imagen|"
    r"imagem|immagine|fot|zdjęcie|фото|иллюстрация|φωτογραφία|fotoğraf|"
    r"crédit photo)s?(?: (?:credits?|source|courtesy(?: of)?|by|via|von|de|di|autor))?\s?[:©/]"
    r"\s?[^.:!?]{2,50}\W*\Z",
    re.IGNORECASE,
)
"""Who made a picture, at the end of what is written under it."""

CONSENT = re.compile(
    r"(?:by (?:signing up|clicking|subscribing|submitting|entering|registering|providing)\b.{,120}?"
    r"\b(?:you|i) (?:\w+ )?(?:agree|confirm|consent|accept|acknowledge|understand)\b"
    r"|mit (?:(?:der|ihrer|deiner) anmeldung|(?:dem|einem) klick)\b.{,80}?"
    r"\b(?:stimm|akzeptier|erklär)"
    r"|en (?:vous inscrivant|cliquant|vous abonnant)\b.{,80}?\bvous accept"
    r"|al (?:suscribirt|registrart|hacer clic|enviar)\w*\b.{,80}?\bacept"
    r"|ao (?:se inscrever|clicar|assinar|enviar)\b.{,80}?\b(?:concorda|aceita)"
    r"|(?:iscrivendoti|cliccando)\b.{,80}?\baccett"
    r"|(?:нажимая|подписываясь|отправляя)\b.{,80}?\b(?:соглаша|принима)"
    r"|klikając\b.{,80}?\b(?:zgadzasz|akceptujesz|wyrażasz)"
    r"|this field is (?:for validation purposes|hidden when)|if you are (?:a )?human, leave this"
    r"|thanks? (?:you )?for (?:signing up|subscribing)\b)",
    re.IGNORECASE,
)
"""What is asked of those who fill in a form, at the start of a block."""
ASKED = 500
"""Characters; what is longer is about such questions."""

REFERENCES = re.compile(
    r"\W*(?:references|sources|bibliography|works cited|links|quellen|quellenangaben|literatur|"
    r"références|bibliographie|referencias|bibliografía|fuentes|riferimenti|fonti|bibliografia|"
    r"referências|bronnen|källor|kilder|źródła|источники|литература|ссылки|βιβλιογραφία|kaynaklar|"
    r"参考文献|参考资料|出典)\W*\Z",
    re.IGNORECASE,
)
"""A heading under which an article lists what it draws on."""

CALL = re.compile(
    r"\W*(?:(?:shop|book|order|compare|view deals?|check (?:price|availability|"
    r"out the price))\b.{,80}"
    r"|(?:add to|back to|jump to|view (?:at|on)|see (?:at|on|price|it on)) .{,80}"
    r"|(?:try|start) .{,40}\b(?:free|trial)\b.{,20}|get started.{,20}|join (?:now|today).{,20}|"
    r"download (?:now|here|the app).{,30}|sign up.{,40}|click here.{,40}|source|jetzt .{,30}|"
    r"(?:zum|zur) (?:angebot|shop).{,20}|acheter .{,40}|comprar .{,40}|acquista.{,40}|"
    r"kup (?:teraz|bilet).{,20}"
    r")\W*\Z",
    re.IGNORECASE,
)
"""A whole block that is a link and asks to do something."""

_MORE = (
    r"\b(?:continue reading|keep reading|read (?:more|on|the (?:full|rest|whole|entire))|full story"
    r"|(?:view|click here for) (?:the )?(?:full|more)|weiterlesen|mehr lesen"
    r"|lire (?:la suite|plus)|en savoir plus|leer más|seguir leyendo|sigue leyendo|leggi tutto"
    r"|continua a leggere|leia mais|lees (?:meer|verder)|läs mer|les mer|læs mere|czytaj)\b",
    r"читать (?:далее|полностью)|διαβάστε|续读|閱讀全文|阅读全文|続きを読む|더 보기",
)
READ_ON = re.compile("|".join(_MORE), re.IGNORECASE)
"""An invitation to read the rest elsewhere."""
