### The words of the theme polku in Swedish. One set of keys in every language; English is what a missing key falls back to.

## Header

skip = Hoppa till innehållet
menu = Meny
# What a screen reader calls the main menu.
menu-label = Huvudmeny
language = Språk
languages-label = Den här sidan på andra språk
beside = Sida vid sida
# From a page beside another language back to the page by itself.
beside-alone = Bara den här sidan
# The button shows the current choice and switches to the next one.
theme-system = Färger: enligt systemet
theme-light = Färger: ljusa
theme-dark = Färger: mörka

## The path and finding one's way

# Names the row of stages.
path-label = Stegen på vägen
# $number: the stage the page belongs to; $total: how many there are.
stage-of = Steg { $number } av { $total }
# Before the name of the stage that comes next.
path-next = Härnäst
# On the home page: to the first stage.
start = Börja från början
# What a screen reader calls the list of a section's pages. $title: the section.
nav-label = Avsnittets sidor: { $title }
# Under a shortened list. $count: how many pages the section has.
nav-all = { $count ->
    [one] Alla: { $count } sida
   *[other] Alla { $count } sidor
}
toc = På den här sidan
# What a screen reader calls the row of links to the pages above this one.
breadcrumbs = Du är här
contents = Här hittar du
in-section = I det här avsnittet
# What a screen reader calls the links to the previous and the next page.
turn-label = Föregående och nästa sida
prev = Föregående
next = Nästa

## About the page

# $minutes: a whole number.
reading-time = { $minutes ->
    [one] { $minutes } minuts läsning
   *[other] { $minutes } minuters läsning
}
# Before a date.
updated = Uppdaterad
fallback-title = Inte översatt ännu
# Followed by the name, in itself, of the language shown; it links to the page in that language.
fallback-text = Den här sidan är inte översatt ännu och visas därför på ett annat språk:
translate-page = Översätt den här sidan
outdated-block = Originalet har ändrats sedan dess
tags = Ämnen
related = Se även
backlinks = Sidor som hänvisar hit
backlinks-more = Alla { $count }
edit = Redigera den här sidan
# Above the title of a source text, which is shown word for word.
source-label = Källtext, ord för ord
# Above a term of the glossary.
term-label = Begrepp
term-languages = På andra språk
# Before the words that should not stand for the term.
term-avoid = Använd inte i stället:
term-used = Här används begreppet
# Above the name of a tag.
tag-label = Ämne

## Footer

feed = Nyhetsflöde
repository = Källfiler
# $generator: a program's name and version.
made-with = Skapad med { $generator }
back-home = Till startsidan

## Used by the engine inside the text

alert-note = Obs
alert-tip = Tips
alert-important = Viktigt
alert-warning = Varning
alert-caution = Var försiktig
footnotes = Fotnoter
# $number: which footnote.
footnote-back = Tillbaka till not { $number } i texten
task-done = Klart
task-open = Att göra
# What a screen reader calls a table or a piece of code that can be scrolled.
table-region = Tabell
code-region = Kod

## Pages that the engine makes

pages-count = { $count ->
    [one] { $count } sida
   *[other] { $count } sidor
}
tags-title = Ämnen
not-found-title = Här tar vägen slut
not-found-text = Det finns ingen sida på den här adressen. Den kan ha flyttat, eller så är det fel på länken. Från startsidan eller något av stegen kommer du vidare.
# $title: the site's title.
feed-title = { $title }: nyheter
# Followed by a link to where the page is now.
redirect-text = Sidan har flyttat:

## Frågor, prov och rollspel: i texten

# Opens to what is said about an option.
quiz-feedback = Kommentar
quiz-accepted = Godkända svar
quiz-answer = Ditt svar
quiz-choose-all = Välj alla som passar.
quiz-put-in-order = Ordna dessa i rätt följd.
quiz-match = Välj motsvarigheten till var och en.
# Opens to the right answers to all questions of the page.
quiz-key = Facit
# Above the lesson: opens to questions.
warm-up = Innan du börjar: tre frågor från tidigare steg
# Opens to what a choice in a role-play leads to.
scenario-consequence = Vad det leder till
# The name of a score that has none.
scenario-points = poäng

## Frågor, prov och rollspel: vad skript säger

quiz-check = Kontrollera
quiz-right = Rätt.
quiz-wrong = Fel.
quiz-not-yet = Inte rätt än. Läs kommentaren och försök igen.
quiz-empty = Svara först.
quiz-changed = Den här frågan har ändrats sedan du svarade.
# $word: how the answer is spelt.
quiz-spelt = Så stavas det: { $word }
# $item: what is moved in the order.
quiz-up = Flytta uppåt: { $item }
quiz-down = Flytta nedåt: { $item }
# $place: a number.
quiz-place = { $item }: plats { $place }
# $right, $all: numbers of questions.
quiz-score = Rätt: { $right } av { $all }.
quiz-again = Försök igen med de felaktiga
test-start = Börja provet
test-end = Avsluta provet
test-again = Gör provet igen
# $empty: the number of questions without an answer.
test-empty = Obesvarade frågor: { $empty }. Tryck en gång till för att avsluta ändå.
test-passed = Du är godkänd.
# $needed: how many have to be right.
test-failed = För godkänt krävs så här många rätt: { $needed }.
test-best = Ditt bästa resultat hittills: { $right } av { $all }.
play-debrief = Återblick
play-passed = Du nådde det som krävdes.
play-failed = Du nådde inte det som krävdes. Nedan ser du var det gick förlorat.
play-scores = Poäng
play-score = Vad
play-reached = Uppnått
play-needed = Krävs
play-way = Din väg
play-again = Spela igen
play-resumed = Här var du när du slutade.
play-start-over = Börja från början
# Under a place to write.
write-own = Bara du kan se det här: texten stannar på den här enheten.
progress-blocked = Den här webbläsaren låter inte webbplatsen spara något. Du kan fortsätta, men det du gjort går förlorat när du stänger sidan.
progress-full = Webbläsarens lagringsutrymme är fullt. Du kan fortsätta, men det du gör härefter går förlorat när du stänger sidan.
progress-damaged = Det du hade sparat gick inte att läsa. Det har lagts åt sidan, och du börjar om.
progress-later = Det du gjort har sparats av en nyare version av webbplatsen. Det lämnas orört, och inget nytt sparas förrän du laddar om sidan.

## Sidan om det man själv har gjort

progress-title = Mina framsteg
progress-text = Det du har gjort finns kvar i den här webbläsaren på den här enheten. Det skickas inte till någon.
progress-no-script = Utan JavaScript sparas ingenting. Här är allt som finns att göra.
# Above what belongs to no stage.
progress-rest = Sidor för alla steg
progress-read = Läst.
progress-unread = Inte läst till slutet än.
# $count: a number of questions.
progress-changed = Ändrade sedan du svarade: { $count }.
progress-untaken = Inte gjort än.
progress-played = Spelat och godkänt.
progress-lost = Spelat, målet inte nått än.
progress-unplayed = Inte spelat än.
progress-resume = Fortsätt där du slutade
progress-keep = Spara det eller ta det med dig
progress-keep-text = Spara dina framsteg som en fil och öppna den på en annan enhet, eller visa dem där som en QR-kod. Filen har också dina svar och anteckningar, koden bara resultaten.
progress-save = Spara som fil
progress-open = Öppna en fil
progress-move = Visa som QR-kod
progress-erase = Radera allt
progress-erase-sure = Tryck en gång till för att radera allt för gott
progress-erased = Allt är raderat.
# $file: a file’s name.
progress-file-read = { $file } har lästs in.
progress-file-damaged = { $file } är ingen fil med framsteg, eller så är den skadad. Ingenting har ändrats.
progress-file-later = { $file } kommer från en nyare version av webbplatsen. Ingenting har ändrats.
# $site: an address.
progress-file-other = Filen kommer från en annan webbplats: { $site }. Ingenting har ändrats.
# What a screen reader calls the QR code.
progress-code = QR-kod med dina resultat
progress-code-how = Rikta den andra enhetens kamera mot den. Innehållet står efter # i adressen, och den delen skickar webbläsaren inte till någon.
progress-code-link = Samma sak som länk
progress-code-damaged = Adressen har inga resultat som går att läsa.
progress-arrived = Du har tagit med dig resultat från en annan enhet.
progress-take = Lägg till dem här
progress-taken = De har lagts till.
record-title = Intyg över genomgången kurs
record-name = Ditt namn
record-print = Skriv ut intyget
record-self-assessed = Självskattning: intyget har gjorts av den lärandes egen webbläsare. Ingen har granskat det.

## Ordlistan som kort, och påminnelser

cards-title = Minneskort
cards-text = Säg vad begreppet betyder och vänd sedan kortet. Det du kan kommer tillbaka efter 1, 3, 7, 14 och 30 dagar, det du inte kan med en gång (Leitners lådor).
cards-all = Alla kort
cards-turn = Vänd kortet
cards-knew = Det kunde jag
cards-not = Det kunde jag inte
cards-more = Fortsätt nu
# $count: a number of cards.
cards-left = Kort kvar för i dag: { $count }.
# $known, $all: numbers of cards.
cards-done = Klart för i dag. I sista lådan: { $known } av { $all }.
remind = Påminnelser
remind-text = Det som övas igen efter en paus sitter kvar. En kalenderfil med tre dagar: om 2, 7 och 21 dagar.
remind-save = Spara kalenderfilen
# $site: the site’s title. The name of an entry in a calendar.
remind-title = Öva igen: { $site }

## Kursledarens utgåva

trainer-title = För kursledaren
trainer-text = Det här är kursledarens utgåva av webbplatsen. Deltagarna får inte den här sidan, anteckningarna eller alla svar på en gång.
trainer-notes = Anteckningar
trainer-coverage = Vad som lär ut och prövar vad
trainer-objective = Mål
trainer-lesson = Lektion
trainer-questions = Frågor
trainer-plays = Rollspel
trainer-learners = Deltagarnas framsteg
trainer-learners-text = Deltagare kan spara sina framsteg som en fil och skicka den till dig. Filer som du öppnar här läses av den här webbläsaren och skickas ingenstans.
trainer-open = Öppna filer
trainer-file = Fil
trainer-play = Rollspel
# $shortest, $best: numbers of choices; $scores: a list such as “Trust +5, Progress +3”.
trainer-ways = Val på den kortaste vägen: { $shortest }. Val på den bästa vägen: { $best }, till slut: { $scores }.
trainer-map = Karta över rollspelet
trainer-cards = Kort att spela med i rummet, två på en utskriven sida
trainer-handout = Utdelningsblad

## In a learning management system

package-alone = Kursen är inte öppnad i en lärplattform: det du gör sparas bara i den här webbläsaren.
package-lost = Lärplattformen tar inte emot det du gör: det sparas kanske inte. Säg till den som håller kursen.

## On paper

print-title = För utskrift
print-now = Skriv ut
print-stage = Skriv ut det här steget
print-course = Skriv ut hela kursen
print-by-stage = Ett steg
print-contents = Innehåll
print-answer = Svar
print-terms = Begrepp
pocket-title = Fickkort
pocket-text = Ett kort för varje steg att skriva ut, klippa ut och ha med sig: fyra får plats på ett A4-ark. Det du har planerat i lektionerna står på dem.
pocket-plan = Min plan

## The search

search-title = Sök
search-label = Vad letar du efter?
search-section = Del
search-stage = Steg
search-all = Alla
search-how = Med piltangenterna går du genom det som hittas, Esc leder tillbaka; på alla sidor leder / hit.
search-contents = Alla sidor
search-count = { $count } hittades
search-none = Inget hittades för ”{ $query }”. Försök med färre eller andra ord, eller se igenom sidorna nedan.
search-more = Visa fler
search-failed = Sökningen kan inte laddas. Sidorna står nedan.

## What one can do on every page

copy = Kopiera
copied = Kopierat
uncopied = Det går inte att kopiera
keys-title = Kortkommandon
keys-search = Sök
keys-next = Nästa sida
keys-prev = Föregående sida
keys-home = Startsidan
keys-scheme = Ljust eller mörkt
keys-this = Den här listan
keys-on = Kortkommandona fungerar på den här enheten
close = Stäng

## Reading without a network

offline-title = Spara för läsning utan nät
offline-text = Den här webbläsaren kan behålla hela kursen med dess sökning, så att den kan läsas utan nät. Kursen stannar på den här enheten och ingen annanstans.
offline-save = Spara på den här enheten
offline-save-size = Spara på den här enheten ({ $size })
offline-saving = { $done } av { $all } filer
offline-saved = Kursen är sparad på den här enheten och uppdateras när det finns nät.
offline-failed = Allt kunde inte sparas. Det som finns blir kvar; försök igen när det finns nät.
offline-forget = Ta bort från den här enheten
offline-forgotten = Kursen finns inte längre kvar på den här enheten.
offline-impossible = Webbläsaren kan inte behålla sidor här: det behövs JavaScript och en https-adress.

## The map of the pages

# What the letters above a glossary are for.
glossary-letters = Efter bokstav
# The link to the statement on accessibility.
accessibility-title = Tillgänglighet
map-title = Karta över sidorna
# How many pages there are, how many links, and how the picture is used.
map-text =
    { $pages ->
        [one] En sida
       *[other] { $pages } sidor
    } och { $links ->
        [one] en länk
       *[other] { $links } länkar
    } mellan dem. Peka på en sida, eller gå till den med tabbtangenten, för att se vart den leder och vad som leder dit.
map-words = Samma sak i ord
# Before the pages that a page leads to.
map-to = leder till
map-rest = Övriga sidor

## The page on the state of the translations

status-title = Översättningarnas läge
# $done, $words: numbers of words; $percent: 0 to 100.
status-words = { $done } av { $words } ord är aktuella ({ $percent } %).
# $fresh, $pages: numbers of pages.
status-pages = { $fresh } av { $pages } sidor är färdiga och aktuella.
status-complete = Det finns inget att göra.
# $count: pages that the table leaves out.
status-more = { $count ->
    [one] Och { $count } sida till; `polku status` visar den.
   *[other] Och { $count } sidor till; `polku status` visar dem.
}
status-page = Sida
status-state = Läge
status-to-do = Ord kvar
status-changed = Ändrade
status-missing = Saknas
status-extra = Extra
status-unrecorded = Oregistrerade
status-blocks = Block
status-links = Länkar till sidan
status-is-missing = saknas
status-is-partial = ofullständig
status-is-stale = inaktuell
status-is-unrecorded = oregistrerad
status-is-fresh = aktuell
