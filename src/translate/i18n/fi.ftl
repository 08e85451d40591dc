# What `polku translate` and `polku status` say, in Finnish.

kind-heading = otsikko
kind-title = sivun otsikko
kind-description = kuvaus
kind-paragraph = kappale
kind-item = luettelokohta
kind-quote = lainaus
kind-row = taulukkorivi
kind-definition = määritelmä
kind-note = alaviite
kind-code = koodi
kind-html = HTML
kind-image = kuva

# $number: the block's number in the page; $kind: one of the above; $place: file and line.
block = lohko { $number }, { $kind } · { $place }
block-missing = { $kind }, joka puuttuu täältä · { $place }

state-fresh = ajan tasalla
state-cosmetic = alkutekstissä muuttuivat vain välimerkit, isot ja pienet kirjaimet tai muotoilumerkinnät
state-wording = alkutekstin sanamuoto muuttui
state-structure = alkutekstin lohko on nyt toista tyyppiä
state-untranslated = vielä kääntämättä
state-missing = uusi alkutekstissä
state-gone = poistunut alkutekstistä
state-extra = ei vastinetta alkutekstissä
state-unrecorded = ei koskaan kirjattu tarkistetuksi
state-image = tämän kuvan alkuperäinen on muuttunut
# $sure: a whole number from 0 to 99.
sure = varmuus { $sure } %

was = ennen
now = nyt
here = täällä
old-unknown = (git ei muista sanamuotoa, johon tätä verrattiin tarkistettaessa)

# $key: a page; $lang: a language's tag.
nothing-open = { $key } ({ $lang }) on ajan tasalla
# $count: a number of blocks.
open-count = { $count ->
    [one] { $count } lohko tarkistettavana
   *[other] { $count } lohkoa tarkistettavana
}
recorded = { $count ->
    [one] { $key } ({ $lang }): kirjattu { $count } lohko
   *[other] { $key } ({ $lang }): kirjattu { $count } lohkoa
}
refused = { $count ->
    [one] { $count } lohko jäi kirjaamatta:
   *[other] { $count } lohkoa jäi kirjaamatta:
}
refused-untouched = alkuteksti muuttui, mutta tämä ei; muuta tätä tai vahvista, että tämä pätee sellaisenaan: --unchanged { $number }
refused-untranslated = tässä on yhä alkuteksti; käännä se tai vahvista, että teksti on tällä kielellä sama: --unchanged { $number }
refused-unsure = ei ole selvää, mitä alkutekstin kohtaa tämä vastaa (varmuus { $sure } %); jos `show` näyttää oikean kohdan: --unchanged { $number }
refused-structure = alkutekstin lohko on nyt toista tyyppiä ({ $kind }); muuta tämäkin sellaiseksi; jos ero on tarkoituksellinen, kirjoita sen eteen `<!-- differs: SYY -->` ja vahvista, että tämä pätee: --unchanged { $number }
missing-left = { $count ->
    [one] täältä puuttuu { $count } alkutekstin lohko
   *[other] täältä puuttuu { $count } alkutekstin lohkoa
}
extra-left = { $count ->
    [one] täällä on { $count } lohko, jolla ei ole vastinetta alkutekstissä
   *[other] täällä on { $count } lohkoa, joilla ei ole vastinetta alkutekstissä
}
unrecorded-page = sivulla { $key } ({ $lang }) ei ole tarkistuskirjanpitoa; jos se on nykyisen alkutekstin käännös, ota se kirjanpitoon: polku translate adopt { $key } --to { $lang }
# $file: a file.
started = luotu { $file }: alkuteksti lohko lohkolta käännettäväksi
started-next = kappale katsotaan käännetyksi heti, kun se eroaa alkutekstistä; polku status --lang { $lang } näyttää, mitä on jäljellä
adopted-total = { $count ->
    [one] kirjanpitoon otettu { $count } sivu
   *[other] kirjanpitoon otettu { $count } sivua
}
recorded-since = { $count ->
    [one] kirjattu { $count } lohko, jota muutettiin sekä alkutekstissä että käännöksessä
   *[other] kirjattu { $count } lohkoa, joita muutettiin sekä alkutekstissä että käännöksessä
}

status-language = { $name } ({ $lang }): ajan tasalla { $done }/{ $words } sanaa ({ $percent } %), { $fresh }/{ $pages } sivua
status-complete = ei mitään tehtävää
column-page = sivu
column-state = tila
column-blocks = lohkoja
column-changed = muuttuneita
column-missing = puuttuvia
column-extra = ylimääräisiä
column-unrecorded = kirjaamatta
column-words = sanoja tekemättä
column-links = linkkejä sivulle
page-missing = puuttuu
page-partial = osittainen
page-stale = vanhentunut
page-unrecorded = kirjaamatta
page-fresh = ajan tasalla

exported = { $count ->
    [one] kirjoitettiin { $count } tiedosto kansioon { $folder }
   *[other] kirjoitettiin { $count } tiedostoa kansioon { $folder }
}
export-waiting = { $count ->
    [one] { $file }: { $count } käännös ei ole vielä sivullaan, joten tiedosto jätettiin ennalleen; tuo se ensin tai siirrä tiedosto muualle
   *[other] { $file }: { $count } käännöstä ei ole vielä sivuillaan, joten tiedosto jätettiin ennalleen; tuo se ensin tai siirrä tiedosto muualle
}
imported = { $file }: otettu { $taken }, vahvistettu ennallaan { $confirmed }, tyhjiä tai tarkistusta odottavia { $left }, hylätty { $refused }
import-would = { $file }: otettaisiin { $taken }, vahvistettaisiin ennallaan { $confirmed }, tyhjiä tai tarkistusta odottavia { $left }, hylättäisiin { $refused }
