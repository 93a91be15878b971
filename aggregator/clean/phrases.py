"""What publishing programs write below entries, in the languages that they write it in."""
# ruff: noqa: RUF001 (the letters of other alphabets are meant)

CREDITS = (
    r"the post .{1,300} (?:appeared first|first appeared) on .{1,200}",
    r"der beitrag .{1,300} erschien zuerst (?:auf|bei) .{1,200}",
    r"(?:l['’]|cet )article .{1,300} est apparu en premier sur .{1,200}",
    r"la entrada .{1,300} (?:se publicó primero|apareció primero|aparece primero) en .{1,200}",
    r"l['’]articolo .{1,300} proviene da .{1,200}",
    r"o (?:post|conteúdo) .{1,300} (?:apareceu|aparece) primeiro em .{1,200}",
    r"het bericht .{1,300} verscheen eerst op .{1,200}",
    r"wpis .{1,300} pojawił się (?:poniżej|pierwszy raz|najpierw) .{1,200}",
    r"artykuł .{1,300} pochodzi z serwisu .{1,200}",
    r"inlägget .{1,300} dök först upp på .{1,200}",
    r"articolul .{1,300} apare prima dată în .{1,200}",
    r".{1,300} yazısı ilk önce .{1,200} üzerinde ortaya çıktı",
    r"(?:запись|публикация) .{1,300} впервые появилась .{1,200}",
    r"сообщение .{1,300} появились сначала на .{1,200}",
    r"(?:投稿|この投稿) .{1,300} は .{1,200} に最初に表示されました",
)
"""Whole lines that say where a story was published first."""

FURNITURE = (
    r"(?:share|like|follow|tweet|rate) this(?: (?:post|article|story|entry|page))?\s*:?",
    r"(?:like this\W*)?(?:like\W+)?loading\W*",
    r"advertisements?",
    r"story continues below(?: this)?(?: advertisement)?",
    r"article continues (?:after|below) (?:this )?advertisement",
    r"scroll to continue(?: with content)?",
    r"skip (?:past )?(?:the )?(?:advertisement|newsletter promotion|ad)",
    r"email this\W+(?:add to|blogthis|share).{0,100}",
    r"(?:permalink|leave a (?:comment|reply)|no comments|\d+ comments?)"
    r"(?:\W+(?:permalink|leave a (?:comment|reply)|no comments|\d+ comments?|email this))*",
)
"""Whole lines that are buttons and signs, and say nothing."""

MORE = (
    r"(?:please )?(?:(?:click|tap) here to )?(?:read|view|see|continue|keep|find out|learn)"
    r"(?: (?:reading|the|this|full|whole|entire|rest|more|of|on|at|original|article|story|post"
    r"|entry|here|site|website|source|blog|below|online))*",
    r"(?:the )?(?:full|original) (?:article|story|text|post|source)",
    r"lire la suite(?: de l['’]article)?|en savoir plus",
    r"weiterlesen|mehr (?:lesen|erfahren)|(?:hier )?zum (?:ganzen )?artikel",
    r"leer más|(?:seguir|sigue) leyendo|continua a leggere|leggi (?:tutto|di più)",
    r"leia mais|continue lendo|saiba mais|lees (?:meer|verder)",
    r"läs mer|les mer|læs mere|lue lisää|loe edasi|lasīt vairāk|skaityti daugiau",
    r"czytaj (?:dalej|więcej)|číst (?:dále|více)|čítať ďalej|tovább(?: olvasom)?|citește mai mult",
    r"читать (?:далее|дальше|полностью)|читати далі|дізнатися більше|прочетете още",
    r"διαβάστε (?:περισσότερα|τη συνέχεια)|devamını oku|baca selengkapnya|đọc (?:tiếp|thêm)",
    r"続きを読む|もっと見る|阅读(?:全文|更多|原文)|继续阅读|查看(?:全文|更多)|閱讀全文|繼續閱讀",
    r"더 보기|계속 읽기|اقرأ المزيد|קרא עוד|और पढ़ें",
)
"""Links at the end of a teaser, whole."""
