# What `polku translate` and `polku status` say, in Estonian.

kind-heading = pealkiri
kind-title = lehe pealkiri
kind-description = kirjeldus
kind-paragraph = lõik
kind-item = loetelupunkt
kind-quote = tsitaat
kind-row = tabelirida
kind-definition = definitsioon
kind-note = joonealune märkus
kind-code = kood
kind-html = HTML
kind-image = pilt

# $number: the block's number in the page; $kind: one of the above; $place: file and line.
block = plokk { $number }, { $kind } · { $place }
block-missing = { $kind }, mis siit puudub · { $place }

state-fresh = ajakohane
state-cosmetic = originaalis muutusid ainult kirjavahemärgid, suur- ja väiketähed või märgendus
state-wording = originaal sõnastati ümber
state-structure = originaal on nüüd teist liiki plokk
state-untranslated = veel tõlkimata
state-missing = originaali lisandunud
state-gone = originaalist kadunud
state-extra = originaalis ei ole vastet
state-unrecorded = pole kunagi kontrollituna registreeritud
state-image = selle pildi originaal on muutunud
# $sure: a whole number from 0 to 99.
sure = kindlus { $sure }%

was = enne
now = nüüd
here = siin
old-unknown = (git ei mäleta sõnastust, mille järgi seda plokki kontrolliti)

# $key: a page; $lang: a language's tag.
nothing-open = { $key } ({ $lang }) on ajakohane
# $count: a number of blocks.
open-count = { $count ->
    [one] { $count } plokk vajab läbivaatamist
   *[other] { $count } plokki vajab läbivaatamist
}
recorded = { $count ->
    [one] { $key } ({ $lang }): registreeritud { $count } plokk
   *[other] { $key } ({ $lang }): registreeritud { $count } plokki
}
refused = { $count ->
    [one] registreerimata jäi { $count } plokk:
   *[other] registreerimata jäi { $count } plokki:
}
refused-untouched = originaal muutus, aga see plokk mitte; muuda seda või kinnita, et see kehtib muutmata kujul: --unchanged { $number }
refused-untranslated = ikka veel originaali tekst; tõlgi see või kinnita, et tekst on selles keeles sama: --unchanged { $number }
refused-unsure = pole selge, millele see originaalis vastab (kindlus { $sure }%); kui `show` näitab õiget vastet: --unchanged { $number }
refused-structure = originaal on nüüd teist liiki plokk ({ $kind }); muuda ka see plokk selliseks; kui see on taotluslik, pane selle ette `<!-- differs: PÕHJUS -->` ja kinnita, et see kehtib: --unchanged { $number }
missing-left = { $count ->
    [one] siit puudub { $count } originaali plokk
   *[other] siit puudub { $count } originaali plokki
}
extra-left = { $count ->
    [one] siin on { $count } plokk, millel ei ole originaalis vastet
   *[other] siin on { $count } plokki, millel ei ole originaalis vastet
}
unrecorded-page = lehel { $key } ({ $lang }) ei ole kontrollregistrit; kui see on praeguse originaali tõlge, võta see arvele: polku translate adopt { $key } --to { $lang }
# $file: a file.
started = loodud fail { $file }: originaali tekst plokihaaval tõlkimiseks
started-next = iga lõik loetakse tõlgituks niipea, kui see originaalist erineb; polku status --lang { $lang } näitab, mis on veel teha
adopted-total = { $count ->
    [one] arvele võetud { $count } leht
   *[other] arvele võetud { $count } lehte
}
recorded-since = { $count ->
    [one] registreeritud { $count } plokk, mida muudeti nii originaalis kui ka tõlkes
   *[other] registreeritud { $count } plokki, mida muudeti nii originaalis kui ka tõlkes
}

status-language = { $name } ({ $lang }): ajakohaseid sõnu { $done }/{ $words } ({ $percent }%), lehti { $fresh }/{ $pages }
status-complete = kõik on tehtud
column-page = leht
column-state = seis
column-blocks = plokke
column-changed = muutunud
column-missing = puudu
column-extra = vasteta
column-unrecorded = registreerimata
column-words = sõnu teha
column-links = linke lehele
page-missing = puudub
page-partial = osaline
page-stale = vananenud
page-unrecorded = registreerimata
page-fresh = ajakohane

exported = { $count ->
    [one] kirjutasin { $count } faili kausta { $folder }
   *[other] kirjutasin { $count } faili kausta { $folder }
}
export-waiting = { $count ->
    [one] { $file }: { $count } tõlget ei ole veel lehel, seepärast jäi fail puutumata; impordi see enne või vii fail mujale
   *[other] { $file }: { $count } tõlget ei ole veel lehtedel, seepärast jäi fail puutumata; impordi see enne või vii fail mujale
}
imported = { $file }: võetud { $taken }, muutmata kinnitatud { $confirmed }, tühjad või ülevaatamist ootavad { $left }, tagasi lükatud { $refused }
import-would = { $file }: võetaks { $taken }, kinnitataks muutmata { $confirmed }, tühjad või ülevaatamist ootavad { $left }, tagasi lükataks { $refused }
