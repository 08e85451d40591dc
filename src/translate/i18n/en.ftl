# What `polku translate` and `polku status` say.

kind-heading = heading
kind-title = title
kind-description = description
kind-paragraph = paragraph
kind-item = list item
kind-quote = quote
kind-row = table row
kind-definition = definition
kind-note = footnote
kind-code = code
kind-html = HTML
kind-image = image

# $number: the block's number in the page; $kind: one of the above; $place: file and line.
block = block { $number }, { $kind } · { $place }
block-missing = { $kind } that is missing here · { $place }

state-fresh = up to date
state-cosmetic = the original changed in punctuation, case or markup only
state-wording = the original was reworded
state-structure = the original became another kind of block
state-untranslated = not translated yet
state-missing = new in the original
state-gone = gone from the original
state-extra = has no counterpart in the original
state-unrecorded = never recorded as checked
state-image = the original of this image changed
# $sure: a whole number from 0 to 99.
sure = { $sure } % sure

was = was
now = now
here = here
old-unknown = (git does not remember the wording that this was checked against)

# $key: a page; $lang: a language's tag.
nothing-open = { $key } is up to date in { $lang }
# $count: a number of blocks.
open-count = { $count ->
    [one] { $count } block to look at
   *[other] { $count } blocks to look at
}
recorded = { $count ->
    [one] { $key } ({ $lang }): { $count } block recorded
   *[other] { $key } ({ $lang }): { $count } blocks recorded
}
refused = { $count ->
    [one] { $count } block was not recorded:
   *[other] { $count } blocks were not recorded:
}
refused-untouched = the original changed and this did not; change it, or say that it holds as it is: --unchanged { $number }
refused-untranslated = still the original's text; translate it, or say that it is the same in this language: --unchanged { $number }
refused-unsure = it is not clear what in the original this belongs to ({ $sure } % sure); if it is what `show` says: --unchanged { $number }
refused-structure = the original is another kind of block now ({ $kind }); make this one too; where it is meant so, put `<!-- differs: REASON -->` before it and say that it holds: --unchanged { $number }
missing-left = { $count ->
    [one] { $count } block of the original is missing here
   *[other] { $count } blocks of the original are missing here
}
extra-left = { $count ->
    [one] { $count } block here has no counterpart in the original
   *[other] { $count } blocks here have no counterpart in the original
}
unrecorded-page = { $key } has no ledger in { $lang }; if it is a translation of today's original, take it over: polku translate adopt { $key } --to { $lang }
# $file: a file.
started = made { $file }: the original's text, to be translated block by block
started-next = each paragraph counts as translated as soon as it differs from the original; polku status --lang { $lang } shows what is left
adopted-total = { $count ->
    [one] { $count } page taken over
   *[other] { $count } pages taken over
}
recorded-since = { $count ->
    [one] { $count } block that was changed on both sides is recorded
   *[other] { $count } blocks that were changed on both sides are recorded
}

status-language = { $name } ({ $lang }): { $done } of { $words } words are up to date ({ $percent } %), { $fresh } of { $pages } pages
status-complete = nothing to do
column-page = page
column-state = state
column-blocks = blocks
column-changed = changed
column-missing = missing
column-extra = extra
column-unrecorded = unrecorded
column-words = words to do
column-links = links to it
page-missing = missing
page-partial = partial
page-stale = stale
page-unrecorded = unrecorded
page-fresh = fresh

# Export and import. $file, $folder: where; $count: a number of files or texts.
exported = { $count ->
    [one] wrote { $count } file to { $folder }
   *[other] wrote { $count } files to { $folder }
}
export-waiting = { $count ->
    [one] { $file }: { $count } translation in it is not on its page yet, so it was left as it is; import it first, or move the file away
   *[other] { $file }: { $count } translations in it are not on their pages yet, so it was left as it is; import it first, or move the file away
}
imported = { $file }: { $taken } taken, { $confirmed } confirmed as they are, { $left } still empty or marked for review, { $refused } refused
import-would = { $file }: { $taken } would be taken, { $confirmed } confirmed as they are, { $left } are still empty or marked for review, { $refused } would be refused
