### The words of the theme polku in English. One set of keys in every language; English is what a missing key falls back to.

## Header

skip = Skip to content
menu = Menu
# What a screen reader calls the main menu.
menu-label = Main menu
language = Language
languages-label = This page in other languages
beside = Side by side
# From a page beside another language back to the page by itself.
beside-alone = This page by itself
# The button shows the current choice and switches to the next one.
theme-system = Colours: match the system
theme-light = Colours: light
theme-dark = Colours: dark

## The path and finding one's way

# Names the row of stages.
path-label = Stages of the path
# $number: the stage the page belongs to; $total: how many there are.
stage-of = Stage { $number } of { $total }
# Before the name of the stage that comes next.
path-next = Next
# On the home page: to the first stage.
start = Start from the beginning
# What a screen reader calls the list of a section's pages. $title: the section.
nav-label = Pages of the section: { $title }
# Under a shortened list. $count: how many pages the section has.
nav-all = { $count ->
    [one] All: { $count } page
   *[other] All { $count } pages
}
toc = On this page
# What a screen reader calls the row of links to the pages above this one.
breadcrumbs = You are here
contents = What you’ll find here
in-section = In this section
# What a screen reader calls the links to the previous and the next page.
turn-label = Previous and next page
prev = Previous
next = Next

## About the page

# $minutes: a whole number.
reading-time = { $minutes ->
    [one] { $minutes }-minute read
   *[other] { $minutes }-minute read
}
# Before a date.
updated = Updated
fallback-title = Not translated yet
# Followed by the name, in itself, of the language shown; it links to the page in that language.
fallback-text = This page has not been translated yet, so it is shown in another language:
translate-page = Translate this page
# Behind a paragraph whose original was reworded after it was translated; opens to the original.
outdated-block = The original has changed since
tags = Topics
related = See also
backlinks = Pages that link here
backlinks-more = All { $count }
edit = Edit this page
# Above the title of a source text, which is shown word for word.
source-label = Source text, word for word
# Above a term of the glossary.
term-label = Term
term-languages = In other languages
# Before the words that should not stand for the term.
term-avoid = Do not use instead:
term-used = Where it is used
# Above the name of a tag.
tag-label = Topic

## Footer

feed = News feed
repository = Source files
# $generator: a program's name and version.
made-with = Made with { $generator }
back-home = Go to the home page

## Used by the engine inside the text

alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Caution
footnotes = Footnotes
# $number: which footnote.
footnote-back = Back to note { $number } in the text
task-done = Done
task-open = To do
# What a screen reader calls a table or a piece of code that can be scrolled.
table-region = Table
code-region = Code

## Pages that the engine makes

pages-count = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
tags-title = Topics
not-found-title = The path ends here
not-found-text = There is no page at this address. It may have moved, or the link may be wrong. You can carry on from the home page or from one of the stages.
# $title: the site's title.
feed-title = { $title }: news
# Followed by a link to where the page is now.
redirect-text = This page has moved:

## Questions, tests and role-plays: in the text

# Opens to what is said about an option.
quiz-feedback = Feedback
quiz-accepted = Accepted answers
quiz-answer = Your answer
quiz-choose-all = Choose all that fit.
quiz-put-in-order = Put these in the right order.
quiz-match = Choose the counterpart of each.
# Opens to the right answers to all questions of the page.
quiz-key = Answer key
# Above the lesson: opens to questions.
warm-up = Before you begin: three questions from earlier stages
# Opens to what a choice in a role-play leads to.
scenario-consequence = What this brings about
# The name of a score that has none.
scenario-points = points

## Questions, tests and role-plays: what scripts say

quiz-check = Check
quiz-right = Right.
quiz-wrong = Wrong.
quiz-not-yet = Not right yet. Read the feedback and try again.
quiz-empty = Answer first.
quiz-changed = This question has changed since you answered it.
# $word: how the answer is spelt.
quiz-spelt = It is spelt: { $word }
# $item: what is moved in the order.
quiz-up = Move up: { $item }
quiz-down = Move down: { $item }
# $place: a number.
quiz-place = { $item }: place { $place }
# $right, $all: numbers of questions.
quiz-score = Right: { $right } of { $all }.
quiz-again = Try the wrong ones again
test-start = Start the test
test-end = Finish the test
test-again = Take the test again
# $empty: the number of questions without an answer.
test-empty = Unanswered questions: { $empty }. Press again to finish all the same.
test-passed = You have passed.
# $needed: how many have to be right.
test-failed = To pass, this many have to be right: { $needed }.
test-best = Your best result so far: { $right } of { $all }.
play-debrief = Looking back
play-passed = You reached what was asked for.
play-failed = You did not reach what was asked for. See below where it was lost.
play-scores = Scores
play-score = Score
play-reached = Reached
play-needed = Needed
play-way = Your way
play-again = Play again
play-resumed = You were here when you left.
play-start-over = Start from the beginning
# Under a place to write.
write-own = Only you can see this: it stays on this device.
progress-blocked = This browser does not let the site keep anything. You can go on, but your progress is lost when you close the page.
progress-full = The browser’s storage is full. You can go on, but what you do from here on is lost when you close the page.
progress-damaged = Your saved progress could not be read. It was put aside, and you start afresh.
progress-later = Your progress was saved by a newer version of this site. It is left as it is, and nothing new is saved until you reload the page.

## The page on one’s own progress

progress-title = My progress
progress-text = What you have done is kept in this browser on this device, and sent to nobody.
progress-no-script = Without JavaScript nothing is kept. This is everything there is to do.
# Above what belongs to no stage.
progress-rest = Across the stages
progress-read = Read.
progress-unread = Not read to the end yet.
# $count: a number of questions.
progress-changed = Changed since you answered: { $count }.
progress-untaken = Not taken yet.
progress-played = Passed.
progress-lost = Played, not passed yet.
progress-unplayed = Not played yet.
progress-resume = Carry on where you left off
progress-keep = Keep it, or take it with you
progress-keep-text = Save your progress as a file and open it on another device, or show it there as a QR code. The file has your answers and your own notes too; the code has results alone.
progress-save = Save as a file
progress-open = Open a file
progress-move = Show as a QR code
progress-erase = Erase everything
progress-erase-sure = Press again to erase everything for good
progress-erased = Everything has been erased.
# $file: a file’s name.
progress-file-read = { $file } has been taken in.
progress-file-damaged = { $file } is no progress file, or it is damaged. Nothing has been changed.
progress-file-later = { $file } is from a newer version of this site. Nothing has been changed.
# $site: an address.
progress-file-other = This file is from another site: { $site }. Nothing has been changed.
# What a screen reader calls the QR code.
progress-code = QR code with your results
progress-code-how = Point the other device’s camera at it. What it holds stands behind the # of the address, which browsers send to nobody.
progress-code-link = The same as a link
progress-code-damaged = The address holds no results that could be read.
progress-arrived = You have brought results from another device.
progress-take = Add them to mine
progress-taken = They have been added.
record-title = Record of completion
record-name = Your name
record-print = Print the record
record-self-assessed = Self-assessed: this record was made by the learner’s own browser. Nobody has examined it.

## The glossary as cards, and reminders

cards-title = Flashcards
cards-text = Say what the term means, then turn the card. What you know comes back after 1, 3, 7, 14 and 30 days, what you do not know at once (Leitner’s boxes).
cards-all = All cards
cards-turn = Turn the card
cards-knew = I knew it
cards-not = I did not
cards-more = Go on now
# $count: a number of cards.
cards-left = Cards left for today: { $count }.
# $known, $all: numbers of cards.
cards-done = Done for today. In the last box: { $known } of { $all }.
remind = Reminders
remind-text = What is practised again after a pause stays. A calendar file with three days: in 2, 7 and 21 days.
remind-save = Save the calendar file
# $site: the site’s title. The name of an entry in a calendar.
remind-title = Practise again: { $site }

## The trainer’s edition

trainer-title = For the trainer
trainer-text = This is the trainer’s edition of the site. Learners do not get this page, the notes or the answers all at once.
trainer-notes = Notes
trainer-coverage = What teaches and tests what
trainer-objective = Objective
trainer-lesson = Lesson
trainer-questions = Questions
trainer-plays = Role-plays
trainer-learners = Learners’ progress
trainer-learners-text = Learners can save their progress as a file and send it to you. Files that you open here are read by this browser and go nowhere.
trainer-open = Open files
trainer-file = File
trainer-play = Role-play
# $shortest, $best: numbers of choices; $scores: a list such as “Trust +5, Progress +3”.
trainer-ways = The shortest way has { $shortest } choices. The best one has { $best } and ends with: { $scores }.
trainer-map = Map of the role-play
trainer-cards = Cards for playing in the room, two to a printed page
trainer-handout = Hand-out

## In a learning management system

package-alone = This course is not open in a learning management system: what you do is kept in this browser only.
package-lost = The learning management system does not take what you do: it may not be kept. Tell whoever runs the course.

## On paper

print-title = To print
print-now = Print
print-stage = Print this stage
print-course = Print the whole course
print-by-stage = One stage
print-contents = Contents
print-answer = Answer
print-terms = Terms
pocket-title = Pocket cards
pocket-text = A card for each stage, to print, cut out and keep: four fit on a sheet of A4. What you have planned in the lessons is on them.
pocket-plan = My plan

## The search

search-title = Search
search-label = What are you looking for?
search-section = Section
search-stage = Stage
search-all = All
search-how = Arrow keys go through what is found, Escape comes back; on any page / leads here.
search-contents = All pages
search-count = { $count } found
search-none = Nothing found for “{ $query }”. Try fewer or other words, or look through the pages below.
search-more = Show more
search-failed = The search cannot be loaded. The pages are listed below.

## What one can do on every page

copy = Copy
copied = Copied
uncopied = Cannot be copied
keys-title = Keyboard shortcuts
keys-search = Search
keys-next = Next page
keys-prev = Previous page
keys-home = Home page
keys-scheme = Light or dark
keys-this = This list
keys-on = Shortcuts work on this device
close = Close

## Reading without a network

offline-title = Save for offline reading
offline-text = This browser can keep the whole course, with its search, to be read without a network. It is kept on this device and nowhere else.
offline-save = Save on this device
offline-save-size = Save on this device ({ $size })
offline-saving = { $done } of { $all } files
offline-saved = It is saved on this device, and brought up to date whenever there is a network.
offline-failed = Not everything could be saved. What there is stays; try again when there is a network.
offline-forget = Remove from this device
offline-forgotten = It is no longer kept on this device.
offline-impossible = This browser cannot keep pages here: it takes JavaScript and an https address.

## The map of the pages

# What the letters above a glossary are for.
glossary-letters = By letter
# The link to the statement on accessibility.
accessibility-title = Accessibility
map-title = Map of the pages
# How many pages there are, how many links, and how the picture is used.
map-text =
    { $pages ->
        [one] One page,
       *[other] { $pages } pages,
    } and { $links ->
        [one] one link
       *[other] { $links } links
    } between them. Point at a page, or go to it with the Tab key, to see what it leads to and what leads to it.
map-words = The same in words
# Before the pages that a page leads to.
map-to = leads to
map-rest = Other pages

## The page on the state of the translations

status-title = State of the translations
# $done, $words: numbers of words; $percent: 0 to 100.
status-words = { $done } of { $words } words are up to date ({ $percent } %).
# $fresh, $pages: numbers of pages.
status-pages = { $fresh } of { $pages } pages are complete and up to date.
status-complete = There is nothing to do.
# $count: pages that the table leaves out.
status-more = { $count ->
    [one] And { $count } page more; `polku status` lists it.
   *[other] And { $count } pages more; `polku status` lists them.
}
status-page = Page
status-state = State
status-to-do = Words to do
status-changed = Changed
status-missing = Missing
status-extra = Extra
status-unrecorded = Unrecorded
status-blocks = Blocks
status-links = Links to it
status-is-missing = missing
status-is-partial = partial
status-is-stale = out of date
status-is-unrecorded = unrecorded
status-is-fresh = up to date
