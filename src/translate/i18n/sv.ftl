# What `polku translate` and `polku status` say, in Swedish.

kind-heading = rubrik
kind-title = sidans titel
kind-description = beskrivning
kind-paragraph = stycke
kind-item = listpunkt
kind-quote = citat
kind-row = tabellrad
kind-definition = definition
kind-note = fotnot
kind-code = kod
kind-html = HTML
kind-image = bild

# $number: the block's number in the page; $kind: one of the above; $place: file and line.
block = block { $number }, { $kind } · { $place }
block-missing = { $kind } som saknas här · { $place }

state-fresh = aktuellt
state-cosmetic = i originalet har bara skiljetecken, stora och små bokstäver eller uppmärkning ändrats
state-wording = originalet har formulerats om
state-structure = originalet är nu ett annat slags block
state-untranslated = inte översatt ännu
state-missing = nytt i originalet
state-gone = finns inte längre i originalet
state-extra = saknar motsvarighet i originalet
state-unrecorded = aldrig registrerat som granskat
state-image = originalet till den här bilden har ändrats
# $sure: a whole number from 0 to 99.
sure = säkerhet { $sure } %

was = förut
now = nu
here = här
old-unknown = (git minns inte den lydelse som blocket granskades mot)

# $key: a page; $lang: a language's tag.
nothing-open = { $key } ({ $lang }) är aktuell
# $count: a number of blocks.
open-count = { $count ->
    [one] { $count } block att se över
   *[other] { $count } block att se över
}
recorded = { $count ->
    [one] { $key } ({ $lang }): { $count } block registrerat
   *[other] { $key } ({ $lang }): { $count } block registrerade
}
refused = { $count ->
    [one] { $count } block registrerades inte:
   *[other] { $count } block registrerades inte:
}
refused-untouched = originalet har ändrats men inte det här blocket; ändra det, eller bekräfta att det stämmer som det är: --unchanged { $number }
refused-untranslated = fortfarande originalets text; översätt den, eller bekräfta att den är densamma på det här språket: --unchanged { $number }
refused-unsure = det är oklart vad i originalet det här motsvarar (säkerhet { $sure } %); om `show` visar rätt ställe: --unchanged { $number }
refused-structure = originalet är nu ett annat slags block ({ $kind }); gör om även det här blocket; om skillnaden är avsiktlig, sätt `<!-- differs: SKÄL -->` före det och bekräfta att det stämmer: --unchanged { $number }
missing-left = { $count ->
    [one] { $count } av originalets block saknas här
   *[other] { $count } av originalets block saknas här
}
extra-left = { $count ->
    [one] { $count } block här saknar motsvarighet i originalet
   *[other] { $count } block här saknar motsvarighet i originalet
}
unrecorded-page = { $key } ({ $lang }) har inget granskningsregister; om sidan är en översättning av det nuvarande originalet, för in den i registret: polku translate adopt { $key } --to { $lang }
# $file: a file.
started = { $file } har skapats: originalets text, att översätta block för block
started-next = varje stycke räknas som översatt så snart det skiljer sig från originalet; polku status --lang { $lang } visar vad som återstår
adopted-total = { $count ->
    [one] { $count } sida införd i registret
   *[other] { $count } sidor införda i registret
}
recorded-since = { $count ->
    [one] { $count } block som ändrats i både original och översättning har registrerats
   *[other] { $count } block som ändrats i både original och översättning har registrerats
}

status-language = { $name } ({ $lang }): { $done } av { $words } ord är aktuella ({ $percent } %), { $fresh } av { $pages } sidor
status-complete = inget att göra
column-page = sida
column-state = status
column-blocks = block
column-changed = ändrade
column-missing = saknas
column-extra = extra
column-unrecorded = oregistrerade
column-words = ord kvar
column-links = länkar till sidan
page-missing = saknas
page-partial = ofullständig
page-stale = inaktuell
page-unrecorded = oregistrerad
page-fresh = aktuell

exported = { $count ->
    [one] skrev { $count } fil till { $folder }
   *[other] skrev { $count } filer till { $folder }
}
export-waiting = { $count ->
    [one] { $file }: { $count } översättning finns inte på sin sida ännu, så filen lämnades som den är; importera den först, eller flytta undan filen
   *[other] { $file }: { $count } översättningar finns inte på sina sidor ännu, så filen lämnades som den är; importera den först, eller flytta undan filen
}
imported = { $file }: { $taken } togs, { $confirmed } bekräftades som de är, { $left } är tomma eller väntar på granskning, { $refused } avvisades
import-would = { $file }: { $taken } skulle tas, { $confirmed } bekräftas som de är, { $left } är tomma eller väntar på granskning, { $refused } skulle avvisas
