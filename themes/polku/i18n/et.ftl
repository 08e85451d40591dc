### The words of the theme polku in Estonian. One set of keys in every language; English is what a missing key falls back to.

## Header

skip = Liigu sisu juurde
menu = Menüü
# What a screen reader calls the main menu.
menu-label = Peamenüü
language = Keel
languages-label = See leht teistes keeltes
beside = Kõrvuti
# From a page beside another language back to the page by itself.
beside-alone = See leht eraldi
# The button shows the current choice and switches to the next one.
theme-system = Värvid: süsteemi järgi
theme-light = Värvid: heledad
theme-dark = Värvid: tumedad

## The path and finding one's way

# Names the row of stages.
path-label = Etapid teel
# $number: the stage the page belongs to; $total: how many there are.
stage-of = Etapp { $number }/{ $total }
# Before the name of the stage that comes next.
path-next = Järgmine
# On the home page: to the first stage.
start = Alusta algusest
# What a screen reader calls the list of a section's pages. $title: the section.
nav-label = Jaotise lehed: { $title }
# Under a shortened list. $count: how many pages the section has.
nav-all = { $count ->
    [one] Kõik: { $count } leht
   *[other] Kõik { $count } lehte
}
toc = Sellel lehel
# What a screen reader calls the row of links to the pages above this one.
breadcrumbs = Asukoht
contents = Mida siit leiad
in-section = Selles jaotises
# What a screen reader calls the links to the previous and the next page.
turn-label = Eelmine ja järgmine leht
prev = Eelmine
next = Järgmine

## About the page

# $minutes: a whole number.
reading-time = { $minutes ->
    [one] { $minutes } minut lugemist
   *[other] { $minutes } minutit lugemist
}
# Before a date.
updated = Muudetud
fallback-title = Veel tõlkimata
# Followed by the name, in itself, of the language shown; it links to the page in that language.
fallback-text = Seda lehte ei ole veel tõlgitud, seepärast on tekst teises keeles:
translate-page = Tõlgi see leht
outdated-block = Originaal on vahepeal muutunud
tags = Teemad
related = Vaata ka
backlinks = Lehed, mis siia viitavad
backlinks-more = Kõik { $count }
edit = Paranda seda lehte
# Above the title of a source text, which is shown word for word.
source-label = Lähtetekst, sõna-sõnalt
# Above a term of the glossary.
term-label = Mõiste
term-languages = Teistes keeltes
# Before the words that should not stand for the term.
term-avoid = Ära kasuta selle asemel:
term-used = Kus seda kasutatakse
# Above the name of a tag.
tag-label = Teema

## Footer

feed = Uudisvoog
repository = Lähtefailid
# $generator: a program's name and version.
made-with = Valmistatud programmiga { $generator }
back-home = Avalehele

## Used by the engine inside the text

alert-note = Märkus
alert-tip = Nõuanne
alert-important = Tähtis
alert-warning = Hoiatus
alert-caution = Ettevaatust
footnotes = Joonealused märkused
# $number: which footnote.
footnote-back = Tagasi { $number }. märkuse juurde tekstis
task-done = Tehtud
task-open = Tegemata
# What a screen reader calls a table or a piece of code that can be scrolled.
table-region = Tabel
code-region = Kood

## Pages that the engine makes

pages-count = { $count ->
    [one] { $count } leht
   *[other] { $count } lehte
}
tags-title = Teemad
not-found-title = Siin lõpeb tee
not-found-text = Sellel aadressil lehte ei ole. Võib-olla on see mujale kolinud või on link vigane. Edasi pääsed avalehelt või mõnest etapist.
# $title: the site's title.
feed-title = { $title }: uudised
# Followed by a link to where the page is now.
redirect-text = See leht on kolinud:

## Küsimused, testid ja rollimängud: teksti sees

# Opens to what is said about an option.
quiz-feedback = Tagasiside
quiz-accepted = Õiged vastused
quiz-answer = Sinu vastus
quiz-choose-all = Vali kõik, mis sobivad.
quiz-put-in-order = Pane need õigesse järjekorda.
quiz-match = Vali igaühele paariline.
# Opens to the right answers to all questions of the page.
quiz-key = Vastuste võti
# Above the lesson: opens to questions.
warm-up = Enne alustamist: kolm küsimust varasemate etappide kohta
# Opens to what a choice in a role-play leads to.
scenario-consequence = Mis sellest järgneb
# The name of a score that has none.
scenario-points = punktid

## Küsimused, testid ja rollimängud: mida skriptid ütlevad

quiz-check = Kontrolli
quiz-right = Õige.
quiz-wrong = Vale.
quiz-not-yet = Veel ei ole õige. Loe tagasisidet ja proovi uuesti.
quiz-empty = Vasta enne.
quiz-changed = See küsimus on pärast sinu vastust muutunud.
# $word: how the answer is spelt.
quiz-spelt = Nii kirjutatakse: { $word }
# $item: what is moved in the order.
quiz-up = Liiguta ülespoole: { $item }
quiz-down = Liiguta allapoole: { $item }
# $place: a number.
quiz-place = { $item }: koht { $place }
# $right, $all: numbers of questions.
quiz-score = Õigeid vastuseid: { $right }/{ $all }.
quiz-again = Proovi valesid uuesti
test-start = Alusta testi
test-end = Lõpeta test
test-again = Tee test uuesti
# $empty: the number of questions without an answer.
test-empty = Vastamata küsimusi: { $empty }. Kui tahad siiski lõpetada, vajuta veel kord.
test-passed = Test on sooritatud.
# $needed: how many have to be right.
test-failed = Testi sooritamiseks on vaja õigeid vastuseid: { $needed }.
test-best = Sinu seni parim tulemus: { $right }/{ $all }.
play-debrief = Tagasivaade
play-passed = Jõudsid selleni, mida oli vaja.
play-failed = Vajalik jäi saavutamata. Allpool näed, kus see kaotsi läks.
play-scores = Punktid
play-score = Mis
play-reached = Saadud
play-needed = Vaja
play-way = Sinu tee
play-again = Mängi uuesti
play-resumed = Siin jäi sul eelmine kord pooleli.
play-start-over = Alusta algusest
# Under a place to write.
write-own = Seda näed ainult sina: tekst jääb sellesse seadmesse.
progress-blocked = See brauser ei luba lehel midagi salvestada. Saad jätkata, aga lehe sulgemisel läheb tehtu kaotsi.
progress-full = Brauseri salvestusruum on täis. Saad jätkata, aga edaspidi tehtu läheb lehe sulgemisel kaotsi.
progress-damaged = Sinu salvestatud edenemist ei õnnestunud lugeda. See pandi kõrvale ja sa alustad otsast.
progress-later = Sinu edenemise salvestas selle saidi uuem versioon. See jääb puutumata ja midagi uut ei salvestata, kuni laadid lehe uuesti.

## Oma edenemise leht

progress-title = Minu edenemine
progress-text = See, mida oled teinud, on alles selles brauseris ja selles seadmes. Kellelegi seda ei saadeta.
progress-no-script = Ilma JavaScriptita ei jää midagi meelde. Siin on kõik, mida teha saab.
# Above what belongs to no stage.
progress-rest = Etappide ülesed lehed
progress-read = Loetud.
progress-unread = Lõpuni lugemata.
# $count: a number of questions.
progress-changed = Pärast sinu vastust muutunud: { $count }.
progress-untaken = Veel tegemata.
progress-played = Edukalt mängitud.
progress-lost = Mängitud, aga eesmärk jäi saavutamata.
progress-unplayed = Veel mängimata.
progress-resume = Jätka sealt, kus pooleli jäi
progress-keep = Hoia alles või võta kaasa
progress-keep-text = Salvesta oma edenemine faili ja ava see teises seadmes või näita seda seal QR-koodina. Failis on ka sinu vastused ja märkmed, koodis ainult tulemused.
progress-save = Salvesta failina
progress-open = Ava fail
progress-move = Näita QR-koodina
progress-erase = Kustuta kõik
progress-erase-sure = Jäädavaks kustutamiseks vajuta veel kord
progress-erased = Kõik on kustutatud.
# $file: a file’s name.
progress-file-read = { $file } on sisse loetud.
progress-file-damaged = { $file } ei ole edenemise fail või on see vigane. Midagi ei muudetud.
progress-file-later = { $file } on selle saidi uuemast versioonist. Midagi ei muudetud.
# $site: an address.
progress-file-other = See fail on teiselt saidilt: { $site }. Midagi ei muudetud.
# What a screen reader calls the QR code.
progress-code = Sinu tulemustega QR-kood
progress-code-how = Suuna sellele teise seadme kaamera. Koodi sisu on aadressis märgi # järel ja seda osa ei saada brauser kellelegi.
progress-code-link = Sama lingina
progress-code-damaged = Aadressis ei ole tulemusi, mida saaks lugeda.
progress-arrived = Tõid teisest seadmest tulemusi kaasa.
progress-take = Lisa need siia
progress-taken = Tulemused on lisatud.
record-title = Läbimise tõend
record-name = Sinu nimi
record-print = Prindi tõend
record-self-assessed = Enesehinnang: tõendi koostas õppija enda brauser. Keegi ei ole seda kontrollinud.

## Sõnastik kaartidena ja meeldetuletused

cards-title = Mõistekaardid
cards-text = Ütle, mida mõiste tähendab, ja pööra siis kaart ümber. See, mida tead, tuleb tagasi 1, 3, 7, 14 ja 30 päeva pärast, see, mida ei tea, kohe (Leitneri karbid).
cards-all = Kõik kaardid
cards-turn = Pööra kaart
cards-knew = Teadsin
cards-not = Ei teadnud
cards-more = Jätka kohe
# $count: a number of cards.
cards-left = Tänaseks kaarte alles: { $count }.
# $known, $all: numbers of cards.
cards-done = Tänaseks tehtud. Viimases karbis: { $known }/{ $all }.
remind = Meeldetuletused
remind-text = Pärast vaheaega uuesti harjutatu jääb meelde. Kalendrifailis on kolm päeva: 2, 7 ja 21 päeva pärast.
remind-save = Salvesta kalendrifail
# $site: the site’s title. The name of an entry in a calendar.
remind-title = Harjuta uuesti: { $site }

## Koolitaja väljaanne

trainer-title = Koolitajale
trainer-text = See on saidi koolitaja väljaanne. Õppijad seda lehte, märkmeid ega kõiki vastuseid korraga ei näe.
trainer-notes = Märkmed
trainer-coverage = Mis mida õpetab ja kontrollib
trainer-objective = Eesmärk
trainer-lesson = Õppetund
trainer-questions = Küsimused
trainer-plays = Rollimängud
trainer-learners = Õppijate edenemine
trainer-learners-text = Õppija saab oma edenemise faili salvestada ja sulle saata. Siin avatud failid loeb see brauser ja neid ei saadeta kuhugi.
trainer-open = Ava failid
trainer-file = Fail
trainer-play = Rollimäng
# $shortest, $best: numbers of choices; $scores: a list such as “Trust +5, Progress +3”.
trainer-ways = Valikuid lühimal teel: { $shortest }. Valikuid parimal teel: { $best }, lõpuks on koos: { $scores }.
trainer-map = Rollimängu kaart
trainer-cards = Kaardid ruumis mängimiseks, kaks prinditud lehel
trainer-handout = Jaotusleht

## In a learning management system

package-alone = See kursus ei ole avatud õpihalduskeskkonnas: see, mida teed, jääb ainult siia veebilehitsejasse.
package-lost = Õpihalduskeskkond ei võta vastu seda, mida teed: see ei pruugi alles jääda. Anna sellest kursuse korraldajale teada.

## On paper

print-title = Printimiseks
print-now = Prindi
print-stage = Prindi see etapp
print-course = Prindi kogu kursus
print-by-stage = Üks etapp
print-contents = Sisukord
print-answer = Vastus
print-terms = Mõisted
pocket-title = Taskukaardid
pocket-text = Iga etapi kohta üks kaart, mida printida, välja lõigata ja kaasas kanda: A4-lehele mahub neli. Kaartidel on ka see, mille oled etappides endale plaaniks võtnud.
pocket-plan = Minu plaan

## The search

search-title = Otsing
search-label = Mida otsid?
search-section = Osa
search-stage = Etapp
search-all = Kõik
search-how = Nooleklahvidega saad leitut läbi käia, paoklahviga (Esc) tagasi; igal lehel toob siia klahv /.
search-contents = Kõik lehed
search-count = Leitud: { $count }
search-none = Otsing „{ $query }” ei leidnud midagi. Proovi vähemate või teiste sõnadega või vaata lehti allpool.
search-more = Näita veel
search-failed = Otsingut ei saa laadida. Lehed on loetletud allpool.

## What one can do on every page

copy = Kopeeri
copied = Kopeeritud
uncopied = Ei saa kopeerida
keys-title = Kiirklahvid
keys-search = Otsing
keys-next = Järgmine leht
keys-prev = Eelmine leht
keys-home = Avaleht
keys-scheme = Hele või tume
keys-this = See loend
keys-on = Kiirklahvid töötavad selles seadmes
close = Sulge

## Reading without a network

offline-title = Salvesta võrguta lugemiseks
offline-text = See brauser saab kogu kursuse koos otsinguga alles hoida, et seda ilma võrguta lugeda. Kursus jääb sellesse seadmesse ja mitte mujale.
offline-save = Salvesta sellesse seadmesse
offline-save-size = Salvesta sellesse seadmesse ({ $size })
offline-saving = { $done }/{ $all } faili
offline-saved = Kursus on sellesse seadmesse salvestatud ja seda uuendatakse, kui võrk on olemas.
offline-failed = Kõike ei õnnestunud salvestada. Salvestatu jääb alles; proovi uuesti, kui võrk on olemas.
offline-forget = Eemalda sellest seadmest
offline-forgotten = Kursust selles seadmes enam ei hoita.
offline-impossible = See brauser ei saa siin lehti alles hoida: selleks on vaja JavaScripti ja https-aadressi.

## The map of the pages

# What the letters above a glossary are for.
glossary-letters = Tähe järgi
# The link to the statement on accessibility.
accessibility-title = Ligipääsetavus
map-title = Lehtede kaart
# How many pages there are, how many links, and how the picture is used.
map-text =
    { $pages ->
        [one] Üks leht
       *[other] { $pages } lehte
    } ja nende vahel { $links ->
        [one] üks link
       *[other] { $links } linki
    }. Osuta lehele või liigu sellele tabeldusklahviga, et näha, kuhu sealt ja kust sinna pääseb.
map-words = Sama sõnadega
# Before the pages that a page leads to.
map-to = viib siia:
map-rest = Muud lehed

## The page on the state of the translations

status-title = Tõlgete seis
# $done, $words: numbers of words; $percent: 0 to 100.
status-words = Ajakohaseid sõnu on { $done }, kokku { $words } ({ $percent }%).
# $fresh, $pages: numbers of pages.
status-pages = Valmis ja ajakohaseid lehti on { $fresh }, kokku { $pages }.
status-complete = Kõik on tehtud.
# $count: pages that the table leaves out.
status-more = { $count ->
    [one] Ja veel { $count } leht; selle näitab `polku status`.
   *[other] Ja veel { $count } lehte; need loetleb `polku status`.
}
status-page = Leht
status-state = Seis
status-to-do = Sõnu teha
status-changed = Muutunud
status-missing = Puudu
status-extra = Vasteta
status-unrecorded = Registreerimata
status-blocks = Plokke
status-links = Linke lehele
status-is-missing = puudub
status-is-partial = osaline
status-is-stale = vananenud
status-is-unrecorded = registreerimata
status-is-fresh = ajakohane
