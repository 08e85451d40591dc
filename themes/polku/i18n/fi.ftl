### The words of the theme polku in Finnish. One set of keys in every language; English is what a missing key falls back to.

## Header

skip = Siirry sisältöön
menu = Valikko
# What a screen reader calls the main menu.
menu-label = Päävalikko
language = Kieli
languages-label = Tämä sivu muilla kielillä
beside = Rinnakkain
# From a page beside another language back to the page by itself.
beside-alone = Tämä sivu yksinään
# The button shows the current choice and switches to the next one.
theme-system = Värit: järjestelmän mukaan
theme-light = Värit: vaaleat
theme-dark = Värit: tummat

## The path and finding one's way

# Names the row of stages.
path-label = Polun vaiheet
# $number: the stage the page belongs to; $total: how many there are.
stage-of = Vaihe { $number }/{ $total }
# Before the name of the stage that comes next.
path-next = Seuraavaksi
# On the home page: to the first stage.
start = Aloita alusta
# What a screen reader calls the list of a section's pages. $title: the section.
nav-label = Osion sivut: { $title }
# Under a shortened list. $count: how many pages the section has.
nav-all = { $count ->
    [one] Kaikki: { $count } sivu
   *[other] Kaikki { $count } sivua
}
toc = Tällä sivulla
# What a screen reader calls the row of links to the pages above this one.
breadcrumbs = Sijainti
contents = Mitä täältä löytyy
in-section = Tässä osiossa
# What a screen reader calls the links to the previous and the next page.
turn-label = Edellinen ja seuraava sivu
prev = Edellinen
next = Seuraava

## About the page

# $minutes: a whole number.
reading-time = { $minutes ->
    [one] Lukuaika { $minutes } minuutti
   *[other] Lukuaika { $minutes } minuuttia
}
# Before a date.
updated = Päivitetty
fallback-title = Ei vielä suomeksi
# Followed by the name, in itself, of the language shown; it links to the page in that language.
fallback-text = Tätä sivua ei ole vielä käännetty, joten teksti on toisella kielellä:
translate-page = Käännä tämä sivu
outdated-block = Alkuteksti on sittemmin muuttunut
tags = Aiheet
related = Katso myös
backlinks = Tänne viittaavat sivut
backlinks-more = Kaikki { $count }
edit = Muokkaa tätä sivua
# Above the title of a source text, which is shown word for word.
source-label = Lähdeteksti sanasta sanaan
# Above a term of the glossary.
term-label = Käsite
term-languages = Muilla kielillä
# Before the words that should not stand for the term.
term-avoid = Älä käytä sen sijasta:
term-used = Missä sitä käytetään
# Above the name of a tag.
tag-label = Aihe

## Footer

feed = Uutissyöte
repository = Lähdetiedostot
# $generator: a program's name and version.
made-with = Tehty ohjelmalla { $generator }
back-home = Etusivulle

## Used by the engine inside the text

alert-note = Huomaa
alert-tip = Vinkki
alert-important = Tärkeää
alert-warning = Varoitus
alert-caution = Varo
footnotes = Alaviitteet
# $number: which footnote.
footnote-back = Takaisin alaviitteen { $number } kohtaan tekstissä
task-done = Tehty
task-open = Tekemättä
# What a screen reader calls a table or a piece of code that can be scrolled.
table-region = Taulukko
code-region = Koodi

## Pages that the engine makes

pages-count = { $count ->
    [one] { $count } sivu
   *[other] { $count } sivua
}
tags-title = Aiheet
not-found-title = Polku päättyy tähän
not-found-text = Tässä osoitteessa ei ole sivua. Se on ehkä siirtynyt, tai linkissä on virhe. Etusivulta tai jostakin vaiheesta pääset eteenpäin.
# $title: the site's title.
feed-title = { $title }: uutiset
# Followed by a link to where the page is now.
redirect-text = Tämä sivu on siirtynyt:

## Kysymykset, testit ja roolipelit: tekstin seassa

# Opens to what is said about an option.
quiz-feedback = Palaute
quiz-accepted = Hyväksytyt vastaukset
quiz-answer = Vastauksesi
quiz-choose-all = Valitse kaikki sopivat.
quiz-put-in-order = Pane nämä oikeaan järjestykseen.
quiz-match = Valitse jokaiselle pari.
# Opens to the right answers to all questions of the page.
quiz-key = Oikeat vastaukset
# Above the lesson: opens to questions.
warm-up = Ennen kuin aloitat: kolme kysymystä aiemmista vaiheista
# Opens to what a choice in a role-play leads to.
scenario-consequence = Mitä tästä seuraa
# The name of a score that has none.
scenario-points = pisteet

## Kysymykset, testit ja roolipelit: mitä skriptit sanovat

quiz-check = Tarkista
quiz-right = Oikein.
quiz-wrong = Väärin.
quiz-not-yet = Ei vielä oikein. Lue palaute ja yritä uudelleen.
quiz-empty = Vastaa ensin.
quiz-changed = Tämä kysymys on muuttunut vastauksesi jälkeen.
# $word: how the answer is spelt.
quiz-spelt = Kirjoitusasu: { $word }
# $item: what is moved in the order.
quiz-up = Siirrä ylemmäs: { $item }
quiz-down = Siirrä alemmas: { $item }
# $place: a number.
quiz-place = { $item }: sija { $place }
# $right, $all: numbers of questions.
quiz-score = Oikein: { $right }/{ $all }.
quiz-again = Yritä väärin menneitä uudelleen
test-start = Aloita testi
test-end = Päätä testi
test-again = Tee testi uudelleen
# $empty: the number of questions without an answer.
test-empty = Vastaamatta: { $empty }. Jos haluat silti lopettaa, paina uudelleen.
test-passed = Läpäisit testin.
# $needed: how many have to be right.
test-failed = Läpäisyyn tarvitaan oikeita vastauksia: { $needed }.
test-best = Paras tuloksesi tähän asti: { $right }/{ $all }.
play-debrief = Katse taaksepäin
play-passed = Pääsit tavoitteeseen.
play-failed = Tavoite jäi saavuttamatta. Alta näet, missä se karkasi.
play-scores = Pisteet
play-score = Mitä
play-reached = Saatu
play-needed = Tarvitaan
play-way = Kulkemasi tie
play-again = Pelaa uudelleen
play-resumed = Tähän jäit viimeksi.
play-start-over = Aloita alusta
# Under a place to write.
write-own = Tämän näet vain sinä: teksti pysyy tällä laitteella.
progress-blocked = Tämä selain ei anna sivuston tallentaa mitään. Voit jatkaa, mutta edistymisesi katoaa, kun suljet sivun.
progress-full = Selaimen tallennustila on täynnä. Voit jatkaa, mutta tästä eteenpäin tehty katoaa, kun suljet sivun.
progress-damaged = Tallennettua edistymistäsi ei voitu lukea. Se pantiin syrjään, ja aloitat alusta.
progress-later = Edistymisesi on tallentanut tämän sivuston uudempi versio. Sitä ei muuteta, eikä uutta tallenneta ennen kuin lataat sivun uudelleen.

## Oman edistymisen sivu

progress-title = Oma edistyminen
progress-text = Se, mitä olet tehnyt, säilyy tässä selaimessa ja tällä laitteella. Sitä ei lähetetä kenellekään.
progress-no-script = Ilman JavaScriptiä mitään ei säily. Tässä on kaikki, mitä voi tehdä.
# Above what belongs to no stage.
progress-rest = Vaiheiden yhteiset sivut
progress-read = Luettu.
progress-unread = Loppuun lukematta.
# $count: a number of questions.
progress-changed = Muuttunut vastauksesi jälkeen: { $count }.
progress-untaken = Vielä tekemättä.
progress-played = Pelattu ja läpäisty.
progress-lost = Pelattu, tavoite vielä saavuttamatta.
progress-unplayed = Vielä pelaamatta.
progress-resume = Jatka siitä, mihin jäit
progress-keep = Säilytä tai ota mukaan
progress-keep-text = Tallenna edistymisesi tiedostoon ja avaa se toisella laitteella, tai näytä se siellä QR-koodina. Tiedostossa ovat myös vastauksesi ja muistiinpanosi, koodissa pelkät tulokset.
progress-save = Tallenna tiedostona
progress-open = Avaa tiedosto
progress-move = Näytä QR-koodina
progress-erase = Poista kaikki
progress-erase-sure = Poista kaikki lopullisesti painamalla uudelleen
progress-erased = Kaikki on poistettu.
# $file: a file’s name.
progress-file-read = { $file } on luettu mukaan.
progress-file-damaged = { $file } ei ole edistymistiedosto, tai se on vioittunut. Mitään ei muutettu.
progress-file-later = { $file } on tämän sivuston uudemmasta versiosta. Mitään ei muutettu.
# $site: an address.
progress-file-other = Tämä tiedosto on toiselta sivustolta: { $site }. Mitään ei muutettu.
# What a screen reader calls the QR code.
progress-code = QR-koodi, jossa ovat tuloksesi
progress-code-how = Osoita sitä toisen laitteen kameralla. Koodin sisältö on osoitteen #-merkin jälkeen, ja sitä osaa selain ei lähetä kenellekään.
progress-code-link = Sama linkkinä
progress-code-damaged = Osoitteessa ei ole luettavia tuloksia.
progress-arrived = Toit tuloksia toiselta laitteelta.
progress-take = Lisää ne tähän
progress-taken = Tulokset on lisätty.
record-title = Suoritusmerkintä
record-name = Nimesi
record-print = Tulosta merkintä
record-self-assessed = Itsearvio: merkinnän on tehnyt oppijan oma selain. Kukaan ei ole tarkistanut sitä.

## Sanasto kortteina ja muistutukset

cards-title = Muistikortit
cards-text = Sano, mitä käsite tarkoittaa, ja käännä sitten kortti. Se, minkä osaat, palaa 1, 3, 7, 14 ja 30 päivän päästä, se, mitä et osaa, heti (Leitnerin laatikot).
cards-all = Kaikki kortit
cards-turn = Käännä kortti
cards-knew = Osasin
cards-not = En osannut
cards-more = Jatka heti
# $count: a number of cards.
cards-left = Tälle päivälle jäljellä: { $count }.
# $known, $all: numbers of cards.
cards-done = Valmista tältä päivältä. Viimeisessä laatikossa: { $known }/{ $all }.
remind = Muistutukset
remind-text = Tauon jälkeen kerrattu jää mieleen. Kalenteritiedostossa on kolme päivää: 2, 7 ja 21 päivän päästä.
remind-save = Tallenna kalenteritiedosto
# $site: the site’s title. The name of an entry in a calendar.
remind-title = Harjoittele uudelleen: { $site }

## Kouluttajan versio

trainer-title = Kouluttajalle
trainer-text = Tämä on sivuston kouluttajan versio. Oppijat eivät näe tätä sivua, muistiinpanoja eivätkä kaikkia vastauksia kerralla.
trainer-notes = Muistiinpanot
trainer-coverage = Mikä opettaa ja testaa mitä
trainer-objective = Tavoite
trainer-lesson = Oppitunti
trainer-questions = Kysymykset
trainer-plays = Roolipelit
trainer-learners = Oppijoiden edistyminen
trainer-learners-text = Oppija voi tallentaa edistymisensä tiedostoon ja lähettää sen sinulle. Tässä avatut tiedostot lukee tämä selain, eikä niitä lähetetä minnekään.
trainer-open = Avaa tiedostoja
trainer-file = Tiedosto
trainer-play = Roolipeli
# $shortest, $best: numbers of choices; $scores: a list such as “Trust +5, Progress +3”.
trainer-ways = Valintoja lyhimmällä tiellä: { $shortest }. Valintoja parhaalla tiellä: { $best }, lopuksi koossa: { $scores }.
trainer-map = Roolipelin kartta
trainer-cards = Kortit huoneessa pelaamista varten, kaksi tulostetulla sivulla
trainer-handout = Moniste

## In a learning management system

package-alone = Tätä kurssia ei ole avattu oppimisympäristössä: tekemisesi tallentuvat vain tähän selaimeen.
package-lost = Oppimisympäristö ei ota vastaan sitä, mitä teet: se ei ehkä tallennu. Kerro tästä kurssin järjestäjälle.

## On paper

print-title = Tulostettavaksi
print-now = Tulosta
print-stage = Tulosta tämä vaihe
print-course = Tulosta koko kurssi
print-by-stage = Yksi vaihe
print-contents = Sisällys
print-answer = Vastaus
print-terms = Käsitteet
pocket-title = Taskukortit
pocket-text = Jokaisesta vaiheesta kortti, jonka voi tulostaa, leikata irti ja pitää mukana: A4-arkille mahtuu neljä. Korteissa on myös se, mitä olet vaiheissa suunnitellut.
pocket-plan = Oma suunnitelmani

## The search

search-title = Haku
search-label = Mitä etsit?
search-section = Osa
search-stage = Vaihe
search-all = Kaikki
search-how = Nuolinäppäimillä selaat tuloksia, Esc tuo takaisin; millä tahansa sivulla / tuo tänne.
search-contents = Kaikki sivut
search-count = Löytyi: { $count }
search-none = Haulla ”{ $query }” ei löytynyt mitään. Kokeile vähempiä tai muita sanoja tai katso sivuja alta.
search-more = Näytä lisää
search-failed = Hakua ei voi ladata. Sivut on lueteltu alla.

## What one can do on every page

copy = Kopioi
copied = Kopioitu
uncopied = Kopiointi ei onnistu
keys-title = Pikanäppäimet
keys-search = Haku
keys-next = Seuraava sivu
keys-prev = Edellinen sivu
keys-home = Etusivu
keys-scheme = Vaalea tai tumma
keys-this = Tämä luettelo
keys-on = Pikanäppäimet toimivat tällä laitteella
close = Sulje

## Reading without a network

offline-title = Tallenna luettavaksi ilman verkkoa
offline-text = Tämä selain voi pitää koko kurssin hakuineen tallessa, niin että sitä voi lukea ilman verkkoa. Kurssi pysyy tällä laitteella eikä mene muualle.
offline-save = Tallenna tälle laitteelle
offline-save-size = Tallenna tälle laitteelle ({ $size })
offline-saving = { $done }/{ $all } tiedostoa
offline-saved = Kurssi on tallennettu tälle laitteelle, ja se päivittyy aina, kun verkko on käytettävissä.
offline-failed = Kaikkea ei voitu tallentaa. Tallennettu säilyy; yritä uudelleen, kun verkko on käytettävissä.
offline-forget = Poista tältä laitteelta
offline-forgotten = Kurssia ei enää säilytetä tällä laitteella.
offline-impossible = Tämä selain ei voi säilyttää sivuja täällä: siihen tarvitaan JavaScript ja https-osoite.

## The map of the pages

# What the letters above a glossary are for.
glossary-letters = Kirjaimen mukaan
# The link to the statement on accessibility.
accessibility-title = Saavutettavuus
map-title = Sivujen kartta
# How many pages there are, how many links, and how the picture is used.
map-text =
    { $pages ->
        [one] Yksi sivu
       *[other] { $pages } sivua
    } ja niiden välillä { $links ->
        [one] yksi linkki
       *[other] { $links } linkkiä
    }. Osoita sivua tai siirry siihen sarkaimella, niin näet, minne siltä pääsee ja mistä sille tullaan.
map-words = Sama sanoin
# Before the pages that a page leads to.
map-to = vie tänne:
map-rest = Muut sivut

## The page on the state of the translations

status-title = Käännösten tila
# $done, $words: numbers of words; $percent: 0 to 100.
status-words = Ajantasaisia sanoja on { $done }, yhteensä { $words } ({ $percent } %).
# $fresh, $pages: numbers of pages.
status-pages = Valmiita ja ajantasaisia sivuja on { $fresh }, yhteensä { $pages }.
status-complete = Ei mitään tehtävää.
# $count: pages that the table leaves out.
status-more = { $count ->
    [one] Ja vielä { $count } sivu; sen näyttää `polku status`.
   *[other] Ja vielä { $count } sivua; ne luettelee `polku status`.
}
status-page = Sivu
status-state = Tila
status-to-do = Sanoja tekemättä
status-changed = Muuttuneita
status-missing = Puuttuvia
status-extra = Ylimääräisiä
status-unrecorded = Kirjaamatta
status-blocks = Lohkoja
status-links = Linkkejä sivulle
status-is-missing = puuttuu
status-is-partial = osittainen
status-is-stale = vanhentunut
status-is-unrecorded = kirjaamatta
status-is-fresh = ajan tasalla
