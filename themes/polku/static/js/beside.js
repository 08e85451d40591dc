// Side by side on a narrow screen: a tap on a paragraph opens and closes its counterpart.
(function (d) {
  'use strict';
  d.querySelectorAll('.rows .row').forEach(function (row) {
    var other = row.querySelector('.other');
    if (!other) return;
    row.querySelector('.one').addEventListener('click', function (event) {
      // Links are for following, and a text that is being marked is for marking.
      if (event.target.closest('a, button, summary, input, label') || String(getSelection())) return;
      other.open = !other.open;
    });
  });
})(document);
